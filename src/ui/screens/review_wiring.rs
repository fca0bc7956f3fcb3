//! Review: asks for queue and record, hands decisions over, goes on to the next.

use eframe::egui::Ui;

use super::review::{Action, Review};
use crate::{
    base::{CommentId, Message, RecordId, Sensitive},
    forms::Environment,
    service::{
        Busy, ServiceError, Ticket,
        command::{
            records::Stepped,
            review::{AnswerComment, Approve, Comment, Reopen, Return, SettleComment},
        },
        query::{
            records::{OpenRecord, RecordView},
            review::{ReviewQueue, ReviewQueueView},
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        keys::KeyHint,
        loadable::{Failure, Loadable, take_ready},
        notices::Notice,
        page::{Desk, Page},
        route::Route,
    },
};

/// The screen of review.
#[derive(Debug, Default)]
pub struct ReviewPage {
    screen: Review,
    /// The queue is to be read again.
    stale: bool,
    queue: Option<Ticket<ReviewQueueView>>,
    opening: Option<(RecordId, Option<Ticket<RecordView>>)>,
    /// The record is to be read again, for its comments.
    refresh: bool,
    /// What is told when it is done, and whether the next record follows.
    deciding: Option<(Message, bool, Option<Ticket<Stepped>>)>,
    /// The remark that goes with a return under way.
    unsent: Option<Sensitive<String>>,
    saying: Option<Ticket<CommentId>>,
    settling: Option<Ticket<()>>,
}

impl ReviewPage {
    /// The screen at `record`; at the longest wait where `None`.
    #[must_use]
    pub fn new(record: Option<RecordId>) -> Self {
        Self { screen: Review::at(record), stale: true, ..Self::default() }
    }

    /// The screen as it stands.
    #[must_use]
    pub const fn screen(&self) -> &Review {
        &self.screen
    }

    /// Asks for what is wanted and not under way. A full queue is asked again at the next frame.
    fn ask(&mut self, desk: &Desk) {
        if self.stale && self.queue.is_none() {
            self.queue = desk.worker.ask(ReviewQueue::default()).ok();
            self.stale = self.queue.is_none();
        }
        let again = self.screen.open().filter(|_| self.refresh);
        if self.opening.is_none()
            && let Some(record) = self.screen.wanted().or(again)
        {
            let ticket = desk.worker.ask(OpenRecord { record }).ok();
            self.opening = ticket.map(|it| (record, Some(it)));
            self.refresh = self.opening.is_none();
        }
        if self.stale || self.refresh {
            desk.ctx.request_repaint();
        }
    }

    fn collect_reading(&mut self, desk: &Desk) {
        if let Some(answer) = take_ready(&mut self.queue) {
            self.screen.put_queue(Loadable::from(answer), desk.clock.now());
        }
        if let Some((record, ticket)) = &mut self.opening
            && let Some(answer) = take_ready(ticket)
        {
            let record = *record;
            self.opening = None;
            match answer {
                Ok(view) => {
                    let environment = Environment {
                        now: desk.clock.now(),
                        offset_secs: desk.clock.offset_secs(),
                        ..Environment::default()
                    };
                    self.screen.put_record(view, environment);
                }
                Err(error) if self.screen.open() == Some(record) => {
                    self.screen.put_failure(Failure::from(&error));
                }
                Err(_) => {}
            }
        }
    }

    fn collect_decision(&mut self) -> Option<ShellAction> {
        let (told, next, ticket) = self.deciding.as_mut()?;
        let answer = take_ready(ticket)?;
        let (told, next) = (told.clone(), *next);
        self.deciding = None;
        self.screen.busy = false;
        self.stale = true;
        match answer {
            Ok(_) if next => self.screen.step_on(),
            Ok(_) => self.screen.reload(),
            Err(error) => {
                if let Some(text) = self.unsent.take() {
                    self.screen.give_back(text.expose());
                }
                return Some(self.refused(&error));
            }
        }
        Some(Notice::done(told).into())
    }

    /// What was refused, in words; where the record has changed meanwhile, with the way to see it as it stands.
    fn refused(&self, error: &ServiceError) -> ShellAction {
        let notice = Notice::failed(error);
        let route = Route::Review(self.screen.open());
        notice.with_action("review-open-again", ShellAction::Go(route)).into()
    }

    fn dispatch(&mut self, action: Action, desk: &Desk) -> Result<(), Busy> {
        let worker = &desk.worker;
        match action {
            Action::Approve { record, revision } => {
                let ticket = worker.ask(Approve { record, revision })?;
                self.decide("review-did-approve", true, ticket);
            }
            Action::Return { record, revision, comments } => {
                self.unsent = comments.first().map(|it| it.1.clone());
                let ticket = worker.ask(Return { record, revision, comments })?;
                self.decide("review-did-return", true, ticket);
            }
            Action::Reopen { record, revision, reason } => {
                let ticket = worker.ask(Reopen { record, revision, reason })?;
                self.decide("review-did-reopen", false, ticket);
            }
            // One remark at a time: a second Enter does not say it twice.
            Action::Comment { .. } | Action::Answer { .. } if self.saying.is_some() => {}
            Action::Comment { record, question, text } => {
                self.saying = Some(worker.ask(Comment { record, question, text })?);
            }
            Action::Answer { record, thread, text } => {
                self.saying = Some(worker.ask(AnswerComment { record, thread, text })?);
            }
            Action::Settle { record, thread } => {
                self.settling = Some(worker.ask(SettleComment { record, thread })?);
            }
            Action::Again => {
                self.screen.reload();
                self.stale = true;
            }
        }
        Ok(())
    }

    fn decide(&mut self, text: &'static str, next: bool, ticket: Ticket<Stepped>) {
        let number = self.screen.reading().map_or("", |it| it.record_number());
        let told = Message::new(text).text("number", number);
        self.deciding = Some((told, next, Some(ticket)));
        self.screen.busy = true;
    }
}

impl Page for ReviewPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        self.collect_reading(desk);
        asked.extend(self.collect_decision());
        let said = take_ready(&mut self.saying).map(|it| it.map(|_| ()));
        if let Some(Ok(())) = said {
            self.screen.said();
        }
        let settled = take_ready(&mut self.settling);
        for answer in said.into_iter().chain(settled) {
            self.refresh = true;
            self.stale = true;
            if let Err(error) = answer {
                asked.push(Notice::failed(&error).into());
            }
        }
        self.ask(desk);
        asked
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        if let Some(action) = self.screen.ui(ui, cx)
            && self.dispatch(action, desk).is_err()
        {
            asked.push(Notice::failed(&ServiceError::Busy).into());
        }
        self.ask(desk);
        asked
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }

    fn fact(&self, cx: &Cx<'_>) -> Option<String> {
        self.screen.fact(cx)
    }
}
