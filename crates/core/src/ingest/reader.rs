//! The push reader: bytes in slices of any size, a [`Source`] at the end.

use super::{Compression, Diagnostics, Encoding, Source, SourceInfo, document};

/// Reads one file, slice by slice.
pub struct Reader {
    name: String,
    bytes: Vec<u8>,
}

impl Reader {
    /// `name` is for messages only; the format is found from the content.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), bytes: Vec::new() }
    }

    pub fn feed(&mut self, slice: &[u8]) {
        self.bytes.extend_from_slice(slice);
    }

    pub fn finish(self) -> Source {
        let mut diagnostics = Diagnostics::default();
        let (format, content) = document::read(&self.bytes, &mut diagnostics);
        let bytes = self.bytes.len() as u64;
        Source {
            info: SourceInfo {
                name: self.name,
                bytes,
                unpacked: bytes,
                format,
                compression: Compression::None,
                encoding: Encoding::Utf8,
            },
            content,
            diagnostics,
        }
    }
}
