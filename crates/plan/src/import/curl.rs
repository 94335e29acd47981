//! A cURL command as a plan of one request (curl.1, the options that people and browsers write).

use data_encoding::BASE64;
use sloscope_model::format::without_users;
use sloscope_model::time::NANOS_PER_S;
use sloscope_objectives::literal::{Failure, Placed};

use super::super::data::place;
use super::super::json::PlanError;
use super::{Import, around, push_once, shell, taken};

/// Says nothing of the address: where its password ends is not known.
const MISLEADING: &str = "a browser would read this address in another way: in a user name and a password write # as %23, \
    / as %2F, ? as %3F, : as %3A and \\ as %5C, or give them with -u";

/// Options without a value that change nothing here.
const QUIET: [&str; 21] = [
    "compressed",
    "fail",
    "fail-with-body",
    "globoff",
    "http1.0",
    "http1.1",
    "http2",
    "http2-prior-knowledge",
    "http3",
    "include",
    "ipv4",
    "ipv6",
    "no-buffer",
    "no-progress-meter",
    "path-as-is",
    "show-error",
    "silent",
    "tcp-nodelay",
    "tlsv1.2",
    "tlsv1.3",
    "verbose",
];
/// Options with a value that change nothing here.
const QUIET_WITH_VALUE: [&str; 9] = [
    "connect-timeout",
    "dump-header",
    "max-redirs",
    "output",
    "retry",
    "retry-delay",
    "retry-max-time",
    "stderr",
    "write-out",
];
/// The long names of short options; with `true` a value follows.
const SHORT: [(char, &str, bool); 26] = [
    ('0', "http1.0", false),
    ('4', "ipv4", false),
    ('6', "ipv6", false),
    ('A', "user-agent", true),
    ('D', "dump-header", true),
    ('F', "form", true),
    ('G', "get", false),
    ('H', "header", true),
    ('I', "head", false),
    ('L', "location", false),
    ('N', "no-buffer", false),
    ('S', "show-error", false),
    ('T', "upload-file", true),
    ('X', "request", true),
    ('b', "cookie", true),
    ('d', "data", true),
    ('e', "referer", true),
    ('f', "fail", false),
    ('g', "globoff", false),
    ('i', "include", false),
    ('k', "insecure", false),
    ('m', "max-time", true),
    ('o', "output", true),
    ('s', "silent", false),
    ('u', "user", true),
    ('w', "write-out", true),
];

#[derive(Default)]
struct Command {
    method: Option<String>,
    url: Option<Placed<String>>,
    headers: Vec<(String, String)>,
    data: Vec<String>,
    json: bool,
    follow: bool,
    get: bool,
    head: bool,
    max_time: Option<f64>,
    notes: Vec<String>,
}

/// Reads a cURL command, which becomes one request. The error has its place in the text.
pub fn from_curl(text: &str) -> Result<Import, PlanError> {
    let chars: Vec<char> = text.chars().collect();
    read(&chars).map_err(|failure| {
        let (line, column) = place(&chars, failure.at);
        PlanError { line, column, message: failure.is }
    })
}

fn fail<T>(at: usize, is: impl Into<String>) -> Result<T, Failure> {
    Err(Placed { at, is: is.into() })
}

fn read(chars: &[char]) -> Result<Import, Failure> {
    let mut words = shell::words(chars)?.into_iter();
    match words.next() {
        Some(first) if first.is == "curl" || first.is.ends_with("/curl") || first.is == "curl.exe" => {}
        Some(first) => return fail(first.at, format!("a cURL command begins with curl, and this with {:?}", first.is)),
        None => return fail(0, "there is nothing here: paste a command, curl https://example.org/"),
    }
    let mut command = Command::default();
    let mut options = true;
    while let Some(word) = words.next() {
        let mut value = |name: &str| match words.next() {
            Some(value) => Ok(value.is),
            None => fail(word.at, format!("{name} needs a value")),
        };
        if options && word.is == "--" {
            options = false;
        } else if let (true, Some(name)) = (options, word.is.strip_prefix("--")) {
            command.long(name, word.at, &mut value)?;
        } else if options && word.is.len() > 1 && word.is.starts_with('-') {
            command.short(&word.is[1..], word.at, &mut value)?;
        } else if command.url.is_some() {
            return fail(
                word.at,
                format!("{:?} would be a second address: a plan takes one request from a command", word.is),
            );
        } else {
            command.url = Some(word);
        }
    }
    command.plan()
}

impl Command {
    fn short(
        &mut self,
        letters: &str,
        at: usize,
        value: &mut dyn FnMut(&str) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        for (index, letter) in letters.char_indices() {
            let Some((_, name, has_value)) = SHORT.iter().find(|(short, ..)| *short == letter) else {
                // -v, -vv, -#
                if matches!(letter, 'v' | '#') {
                    continue;
                }
                return fail(at, format!("the option -{letter} is not known here: take it out"));
            };
            let rest = &letters[index + letter.len_utf8()..];
            if *has_value && !rest.is_empty() {
                let mut attached = |_: &str| Ok(rest.to_owned());
                return self.long(name, at, &mut attached);
            }
            self.long(name, at, value)?;
        }
        Ok(())
    }

