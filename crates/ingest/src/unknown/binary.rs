//! Files that are not text, recognised by their first bytes (file signatures) or by their bytes as a whole.

use super::{Unreadable, WRONG_FILE, of};

/// What distinguishes texts from other files.
pub(crate) const HEAD: usize = 4096;
/// What is looked at to name one.
pub(crate) const NEEDED: usize = 64 * 1024;

const UNPACK: &str = "Unpack it and open the files in it; of packed files sloscope reads gzip only.";

/// Signature at the start, what it is, and what to do.
const SIGNATURES: [(&[u8], &str, &str); 27] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image", WRONG_FILE),
    (b"\xff\xd8\xff", "a JPEG image", WRONG_FILE),
    (b"GIF8", "a GIF image", WRONG_FILE),
    (b"BM", "a bitmap image", WRONG_FILE),
    (b"II*\0", "a TIFF image", WRONG_FILE),
    (b"MM\0*", "a TIFF image", WRONG_FILE),
    (b"%PDF", "a PDF document", WRONG_FILE),
    (b"PK\x03\x04", "a ZIP archive", UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd", "Unpack it first: `zstd -d FILE`."),
    (b"\xfd7zXZ\0", "a file packed with xz", "Unpack it first: `xz -d FILE`."),
    (b"BZh", "a file packed with bzip2", "Unpack it first: `bzip2 -d FILE`."),
    (b"\x04\x22\x4d\x18", "a file packed with LZ4", "Unpack it first: `lz4 -d FILE`."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"\x1f\x8b", "a gzip file inside a gzip file", "Unpack it once: `gzip -d FILE`."),
    (b"SQLite format 3\0", "an SQLite database", WRONG_FILE),
    (b"PAR1", "a Parquet file", WRONG_FILE),
    (b"\x7fELF", "a program", WRONG_FILE),
    (b"MZ", "a Windows program", WRONG_FILE),
    (b"\xcf\xfa\xed\xfe", "a macOS program", WRONG_FILE),
    (b"\0asm", "a WebAssembly module", WRONG_FILE),
    (b"OggS", "a sound or video file", WRONG_FILE),
    (b"ID3", "a sound file", WRONG_FILE),
    (b"\x1a\x45\xdf\xa3", "a video file", WRONG_FILE),
    (b"wOF", "a font", WRONG_FILE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document", WRONG_FILE),
];

/// Short signatures that a text may begin with too.
const ALSO_TEXT: [&[u8]; 4] = [b"BM", b"MZ", b"ID3", b"BZh"];

/// `None` for texts, whatever their encoding.
pub(crate) fn binary(bytes: &[u8]) -> Option<Unreadable> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let not_text = is_not_text(head);
    for (signature, looks_like, advice) in SIGNATURES {
        if head.starts_with(signature) && (not_text || !ALSO_TEXT.contains(&signature)) {
            return Some(match signature {
                b"PK\x03\x04" => zip(bytes),
                _ => of(looks_like, advice),
            });
        }
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(of("a WebP image", WRONG_FILE));
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some(of("a video or an image of a phone", WRONG_FILE));
    }
    if not_text && is_utf16(head) {
        let advice = "Save it as UTF-8. In PowerShell, `Out-File -Encoding utf8` does so in place of `>`.";
        return Some(of("a text in UTF-16 without a byte order mark", advice));
    }
    not_text.then(|| of("a binary file of an unknown kind", WRONG_FILE))
}

/// Office documents and Java programs are ZIP archives too.
fn zip(bytes: &[u8]) -> Unreadable {
    let head = &bytes[..bytes.len().min(NEEDED)];
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if has(b"xl/") {
        let advice = "Results are read as k6 writes them: open the JSON or CSV file that the sheet was made from.";
        of("an Excel workbook", advice)
    } else if has(b"word/") {
        of("a Word document", WRONG_FILE)
    } else if has(b"META-INF/") {
        of("a Java archive", WRONG_FILE)
    } else {
        of("a ZIP archive", UNPACK)
    }
}

/// NUL bytes, many control characters, or mostly bytes that are no UTF-8.
fn is_not_text(head: &[u8]) -> bool {
    if head.is_empty() {
        return false;
    }
    let control = head.iter().filter(|b| b.is_ascii_control() && !b"\t\n\r\x0c\x1b\x08".contains(b)).count();
    let odd: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    memchr::memchr(0, head).is_some() || control * 20 > head.len() || odd * 10 > head.len() * 3
}

/// Every second byte is NUL, as in UTF-16 of mostly ASCII.
fn is_utf16(head: &[u8]) -> bool {
    let pairs = head.len() / 2;
    let zeros = |first: usize| head[..pairs * 2].iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    pairs >= 4 && (even.max(odd) * 10 >= pairs * 8) && (even.min(odd) * 10 <= pairs)
}
