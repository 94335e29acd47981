//! What to write instead: messages for expressions that cannot be read. Each function returns a message and the
//! byte offset of the first wrong character in the text that it was given.

use super::number;

/// Words that people write for k6's statistics.
const ALIASES: [(&str, &str); 14] = [
    ("mean", "avg"),
    ("average", "avg"),
    ("median", "med"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("std", "stddev"),
    ("stdev", "stddev"),
    ("sd", "stddev"),
    ("error_rate", "rate"),
    ("errors", "rate"),
    ("rps", "rate"),
    ("total", "count"),
    ("sum", "count"),
    ("last", "value"),
];

/// A text without any of k6's operators.
pub(super) fn no_operator(text: &str) -> (String, usize) {
    for (wrong, right) in [("≤", "<="), ("≥", ">="), ("≠", "!="), ("＜", "<"), ("＞", ">"), ("=", "=="), ("!", "!=")]
    {
        if let Some(at) = text.find(wrong) {
            return (format!("{wrong} is not an operator: write {right}"), at);
        }
    }
    let method_end = text.find(|c: char| c.is_whitespace()).unwrap_or(text.len());
    (
        "a comparison is missing: write <, <=, >, >=, == or != and a number after the statistic, as in p(95)<500"
            .to_owned(),
        if text.trim_start().len() == text.len() { method_end } else { text.len() },
    )
}

/// A left-hand side that is not a statistic.
pub(super) fn not_a_method(method: &str) -> (String, usize) {
    if method.is_empty() {
        return ("a statistic is missing before the comparison: write one like p(95), avg or rate".to_owned(), 0);
    }
    if let Some(stem) = method.strip_suffix(['=', '!', '<', '>']) {
        let at = stem.len();
        let message = match &method[at..] {
            "=" => "the = is on the wrong side: write <=, >= or ==",
            _ => "two comparisons follow each other: write one of <, <=, >, >=, == and !=",
        };
        return (message.to_owned(), at);
    }
    if let Some(at) = method.find(['<', '>', '=']) {
        return ("an expression compares once: split it into two objectives".to_owned(), at);
    }
    if number::parse(method).is_ok() {
        return ("the statistic comes first and the limit last: write p(95)<500, not 500>p(95)".to_owned(), 0);
    }
    let lower = method.to_ascii_lowercase();
    if let Some((_, right)) = ALIASES.iter().find(|(wrong, _)| *wrong == lower) {
        return (format!("{method:?} is not a statistic of k6: write {right}"), 0);
    }
    if lower != method && super::Expression::parse(&format!("{lower}<1")).is_ok() {
        return (format!("statistics are written in small letters: write {lower}"), 0);
    }
    if let Some(rest) = lower.strip_prefix('p') {
        let digits: String = rest.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = digits.parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p));
        let only =
            rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '(' | ')' | '[' | ']' | ' ' | '%' | '_'));
        if let (Some(p), true) = (number, only) {
            return (format!("a percentile is written with brackets: write p({p})"), 1);
        }
    }
    let message = "this is not a statistic of k6: write value, count, rate, avg, min, med, max, p(95) (or stddev, \
                   which only sloscope has)";
    (message.to_owned(), 0)
}

/// A right-hand side that is not a number.
pub(super) fn not_a_number(text: &str) -> (String, usize) {
    if text.is_empty() {
        return ("a number is missing after the comparison".to_owned(), 0);
    }
    if text.starts_with(['=', '<', '>', '!']) {
        return ("too many comparison signs: write one of <, <=, >, >=, ==, === and !=".to_owned(), 0);
    }
    let at = number::prefix_len(text);
    let (head, tail) = text.split_at(at);
    let Ok(value) = number::parse(head) else {
        return (format!("a number is expected, and {text:?} is not one"), 0);
    };
    let times =
        |factor: f64| sloscope_model::format::exact(value * factor, sloscope_model::stat::Unit::Plain).replace(',', "");
    let milliseconds =
        |factor: f64| format!("a number is expected: durations are in ms without a unit, write {}", times(factor));
    let message = match tail.trim().to_ascii_lowercase().as_str() {
        "ms" | "msec" | "millis" | "milliseconds" => milliseconds(1.0),
        "s" | "sec" | "secs" | "second" | "seconds" => milliseconds(1e3),
        "m" | "min" | "mins" | "minute" | "minutes" => milliseconds(6e4),
        "h" => milliseconds(36e5),
        "us" | "µs" | "μs" => milliseconds(1e-3),
        "%" | "percent" | "per cent" => {
            format!("a number is expected: shares are fractions of one, write {}", value / 100.0)
        }
        "/s" | "rps" | "req/s" | "reqs/s" | "requests/s" | "rps." | "/sec" => {
            format!("a number is expected: rates are per second without a unit, write {}", times(1.0))
        }
        rest if rest.starts_with(',') && rest[1..].bytes().all(|b| b.is_ascii_digit()) => {
            let (dot, none) = (text.replacen(',', ".", 1), text.replace(',', ""));
            format!("a number has no comma: write {dot} for the decimal number, {none} for the whole one")
        }
        rest if rest.contains(['<', '>', '=']) || rest.starts_with("and") || rest.starts_with("&&") => {
            "an expression compares once: split it into two objectives".to_owned()
        }
        _ => format!("a number is expected: {:?} does not belong to it, write {head}", tail.trim()),
    };
    (message, at + tail.len() - tail.trim_start().len())
}
