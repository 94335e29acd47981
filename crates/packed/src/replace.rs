//! Other names in place of those that files have: of hosts, and of values of tags. They are replaced where samples and
//! summaries have them, so that all that is made of these has the new names, and no sentence has to be read again.
//!
//! Values that differ stay apart and equal ones stay equal, over all files: no number and no verdict changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sloscope_model::format::{Holds, HostNames};
use sloscope_model::names::{TEMPLATE, holds};
use sloscope_model::order::sort_short_by_key;

use crate::shared::Field;
use crate::{Kept, Sharing};

/// Tags whose values are hosts as a whole.
const OF_HOSTS: [&str; 11] =
    ["host", "hostname", "target", "server", "domain", "ip", "addr", "address", "authority", "vhost", "upstream"];
/// A shorter value can be a part of any sentence.
const SHORTEST: usize = 3;

/// What stands for what, of all files that go out together.
#[derive(Clone, Debug, Default)]
pub struct Replacements {
    sharing: Sharing,
    hosts: HostNames,
    /// By tag: the new name of a value, and which rule gave it.
    names: HashMap<String, BTreeMap<String, (String, usize)>>,
    /// By tag: what no other value may be called any more.
    taken: HashMap<String, HashSet<String>>,
}

/// What a rule did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The rule, as it is written.
    pub rule: String,
    /// How many values it renamed.
    pub values: usize,
    /// How many of them got a number, since one name for several would change numbers.
    pub numbered: usize,
}

impl Replacements {
    /// Of all that is handed on together. `further`: tags that questions name besides.
    pub fn of<'a>(
        sharing: &Sharing,
        kept: impl IntoIterator<Item = &'a Kept>,
        further: impl IntoIterator<Item = &'a (String, String)>,
    ) -> Self {
        let mut this = Self { sharing: sharing.clone(), ..Self::default() };
        if !sharing.replaces() {
            return this;
        }
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut learn = |text: &str, field: Field| {
            this.learn_host(text, field);
            if let Some(tag) = field.tag.filter(|tag| sharing.renames.iter().any(|rule| rule.tag == *tag)) {
                values.entry(tag.to_owned()).or_default().insert(text.to_owned());
            }
        };
        kept.into_iter().for_each(|kept| kept.clone().each(&mut |text, field| learn(text, field)));
        further.into_iter().for_each(|(key, value)| learn(value, Field::of_tag(key)));
        sharing.hosts.iter().for_each(|name| this.hosts.know(name));
        this.hosts.settle();
        for (tag, values) in values {
            // A name is taken by the value that has it and keeps it.
            let kept = values.iter().filter(|value| !this.has_rule(&tag, value)).cloned().collect();
            this.taken.insert(tag.clone(), kept);
            values.iter().for_each(|value| _ = this.named(&tag, value));
        }
        this
    }

    /// Takes note of the hosts of a text.
    pub(crate) fn learn_host(&mut self, text: &str, field: Field) {
        self.hosts.learn(text, field.holds);
        if field.tag.is_some_and(|tag| OF_HOSTS.contains(&tag)) {
            let name = text.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(text, |of| of.0);
            let is_name = |c: char| c.is_alphanumeric() || "-._".contains(c);
            self.hosts.know(if name.chars().all(is_name) { name } else { "" });
        }
    }

    /// The names of hosts, in the order of their numbers.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.names()
    }

    /// What each rule did.
    pub fn renamed(&self) -> Vec<Renamed> {
        let of_rule = |(at, rule): (usize, &crate::Rename)| {
            let all = self.names.get(&rule.tag).into_iter().flat_map(BTreeMap::values);
            let names: Vec<&str> = all.filter(|(_, of)| *of == at).map(|(name, _)| name.as_str()).collect();
            let numbered = names.iter().filter(|name| **name != rule.name).count();
            Renamed { rule: rule.to_string(), values: names.len(), numbered }
        };
        self.sharing.renames.iter().enumerate().map(of_rule).collect()
    }

    /// Another name for the value of a tag, as a filter or a selector has it.
    pub fn tag(&mut self, key: &str, value: &mut String) {
        if self.sharing.replaces() {
            self.change(value, Field::of_tag(key));
        }
    }

    /// A sentence, or the name of anything.
    pub fn text(&mut self, text: &mut String) {
        if self.sharing.replaces() {
            self.change(text, Field { holds: Holds::Text, tag: None });
        }
    }

    fn has_rule(&self, tag: &str, value: &str) -> bool {
        self.sharing.renames.iter().any(|rule| rule.tag == tag && rule.fits(value))
    }

    /// The new name of a value; `None` if no rule fits it. Of several values with one name each but the first has a number.
    fn named(&mut self, tag: &str, value: &str) -> Option<String> {
        if let Some((name, _)) = self.names.get(tag).and_then(|of| of.get(value)) {
            return Some(name.clone());
        }
        let fits = |(_, rule): &(usize, &crate::Rename)| rule.tag == tag && rule.fits(value);
        let (at, rule) = self.sharing.renames.iter().enumerate().find(fits)?;
        let taken = self.taken.entry(tag.to_owned()).or_default();
        // What is renamed already, and is asked for by its new name.
        if self.names.get(tag).is_some_and(|of| of.values().any(|(name, _)| name == value)) {
            return None;
        }
        let numbered = (2..).map(|number: usize| format!("{}-{number}", rule.name));
        let name = std::iter::once(rule.name.clone()).chain(numbered).find(|name| taken.insert(name.clone()))?;
        self.names.entry(tag.to_owned()).or_default().insert(value.to_owned(), (name.clone(), at));
        Some(name)
    }

    /// The last part of a group has no path before it where a summary names it.
    fn group(&self, name: &str) -> Option<String> {
        let of = self.names.get("group")?;
        let (_, (new, _)) = of.iter().find(|(path, _)| path.rsplit("::").next() == Some(name))?;
        Some(new.rsplit("::").next().unwrap_or(new).to_owned())
    }

    pub(crate) fn change(&mut self, text: &mut String, field: Field) {
        if let Some(tag) = field.tag {
            // Of templates of addresses nobody renames one.
            let own = (!tag.ends_with(TEMPLATE)).then(|| self.named(tag, text)).flatten();
            let of_group = || if tag == "group" && !text.is_empty() { self.group(text) } else { None };
            if let Some(name) = own.or_else(of_group) {
                *text = name;
                return;
            }
        } else {
            self.in_sentence(text);
        }
        if self.sharing.replace_hosts {
            *text = self.hosts.replaced(text, field.holds).into_owned();
        }
    }

    /// Sentences of a stored report, and notes on files, have values in them: at each place the longest one counts.
    fn in_sentence(&self, text: &mut String) {
        let can_be =
            |value: &str| value.len() >= SHORTEST && value.contains(char::is_alphabetic) && text.contains(value);
        let mut values: Vec<(&String, &String)> =
            self.names.values().flatten().map(|(value, (name, _))| (value, name)).collect();
        values.retain(|(value, _)| can_be(value));
        sort_short_by_key(&mut values, |(value, _)| usize::MAX - value.len());
        if values.is_empty() {
            return;
        }
        let (mut out, mut at) = (String::new(), 0);
        while let Some(c) = text[at..].chars().next() {
            match values.iter().find(|(value, _)| is_word(text, at, value)) {
                Some((value, name)) => {
                    out.push_str(name);
                    at += value.len();
                }
                None => {
                    out.push(c);
                    at += c.len_utf8();
                }
            }
        }
        *text = out;
    }
}

