//! How much is looked at, counted for tests: rows, tag sets, comparisons and look-ups, at the places where one kind of
//! thing meets another. Without the feature `counted` it is nothing.

#[cfg(feature = "counted")]
thread_local! {
    static LOOKED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// So many things are looked at.
#[cfg(feature = "counted")]
pub fn looked(number: usize) {
    LOOKED.with(|looked| looked.set(looked.get() + number as u64));
}

/// So many things are looked at.
#[cfg(not(feature = "counted"))]
#[inline(always)]
pub fn looked(_: usize) {}

/// How many things this thread has looked at while it did this.
#[cfg(feature = "counted")]
pub fn counted(work: impl FnOnce()) -> u64 {
    let before = LOOKED.get();
    work();
    LOOKED.get() - before
}
