//! What the elements of the view ask of the page, and what they call: the state of what is shown, and the actions of a
//! reader. While the report is shown it is the report's page; else there are only parts that open, and lists.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_view::action::Action;
use sloscope_view::state::ViewState;

use super::disclosure::Disclosures;

/// State and actions of a page.
pub trait Acts: ViewState {
    /// Does what an event asks for.
    fn act(&self, action: &Action, event: &Event);
}

type Acting = Arc<dyn Acts + Send + Sync>;

/// What answers now; it lives as long as the app.
#[derive(Clone, Copy)]
pub struct Host {
    acting: StoredValue<Acting>,
    /// The same for all pages: what lies over a page keeps its state when another page comes.
    pub disclosures: Disclosures,
}

impl Host {
    pub fn new() -> Self {
        let disclosures = Disclosures::new();
        Self { acting: StoredValue::new(Arc::new(disclosures)), disclosures }
    }

    /// For as long as the page that calls this is shown, this one answers. What was opened in it is forgotten after that.
    pub fn enter(self, page: impl Acts + Send + Sync + 'static) {
        self.acting.set_value(Arc::new(page));
        on_cleanup(move || {
            self.acting.try_set_value(Arc::new(self.disclosures));
            self.disclosures.forget();
        });
    }

    pub fn get(self) -> Acting {
        self.acting.get_value()
    }
}
