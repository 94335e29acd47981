//! How much is looked at, counted for tests: rows, tag sets, comparisons and look-ups, at the places where one kind of
//! thing meets another. In other builds than those of this crate's own tests it is nothing.

#[cfg(test)]
mod tests;

#[cfg(test)]
thread_local! {
    static LOOKED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// So many things are looked at.
#[cfg(test)]
pub(crate) fn looked(number: usize) {
    LOOKED.with(|looked| looked.set(looked.get() + number as u64));
}

/// So many things are looked at.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn looked(_: usize) {}