    fn long(
        &mut self,
        name: &str,
        at: usize,
        value: &mut dyn FnMut(&str) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let option = format!("--{name}");
        match name {
            "request" => self.method = Some(value(&option)?),
            "url" => self.url = Some(Placed { at, is: value(&option)? }),
            "header" => self.header(&value(&option)?, at)?,
            "user-agent" => self.headers.push(("User-Agent".to_owned(), value(&option)?)),
            "referer" => self.headers.push(("Referer".to_owned(), value(&option)?)),
            "cookie" => self.headers.push(("Cookie".to_owned(), value(&option)?)),
            "data" | "data-ascii" | "data-binary" | "json" => {
                let data = value(&option)?;
                if data.starts_with('@') {
                    return fail(
                        at,
                        format!("{option} takes a file, which is not here: paste its text in place of {data}"),
                    );
                }
                self.json |= name == "json";
                self.data.push(data);
            }
            "data-raw" => self.data.push(value(&option)?),
            "data-urlencode" => {
                let data = value(&option)?;
                if data.contains('@') && !data.contains('=') {
                    return fail(at, "--data-urlencode takes a file, which is not here: paste its text");
                }
                self.data.push(encoded(&data));
            }
            "user" => {
                let user = value(&option)?;
                self.headers.push(("Authorization".to_owned(), format!("Basic {}", BASE64.encode(user.as_bytes()))));
                push_once(
                    &mut self.notes,
                    "-u became an Authorization header: the plan holds the password.".to_owned(),
                );
            }
            "location" | "location-trusted" => self.follow = true,
            "get" => self.get = true,
            "head" => self.head = true,
            "max-time" => self.max_time = value(&option)?.parse().ok(),
            "insecure" => {
                push_once(&mut self.notes, "-k is left out: a browser always checks certificates.".to_owned())
            }
            "form" | "form-string" | "upload-file" => {
                return fail(at, format!("{option} is not supported: a plan's body is a text"));
            }
            _ if QUIET.contains(&name) => {}
            _ if QUIET_WITH_VALUE.contains(&name) => drop(value(&option)?),
            _ => return fail(at, format!("the option {option} is not known here: take it out")),
        }
        Ok(())
    }

    fn header(&mut self, line: &str, at: usize) -> Result<(), Failure> {
        if line.starts_with('@') {
            return fail(at, "-H takes a file, which is not here: paste its lines");
        }
        // `Name;` is an empty header; `Name:` takes one of curl's own away.
        match line.split_once(':') {
            Some((_, value)) if value.trim().is_empty() => {}
            Some((name, value)) => self.headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None => match line.strip_suffix(';') {
                Some(name) => self.headers.push((name.trim().to_owned(), String::new())),
                None => return fail(at, format!("{line:?} is not a header: write \"Name: value\"")),
            },
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    fn plan(mut self) -> Result<Import, Failure> {
        let Some(url) = self.url.take() else { return fail(0, "there is no address in this command") };
        let mut address = url.is;
        if !address.contains("://") {
            // As curl does.
            address = format!("http://{address}");
        }
        let data = (!self.data.is_empty()).then(|| self.data.join(if self.json { "" } else { "&" }));
        let mut body = data;
        if self.get
            && let Some(query) = body.take()
        {
            address += if address.contains('?') { "&" } else { "?" };
            address += &query;
        }
        if self.json {
            for (name, value) in [("Content-Type", "application/json"), ("Accept", "application/json")] {
                if !self.has(name) {
                    self.headers.push((name.to_owned(), value.to_owned()));
                }
            }
        } else if body.is_some() && !self.has("content-type") {
            self.headers.push(("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        }
        let default = match (self.head, body.is_some()) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        let method = self.method.take().unwrap_or_else(|| default.to_owned());
        let mut notes = self.notes;
        let Some(taken) = taken(&method, &address, self.headers, body, &mut notes) else {
            return match address.contains('@') || without_users(&address) != address {
                // Nothing of it is repeated: where its password ends is not known.
                true => fail(url.at, MISLEADING),
                false => fail(url.at, format!("{address:?} is not an address")),
            };
        };
        notes.push(match self.follow {
            true => "-L became followRedirects: redirects are followed, to the hosts of the plan only.".to_owned(),
            false => "Redirects are not followed, as by curl without -L: followRedirects would.".to_owned(),
        });
        let mut plan = around(vec![taken.request], vec![taken.origin], &mut notes);
        plan.follow_redirects = self.follow;
        if let Some(seconds) = self.max_time.filter(|s| *s > 0.0 && *s < 1e6) {
            plan.timeout = (seconds * NANOS_PER_S as f64) as i64;
        }
        Ok(Import { plan, notes })
    }
}

/// `name=value` with the value encoded, as `--data-urlencode` does.
fn encoded(data: &str) -> String {
    let (name, value) = match data.split_once('=') {
        Some((name, value)) if !name.is_empty() => (format!("{name}="), value),
        Some((_, value)) => (String::new(), value),
        None => (String::new(), data),
    };
    let mut text = name;
    super::super::template::push_encoded(&mut text, value);
    text
}
