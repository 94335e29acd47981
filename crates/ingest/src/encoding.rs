//! Text encodings: drops a UTF-8 byte order mark and turns UTF-16 (PowerShell's `>`) into UTF-8, slice by slice.

use super::Encoding;

/// Turns what a file holds into UTF-8 without a mark.
pub(super) struct Transcoder {
    encoding: Option<Encoding>,
    /// The first bytes, until the mark is decided; later a half code unit or a high surrogate.
    pending: Vec<u8>,
    text: String,
}

impl Transcoder {
    pub fn new() -> Self {
        Self { encoding: None, pending: Vec::new(), text: String::new() }
    }

    pub fn encoding(&self) -> Encoding {
        self.encoding.unwrap_or_default()
    }

    pub fn feed(&mut self, slice: &[u8], sink: &mut dyn FnMut(&[u8])) {
        match self.encoding {
            Some(Encoding::Utf8 | Encoding::Utf8Bom) => sink(slice),
            Some(_) => self.utf16(slice, sink),
            None => {
                self.pending.extend_from_slice(slice);
                if self.pending.len() >= 3 {
                    self.decide(sink);
                }
            }
        }
    }

    /// Gives out what was held back.
    pub fn finish(&mut self, sink: &mut dyn FnMut(&[u8])) {
        if self.encoding.is_none() {
            self.decide(sink);
        }
        if !self.pending.is_empty() {
            self.pending.clear();
            sink("\u{fffd}".as_bytes());
        }
    }

    fn decide(&mut self, sink: &mut dyn FnMut(&[u8])) {
        let head = std::mem::take(&mut self.pending);
        let (encoding, mark) = match head.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8Bom, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
            _ => (Encoding::Utf8, 0),
        };
        self.encoding = Some(encoding);
        if head.len() > mark {
            self.feed(&head[mark..], sink);
        }
    }

    fn utf16(&mut self, slice: &[u8], sink: &mut dyn FnMut(&[u8])) {
        let little = self.encoding == Some(Encoding::Utf16Le);
        self.pending.extend_from_slice(slice);
        let unit = |b: &[u8]| if little { u16::from_le_bytes([b[0], b[1]]) } else { u16::from_be_bytes([b[0], b[1]]) };
        let mut whole = self.pending.len() & !1;
        // A high surrogate waits for its other half.
        if whole >= 2 && (0xd800..0xdc00).contains(&unit(&self.pending[whole - 2..whole])) {
            whole -= 2;
        }
        self.text.clear();
        let units = self.pending[..whole].chunks_exact(2).map(unit);
        self.text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.pending.drain(..whole);
        if !self.text.is_empty() {
            sink(self.text.as_bytes());
        }
    }
}
