//! What of a plan goes into a link: everything that describes the test, and of what may be secret or private only what
//! its author wants in it.

use super::plan::Plan;

/// What is put into a link beyond names, paths, checks, load and objectives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Values of headers that say more than how a body is written.
    pub headers: bool,
    pub rows: bool,
    pub queries: bool,
    pub bodies: bool,
}

/// Headers whose values are no secret.
const OPEN_HEADERS: [&str; 5] = ["accept", "accept-language", "cache-control", "content-language", "content-type"];

/// Names of what was left out, as an address holds them and a person reads them.
const LEFT: [(&str, &str); 5] = [
    ("headers", "values of headers"),
    ("rows", "data rows"),
    ("queries", "query strings"),
    ("bodies", "bodies"),
    ("users", "user names and passwords in addresses"),
];

/// The plan without what is not to be kept, and the names of what was there and is not any more.
pub fn for_link(plan: &Plan, keep: Keep) -> (Plan, Vec<&'static str>) {
    let mut plan = plan.clone();
    let mut gone = [false; 5];
    for address in plan.targets.iter_mut().chain(plan.requests.iter_mut().map(|request| &mut request.url)) {
        // Nobody is asked for that: a browser sends no request to such an address anyway.
        gone[4] |= without_user(address);
        if let (false, Some(at)) = (keep.queries, address.find('?')) {
            address.truncate(at);
            gone[2] = true;
        }
    }
    for request in &mut plan.requests {
        for (name, value) in &mut request.headers {
            let open = OPEN_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
            if !keep.headers && !open && !value.is_empty() {
                value.clear();
                gone[0] = true;
            }
        }
        if let (false, Some(body)) = (keep.bodies, &mut request.body)
            && !body.text.is_empty()
        {
            body.text = if body.json { "null".to_owned() } else { String::new() };
            gone[3] = true;
        }
    }
    if !keep.rows && !plan.data.rows.is_empty() {
        plan.data.rows.clear();
        gone[1] = true;
    }
    (plan, LEFT.iter().zip(gone).filter(|(_, gone)| *gone).map(|((name, _), _)| *name).collect())
}

/// Takes `user:password@` out of an address; was there any?
pub(super) fn without_user(address: &mut String) -> bool {
    let Some(start) = address.find("://").map(|at| at + 3) else { return false };
    let end = address[start..].find(['/', '?', '#']).map_or(address.len(), |at| start + at);
    // The last one: a password may hold others.
    let Some(at) = address[start..end].rfind('@') else { return false };
    address.replace_range(start..=start + at, "");
    true
}

/// The names of [`for_link`], as they stand in an address, in words: "data rows and query strings".
pub fn left_out_words(names: &str) -> Option<String> {
    let known: Vec<&str> =
        LEFT.iter().filter(|(name, _)| names.split(',').any(|n| n == *name)).map(|(_, words)| *words).collect();
    let (last, before) = known.split_last()?;
    Some(if before.is_empty() { (*last).to_owned() } else { format!("{} and {last}", before.join(", ")) })
}

/// RFC 4648, section 5, without padding.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as a part of an address.
pub fn to_address(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 2);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..=group.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

/// The inverse of [`to_address`].
pub fn from_address(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0u32;
        for byte in group {
            bits = bits << 6 | DIGITS.iter().position(|digit| digit == byte)? as u32;
        }
        bits <<= 6 * (4 - group.len());
        if group.len() == 1 {
            return None;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}
