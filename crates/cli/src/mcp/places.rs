//! Which files may be read: those in the folders that the command line names, wherever links lead.

use std::fs;
use std::path::{Path, PathBuf};

/// The list of files ends here.
const MOST_FILES: usize = 200;
/// Folders inside folders, no deeper than this.
const DEEPEST: usize = 4;

/// The folders, without links in their paths.
pub struct Places(Vec<PathBuf>);

/// A file that can be named.
pub struct Found {
    /// Its path from its folder on.
    pub name: String,
    pub bytes: u64,
}

impl Places {
    /// The error names the folder that is none.
    pub fn of(folders: &[PathBuf]) -> Result<Self, String> {
        let real = |folder: &PathBuf| match folder.canonicalize() {
            Ok(real) if real.is_dir() => Ok(real),
            Ok(_) => Err(format!("{}: this is no folder", folder.display())),
            Err(error) => Err(format!("{}: cannot be read: {error}", folder.display())),
        };
        folders.iter().map(real).collect::<Result<_, _>>().map(Self)
    }

    /// The file of this name: a path from one of the folders on, or a whole path. Links are followed before it is decided
    /// whether it lies in a folder. Of what lies elsewhere nothing is said, not even whether it is there.
    pub fn file(&self, name: &str) -> Result<PathBuf, String> {
        let (mut found, mut is_outside): (Vec<PathBuf>, bool) = (Vec::new(), false);
        for folder in &self.0 {
            let path = folder.join(name);
            match path.canonicalize() {
                Ok(real) if self.has(&real) => found.push(real),
                Ok(_) => is_outside = true,
                // What is not there lies where the last folder of its path lies that is there.
                Err(_) => {
                    let last = path.ancestors().skip(1).find_map(|of| of.canonicalize().ok());
                    is_outside |= !last.is_some_and(|real| self.has(&real));
                }
            }
        }
        found.dedup();
        match found.as_slice() {
            [one] if one.is_file() => Ok(one.clone()),
            [one] if one.is_dir() => Err(format!("{name}: this is a folder; name a file in it")),
            [_] => Err(format!("{name}: this is no regular file")),
            [] if is_outside => Err(format!("{name}: {OUTSIDE}")),
            [] => Err(format!("{name}: there is no such file in the folders that may be read")),
            _ => Err(format!("{name}: several folders have a file of this name; give its whole path")),
        }
    }

    fn has(&self, real: &Path) -> bool {
        self.0.iter().any(|folder| real.starts_with(folder))
    }

    /// The files that are there, and whether there are more. Links and hidden files are left out.
    pub fn list(&self) -> (Vec<Found>, bool) {
        let mut all = Vec::new();
        for folder in &self.0 {
            list(folder, folder, DEEPEST, &mut all);
        }
        let more = all.len() > MOST_FILES;
        all.truncate(MOST_FILES);
        (all, more)
    }

    /// The folders as they are shown.
    pub fn shown(&self) -> Vec<String> {
        self.0.iter().map(|folder| folder.display().to_string()).collect()
    }
}

const OUTSIDE: &str = "this is not in the folders that may be read; those are named when the server is started";

fn list(folder: &Path, within: &Path, deeper: usize, all: &mut Vec<Found>) {
    // What cannot be listed has no files to name.
    let mut entries: Vec<PathBuf> = fs::read_dir(within).into_iter().flatten().flatten().map(|of| of.path()).collect();
    entries.sort();
    for path in entries {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let Some(facts) = fs::symlink_metadata(&path).ok().filter(|_| !is_hidden && all.len() <= MOST_FILES) else {
            continue;
        };
        if facts.is_file() {
            let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            all.push(Found { name, bytes: facts.len() });
        } else if facts.is_dir() && deeper > 0 {
            list(folder, &path, deeper - 1, all);
        }
    }
}
