//! A series: a metric and a tag filter, written as k6 writes a sub-metric, `http_req_duration{scenario:car}`.

mod quoted;

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::costs::looked;
use crate::format::{tag_without_users, user_left_out, user_mark};
use crate::order::sort_short;
use crate::places::name_of;

/// A metric, and the tags that its samples must have (all of them, equal).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Series {
    /// As k6 writes it: `http_req_duration`.
    pub metric: String,
    /// In the order in which they were written.
    pub tags: Vec<(String, String)>,
}

/// Why a text is not a series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SeriesError {
    /// What is wrong, as a phrase.
    pub message: String,
    /// Byte offset in the text.
    pub at: usize,
}

impl Series {
    /// All samples of a metric: no tag filter.
    pub fn metric(name: impl Into<String>) -> Self {
        Self { metric: name.into(), tags: Vec::new() }
    }

    /// Adds a tag to the filter; its value is taken as it is, with the user of an address, if it has one.
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
    pub fn key(&self) -> String {
        let tags = if self.tags.len() > 1 { self.sorted() } else { self.tags.iter().collect() };
        let texts = tags.into_iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        name_of(std::iter::once(self.metric.as_str()).chain(texts))
    }

    fn sorted(&self) -> Vec<&(String, String)> {
        let mut tags: Vec<&(String, String)> = self.tags.iter().collect();
        sort_short(&mut tags, Ord::cmp);
        tags
    }

    /// The same with other marks of users: `of` gets what a mark follows, and its number.
    fn with_marks(&self, of: impl Fn(&str, Option<usize>) -> String) -> Self {
        let changed =
            |value: &String| user_mark(value).map_or_else(|| value.clone(), |(plain, number)| of(plain, number));
        Self {
            metric: self.metric.clone(),
            tags: self.tags.iter().map(|(key, value)| (key.clone(), changed(value))).collect(),
        }
    }

    /// Reads `metric` or `metric{tag:value,tag2:"value 2"}` as k6 does (k6: metrics/metric.go, AddSubmetric):
    /// the filter is split at commas, a pair at its first colon, quotes and spaces around both are dropped; and so are
    /// user names and passwords of addresses, as they are of samples. What k6's form cannot hold is read inside quotes:
    /// commas, a colon in a key, spaces at the ends; a quote behind a backslash is a part of the text.
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
        let mut rest = inner;
        loop {
            let (key, key_length) = quoted::read(rest, &[':', ',']);
            if key.is_empty() {
                return fail("a tag name is missing", at);
            }
            let (value, value_length) = match rest[key_length..].strip_prefix(':') {
                Some(value) => quoted::read(value, &[',']),
                None => (String::new(), 0),
            };
            let length = key_length + usize::from(rest[key_length..].starts_with(':')) + value_length;
            if value.is_empty() {
                return fail("a tag value is missing: write tag:value", at + length);
            }
            tags.push((key, tag_without_users(&value).into_owned()));
            match rest[length..].strip_prefix(',') {
                Some(next) => rest = next,
                None => return Ok(Self { metric: metric.to_owned(), tags }),
            }
            at += length + 1;
        }
    }
}

/// Keeps series apart that only the users of addresses distinguished, which are left out: each gets a number that no series
/// of the file has.
pub fn number_users<'a>(all: impl Iterator<Item = &'a mut Series>) {
    let mut alike: HashMap<String, Vec<&mut Series>> = HashMap::new();
    for series in all.filter(|series| series.tags.iter().any(|(_, value)| user_mark(value).is_some())) {
        let plain = series.with_marks(|plain, _| plain.to_owned());
        alike.entry(plain.key()).or_default().push(series);
    }
    for several in alike.into_values().filter(|several| several.len() > 1) {
        let (unnumbered, numbered): (Vec<_>, Vec<_>) = several.into_iter().partition(|series| {
            series.tags.iter().any(|(_, value)| user_mark(value).is_some_and(|(_, number)| number.is_none()))
        });
        let mut taken: HashSet<String> = numbered.iter().map(|series| series.key()).collect();
        let mut numbers = 1..;
        for series in unnumbered {
            let with = |at| series.with_marks(|plain, number| user_left_out(plain, number.or(Some(at))));
            let free = numbers.by_ref().map(with).find(|series| taken.insert(series.key()));
            free.into_iter().for_each(|numbered| *series = numbered);
        }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.metric)?;
        for (i, (key, value)) in self.tags.iter().enumerate() {
            f.write_str(if i == 0 { "{" } else { "," })?;
            // Quotes only where reading the text back would need them.
            quoted::write(f, key, &[':', ',', '}'])?;
            f.write_str(":")?;
            quoted::write(f, value, &[',', '}'])?;
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
        check("m{a:it's,b:x}", &[("a", "it's"), ("b", "x")]);
        check("m{a:'x,b:y\"}", &[("a", "x"), ("b", "y")]);
        check("m{a:\"C:\\dir\",b:\"\"c\"\"}", &[("a", "C:\\dir"), ("b", "c")]);
        check("m{\"a:b\":c}", &[("a:b", "c")]);
        for bad in ["", "{a:b}", "m{", "m{}", "m{a}", "m{a:}", "m{:b}", "m{a:b"] {
            assert!(Series::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let parts = ["a", ",", ":", "\"", "'", "\\", " ", "}", "{", "é", "\n", "\u{a0}", "]"];
        // All texts of up to four of the parts.
        for number in 1..parts.len().pow(4) {
            let (mut left, mut value) = (number, String::new());
            while left > 0 {
                value.push_str(parts[left % parts.len()]);
                left /= parts.len();
            }
            let series = Series::metric("m").with("k", &value).with(&value, "v").with("end", &value);
            let text = series.to_string();
            assert_eq!(Series::parse(&text).as_ref(), Ok(&series), "{text}");
        }
        let plain = Series::metric("m").with("name", "it's \"a\" b").with("c", "d");
        assert_eq!(plain.to_string(), "m{name:it's \"a\" b,c:d}", "no quotes that k6 would not need");
    }

    #[test]
    fn users_are_numbered_past_the_marks_of_a_file() {
        let url = |value: &str| Series::parse(&format!("m{{url:{value}}}")).expect(value);
        let mut all = ["http://a:p@h/", "http://h/ [user 1 left out]", "http://b:p@h/", "http://c:p@g/"].map(url);
        number_users(all.iter_mut());
        let shown = all.each_ref().map(|series| series.tags[0].1.as_str());
        assert_eq!(
            shown,
            [
                "http://h/ [user 2 left out]",
                "http://h/ [user 1 left out]",
                "http://h/ [user 3 left out]",
                "http://g/ [user left out]"
            ]
        );
    }
}
