//! CSV (RFC 4180) that a spreadsheet does not take for more than it is: the one writer of all tables.

use super::safe;

/// A row: fields that need quotes get them, and lines end as the RFC says.
pub fn csv_line(out: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}

/// A text from a file as a field, on one line and without what acts on a terminal ([`safe`]). One that begins as a formula does, in ASCII or in full width, gets an apostrophe before
/// it, as OWASP says (CSV Injection). What is a number (`-1`) is none.
pub fn csv_text(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula && text.parse::<f64>().is_err() { "'" } else { "" };
    format!("{guard}{}", safe(text))
}
