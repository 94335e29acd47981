//! The questions to the worker of what is open: one is under way, only the newest of the others waits, and an answer is
//! shown unless a newer one is shown already.
//!
//! ```text
//! ask -> waiting -> send -> under way -> answered: shown, or outdated
//!                                     -> refused, or the worker died
//! ```

use sloscope_core::report::Query;
use sloscope_protocol::RequestId;

/// Questions in the order in which they were asked.
#[derive(Debug, Default)]
pub struct Questions {
    /// The place of the newest question: the one in force.
    asked: u32,
    /// Asked while another was under way.
    waiting: Option<(u32, Query)>,
    under_way: Option<(RequestId, u32)>,
    /// The place of the question that the shown report answers.
    shown: u32,
}

/// What an answer, or a refusal, is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is the answer to the question in force.
    InForce,
    /// It is newer than what is shown; the question in force waits.
    Newer,
    /// Something newer is shown.
    Outdated,
}

impl Questions {
    /// The question in force changes. It takes the place of one that waits.
    pub fn ask(&mut self, query: Query) {
        self.asked += 1;
        self.waiting = Some((self.asked, query));
    }

    /// The question in force changes to one whose answer is known, and shown at once.
    pub fn show_known(&mut self) {
        self.asked += 1;
        (self.waiting, self.shown) = (None, self.asked);
    }

    /// Another run is open, and its first report is shown: nothing is under way.
    pub fn open(&mut self) {
        self.end();
        self.show_known();
    }

    /// The worker has ended, and with it what was asked of it.
    pub fn end(&mut self) {
        (self.waiting, self.under_way) = (None, None);
    }

    /// Sends the question that waits, unless another one is under way. Where there is nobody to send it to, it is dropped.
    pub fn send(&mut self, post: impl FnOnce(Query) -> Option<RequestId>) {
        if self.under_way.is_none()
            && let Some((place, query)) = self.waiting.take()
        {
            self.under_way = post(query).map(|id| (id, place));
        }
    }

    /// The report of a request has come; `None` if this is not under way: it was answered before, or is of another worker.
    pub fn answered(&mut self, id: RequestId) -> Option<Answered> {
        let place = self.take(id)?;
        if place <= self.shown {
            return Some(Answered::Outdated);
        }
        self.shown = place;
        Some(if self.is_shown() { Answered::InForce } else { Answered::Newer })
    }

    /// The worker has no report for a request: true if it was the question in force, which is then not answered.
    pub fn refused(&mut self, id: RequestId) -> bool {
        self.take(id) == Some(self.asked)
    }

    fn take(&mut self, id: RequestId) -> Option<u32> {
        Some(self.under_way.take_if(|(known, _)| *known == id)?.1)
    }

    /// Nothing is under way, and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.under_way.is_none() && self.waiting.is_none()
    }

    /// The shown report answers the question in force.
    pub fn is_shown(&self) -> bool {
        self.shown == self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Questions, and a worker that numbers what it gets.
    #[derive(Default)]
    struct Bench {
        questions: Questions,
        sent: Vec<usize>,
    }

    impl Bench {
        fn ask(&mut self, run: usize) -> &mut Self {
            self.questions.ask(Query { run, ..Query::default() });
            self.send()
        }

        fn send(&mut self) -> &mut Self {
            let sent = &mut self.sent;
            self.questions.send(|query| {
                sent.push(query.run);
                Some(RequestId(sent.len() as u32))
            });
            self
        }

        /// Answers the request of this number, and lets the next question go.
        fn answer(&mut self, id: u32) -> Option<Answered> {
            let answered = self.questions.answered(RequestId(id));
            self.send();
            answered
        }
    }

    #[test]
    fn a_question_is_sent_answered_and_shown() {
        let mut bench = Bench::default();
        assert!(bench.questions.is_idle() && bench.questions.is_shown());
        bench.ask(1);
        assert_eq!(bench.sent, [1]);
        assert!(!bench.questions.is_idle() && !bench.questions.is_shown());
        assert_eq!(bench.answer(1), Some(Answered::InForce));
        assert!(bench.questions.is_idle() && bench.questions.is_shown());
    }

    #[test]
    fn only_the_newest_question_waits() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2).ask(3).ask(4);
        assert_eq!(bench.sent, [1], "one at a time");
        assert_eq!(bench.answer(1), Some(Answered::Newer), "the answers follow a gesture");
        assert_eq!(bench.sent, [1, 4]);
        assert!(!bench.questions.is_shown());
        assert_eq!(bench.answer(2), Some(Answered::InForce));
        assert_eq!(bench.sent, [1, 4]);
    }

    #[test]
    fn an_answer_that_comes_twice_or_to_no_request_changes_nothing() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2);
        assert_eq!(bench.answer(7), None, "nobody asked");
        assert_eq!(bench.sent, [1], "the worker is still busy");
        assert_eq!(bench.answer(1), Some(Answered::Newer));
        assert_eq!(bench.answer(1), None, "twice");
        assert!(!bench.questions.is_idle(), "the second one is under way");
        assert_eq!(bench.answer(2), Some(Answered::InForce));
    }

    #[test]
    fn an_answer_is_outdated_once_a_known_one_is_shown() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2);
        bench.questions.show_known();
        assert!(bench.questions.is_shown(), "at once");
        assert!(!bench.questions.is_idle(), "the worker is still busy with the first");
        assert_eq!(bench.answer(1), Some(Answered::Outdated));
        assert_eq!(bench.sent, [1], "the second one is not asked any more");
        assert!(bench.questions.is_idle() && bench.questions.is_shown());
        bench.ask(3);
        assert_eq!(bench.answer(2), Some(Answered::InForce));
    }

    #[test]
    fn a_refused_question_lets_the_next_one_go() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2);
        assert!(!bench.questions.refused(RequestId(1)), "it is not the one in force");
        bench.send();
        assert_eq!(bench.sent, [1, 2]);
        assert!(bench.questions.refused(RequestId(2)));
        assert!(!bench.questions.refused(RequestId(2)), "twice");
        assert!(bench.questions.is_idle() && !bench.questions.is_shown());
    }

    #[test]
    fn a_worker_that_died_answers_nothing_any_more() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2);
        bench.questions.end();
        assert!(bench.questions.is_idle());
        assert_eq!(bench.answer(1), None, "a late answer");
        assert_eq!(bench.sent, [1], "nothing waits");
        bench.ask(3);
        assert_eq!(bench.sent, [1, 3], "a new worker is asked");
    }

    #[test]
    fn what_was_asked_of_another_run_is_not_shown() {
        let mut bench = Bench::default();
        bench.ask(1).ask(2);
        bench.questions.open();
        assert!(bench.questions.is_idle() && bench.questions.is_shown());
        assert_eq!(bench.answer(1), None);
        assert_eq!(bench.sent, [1]);
    }
}
