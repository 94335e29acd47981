//! Lists of any length, one rule for all: the first so many rows are drawn, with the true count, a search over all rows,
//! and "show more". A short list is drawn as it is. What was searched and shown stays when the report changes; then the
//! rows that were asked for are drawn anew a batch at a time.

use std::any::Any;
use std::sync::Arc;

use sloscope_core::format;

use crate::action::Action;
use crate::button::button;
use crate::element::{Element, Part, Text, classed, el, part};
use crate::state::{ListState, STEP};
use crate::table::{Column, data_frame, labelled};

/// What holds the rows.
pub enum Around {
    /// A table with these columns.
    Table(Vec<Column>),
    /// A list of this class.
    Items(&'static str),
}

/// A list without its rows.
pub struct List {
    /// It keeps its state under this name.
    pub id: String,
    /// What holds the rows.
    pub around: Around,
    /// What it is called where it is read aloud.
    pub name: Text,
    /// What its rows are, in the plural: short lists do not say it.
    pub things: &'static str,
    /// So many rows it has.
    pub rows: usize,
    /// Rows that there are, and that the report does not hold.
    pub left_out: u64,
}

type Texts = Box<dyn Fn() -> Vec<String> + Send>;
type Rows = Arc<dyn Fn(&[usize], Element) -> Element + Send + Sync>;

impl List {
    /// A table of any length, which keeps its state under its name.
    pub fn table(name: impl Into<Text>, things: &'static str, columns: &[Column], rows: usize) -> Self {
        Self::new(name.into(), things, Around::Table(columns.to_vec()), rows)
    }

    /// A list of any length that is no table.
    pub fn items(name: impl Into<Text>, things: &'static str, class: &'static str, rows: usize) -> Self {
        Self::new(name.into(), things, Around::Items(class), rows)
    }

    #[inline(never)]
    fn new(name: Text, things: &'static str, around: Around, rows: usize) -> Self {
        Self { id: name.to_string(), around, name, things, rows, left_out: 0 }
    }

    /// The list, drawn: `texts` are what is searched of each row, `rows` adds some of them to what holds them.
    pub fn of(
        self,
        texts: impl Fn() -> Vec<String> + Send + 'static,
        rows: impl Fn(&[usize], Element) -> Element + Send + Sync + 'static,
    ) -> Element {
        self.drawn(Box::new(texts), Arc::new(rows))
    }

    #[inline(never)]
    fn drawn(self, texts: Texts, rows: Rows) -> Element {
        let rows = self.with_labels(rows);
        if self.rows <= STEP {
            let holder = holder(&self.around, &self.name);
            let rows = rows(&(0..self.rows).collect::<Vec<_>>(), holder);
            return match self.around {
                Around::Table(_) => self.whole(vec![rows], Vec::new()),
                Around::Items(_) => rows,
            };
        }
        // What the batches are drawn of: theirs are the same while this list is.
        let source: Arc<dyn Any + Send + Sync> = Arc::new(());
        let body = part(move |state| {
            let of = state.list(&self.id);
            let wanted = of.search.trim().to_lowercase();
            let found: Arc<[usize]> = match wanted.is_empty() {
                true => (0..self.rows).collect(),
                false => {
                    (0..).zip(texts()).filter(|row| row.1.to_lowercase().contains(&wanted)).map(|row| row.0).collect()
                }
            };
            let visible = of.shown.min(found.len());
            let batch = |at: usize| {
                let to = visible.min((at + 1) * STEP);
                let drawn_of = (Arc::clone(&source), format!("{to} {}", of.search));
                let (found, rows) = (Arc::clone(&found), Arc::clone(&rows));
                let (number, items, name) = (format!("{} {at}", of.number), self.items_class(), self.name.clone());
                let batch = part(move |_| {
                    let holder = items.map_or_else(|| el("tbody"), |class| items_of(class, name.clone()));
                    rows(&found[at * STEP..to], holder.attr("data-batch", number.clone()))
                });
                let later = (at > 0).then_some(if items.is_some() { "ul" } else { "tbody" });
                Part { key: Some(at.to_string().into()), later, of: Some(drawn_of), ..batch }
            };
            let batches = (0..visible.div_ceil(STEP)).map(batch).collect();
            self.long(&of, visible, found.len(), batches)
        });
        classed("div", "stack").child(body)
    }

