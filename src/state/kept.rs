//! What a part knows beside its signals: nothing that is drawn follows it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

/// A handle that closures can copy; what it leads to lives as long as whoever made it.
pub struct Kept<T: 'static>(StoredValue<Rc<RefCell<T>>, LocalStorage>);

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T: Default> Default for Kept<T> {
    fn default() -> Self {
        Self(StoredValue::new_local(Rc::default()))
    }
}

impl<T> Kept<T> {
    /// Reads or changes it; not within itself.
    pub fn with<R>(self, act: impl FnOnce(&mut T) -> R) -> R {
        act(&mut self.get().borrow_mut())
    }

    /// Apart from `with`, which is compiled anew for each closure.
    #[inline(never)]
    fn get(self) -> Rc<RefCell<T>> {
        self.0.get_value()
    }
}
