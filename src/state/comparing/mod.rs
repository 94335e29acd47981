//! A comparison as its page knows it: what the two sides are, what was read of them, the question in force, and its answer.
//! It lives as long as the page: what was read is there when it is shown again.

mod asking;
mod sides;

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use sloscope_core::compare::{Align, Comparison as Compared, Overlay, OverlayAsk, Question, SidesAsk};
use sloscope_page_state::recent::RecentRun;
use sloscope_page_state::{Comparing, Place, read_local, write_local};
use wasm_bindgen::JsCast;
use web_sys::File;

use super::address::AddressBar;
use super::input::Input;
use super::kept::Kept;
use super::parent_page::ParentPage;
use super::phase::Loading;
use super::recent::kept_runs;
use crate::platform::address;
use crate::workers::host::Comparer;
use crate::workers::protocol::{Death, InputFailure, InputKind, Linked, PartRequest, RequestId, SidesRead};

/// Something that was chosen for a side.
#[derive(Clone)]
pub struct Chosen {
    pub input: Input,
    /// What it is called.
    pub name: String,
}

impl Chosen {
    pub fn file(file: File) -> Self {
        Self { name: file.name(), input: Input::File(file) }
    }

    pub fn link(link: &str) -> Self {
        let name = address::resolve(link).map_or_else(|_| link.to_owned(), |link| address::file_name(&link));
        Self { name, input: Input::Link(link.to_owned()) }
    }

    pub fn kept(run: &RecentRun) -> Self {
        let facts = &run.facts;
        let name =
            if facts.started.is_empty() { facts.name.clone() } else { format!("{}, {}", facts.name, facts.started) };
        Self { name, input: Input::Kept(run.id.clone()) }
    }

    /// Of an address, or of what the page has open.
    fn source(source: String) -> Self {
        match Input::of_address(source) {
            Input::Kept(id) => kept_runs()
                .iter()
                .find(|run| run.id == id)
                .map_or_else(|| Self { name: "Kept run".to_owned(), input: Input::Kept(id.clone()) }, Self::kept),
            Input::Link(link) => Self::link(&link),
            Input::File(file) => Self::file(file),
        }
    }

    /// The size of a file: files of two runs often have one name.
    pub fn bytes(&self) -> Option<u64> {
        match &self.input {
            Input::File(file) => Some(file.size() as u64),
            Input::Link(_) | Input::Kept(_) => None,
        }
    }

    /// What stands in the page's address.
    fn to_source(&self) -> Option<String> {
        match &self.input {
            Input::File(_) => None,
            Input::Link(link) => Some(link.clone()),
            Input::Kept(id) => Some(Input::kept(id)),
        }
    }
}

/// Of what only this window has: files.
type Local<T> = RwSignal<T, LocalStorage>;

/// What is going on with the sides.
#[derive(Clone, Default)]
pub enum SidesPhase {
    /// A side is missing.
    #[default]
    Choosing,
    Reading(Loading),
    /// A link is none.
    Refused(InputFailure),
    /// The worker ended or did not start.
    Died(Death),
    Read,
}

/// The question in force.
#[derive(Clone, Default, PartialEq)]
pub struct Asked {
    pub sides: SidesAsk,
    pub question: Question,
    pub align: Align,
}

#[derive(Clone, Copy)]
pub struct Comparison {
    page: ParentPage,
    /// What was chosen for the baseline and the candidate.
    pub sides: Local<[Vec<Chosen>; 2]>,
    /// Both sides are of the files of the first: the question says what each is.
    pub both: RwSignal<bool>,
    /// Local files that were there before a reload.
    pub lost: RwSignal<[Vec<String>; 2]>,
    /// What the page has open.
    pub open: Local<Vec<Chosen>>,
    /// Files that were dropped and wait for a side.
    pub dropped: Local<Vec<Chosen>>,
    pub asked: RwSignal<Asked>,
    pub phase: RwSignal<SidesPhase>,
    /// What was read, of the baseline and of the candidate.
    pub read: RwSignal<Option<Arc<SidesRead>>>,
    /// The answer, or why there is none.
    pub answer: RwSignal<Option<Answered>>,
    /// A newer answer is on its way.
    pub computing: RwSignal<bool>,
    /// What became of copying and saving.
    pub said: RwSignal<&'static str>,
    /// Copies and files have numbers in place of the names of hosts.
    pub replace_hosts: RwSignal<bool>,
    inner: Kept<Inner>,
}

/// A comparison with its drawings, or why there is none.
type Answered = Result<(Arc<Compared>, Arc<Overlay>), String>;

type Then = Box<dyn FnOnce(String)>;

