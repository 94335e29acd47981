//! The folder that is written. What is in it and is not of the site stays; what was of the site and is not any more goes.

use std::path::{Path, PathBuf};

use sloscope_core::site::{Index, Run, Stated, is_id};
use sloscope_view::site::{Site, compare_page, index_page};

use crate::app::Page;
use crate::{reading, saving};

/// The folders of the site.
const FOLDERS: [&str; 4] = ["data", "runs", "compare", "app"];

/// What is in every page that is written.
const WRITTEN: &str = "<meta name=\"generator\" content=\"sloscope ";

pub struct Out {
    root: PathBuf,
}

impl Out {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub fn prepare(&self) -> Result<(), String> {
        FOLDERS.iter().try_for_each(|folder| self.make(&self.root.join(folder)))
    }

    fn make(&self, folder: &Path) -> Result<(), String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: cannot be made: {error}", folder.display()))
    }

    fn first_page(&self) -> PathBuf {
        self.root.join("index.html")
    }

    fn index_path(&self) -> PathBuf {
        self.root.join("data/index.json")
    }

    /// The samples of a run.
    pub fn samples(&self, run: &Run) -> PathBuf {
        self.root.join(format!("data/{}.slo", run.id))
    }

    pub fn run_page(&self, run: &Run) -> PathBuf {
        self.root.join(format!("runs/{}.html", run.id))
    }

    fn compare_page(&self, run: &Run) -> PathBuf {
        self.root.join(format!("compare/{}.html", run.id))
    }

    pub fn has(&self, run: &Run) -> bool {
        self.samples(run).is_file() && self.run_page(run).is_file()
    }

    /// What is known from the last time; `None` of a new site.
    pub fn index(&self) -> Result<Option<Index>, String> {
        let path = self.index_path();
        if !path.is_file() {
            let first = self.first_page();
            // Another's page would be lost.
            return match std::fs::read(&first) {
                Ok(page) if !String::from_utf8_lossy(&page).contains(WRITTEN) => Err(format!(
                    "{}: this is no page of a site of runs, and would be lost: give another --out",
                    first.display()
                )),
                _ => Ok(None),
            };
        }
        let name = path.display();
        let text = reading::text(&path).map_err(|why| format!("{name} {why}"))?;
        let how = "to make the site anew, remove the file";
        let mut index = Index::read(&text).map_err(|why| format!("{name}: {why}; {how}"))?;
        // Files are named by it.
        index.runs.retain(|run| is_id(&run.id));
        Ok(Some(index))
    }

    /// All but the pages and samples of runs, which are there. The index is last: what it names is whole.
    pub fn write(&self, index: &Index, before: &Index, stated: &Stated, page: &Page) -> Result<(), String> {
        let app = self.root.join("app");
        for name in &page.names {
            let path = app.join(name);
            path.parent().map_or(Ok(()), |folder| self.make(folder))?;
            let bytes = page.bytes(name)?;
            saving::whole(&path, |file| std::io::Write::write_all(file, &bytes))?;
        }
        let site = Site {
            title: stated.title.as_deref(),
            runs: &index.runs,
            unread: &index.unread,
            objectives: stated.objectives.as_deref(),
            limits: &stated.limits,
        };
        for (at, run) in index.runs.iter().enumerate() {
            saving::text(&compare_page(&site, at), &self.compare_page(run))?;
        }
        saving::text(&index_page(&site), &self.first_page())?;
        saving::text(&index.json(), &self.index_path())?;
        self.clear(index, before);
        Ok(())
    }

    /// Nothing is left of what the index names no more. A file that cannot be removed does no harm.
    fn clear(&self, index: &Index, before: &Index) {
        for run in before.runs.iter().filter(|run| index.runs.iter().all(|now| now.id != run.id)) {
            for path in [self.samples(run), self.run_page(run), self.compare_page(run)] {
                let _ = std::fs::remove_file(path);
            }
        }
        let is_within = |name: &str| {
            name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']))
        };
        for name in before.app.iter().filter(|name| !index.app.contains(name) && is_within(name)) {
            let _ = std::fs::remove_file(self.root.join("app").join(name));
        }
    }
}
