//! The last section: what came before it, so that a part that is missing, twice there or in another place is noticed, although
//! each member of gzip has a checksum that is right.

use flate2::Crc;

/// The sections so far, written or read.
#[derive(Default)]
pub(crate) struct Seen {
    sections: u32,
    /// Of all of them, with their kinds and lengths.
    crc: Crc,
}

impl Seen {
    /// One more: its kind and length, and what it holds.
    pub fn section(&mut self, head: &[u8], bytes: &[u8]) {
        self.sections += 1;
        self.crc.update(head);
        self.crc.update(bytes);
    }

    /// What the last section says: the number of sections before it (4 bytes), their checksum (4), all samples (8).
    pub fn end(&self) -> End {
        End { sections: self.sections, crc: self.crc.sum() }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct End {
    sections: u32,
    crc: u32,
}

impl End {
    pub fn bytes(self, samples: u64) -> Vec<u8> {
        [&self.sections.to_le_bytes()[..], &self.crc.to_le_bytes()[..], &samples.to_le_bytes()[..]].concat()
    }
}
