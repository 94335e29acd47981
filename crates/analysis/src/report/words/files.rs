//! Files in words: their size and form, how much of them was read, what was left out and why.

use sloscope_ingest::{Compression, Diagnostics, Encoding, Format, Skip, SourceInfo};
use sloscope_model::format;
use sloscope_model::options::Secret;

/// `3.25 MB, gzip; 45.1 MB unpacked`.
pub fn size(info: &SourceInfo) -> String {
    let stored = stored(info);
    match info.compression {
        Compression::None => stored,
        Compression::Gzip { members } => {
            let parts = if members > 1 { format!(" of {members} parts") } else { String::new() };
            format!("{stored}, gzip{parts}; {} unpacked", format::bytes(info.unpacked))
        }
    }
}

/// The size as stored. A run from the page, and its plan, were never a file: that is not a size of 0.
pub fn stored(info: &SourceInfo) -> String {
    match info.bytes {
        0 if info.format != Format::Unknown => "no file".to_owned(),
        bytes => format::bytes(bytes),
    }
}

/// The text encoding of a file, by name. Both byte orders of UTF-16 have the same name.
pub fn encoding(info: &SourceInfo) -> &'static str {
    match info.encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf8Bom => "UTF-8 with a byte-order mark",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
    }
}

/// `162,147 lines, all used`; `None` for a file that is no list of lines or values.
pub fn reading(diagnostics: &Diagnostics) -> Option<String> {
    let (lines, used) = (diagnostics.lines, diagnostics.used);
    (lines > 0).then(|| {
        let all = if lines == used { "all".to_owned() } else { format::count(used) };
        let values =
            if lines == 1 { "1 line or value".to_owned() } else { format!("{} lines or values", format::count(lines)) };
        format!("{values}, {all} used")
    })
}

/// `3 lines not used: not JSON (…); lines 4, 5, 9`.
pub fn skip(skip: &Skip) -> String {
    let lines: Vec<String> = skip.first_lines.iter().map(|line| format::count(*line)).collect();
    #[allow(clippy::cast_possible_truncation)]
    let more = if skip.count as usize > lines.len() { " …" } else { "" };
    let left_out = format!("{} not used: {}", format::counted(skip.count, "line"), skip.reason.explain());
    match lines.as_slice() {
        [] => left_out,
        [one] => format!("{left_out}; line {one}{more}"),
        _ => format!("{left_out}; lines {}{more}", lines.join(", ")),
    }
}

/// What of a file could not be used, a line each: where it is cut, and every reason for which lines were left out.
pub fn left_out(diagnostics: &Diagnostics) -> Vec<String> {
    cut(diagnostics).into_iter().chain(diagnostics.skipped.iter().map(skip)).collect()
}

/// A file that ends before its end.
pub fn cut(diagnostics: &Diagnostics) -> Option<String> {
    diagnostics.cut.as_ref().map(|what| format!("Cut short: {what}"))
}

/// What a file holds besides numbers, and that it was dropped.
pub fn secret(secret: Secret) -> &'static str {
    match secret {
        Secret::Script => "the test's script",
        Secret::SetupData => "what setup() returned",
        Secret::Environment => "environment variables",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sloscope_ingest::SkipReason;

    #[test]
    fn what_was_never_a_file_has_no_size() {
        let of = |format, bytes| {
            let (compression, encoding) = (Compression::None, Encoding::Utf8);
            size(&SourceInfo { name: String::new(), bytes, unpacked: bytes, format, compression, encoding })
        };
        assert_eq!(of(Format::Run, 0), "no file");
        assert_eq!(of(Format::Inspect, 0), "no file");
        assert_eq!(of(Format::Unknown, 0), format::bytes(0), "an empty file");
        assert_eq!(of(Format::Ndjson, 3_250_000), "3.25 MB");
    }

    #[test]
    fn what_was_left_out() {
        let skipped = |count, first_lines: &[u64]| Skip {
            reason: SkipReason::CutLine,
            count,
            first_lines: first_lines.to_vec(),
            example: String::new(),
        };
        let why = "the last line ends in the middle (the writer was stopped)";
        assert_eq!(skip(&skipped(1, &[9])), format!("1 line not used: {why}; line 9"));
        assert_eq!(skip(&skipped(7, &[1, 2000])), format!("7 lines not used: {why}; lines 1, 2,000 …"));
        assert_eq!(
            reading(&Diagnostics { lines: 5, used: 4, ..Diagnostics::default() }).as_deref(),
            Some("5 lines or values, 4 used")
        );
        assert_eq!(reading(&Diagnostics::default()), None);
    }
}
