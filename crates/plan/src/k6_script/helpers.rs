//! Functions that a k6 script may need: the numbers that are drawn from the seed, values in texts, what checks look at.

use super::{picks, requests};
use crate::{Plan, TemplateError};

/// The functions that are used, and no others.
pub fn helpers(plan: &Plan) -> Result<Vec<String>, TemplateError> {
    let mut used = String::new();
    for side in plan.sides_sent() {
        used += &requests(plan, *side)?;
    }
    let mut found = Vec::new();
    let mut add = |wanted: bool, text: &str| {
        if wanted {
            found.push(text.to_owned());
        }
    };
    add(picks(plan), PICK);
    add(used.contains("inJson("), IN_JSON);
    add(used.contains("rand("), RAND);
    add(used.contains("uuid("), UUID);
    add(used.contains("address("), ADDRESS);
    add(used.contains("header(r"), HEADER);
    add(used.contains("inBody("), IN_BODY);
    Ok(found)
}

const PICK: &str = "\
// The same numbers as sloscope draws from the plan's seed (SplitMix with the finaliser of MurmurHash3, 32 bits).
function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
function pick(stream, n, count) {
  const number = mix((mix(seed ^ mix(stream + 1)) + Math.imul(n, 0x9e3779b9)) | 0);
  return Math.floor((number * count) / 4294967296);
}
";
const IN_JSON: &str = "\
// A value as the inside of a JSON string.
function inJson(value) {
  return JSON.stringify(String(value)).slice(1, -1);
}
";
const RAND: &str = "\
// A whole number, both ends included.
function rand(low, high) {
  return low + Math.floor(Math.random() * (high - low + 1));
}
";
const UUID: &str = "\
// A UUID of version 4.
function uuid() {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => {
    const digit = Math.floor(Math.random() * 16);
    return (c === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
";
const ADDRESS: &str = "\
function address(target, url) {
  return /^https?:\\/\\//.test(url) ? url : target + url;
}
";
const HEADER: &str = "\
// A header of a response, by its name in lower case.
function header(response, name) {
  const found = Object.keys(response.headers || {}).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : response.headers[found];
}
";
const IN_BODY: &str = "\
// The value at a path of a JSON body, as a text; undefined where there is none.
function inBody(response, path) {
  let value;
  try {
    value = JSON.parse(response.body);
  } catch (_) {
    return undefined;
  }
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.prototype.hasOwnProperty.call(value, step)) return undefined;
    value = value[step];
  }
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
";
