//! A large file on all processors: its parts are read by several threads and joined in the order of the file.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use indicatif::ProgressBar;

use sloscope_core::ingest::{Part, Source, Split};

use super::{Input, blocks};

/// A smaller file is read before threads get going.
const SMALLEST: u64 = 8 << 20;
/// A thread that is done takes the next part: more parts than threads even out what else the machine does.
const PARTS_PER_THREAD: u64 = 4;
const SMALLEST_PART: u64 = 4 << 20;

/// `None` if the file takes one reader.
pub fn read(input: &Input, bar: &ProgressBar) -> Result<Option<Source>> {
    let (Some((path, _)), Some(len)) = (&input.path, input.len) else { return Ok(None) };
    let threads = thread::available_parallelism().map_or(1, |number| number.get());
    if len < SMALLEST || threads < 2 {
        return Ok(None);
    }
    let mut head = Vec::with_capacity(Split::HEAD);
    File::open(path)?.take(Split::HEAD as u64).read_to_end(&mut head)?;
    let Some(split) = Split::of(&head, false) else { return Ok(None) };
    let number = (len / SMALLEST_PART).min(threads as u64 * PARTS_PER_THREAD).max(1);
    let ends: Vec<Option<u64>> = (1..number).map(|at| Some(len / number * at)).chain([None]).collect();
    let done: Vec<Mutex<Option<Result<Part>>>> = ends.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(to), Some(slot)) = (ends.get(at), done.get(at)) else { return };
            let from = if at == 0 { 0 } else { ends[at - 1].unwrap_or_default() };
            let part = read_part(path, split, from, *to, bar);
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(part);
            }
        }
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    // A thread that panicked has ended the scope with a panic: every slot is filled.
    let parts = done.into_iter().filter_map(|slot| slot.into_inner().ok().flatten());
    Ok(Some(split.source(&input.name, parts.collect::<Result<Vec<Part>>>()?)))
}

fn read_part(path: &Path, split: Split, from: u64, to: Option<u64>, bar: &ProgressBar) -> Result<Part> {
    let mut reader = split.part(from, to);
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(reader.start()))?;
    blocks(&mut file, |block| {
        let more = reader.feed(block);
        bar.inc(block.len() as u64);
        more
    })?;
    Ok(reader.finish())
}
