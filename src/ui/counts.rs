//! The counts beside the words of the top bar: what waits for the person.

use super::{loadable::take_ready, route::Tab};
use crate::service::{
    Ticket, Worker,
    query::today::{Today, TodayView},
};

/// What waits, as it was when somebody last went to another screen.
#[derive(Debug, Default)]
pub(super) struct Counts {
    asked: Option<Ticket<TodayView>>,
    today: usize,
    review: usize,
}

impl Counts {
    /// Asks again. A full queue keeps the old counts: they are no promise.
    pub(super) fn ask(&mut self, worker: &Worker) {
        self.asked = worker.ask(Today).ok();
    }

    /// Takes the answer in, if it has come.
    pub(super) fn collect(&mut self) {
        if let Some(Ok(view)) = take_ready(&mut self.asked) {
            self.today = view.drafts_total + view.returned_total;
            self.review = view.to_review;
        }
    }

    /// The count beside `tab`; nothing where nothing waits.
    pub(super) fn of(&self, tab: Tab) -> Option<usize> {
        let count = match tab {
            Tab::Today => self.today,
            Tab::Review => self.review,
            Tab::Records | Tab::Export | Tab::Batches | Tab::Office | Tab::Settings => 0,
        };
        (count > 0).then_some(count)
    }
}
