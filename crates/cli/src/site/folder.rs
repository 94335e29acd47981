//! What is in a folder of runs: each file is a run, each folder in it is a run whose files are joined.

use std::fs::File;
use std::io::Error;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use sloscope_core::format::{Holds, Queries, without_users};
use sloscope_core::site::{self, FILE, Unread};

use crate::reading::blocks;

/// What may be a run.
pub struct Input {
    /// The name of its file or folder, as it is shown.
    pub name: String,
    /// As it is in the folder: notes are found by it.
    pub own_name: String,
    /// The paths of its files.
    pub paths: Vec<PathBuf>,
    /// The same files, in the same order, as they are now.
    pub files: Vec<site::File>,
}

/// The inputs by name, and what is none. `out`: a folder that is written, and not read.
pub fn inputs(folder: &Path, out: &Path, keep_queries: bool) -> Result<(Vec<Input>, Vec<Unread>), String> {
    let cannot = |path: &Path, error: Error| format!("{}: {error}", path.display());
    let (mut inputs, mut unread) = (Vec::new(), Vec::new());
    let out = out.canonicalize().ok();
    for path in listed(folder).map_err(|error| cannot(folder, error))? {
        let own_name = name_of(&path);
        let is_out = out.is_some() && path.canonicalize().ok() == out;
        if own_name.starts_with('.') || own_name == FILE || is_out {
            continue;
        }
        let name = shown(&own_name, keep_queries);
        let fail = |why: String| Unread { name: name.clone(), why };
        let paths = match path.is_dir() {
            false => vec![path],
            true => match files_of(&path) {
                Ok((paths, folders)) => {
                    let inner = folders.iter().map(|inner| Unread {
                        name: format!("{name}/{}", shown(inner, keep_queries)),
                        why: "This is a folder in the folder of a run, and was not read. Move it up: each folder is a run of its own.".to_owned(),
                    });
                    unread.extend(inner);
                    paths
                }
                Err(error) => {
                    unread.push(fail(format!("It cannot be read: {error}.")));
                    continue;
                }
            },
        };
        if paths.is_empty() {
            unread.push(fail("There is no file in this folder.".to_owned()));
            continue;
        }
        match paths.iter().map(|path| mark(path)).collect::<Result<Vec<_>, _>>() {
            Ok(mut files) => {
                files.iter_mut().for_each(|file| file.name = shown(&file.name, keep_queries));
                inputs.push(Input { name, own_name, paths, files });
            }
            Err(error) => unread.push(fail(format!("It cannot be read: {error}."))),
        }
    }
    Ok((inputs, unread))
}

/// What may be on a page: names of files can be addresses, too.
fn shown(name: &str, keep_queries: bool) -> String {
    let name = without_users(name);
    match keep_queries {
        true => name.into_owned(),
        false => Queries::default().left_out(&name, Holds::Value).into_owned(),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// By name, so that the order is the same everywhere.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Error>>()?;
    paths.sort();
    Ok(paths)
}

/// The files of a folder, and the names of the folders in it.
fn files_of(folder: &Path) -> Result<(Vec<PathBuf>, Vec<String>), Error> {
    let seen = listed(folder)?.into_iter().filter(|path| !name_of(path).starts_with('.'));
    let (folders, files): (Vec<_>, Vec<_>) = seen.partition(|path| path.is_dir());
    Ok((files, folders.iter().map(|path| name_of(path)).collect()))
}

/// A file is known by all its bytes: copies of another day, as those of CI, have other times.
fn mark(path: &Path) -> Result<site::File, Error> {
    // A pipe would be waited for.
    if !path.metadata()?.is_file() {
        return Err(Error::other("this is no file"));
    }
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    blocks(&mut File::open(path)?, |block| {
        hash.update(block);
        bytes += block.len() as u64;
        true
    })?;
    Ok(site::File { name: name_of(path), bytes, sha256: HEXLOWER.encode(&hash.finalize()) })
}
