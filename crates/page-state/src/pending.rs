//! Requests under way, each with what is to be done with its answer.

use sloscope_protocol::RequestId;

/// Requests that are not answered yet. Answers may come in any order; one that comes twice, or for a request that is
/// forgotten, finds nothing.
#[derive(Debug)]
pub struct Pending<T>(Vec<(RequestId, T)>);

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Pending<T> {
    /// A request was sent.
    pub fn add(&mut self, id: RequestId, what: T) {
        self.0.push((id, what));
    }

    /// Its answer has come, or its refusal.
    pub fn take(&mut self, id: RequestId) -> Option<T> {
        let at = self.0.iter().position(|(known, _)| *known == id)?;
        Some(self.0.remove(at).1)
    }

    /// The worker has ended: no more answers come. What waited for them, oldest first.
    pub fn end(&mut self) -> Vec<T> {
        std::mem::take(&mut self.0).into_iter().map(|(_, what)| what).collect()
    }

    /// Nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Pending<&'static str> {
        let mut pending = Pending::default();
        for (id, what) in [(4, "four"), (5, "five"), (9, "nine")] {
            pending.add(RequestId(id), what);
        }
        pending
    }

    #[test]
    fn answers_are_matched_by_id_in_any_order() {
        let mut pending = three();
        assert_eq!(pending.take(RequestId(9)), Some("nine"));
        assert_eq!(pending.take(RequestId(4)), Some("four"));
        assert_eq!(pending.take(RequestId(5)), Some("five"));
        assert!(pending.is_empty());
    }

    #[test]
    fn an_answer_that_comes_twice_or_to_nobody_finds_nothing() {
        let mut pending = three();
        assert_eq!(pending.take(RequestId(5)), Some("five"));
        assert_eq!(pending.take(RequestId(5)), None, "it was answered");
        assert_eq!(pending.take(RequestId(6)), None, "nobody asked");
        assert!(!pending.is_empty());
    }

    #[test]
    fn when_the_worker_has_ended_all_that_waits_is_answered() {
        let mut pending = three();
        pending.take(RequestId(4));
        assert_eq!(pending.end(), ["five", "nine"]);
        assert!(pending.is_empty());
        assert_eq!(pending.take(RequestId(5)), None, "a late answer");
    }
}
