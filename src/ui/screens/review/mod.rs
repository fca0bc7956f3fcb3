//! Review: a queue, the record as text, a thread of comments on each question; return it or approve it.

mod asking;
mod body;
mod header;
mod keyboard;
mod queue;
mod rail;
mod reading;

use std::collections::BTreeMap;

use eframe::egui::Ui;

pub use asking::Asking;
pub use reading::Reading;

use crate::{
    base::{CommentId, Instant, Message, RecordId, Sensitive},
    forms::{Environment, Path},
    service::query::{records::RecordView, review::ReviewQueueView},
    ui::{
        cx::Cx,
        frame,
        keys::KeyHint,
        loadable::{Failure, Loadable},
        notices::Notice,
        widgets,
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Review {
    /// What waits.
    pub queue: Loadable<ReviewQueueView>,
    /// When the queue was read: waits are counted from here.
    pub now: Instant,
    /// A command about the open record is under way.
    pub busy: bool,
    open: Option<RecordId>,
    record: Opened,
    asking: Option<Asking>,
    comment: String,
    /// What was begun on records that are not open now.
    unsent: BTreeMap<RecordId, String>,
    write: bool,
}

/// The record in the middle.
#[derive(Debug, Default)]
enum Opened {
    /// Nothing is open, or what is open was asked for.
    #[default]
    Nothing,
    /// It came, and is read at the first frame.
    Came(Box<RecordView>, Environment),
    /// It is being read.
    Reading(Box<Reading>),
    /// It did not come, or cannot be read.
    Failed(Failure),
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Accept the record as it was read.
    Approve {
        /// The record.
        record: RecordId,
        /// As it was on screen.
        revision: u32,
    },
    /// Send it back.
    Return {
        /// The record.
        record: RecordId,
        /// As it was on screen.
        revision: u32,
        /// A remark that goes with it.
        comments: Vec<(Path, Sensitive<String>)>,
    },
    /// Unlock it again.
    Reopen {
        /// The record.
        record: RecordId,
        /// As it was on screen.
        revision: u32,
        /// Why.
        reason: Sensitive<String>,
    },
    /// Remark on a question.
    Comment {
        /// The record.
        record: RecordId,
        /// The question.
        question: Path,
        /// The remark.
        text: Sensitive<String>,
    },
    /// Go on in a thread.
    Answer {
        /// The record.
        record: RecordId,
        /// The thread.
        thread: CommentId,
        /// The remark.
        text: Sensitive<String>,
    },
    /// Nobody waits for an answer any more.
    Settle {
        /// The record.
        record: RecordId,
        /// The thread.
        thread: CommentId,
    },
    /// Ask for queue and record again.
    Again,
}

impl Review {
    /// The screen at `record`; at the longest wait where `None`.
    #[must_use]
    pub fn at(record: Option<RecordId>) -> Self {
        Self { open: record, ..Self::default() }
    }

    /// The record that is open, or wanted.
    #[must_use]
    pub const fn open(&self) -> Option<RecordId> {
        self.open
    }

    /// The record to be asked for, where it is not here yet.
    #[must_use]
    pub fn wanted(&self) -> Option<RecordId> {
        match &self.record {
            Opened::Nothing => self.open,
            Opened::Came(..) | Opened::Reading(_) | Opened::Failed(_) => None,
        }
    }

    /// The record as it is being read.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading> {
        match &self.record {
            Opened::Reading(reading) => Some(reading),
            Opened::Nothing | Opened::Came(..) | Opened::Failed(_) => None,
        }
    }

    /// Takes in the queue; the longest wait is opened where nothing else is.
    pub fn put_queue(&mut self, queue: Loadable<ReviewQueueView>, now: Instant) {
        self.queue = queue;
        self.now = now;
        if self.open.is_none() {
            let first = self.queue.ready().and_then(|it| it.records.first());
            self.open = first.map(|it| it.id);
        }
    }

    /// Takes in a record, or takes it in again: the same question stays in sight.
    pub fn put_record(&mut self, view: RecordView, environment: Environment) {
        if Some(view.summary.id) != self.open {
            return;
        }
        match &mut self.record {
            Opened::Reading(reading) if reading.is_same(&view) => reading.refresh(view),
            _ => self.record = Opened::Came(Box::new(view), environment),
        }
    }

    /// It did not come.
    pub fn put_failure(&mut self, failure: Failure) {
        self.record = Opened::Failed(failure);
    }

    /// Shows another record.
    pub fn show(&mut self, record: Option<RecordId>) {
        if self.open != record {
            let begun = std::mem::take(&mut self.comment);
            if let Some(before) = self.open.filter(|_| !begun.is_empty()) {
                self.unsent.insert(before, begun);
            }
            self.comment = record.and_then(|it| self.unsent.remove(&it)).unwrap_or_default();
            self.open = record;
            self.record = Opened::Nothing;
            self.asking = None;
        }
    }

    /// What was decided is out of the way: the next record of the queue is shown, and the queue read again.
    pub fn step_on(&mut self) {
        let next = self.neighbour(true).or_else(|| self.neighbour(false));
        let gone = self.open;
        self.show(next);
        if let Loadable::Ready(queue) = &mut self.queue {
            queue.records.retain(|it| Some(it.id) != gone);
        }
    }

    /// What was written is kept now: the field is free again.
    pub fn said(&mut self) {
        self.comment.clear();
    }

    /// What was written could not be sent: it stands in the field again.
    pub fn give_back(&mut self, text: &str) {
        if self.comment.is_empty() {
            text.clone_into(&mut self.comment);
        }
    }

    /// The record is read again from the start.
    pub fn reload(&mut self) {
        self.record = Opened::Nothing;
        self.asking = None;
    }

    /// The record after the open one in the queue, or before it.
    fn neighbour(&self, after: bool) -> Option<RecordId> {
        let records = &self.queue.ready()?.records;
        let here = records.iter().position(|it| Some(it.id) == self.open);
        let next = match here {
            None => Some(0),
            Some(n) if after => Some(n + 1),
            Some(n) => n.checked_sub(1),
        };
        next.and_then(|n| records.get(n)).map(|it| it.id)
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if let Opened::Came(view, environment) = &self.record {
            self.record = match Reading::new((**view).clone(), environment, cx) {
                Ok(reading) => Opened::Reading(Box::new(reading)),
                Err(failure) => Opened::Failed(failure),
            };
        }
        let mut action = self.keys_pressed(ui, cx);
        action = action.or(self.header_ui(ui, cx));
        let mut chosen = None;
        frame::left_rail(ui, cx, |ui| {
            if let Loadable::Ready(queue) = &self.queue {
                chosen = queue::ui(ui, cx, queue, self.open, self.now);
            }
        });
        action = action.or(self.rail_ui(ui, cx));
        action = action.or(frame::work(ui, cx, |ui| self.work_ui(ui, cx)));
        action = action.or(self.asking_ui(ui, cx));
        if chosen.is_some() {
            self.show(chosen);
        }
        action
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        match &mut self.record {
            Opened::Reading(reading) => {
                body::ui(ui, cx, reading);
                None
            }
            Opened::Failed(failure) => failed_ui(ui, cx, failure),
            Opened::Nothing | Opened::Came(..) => match &self.queue {
                Loadable::Ready(queue) if queue.records.is_empty() && self.open.is_none() => {
                    let (what, how) = (cx.t("review-empty"), cx.t("review-empty-how"));
                    widgets::empty(ui, cx, &what, &how, None);
                    None
                }
                Loadable::Failed(failure) => failed_ui(ui, cx, failure),
                Loadable::Ready(_) | Loadable::Loading => None,
            },
        }
    }

    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        keyboard::hints(self)
    }

    /// How much of what deserves a look was looked at.
    #[must_use]
    pub fn fact(&self, cx: &Cx<'_>) -> Option<String> {
        let reading = self.reading()?;
        let (looked, all) = reading.looked();
        let message =
            Message::new("review-looked").number("n", looked as u64).number("all", all as u64);
        (all > 0).then(|| cx.m(&message))
    }
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) -> Option<Action> {
    eframe::egui::Frame::NONE
        .inner_margin(16)
        .show(ui, |ui| {
            let _answer = widgets::notice(ui, cx, &Notice::from(failure.clone()));
            let again = ui.add(widgets::Button::new(&cx.t("records-again"))).clicked();
            again.then_some(Action::Again)
        })
        .inner
}
