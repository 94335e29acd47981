//! Bundles the page as Trunk does, for those who just want to see it: no program has to be installed for that. It
//! understands what `index.html` and `Trunk.toml` ask of Trunk, and stops at anything else. Files keep their names, and
//! modules are not made small.
//!
//! `sloscope-bundle ROOT MODULES DIST`: the checkout, the folder with the modules that cargo built, and where the page goes.

use std::error::Error;
use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [root, modules, dist] = words.as_slice() else {
        return Err("usage: sloscope-bundle ROOT MODULES DIST".into());
    };
    bundle(Path::new(root), Path::new(modules), Path::new(dist))
}

fn bundle(root: &Path, modules: &Path, dist: &Path) -> Outcome {
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::create_dir_all(dist)?;
    let page = fs::read_to_string(root.join("index.html"))?;
    let script = script(&fs::read_to_string(root.join("Trunk.toml"))?)?;
    let mut lines = Vec::new();
    for line in page.lines() {
        match Link::read(line) {
            None => lines.push(line.to_owned()),
            Some(link) => {
                let made = link.make(root, modules, dist, &script).map_err(|why| format!("{}: {why}", line.trim()))?;
                lines.extend(made);
            }
        }
    }
    fs::write(dist.join("index.html"), lines.join("\n") + "\n")?;
    Ok(())
}

/// The element that starts the page, with `{base}`, `{js}` and `{wasm}` in it.
fn script(settings: &str) -> Outcome<String> {
    let line = settings.lines().find_map(|line| line.strip_prefix("pattern_script = '")?.strip_suffix('\''));
    Ok(line.ok_or("Trunk.toml has no pattern_script in one line, in single quotes")?.to_owned())
}

/// An element that Trunk replaces: `<link data-trunk rel="css" href="static/css/base.css">`.
struct Link<'a>(&'a str);

impl<'a> Link<'a> {
    fn read(line: &'a str) -> Option<Self> {
        line.trim().starts_with("<link data-trunk ").then_some(Self(line))
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        self.0.split_once(&format!(" {name}=\""))?.1.split('"').next()
    }

    /// Does what it asks for; answers what stands in its place.
    fn make(&self, root: &Path, modules: &Path, dist: &Path, script: &str) -> Outcome<Option<String>> {
        let source = || self.attribute("href").map(|path| root.join(path)).ok_or("no href");
        let copied = || {
            let source = source()?;
            let name = source.file_name().ok_or("no name of a file")?.to_string_lossy().into_owned();
            Ok::<_, Box<dyn Error>>((source, name))
        };
        match self.attribute("rel") {
            Some("css") => {
                let (source, name) = copied()?;
                fs::copy(source, dist.join(&name))?;
                Ok(Some(format!("    <link rel=\"stylesheet\" href=\"./{name}\">")))
            }
            Some("copy-file") => {
                let (source, name) = copied()?;
                fs::copy(source, dist.join(name))?;
                Ok(None)
            }
            Some("copy-dir") => {
                let (source, name) = copied()?;
                copy_folder(&source, &dist.join(name))?;
                Ok(None)
            }
            Some("rust") => {
                let name = self.attribute("data-bin").ok_or("no data-bin")?;
                let mut bindgen = Bindgen::new();
                bindgen.input_path(modules.join(format!("{name}.wasm"))).web(true)?.typescript(false);
                bindgen.generate(dist)?;
                let starts = self.attribute("data-type") != Some("worker");
                let wasm = format!("{name}_bg.wasm");
                let filled =
                    script.replace("{base}", "./").replace("{js}", &format!("{name}.js")).replace("{wasm}", &wasm);
                Ok(starts.then(|| format!("    {filled}")))
            }
            other => Err(format!("this kind of link is not known here: {other:?}").into()),
        }
    }
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().ok_or("no name of a file")?;
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
