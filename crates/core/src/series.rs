//! A series: a metric and a tag filter, written as k6 writes a sub-metric, `http_req_duration{scenario:car}`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::costs::looked;
use crate::order::sort_short;
use crate::places::name_of;

/// A metric, and the tags that its samples must have (all of them, equal).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Series {
    pub metric: String,
    /// In the order in which they were written.
    pub tags: Vec<(String, String)>,
}

/// Why a text is not a series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SeriesError {
    pub message: String,
    /// Byte offset in the text.
    pub at: usize,
}

impl Series {
    pub fn metric(name: impl Into<String>) -> Self {
        Self { metric: name.into(), tags: Vec::new() }
    }

    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Equal whatever the order of the tags.
    pub fn same_as(&self, other: &Self) -> bool {
        looked(1);
        self.metric == other.metric
            && self.tags.len() == other.tags.len()
            && (self.tags == other.tags || self.sorted() == other.sorted())
    }

    /// A name that it has in common with those that are the same, and with no other: to find it in a long list.
    pub(crate) fn key(&self) -> String {
        let tags = if self.tags.len() > 1 { self.sorted() } else { self.tags.iter().collect() };
        let texts = tags.into_iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        name_of(std::iter::once(self.metric.as_str()).chain(texts))
    }

    fn sorted(&self) -> Vec<&(String, String)> {
        let mut tags: Vec<&(String, String)> = self.tags.iter().collect();
        sort_short(&mut tags, Ord::cmp);
        tags
    }

    /// Reads `metric` or `metric{tag:value,tag2:"value 2"}` as k6 does (k6: metrics/metric.go, AddSubmetric):
    /// the filter is split at commas, a pair at its first colon, quotes and spaces around both are dropped.
    pub fn parse(text: &str) -> Result<Self, SeriesError> {
        let fail = |message: &str, at| Err(SeriesError { message: message.to_owned(), at });
        let Some(open) = text.find('{') else {
            return match text.trim() {
                "" => fail("a metric name is missing", 0),
                name => Ok(Self::metric(name)),
            };
        };
        let metric = text[..open].trim();
        if metric.is_empty() {
            return fail("a metric name is missing before '{'", 0);
        }
        let Some(inner) = text[open + 1..].trim_end().strip_suffix('}') else {
            return fail("the tag filter is not closed: '}' is missing", text.len());
        };
        let mut tags = Vec::new();
        let mut at = open + 1;
        if inner.trim().is_empty() {
            return fail("the tag filter is empty", at);
        }
        for pair in split_outside_quotes(inner) {
            let (key, value) = pair.split_once(':').unwrap_or((pair, ""));
            let clean = |s: &str| s.trim().trim_matches(|c| c == '"' || c == '\'').trim().to_owned();
            let (key, value) = (clean(key), clean(value));
            if key.is_empty() {
                return fail("a tag name is missing", at);
            }
            if value.is_empty() {
                return fail("a tag value is missing: write tag:value", at + pair.len());
            }
            tags.push((key, value));
            at += pair.len() + 1;
        }
        Ok(Self { metric: metric.to_owned(), tags })
    }
}

/// Splits at commas that are not inside quotes.
fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, None);
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), _) if c == q => quote = None,
            (None, ',') => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.metric)?;
        for (i, (key, value)) in self.tags.iter().enumerate() {
            f.write_str(if i == 0 { "{" } else { "," })?;
            // Quotes only where reading the text back would need them.
            if value.contains(',') || value.contains('}') || value.trim() != value {
                write!(f, "{key}:\"{value}\"")?;
            } else {
                write!(f, "{key}:{value}")?;
            }
        }
        if !self.tags.is_empty() {
            f.write_str("}")?;
        }
        Ok(())
    }
}

impl Serialize for Series {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            metric: &'a str,
            tags: &'a [(String, String)],
        }
        Wire { metric: &self.metric, tags: &self.tags }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            metric: String,
            tags: Vec<(String, String)>,
        }
        let wire = Wire::deserialize(deserializer)?;
        Ok(Self { metric: wire.metric, tags: wire.tags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_k6_reads() {
        let check = |text: &str, tags: &[(&str, &str)]| {
            let series = Series::parse(text).expect(text);
            let got: Vec<_> = series.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            assert_eq!(got, tags, "{text}");
        };
        check("http_reqs", &[]);
        check("m{a:b}", &[("a", "b")]);
        check("m{ a : \"b c\" , d:'e' }", &[("a", "b c"), ("d", "e")]);
        check("m{odd:colon:value}", &[("odd", "colon:value")]);
        check("m{name:http://x/y}", &[("name", "http://x/y")]);
        check("m{a:\"x,y\"}", &[("a", "x,y")]);
        for bad in ["", "{a:b}", "m{", "m{}", "m{a}", "m{a:}", "m{:b}", "m{a:b"] {
            assert!(Series::parse(bad).is_err(), "{bad}");
        }
    }
}
