//! k6's threshold expressions: `p(95)<500`. The grammar is k6's (metrics/thresholds_parser.go), to the quirk;
//! the messages are ours. Judging is in `judge`.
//!
//! ```text
//! expression := ws method ws operator ws number ws
//! method     := value | count | rate | avg | min | med | max | p(number) | stddev (sloscope's own)
//! operator   := <= | < | >= | > | === | == | !=      the first of this list that occurs anywhere splits the text
//! number     := what Go's strconv.ParseFloat reads
//! ```

use serde::{Deserialize, Serialize};

use sloscope_model::margin::Margin;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::Stat;

use super::advice;
use super::number::{self, NumberError};

/// In the order in which k6 tries them.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::AtMost),
    ("<", Operator::Below),
    (">=", Operator::AtLeast),
    (">", Operator::Above),
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
];

/// An expression that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// Offset of the wrong character, counted in characters from 0.
    pub at: usize,
}

/// How a measured value is compared with the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `==` or `===`
    Equal,
    /// `!=`
    NotEqual,
}

impl Operator {
    /// k6's spelling; `===` is the same as `==`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }

    /// In words, for sentences: "below", "at least".
    pub fn words(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::AtMost => "at most",
            Self::Above => "above",
            Self::AtLeast => "at least",
            Self::Equal => "equal to",
            Self::NotEqual => "not equal to",
        }
    }
}

/// A threshold expression that could be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expression {
    /// What is compared. Whether the metric has it, [`Self::check`] tells.
    pub stat: Stat,
    /// The measured value is on its left, the limit on its right.
    pub operator: Operator,
    /// In k6's units: ms, bytes, per second, a share of one. May be infinite or not a number: k6 reads `Inf` and `NaN`.
    pub limit: f64,
}

impl Expression {
    /// Reads an expression; an error says which character is wrong and what to write.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let fail = |message: String, byte: usize| {
            let at = text.get(..byte).map_or(0, |before| before.chars().count());
            Err(ExpressionError { message, at })
        };
        let start = text.len() - text.trim_start().len();
        if text.trim().is_empty() {
            return fail("the expression is empty: write one like p(95)<500".to_owned(), 0);
        }
        let found = OPERATORS.iter().find_map(|(sign, op)| Some((text.find(sign)?, *sign, *op)));
        let Some((split, sign, operator)) = found else {
            let (message, at) = advice::no_operator(text);
            return fail(message, at);
        };
        let (method, rest) = (text[..split].trim(), &text[split + sign.len()..]);
        let stat = match parse_method(method) {
            Ok(stat) => stat,
            Err((message, at)) => return fail(message, start + at),
        };
        let number_at = split + sign.len() + (rest.len() - rest.trim_start().len());
        match number::parse(rest.trim()) {
            Ok(limit) => Ok(Self { stat, operator, limit }),
            Err(NumberError::Range) => fail("the number is too large: k6 refuses it".to_owned(), number_at),
            Err(NumberError::Syntax) => {
                let (message, at) = advice::not_a_number(rest.trim());
                fail(message, number_at + at)
            }
        }
    }

    /// Does the objective hold for this value? Compared as k6 compares: as 64-bit numbers, nothing rounded.
    pub fn holds(&self, measured: f64) -> bool {
        match self.operator {
            Operator::Below => measured < self.limit,
            Operator::AtMost => measured <= self.limit,
            Operator::Above => measured > self.limit,
            Operator::AtLeast => measured >= self.limit,
            #[allow(clippy::float_cmp)]
            Operator::Equal => measured == self.limit,
            #[allow(clippy::float_cmp)]
            Operator::NotEqual => measured != self.limit,
        }
    }

    /// Room between a value and the limit; `None` where one of them, or their difference, is not finite.
    pub fn margin(&self, measured: f64) -> Option<Margin> {
        if !self.limit.is_finite() || !measured.is_finite() {
            return None;
        }
        let absolute = match self.operator {
            Operator::Below | Operator::AtMost => self.limit - measured,
            Operator::Above | Operator::AtLeast => measured - self.limit,
            Operator::Equal => -(measured - self.limit).abs(),
            Operator::NotEqual => (measured - self.limit).abs(),
        } + 0.0;
        let percent =
            (self.limit != 0.0).then(|| absolute / self.limit.abs() * 100.0).filter(|share| share.is_finite());
        absolute.is_finite().then_some(Margin { absolute, percent })
    }

    /// Is the statistic one that a metric of this type has? The error is a sentence that says what it has.
    pub fn check(&self, kind: MetricType) -> Result<(), String> {
        let trend = matches!(self.stat, Stat::Avg | Stat::Min | Stat::Med | Stat::Max | Stat::P(_) | Stat::StdDev);
        let fits = match kind {
            MetricType::Counter => matches!(self.stat, Stat::Count | Stat::Rate),
            MetricType::Gauge => self.stat == Stat::Value,
            MetricType::Rate => self.stat == Stat::Rate,
            MetricType::Trend => trend,
        };
        if fits {
            return Ok(());
        }
        let has = match kind {
            MetricType::Counter => "count and rate",
            MetricType::Gauge => "value",
            MetricType::Rate => "rate",
            MetricType::Trend => "avg, min, med, max, p(N) and stddev",
        };
        Err(format!("a {} has no {}: it can be judged by {has}", kind.as_str(), self.stat))
    }
}

/// The statistic of a trimmed left-hand side; an error carries the byte offset in it.
fn parse_method(method: &str) -> Result<Stat, (String, usize)> {
    Ok(match method {
        "value" => Stat::Value,
        "count" => Stat::Count,
        "rate" => Stat::Rate,
        "avg" => Stat::Avg,
        "min" => Stat::Min,
        "med" => Stat::Med,
        "max" => Stat::Max,
        "stddev" => Stat::StdDev,
        "p" => {
            let message = "k6 reads p without a number as p(0), the minimum, so that it nearly always passes: \
                           write p(95), or min if the minimum is meant";
            return Err((message.to_owned(), 1));
        }
        _ => match method.strip_prefix("p(").and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => match number::parse(inner) {
                Ok(p) if (0.0..=100.0).contains(&p) => Stat::P(p),
                Ok(_) => return Err(("a percentile lies between 0 and 100: write p(95)".to_owned(), 2)),
                Err(_) => {
                    let message =
                        "a number from 0 to 100 is expected between the brackets, without spaces: write p(95)";
                    return Err((message.to_owned(), 2 + number::prefix_len(inner)));
                }
            },
            None => return Err(advice::not_a_method(method)),
        },
    })
}
