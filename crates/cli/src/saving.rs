//! Writing large files: under another name until they are whole, compressed where the name says so.

use std::fs::File;
use std::io::{BufWriter, Error, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use sloscope_core::export::K6Json;
use sloscope_core::packed::{FIRST_LINE, Kept, Packer};

/// Bytes that are written at once.
const PIECE: usize = 1 << 20;

/// Samples as k6's NDJSON; compressed where the name of the file ends in `.gz`.
pub fn lines(lines: K6Json, path: &Path) -> Result<(), String> {
    whole(path, |file| match is_gz(path) {
        true => {
            let mut packed = GzEncoder::new(file, Compression::default());
            pieces(lines, &mut packed)?;
            packed.finish().map(drop)
        }
        false => pieces(lines, file),
    })
}

/// Whole runs as a `.slo` file.
pub fn runs(kept: Kept, path: &Path) -> Result<(), String> {
    whole(path, |file| {
        file.write_all(FIRST_LINE)?;
        let mut packed = GzEncoder::new(file, Compression::default());
        for section in Packer::new(kept) {
            packed.write_all(&section)?;
        }
        packed.finish().map(drop)
    })
}

/// Whole runs as Parquet.
pub fn rows(kept: Kept, path: &Path) -> Result<(), String> {
    whole(path, |file| sloscope_parquet::write(kept, file).map_err(Error::other))
}

/// A text.
pub fn text(text: &str, path: &Path) -> Result<(), String> {
    whole(path, |file| file.write_all(text.as_bytes()))
}

fn is_gz(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
}

fn pieces(mut lines: K6Json, to: &mut impl Write) -> Result<(), Error> {
    let mut text = String::with_capacity(PIECE + PIECE / 4);
    loop {
        text.clear();
        let more = lines.write(&mut text, PIECE);
        to.write_all(text.as_bytes())?;
        if !more {
            return Ok(());
        }
    }
}

/// Under another name until it is whole; nothing is left of a file that cannot be written.
pub fn whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), String> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let write_part = || {
        let mut file = BufWriter::new(File::create(&part)?);
        write(&mut file)?;
        file.flush()
    };
    let done = write_part().and_then(|()| std::fs::rename(&part, path));
    done.map_err(|error| {
        // The message is about what went wrong first.
        let _ = std::fs::remove_file(&part);
        format!("{}: cannot be written: {error}", path.display())
    })
}
