//! `cargo xtask size --why`: what takes the room in the modules of the page, by crate and by module of ours. Sizes are
//! of code before wasm-opt and compression, from the name section of what cargo built: they say who, not how much in the end.

use std::collections::BTreeMap;
use std::fs;

use crate::build::MODULES;
use crate::run::{Outcome, fail, root};

/// Rows of each list.
const ROWS: usize = 25;

pub fn why() -> Outcome {
    for module in ["app"].into_iter().chain(MODULES) {
        let path = root().join(format!("target/wasm/wasm32-unknown-unknown/page/sloscope-{module}.wasm"));
        let Ok(bytes) = fs::read(&path) else {
            return fail(format!("{} is not there: run `cargo xtask build` first.", path.display()));
        };
        let Some(functions) = functions(&bytes) else {
            return fail(format!("{} is no module with names.", path.display()));
        };
        let all: usize = functions.iter().map(|(size, _)| size).sum();
        println!("sloscope-{module}: {} functions, {:.0} kB of code before wasm-opt", functions.len(), kb(all));
        print("by crate", &functions, |name| owner(name).0);
        print("by module of ours", &functions, |name| owner(name).1);
        let mut largest: Vec<_> = functions.iter().collect();
        largest.sort_unstable_by(|a, b| b.cmp(a));
        println!("  the largest functions");
        largest.iter().take(ROWS).for_each(|(size, name)| println!("  {:9.1} kB  {name}", kb(*size)));
    }
    Ok(())
}

fn kb(bytes: usize) -> f64 {
    bytes as f64 / 1e3
}

fn print(title: &str, functions: &[(usize, String)], key: impl Fn(&str) -> String) {
    let mut sums: BTreeMap<String, usize> = BTreeMap::new();
    for (size, name) in functions {
        *sums.entry(key(name)).or_default() += size;
    }
    let mut rows: Vec<_> = sums.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    rows.sort_unstable_by_key(|(_, size)| std::cmp::Reverse(*size));
    println!("  {title}");
    rows.iter().take(ROWS).for_each(|(name, size)| println!("  {:9.1} kB  {name}", kb(*size)));
}

/// The crate that a function is of, and the module if that is ours. A generic function of a library belongs to what it
/// was made for, as far as its name tells.
fn owner(name: &str) -> (String, String) {
    let words = || name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let is_path = |word: &&str| word.contains("::");
    let ours = words().filter(is_path).find(|word| word.trim_start_matches(['_', ':']).starts_with("sloscope"));
    let first = ours.or_else(|| words().find(is_path)).unwrap_or(name).trim_start_matches(['_', ':']);
    let mut parts = first.split("::");
    let of = parts.next().unwrap_or_default();
    let module: Vec<&str> =
        parts.take_while(|part| part.starts_with(|c: char| c.is_ascii_lowercase())).take(2).collect();
    (of.to_owned(), if ours.is_some() { [&[of][..], &module].concat().join("::") } else { String::new() })
}

/// The size and the name of each function that has code.
fn functions(bytes: &[u8]) -> Option<Vec<(usize, String)>> {
    let mut reader = Reader(bytes.get(8..)?);
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    while !reader.0.is_empty() {
        let kind = reader.byte()?;
        let length = reader.number()?;
        let mut section = Reader(reader.take(length)?);
        match kind {
            2 => imported = section.imported_functions()?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            0 if section.text()? == "name" => names = section.names()?,
            _ => {}
        }
    }
    let mut named = |at: usize| names.remove(&(at + imported)).map_or_else(|| "?".to_owned(), |name| plain(&name));
    Some(sizes.into_iter().enumerate().map(|(at, size)| (size, named(at))).collect())
}

/// A symbol of Rust in readable form: `_ZN4core3ops8function...` as `core::ops::function`.
fn plain(symbol: &str) -> String {
    let Some(mut rest) = symbol.strip_prefix("_ZN") else {
        // The newer form: Rust's own libraries come with it.
        return if symbol.starts_with("_R") { format!("std::{symbol}") } else { symbol.to_owned() };
    };
    let mut parts = Vec::new();
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Ok(length) = rest[..digits].parse::<usize>() else { break };
        let Some(part) = rest.get(digits..digits + length) else { break };
        parts.push(part);
        rest = &rest[digits + length..];
    }
    // The last part is a hash.
    parts.pop();
    let mut text = parts.join("::");
    for (code, shown) in [
        ("$LT$", "<"),
        ("$GT$", ">"),
        ("$u20$", " "),
        ("$u7b$", "{"),
        ("$u7d$", "}"),
        ("$C$", ","),
        ("$RF$", "&"),
        ("..", "::"),
    ] {
        text = text.replace(code, shown);
    }
    text
}

/// Reads the binary format of WebAssembly (<https://webassembly.github.io/spec/core/binary/>), as far as it is needed here.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    /// LEB128, without a sign.
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        Some(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    fn imported_functions(&mut self) -> Option<usize> {
        let mut functions = 0;
        for _ in 0..self.number()? {
            self.text()?;
            self.text()?;
            match self.byte()? {
                0 => {
                    self.number()?;
                    functions += 1;
                }
                1 => {
                    self.byte()?;
                    self.limits()?;
                }
                2 => self.limits()?,
                _ => {
                    self.take(2)?;
                }
            }
        }
        Some(functions)
    }

    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }

    /// The names of functions, the first part of the name section.
    fn names(&mut self) -> Option<BTreeMap<usize, String>> {
        while !self.0.is_empty() {
            let kind = self.byte()?;
            let length = self.number()?;
            let mut part = Reader(self.take(length)?);
            if kind == 1 {
                return (0..part.number()?).map(|_| Some((part.number()?, part.text()?))).collect();
            }
        }
        Some(BTreeMap::new())
    }
}
