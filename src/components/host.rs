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

/// What answers now; it lives in the context of the app.
#[derive(Clone, Copy)]
pub struct Host(StoredValue<Acting>);

impl Host {
    pub fn new() -> Self {
        Self(StoredValue::new(Arc::new(Disclosures::new())))
    }

    /// For as long as the page that calls this is shown, this one answers.
    pub fn enter(self, page: impl Acts + Send + Sync + 'static) {
        let before = self.get();
        self.0.set_value(Arc::new(page));
        on_cleanup(move || {
            self.0.try_set_value(before);
        });
    }

    pub fn get(self) -> Acting {
        self.0.get_value()
    }
}
