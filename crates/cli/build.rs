//! Puts a built page into the program, so that it can write files and sites that hold the page: `SLOSCOPE_APP` names the
//! page's folder (`dist`). Without it the program asks for one (`--app`).

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=SLOSCOPE_APP");
    let folder = env::var_os("SLOSCOPE_APP").map(PathBuf::from);
    let files = folder.as_deref().map(files).unwrap_or_default();
    let list: String = files.iter().map(|(name, path)| format!("({name:?}, include_bytes!({path:?})),\n")).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("app.rs");
    fs::write(out, format!("[\n{list}]\n")).expect("the folder of the build can be written");
}

/// All files of a page by their paths in its folder, with `/` between folders, and their whole paths.
fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let folder = folder.canonicalize().unwrap_or_else(|error| panic!("SLOSCOPE_APP, {}: {error}", folder.display()));
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(&folder, "", &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, within: &str, files: &mut Vec<(String, PathBuf)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("SLOSCOPE_APP, {}: {error}", folder.display()));
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), format!("{within}{}", entry.file_name().to_string_lossy()));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.push((name, path));
        }
    }
}