#[derive(Default)]
struct Inner {
    worker: Option<Comparer>,
    /// What was read for the baseline is the candidate now.
    swapped: bool,
    under_way: Option<RequestId>,
    /// The question has changed meanwhile.
    waits: bool,
    /// How both sides were asked to be drawn last.
    drawn: Option<OverlayAsk>,
    /// What waits for a text.
    text: Option<(RequestId, Then)>,
}

impl Comparison {
    pub fn new(page: ParentPage) -> Self {
        let comparison = Self {
            page,
            sides: RwSignal::new_local(Default::default()),
            both: RwSignal::default(),
            lost: RwSignal::default(),
            open: RwSignal::new_local(Vec::new()),
            dropped: RwSignal::new_local(Vec::new()),
            asked: RwSignal::default(),
            phase: RwSignal::default(),
            read: RwSignal::default(),
            answer: RwSignal::default(),
            computing: RwSignal::default(),
            said: RwSignal::default(),
            replace_hosts: RwSignal::default(),
            inner: Kept::default(),
        };
        comparison.follow_address();
        comparison.fit_always();
        comparison
    }

    /// What the page says.
    pub fn asked(self, request: PartRequest, along: Array) {
        let files: Vec<File> = along.iter().map(JsCast::unchecked_into).collect();
        match request {
            PartRequest::Moved => self.follow_address(),
            PartRequest::Dropped(x, y) => self.take_dropped(files, (x, y)),
            PartRequest::Open(kinds) => {
                let mut files = files.into_iter();
                let chosen = |kind| match kind {
                    InputKind::File => files.next().map(Chosen::file),
                    InputKind::Link(link) => Some(Chosen::link(&link)),
                    InputKind::Kept { id, name } => Some(Chosen { name, input: Input::Kept(id) }),
                };
                self.open.set(kinds.into_iter().filter_map(chosen).collect());
            }
            PartRequest::Compare(with) => {
                let with = with.and_then(|kind| match kind {
                    InputKind::Kept { id, .. } => Some(Chosen::source(Input::kept(&id))),
                    _ => None,
                });
                self.compare_open(with);
            }
            PartRequest::Show => self.fit(),
            PartRequest::Hide | PartRequest::Running(_) | PartRequest::Edit(_) => {}
        }
    }

    /// As far as an address can hold it.
    fn comparing(self) -> Comparing {
        let Asked { sides, question, align } = self.asked.get_untracked();
        let both = self.both.get_untracked();
        let (mut sources, mut local) = <([Vec<String>; 2], [usize; 2])>::default();
        self.sides.with_untracked(|chosen| {
            for (at, chosen) in chosen.iter().enumerate() {
                sources[at] = chosen.iter().filter_map(Chosen::to_source).collect();
                local[at] = chosen.len() - sources[at].len();
            }
        });
        // What a reload lost is missing still.
        self.lost.with_untracked(|lost| (0..2).for_each(|at| local[at] += lost[at].len()));
        Comparing { sources, local, both, sides, question, align }
    }

    fn local_names(self) -> [Vec<String>; 2] {
        let mut names = self.lost.get_untracked();
        self.sides.with_untracked(|sides| {
            for (names, chosen) in names.iter_mut().zip(sides) {
                names.extend(
                    chosen.iter().filter(|one| matches!(one.input, Input::File(_))).map(|one| one.name.clone()),
                );
            }
        });
        names
    }

    /// The page's address follows; `is_step`: the one before can be gone back to.
    fn put(self, is_step: bool) {
        let question = Some(self.comparing().write());
        self.page.put(Linked { question, state: write_local(&self.local_names()), is_step });
    }

    /// An address that others can open, as far as they have the files.
    pub fn link(self) -> String {
        format!("{}#{}", address::page(), Place::Compare(self.comparing().write()).write())
    }

    /// Local files are missing in a link.
    pub fn link_lacks(self) -> usize {
        self.comparing().local.iter().sum()
    }

    /// The address has changed by the user's hand, or was opened.
    fn follow_address(self) {
        let Place::Compare(question) = AddressBar::place() else { return };
        let (found, now) = (Comparing::read(&question), self.comparing());
        if found == now {
            return;
        }
        let same_files = (&found.sources, found.local, found.both) == (&now.sources, now.local, now.both);
        self.asked.set(Asked { sides: found.sides, question: found.question, align: found.align });
        if same_files {
            return self.ask();
        }
        self.both.set(found.both);
        let mut names = read_local(&address::state());
        for (names, missing) in names.iter_mut().zip(found.local) {
            // Who opens a link does not know their names.
            names.resize(missing, String::new());
        }
        self.lost.set(names);
        self.sides.set(found.sources.map(|sources| sources.into_iter().map(Chosen::source).collect()));
        self.read_sides();
    }
}
