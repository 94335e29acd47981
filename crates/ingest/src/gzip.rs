//! Gzip, push-driven: compressed slices in, plain slices out, member after member (RFC 1952).
//!
//! A stream that is cut or damaged gives everything up to the damage, and a sentence that says so:
//! k6 that was killed leaves a gzip without trailer. How far an inflater gets before it sees the damage depends on the
//! pieces that it is given: here they end at fixed places of the file, however the file was cut.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::Diagnostics;

const OUT: usize = 256 * 1024;
/// The inflater is given the file in pieces of this length.
const PIECE: usize = 64 * 1024;

/// A longer header is none: it has the name of a file and a comment, and room for programs (64 KiB).
const LONGEST_HEADER: usize = 256 * 1024;

const FLAG_HCRC: u8 = 2;
const FLAG_EXTRA: u8 = 4;
const FLAG_NAME: u8 = 8;
const FLAG_COMMENT: u8 = 16;

enum State {
    /// Collecting a member's header.
    Header(Vec<u8>),
    Body,
    /// Collecting the checksum and the length.
    Trailer(Vec<u8>),
    /// Nothing more is read; `bool`: is it an error?
    Stopped,
}

/// Inflates one file.
pub(super) struct Gunzip {
    state: State,
    inflater: Decompress,
    crc: Crc,
    out: Vec<u8>,
    /// The beginning of a piece that is not whole yet.
    piece: Vec<u8>,
    /// Compressed bytes taken in so far.
    taken: u64,
    members: u32,
    /// Why reading stopped before the end.
    damage: Option<String>,
    notes: Vec<String>,
}

impl Gunzip {
    pub fn is_magic(head: &[u8]) -> bool {
        head.starts_with(&[0x1f, 0x8b])
    }

    pub fn new() -> Self {
        Self {
            state: State::Header(Vec::new()),
            inflater: Decompress::new(false),
            crc: Crc::new(),
            out: vec![0; OUT],
            piece: Vec::new(),
            taken: 0,
            members: 0,
            damage: None,
            notes: Vec::new(),
        }
    }

    /// Takes in a slice; `sink` gets the plain bytes.
    pub fn feed(&mut self, mut slice: &[u8], sink: &mut dyn FnMut(&[u8])) {
        while self.piece.len() + slice.len() >= PIECE {
            let (more, rest) = slice.split_at(PIECE - self.piece.len());
            slice = rest;
            if self.piece.is_empty() {
                self.inflate(more, sink);
                continue;
            }
            self.piece.extend_from_slice(more);
            self.flush(sink);
        }
        self.piece.extend_from_slice(slice);
    }

    /// Inflates what is kept of a piece: the file ends here.
    pub fn flush(&mut self, sink: &mut dyn FnMut(&[u8])) {
        let mut piece = std::mem::take(&mut self.piece);
        self.inflate(&piece, sink);
        piece.clear();
        self.piece = piece;
    }

    fn inflate(&mut self, mut slice: &[u8], sink: &mut dyn FnMut(&[u8])) {
        while !slice.is_empty() {
            let used = match &mut self.state {
                State::Stopped => return,
                State::Header(header) => {
                    header.push(slice[0]);
                    let check = header_length(header);
                    match check {
                        Ok(None) => {}
                        Ok(Some(_)) => {
                            self.inflater.reset(false);
                            self.crc = Crc::new();
                            self.members += 1;
                            self.state = State::Body;
                        }
                        Err(()) => self.no_header(),
                    }
                    1
                }
                State::Body => self.body(slice, sink),
                State::Trailer(trailer) => {
                    trailer.push(slice[0]);
                    if trailer.len() == 8 {
                        self.check_trailer();
                    }
                    1
                }
            };
            self.taken += used as u64;
            slice = &slice[used..];
        }
    }

    fn body(&mut self, slice: &[u8], sink: &mut dyn FnMut(&[u8])) -> usize {
        let (before_in, before_out) = (self.inflater.total_in(), self.inflater.total_out());
        let status = self.inflater.decompress(slice, &mut self.out, FlushDecompress::None);
        let used = (self.inflater.total_in() - before_in) as usize;
        let made = (self.inflater.total_out() - before_out) as usize;
        let plain = &self.out[..made];
        self.crc.update(plain);
        if made > 0 {
            sink(plain);
        }
        match status {
            Ok(Status::StreamEnd) => self.state = State::Trailer(Vec::with_capacity(8)),
            Ok(_) if used == 0 && made == 0 => self.stop("does not go on after"),
            Ok(_) => {}
            Err(_) => self.stop("is damaged after"),
        }
        used
    }

    fn stop(&mut self, what: &str) {
        self.damage =
            Some(format!("the gzip data {what} byte {} of the file; what comes before it was used", self.taken));
        self.state = State::Stopped;
    }

    /// What follows a member (or starts the file) is no gzip header.
    fn no_header(&mut self) {
        if self.members == 0 {
            self.damage = Some("the file starts like gzip, but its header is not one".to_owned());
        } else if !matches!(&self.state, State::Header(h) if h == &[0]) {
            self.notes.push(format!("bytes after the end of the gzip data (from byte {}) were ignored", self.taken));
        }
        self.state = State::Stopped;
    }

    fn check_trailer(&mut self) {
        if let State::Trailer(t) = &self.state {
            let crc = u32::from_le_bytes([t[0], t[1], t[2], t[3]]);
            if crc != self.crc.sum() {
                self.notes.push(format!(
                    "the checksum of gzip member {} does not fit its data: some values may be damaged",
                    self.members
                ));
            }
        }
        self.state = State::Header(Vec::new());
    }

    pub fn members(&self) -> u32 {
        self.members
    }

    /// Says how the stream ended.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        let cut = match self.state {
            State::Stopped => self.damage,
            State::Header(header) if header.is_empty() && self.members > 0 => None,
            State::Header(_) if self.members > 0 => {
                diagnostics.notes.push("a few bytes after the end of the gzip data were ignored".to_owned());
                None
            }
            State::Header(_) => Some("the gzip header is cut".to_owned()),
            State::Body | State::Trailer(_) => Some(
                "the gzip data ends before its end (the writer was stopped, or the copy is not whole); what is there was read"
                    .to_owned(),
            ),
        };
        diagnostics.cut = diagnostics.cut.take().or(cut);
        diagnostics.notes.extend(self.notes);
    }
}

/// Length of a complete header; `Ok(None)` while bytes are missing.
fn header_length(header: &[u8]) -> Result<Option<usize>, ()> {
    let magic = [0x1f, 0x8b, 8];
    if header.len() > LONGEST_HEADER || header.iter().zip(magic).any(|(a, b)| *a != b) {
        return Err(());
    }
    let Some(flags) = header.get(3).copied() else { return Ok(None) };
    let mut length = 10;
    if flags & FLAG_EXTRA != 0 {
        let (Some(low), Some(high)) = (header.get(length), header.get(length + 1)) else { return Ok(None) };
        length += 2 + usize::from(u16::from_le_bytes([*low, *high]));
    }
    for flag in [FLAG_NAME, FLAG_COMMENT] {
        if flags & flag != 0 {
            let Some(end) = header.get(length..).and_then(|rest| memchr::memchr(0, rest)) else { return Ok(None) };
            length += end + 1;
        }
    }
    if flags & FLAG_HCRC != 0 {
        length += 2;
    }
    Ok((header.len() >= length).then_some(length))
}
