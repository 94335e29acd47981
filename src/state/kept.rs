//! What a part knows beside its signals: nothing that is drawn follows it.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;

/// A handle that closures can copy; what it leads to lives as long as whoever made it. Leptos sees one type for all of
/// them: its code for that is in the page's module once.
pub struct Kept<T>(StoredValue<Rc<dyn Any>, LocalStorage>, PhantomData<fn(T)>);

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T: Default + 'static> Default for Kept<T> {
    fn default() -> Self {
        Self(stored(Rc::new(RefCell::new(T::default()))), PhantomData)
    }
}

impl<T: 'static> Kept<T> {
    /// Reads or changes it; not within itself.
    pub fn with<R>(self, act: impl FnOnce(&mut T) -> R) -> R {
        act(&mut self.get().borrow_mut())
    }

    /// Apart from `with`, which is compiled anew for each closure.
    #[inline(never)]
    fn get(self) -> Rc<RefCell<T>> {
        match found(self.0).downcast() {
            Ok(kept) => kept,
            Err(_) => unreachable!("it was made for this type"),
        }
    }
}

#[inline(never)]
fn stored(kept: Rc<dyn Any>) -> StoredValue<Rc<dyn Any>, LocalStorage> {
    StoredValue::new_local(kept)
}

#[inline(never)]
fn found(kept: StoredValue<Rc<dyn Any>, LocalStorage>) -> Rc<dyn Any> {
    kept.get_value()
}
