//! What can be a host, and what a port: without a scheme, this distinguishes a user from other words with a colon and an @.

use super::{first, head, last_run};

/// DNS allows 253 characters.
const LONGEST: usize = 300;
/// Longer than a template of a port.
const LONGEST_PORT: usize = 40;

/// How sure it is that a text begins with a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Host {
    /// A name without a dot: `db`, or any word.
    Word,
    /// `h.test`, `10.0.0.1`, `[::1]`, `db:5432`, `db/name`, `${HOST}`, `{{host}}`.
    Certain,
}

/// Suffixes of pictures, of which `@2x` is a size.
const PICTURES: [&str; 7] = [".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"];

impl Host {
    /// What the text behind an @ begins with; `None` if that is no host: a version, a size of a picture, a digest.
    pub fn of(text: &str) -> Option<Self> {
        let text = head(text, LONGEST);
        // A database on this machine has none: `user:password@/name`.
        if text.starts_with(['/', '[']) || text.starts_with("#{") || is_template(text) {
            return Some(Self::Certain);
        }
        let end = first(text, &|c| !(c.is_alphanumeric() || "-._%~*".contains(c)));
        let (name, behind) = (&text[..last_run(&text[..end], &|c| ".-*%".contains(c))], &text[end..]);
        let address = &text[..first(text, &|c| !c.is_ascii_hexdigit() && c != ':')];
        if address.matches(':').count() > 1 {
            return Some(Self::Certain);
        }
        let port = behind.strip_prefix(':').unwrap_or_default();
        let is_digest = ["sha256", "sha512"].contains(&name) && behind.starts_with(':');
        if name.is_empty() || is_digest {
            return None;
        }
        // Of a database, as Go writes it: `user:password@tcp(db:3306)/name`.
        let is_network = behind.starts_with('(') && ["tcp", "udp", "unix"].contains(&name);
        let number = &port[..first(port, &|c| !c.is_ascii_digit())];
        let is_number = number.parse::<u16>().is_ok() && !port[number.len()..].starts_with(char::is_alphanumeric);
        if is_number || port.starts_with(['$', '{']) || is_ip(name) || is_network {
            return Some(Self::Certain);
        }
        if is_version(name) || is_size(name) || !name.contains(char::is_alphabetic) {
            return None;
        }
        let has_domain = name.rsplit_once('.').is_some_and(|(_, last)| last.starts_with(char::is_alphabetic));
        let is_certain = has_domain || name.eq_ignore_ascii_case("localhost") || behind.starts_with('/');
        Some(if is_certain { Self::Certain } else { Self::Word })
    }
}

/// `${HOST}`, `$HOST`, `{{ host }}`, `%HOST%`, `%68ost`.
fn is_template(text: &str) -> bool {
    let name = text.strip_prefix("{{").map_or(text.trim_start_matches(['$', '{', '%']), str::trim_start);
    name.len() < text.len() && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn is_ip(name: &str) -> bool {
    name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// `v4`, `18.2.0`, `1.2.3-rc.1`; not `2-host.test`.
fn is_version(name: &str) -> bool {
    let number = name.strip_prefix('v').unwrap_or(name);
    let (number, more) = number.split_once('-').map_or((number, ""), |(number, more)| (number, more));
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number && !number.is_empty() && (more.is_empty() || number.contains('.') || name.starts_with('v'))
}

/// `2x`, `1.5x.png`; not `2x.test`.
fn is_size(name: &str) -> bool {
    let rest = &name[first(name, &|c| !c.is_ascii_digit() && c != '.')..];
    rest.len() < name.len()
        && rest.strip_prefix('x').is_some_and(|rest| rest.is_empty() || PICTURES.iter().any(|end| rest.ends_with(end)))
}

/// Does a port stand behind a name and its colon, and no password?
pub(super) fn has_port(name: &str, behind: &str) -> bool {
    let port = port_of(behind);
    if !is_port(port) {
        return false;
    }
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let rest = head(&behind[port.len()..], LONGEST);
    let Some((part, host)) = rest.strip_prefix(['/', '\\', '?', '#']).and_then(|rest| rest.split_once('@')) else {
        return true;
    };
    // `user:12/pass@host` reads as a host with a port. A name without a dot, a part of a path that does not begin with
    // the @, and a host behind that: it is taken for what it was meant to be.
    !is_number
        || Host::of(name) == Some(Host::Certain)
        || part.is_empty()
        || part.contains(|c: char| super::ends_word(c) || "/\\?#=".contains(c))
        || Host::of(host).is_none()
}

/// What stands where a port may be, without the punctuation of a sentence behind it.
fn port_of(text: &str) -> &str {
    let text = head(text, LONGEST_PORT);
    let end = first(text, &|c| super::ends_word(c) || "/\\?#".contains(c));
    &text[..last_run(&text[..end], &|c| ",.;:!)]".contains(c))]
}

/// A number, a template of one, or its name: `8080`, `$PORT`, `${PORT}`, `{{port}}`, `%d`, `*`, `PORT`, or nothing.
fn is_port(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_upper =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    text.is_empty()
        || is_number && text.parse::<u16>().is_ok()
        || text.eq_ignore_ascii_case("port")
        || is_upper(text) && text.ends_with("_PORT")
        || text.starts_with(['$', '{']) && text.ends_with('}')
        || text.strip_prefix('$').is_some_and(is_upper)
        || ["%d", "%s", "%v", "*"].contains(&text)
}
