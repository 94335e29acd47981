//! Splits a stream into JSON values that are not one per line: `jq -s` arrays and pretty-printed objects.
//!
//! Only brackets and strings are looked at; the values themselves are parsed elsewhere.

/// How far a value got: nesting, and whether a string or an escape is open.
#[derive(Clone, Copy, Default)]
pub(super) struct Nesting {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes one byte; true if it closed the outermost bracket.
    #[inline]
    pub fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// Hands out the objects of an array, or of a sequence, one after the other.
pub(super) struct ValueSplitter {
    /// The values are inside `[ … ]`.
    in_array: bool,
    closed: bool,
    nesting: Nesting,
    value: Vec<u8>,
    open: bool,
    line: u64,
    value_line: u64,
}

impl ValueSplitter {
    pub fn new(in_array: bool) -> Self {
        Self {
            in_array,
            closed: false,
            nesting: Nesting::default(),
            value: Vec::new(),
            open: false,
            line: 1,
            value_line: 1,
        }
    }

    /// `each` gets the line number on which a value starts, and its text. What stands between values and is
    /// neither a comma nor a bracket nor space goes to `foreign`, line by line.
    pub fn feed(&mut self, slice: &[u8], mut each: impl FnMut(u64, &[u8], bool)) {
        let mut start = 0;
        for (at, byte) in slice.iter().copied().enumerate() {
            if byte == b'\n' {
                self.line += 1;
            }
            if self.open {
                if self.nesting.step(byte) {
                    self.value.extend_from_slice(&slice[start..=at]);
                    self.open = false;
                    each(self.value_line, &self.value, true);
                    self.value.clear();
                    start = at + 1;
                }
                continue;
            }
            if byte == b'{' {
                self.foreign(&slice[start..at], &mut each);
                self.open = true;
                self.nesting = Nesting::default();
                self.nesting.step(byte);
                self.value_line = self.line;
                start = at;
            } else if byte == b'\n' {
                self.foreign(&slice[start..at], &mut each);
                start = at + 1;
            } else if byte == b']' && self.in_array {
                self.closed = true;
            }
        }
        self.value.extend_from_slice(&slice[start..]);
    }

    fn foreign(&mut self, text: &[u8], each: &mut impl FnMut(u64, &[u8], bool)) {
        self.value.extend_from_slice(text);
        let blank = |b: &u8| b.is_ascii_whitespace() || matches!(b, b',' | b'[' | b']');
        if !self.value.iter().all(blank) {
            each(self.line, &self.value, false);
        }
        self.value.clear();
    }

    /// The rest, and whether the stream ended where it should not.
    pub fn finish(mut self, mut each: impl FnMut(u64, &[u8], bool)) -> bool {
        if self.open {
            return true;
        }
        self.foreign(&[], &mut each);
        self.in_array && !self.closed
    }
}