/// Is a value at a place of a text, and not a part of a longer word, as `shop` is of `shop.example`?
fn is_word(text: &str, at: usize, value: &str) -> bool {
    let goes_on = |inner: Option<char>, mut outer: std::iter::Peekable<&mut dyn Iterator<Item = char>>| {
        let first = outer.next();
        let joins = first.is_some_and(|c| ".-_@".contains(c)) && outer.peek().is_some_and(|c| c.is_alphanumeric());
        inner.is_some_and(char::is_alphanumeric) && (first.is_some_and(char::is_alphanumeric) || joins)
    };
    let (mut before, mut behind) = (text[..at].chars().rev(), text[at..].chars().skip(value.chars().count()));
    text[at..].starts_with(value)
        && !goes_on(value.chars().next(), (&mut before as &mut dyn Iterator<Item = char>).peekable())
        && !goes_on(value.chars().next_back(), (&mut behind as &mut dyn Iterator<Item = char>).peekable())
}

impl Field<'_> {
    /// The value of a tag.
    pub(crate) fn of_tag(key: &str) -> Field<'_> {
        Field { holds: holds(key), tag: Some(key) }
    }
}

impl Kept {
    /// With other names in place of its own.
    pub fn replaced(mut self, replacements: &mut Replacements) -> Self {
        if replacements.sharing.replaces() {
            self.forget_consoles();
            self.each(&mut |text, field| replacements.change(text, field));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_values_as_words() {
        let rules = ["scenario:shop=plan", "name:/a b=page"].map(|rule| crate::Rename::parse(rule).expect("a rule"));
        let sharing = Sharing { renames: rules.to_vec(), replace_hosts: true, ..Sharing::default() };
        let tags = [("scenario", "shop"), ("name", "/a b"), ("url", "https://shop.example/")];
        let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let mut replacements = Replacements::of(&sharing, [], &tags);
        for (text, shown) in [
            ("shop.example has more; scenario shop.", "host-1 has more; scenario plan."),
            ("shop: workshop, shop-2, \"/a b\" and /a bc", "plan: workshop, shop-2, \"page\" and /a bc"),
        ] {
            let mut text = text.to_owned();
            replacements.text(&mut text);
            assert_eq!(text, shown);
        }
    }
}