    fn with_labels(&self, rows: Rows) -> Rows {
        match &self.around {
            Around::Table(columns) => {
                let columns = columns.clone();
                Arc::new(move |at, body| labelled(rows(at, body), &columns))
            }
            Around::Items(_) => rows,
        }
    }

    fn items_class(&self) -> Option<&'static str> {
        match self.around {
            Around::Table(_) => None,
            Around::Items(class) => Some(class),
        }
    }

    /// With its frame: the rows of a short list, or the batches of a long one.
    fn whole(&self, rows: Vec<Element>, batches: Vec<Part>) -> Element {
        match &self.around {
            Around::Table(columns) => {
                let table = el("table").child(crate::table::head(columns)).children(rows).children(batches);
                data_frame(self.name.clone(), columns, table)
            }
            Around::Items(_) => classed("div", "list-batches").children(batches),
        }
    }

    fn long(&self, of: &ListState, visible: usize, found: usize, batches: Vec<Part>) -> Element {
        let all = self.rows as u64 + self.left_out;
        let line = self.count_line(of, visible, found);
        let search = el("input")
            .attr("type", "text")
            .attr("aria-label", format!("Search the {}", self.things))
            .attr("placeholder", "Search")
            .attr("data-field", "list-search")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .value(of.search.clone())
            .on("input", Action::SearchList(self.id.clone()))
            .control();
        let count =
            classed("p", "hint").attr("role", "status").attr("data-list-count", all.to_string()).child(line.clone());
        let unseen = all - visible as u64;
        // Always there: what stands after it keeps its place, and so what is in the page.
        let paper = match unseen {
            0 => el("p").attr("hidden", true),
            _ => classed("p", "hint on-paper").child(format!("On paper: {line}; {} left out.", format::count(unseen))),
        };
        let more = (visible < found).then(|| {
            let step = format::count((found - visible).min(STEP) as u64);
            let press =
                button("show-more", format!("Show {step} more"), Action::ShowMore(self.id.clone(), visible / STEP));
            // For those who see it far from the count above.
            classed("div", "list-more")
                .child(press)
                .child(classed("span", "hint").attr("aria-hidden", "true").child(line))
                .control()
        });
        classed("div", "stack list")
            .child(classed("div", "list-tools").child(search).child(count))
            .child(paper)
            .child(self.whole(Vec::new(), batches))
            .children(more)
    }

    /// "50 of 3,000 scenarios".
    fn count_line(&self, of: &ListState, visible: usize, found: usize) -> String {
        let count = |n: usize| format::count(n as u64);
        let all = format!("{} {}", format::count(self.rows as u64 + self.left_out), self.things);
        if of.search.trim().is_empty() {
            return format!("{} of {all}", count(visible));
        }
        let among = match self.left_out {
            0 => all,
            _ => format!("the first {} of {all}", count(self.rows)),
        };
        match found {
            0 => format!("No match among {among}"),
            1 => format!("1 match among {among}"),
            _ if visible == found => format!("{} matches among {among}", count(found)),
            _ => format!("{} of {} matches among {among}", count(visible), count(found)),
        }
    }
}

fn holder(around: &Around, name: &Text) -> Element {
    match around {
        Around::Table(_) => el("tbody"),
        Around::Items(class) => items_of(class, name.clone()),
    }
}

fn items_of(class: &'static str, name: Text) -> Element {
    classed("ul", class).attr("aria-label", name)
}
