//! Entry: asks for the record, saves drafts, hands in; puts what comes back into the screen.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use super::{
    entry::{Action, Change, Entry},
    entry_others::Others,
};
use crate::{
    base::{CommentId, Message, RecordId, Sensitive},
    forms::Environment,
    service::{
        ServiceError, Ticket,
        command::{
            records::{NewRecord, SaveDraft, Saved, Submission, Submit},
            review::{AnswerComment, Comment},
        },
        query::records::{CrossChecks, CrossView, OpenRecord, RecordView},
    },
    ui::{
        action::ShellAction,
        autosave::{Autosave, Saving},
        cx::Cx,
        keys::KeyHint,
        loadable::{Failure, take_ready},
        notices::Notice,
        page::{Desk, Page},
        route::{Route, Tab, Target},
    },
};

/// Other records are asked about the answers so long after the last change, in milliseconds.
const PAUSE_MS: u64 = 1500;

/// The screen of entry.
pub struct EntryPage {
    screen: Entry,
    target: Target,
    record: Option<RecordId>,
    begun: Option<Ticket<RecordId>>,
    opening: Option<Ticket<RecordView>>,
    /// The record again, for its comments.
    comments: Option<Ticket<RecordView>>,
    autosave: Autosave,
    saving: Option<Ticket<Saved>>,
    submitting: Option<Ticket<Submission>>,
    cross: Option<Ticket<CrossView>>,
    /// When other records are to be asked.
    cross_due: Option<u64>,
    said: Vec<Ticket<CommentId>>,
    others: Others,
    /// A failure to save was told.
    told: bool,
}

impl std::fmt::Debug for EntryPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryPage").field("target", &self.target).finish_non_exhaustive()
    }
}

impl EntryPage {
    /// The screen for a new record, or one that exists.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            screen: Entry::default(),
            record: match &target {
                Target::Open(record) => Some(*record),
                Target::New(_) => None,
            },
            target,
            begun: None,
            opening: None,
            comments: None,
            autosave: Autosave::default(),
            saving: None,
            submitting: None,
            cross: None,
            cross_due: None,
            said: Vec::new(),
            others: Others::default(),
            told: false,
        }
    }

    /// The screen as it stands.
    #[must_use]
    pub const fn screen(&self) -> &Entry {
        &self.screen
    }

    /// The screen, to be changed.
    pub const fn screen_mut(&mut self) -> &mut Entry {
        &mut self.screen
    }

    /// Asks for the record until it is here or did not come.
    fn load(&mut self, desk: &Desk) {
        if !matches!(self.screen, Entry::Loading) || self.opening.is_some() || self.begun.is_some()
        {
            return;
        }
        // A full queue is asked again at the next frame.
        match (self.record, &self.target) {
            (Some(record), _) => self.opening = desk.worker.ask(OpenRecord { record }).ok(),
            (None, Target::New(form)) => {
                self.begun = desk.worker.ask(NewRecord { form: form.clone() }).ok();
            }
            (None, Target::Open(_)) => {}
        }
        if self.opening.is_none() && self.begun.is_none() {
            desk.ctx.request_repaint();
        }
    }

    fn collect_record(&mut self, desk: &Desk) {
        match take_ready(&mut self.begun) {
            Some(Ok(record)) => self.record = Some(record),
            Some(Err(error)) => self.screen = Entry::Failed(Failure::from(&error)),
            None => {}
        }
        match take_ready(&mut self.opening) {
            Some(Ok(view)) => {
                let environment = Environment {
                    now: desk.clock.now(),
                    offset_secs: desk.clock.offset_secs(),
                    seed: desk.clock.monotonic_ms(),
                    ..Environment::default()
                };
                self.cross_due = view.editable.then(|| desk.clock.monotonic_ms());
                self.screen = Entry::Opened(Box::new(view), environment);
            }
            Some(Err(error)) => self.screen = Entry::Failed(Failure::from(&error)),
            None => {}
        }
        if let Some(Ok(view)) = take_ready(&mut self.comments)
            && let Some(sitting) = self.screen.sitting_mut()
        {
            sitting.set_threads(&view);
        }
    }

    fn collect_saving(&mut self, desk: &Desk, asked: &mut Vec<ShellAction>) {
        match take_ready(&mut self.saving) {
            Some(Ok(saved)) => {
                self.autosave.answered(Ok(saved.at));
                self.told = false;
            }
            Some(Err(error)) => {
                self.autosave.answered(Err(desk.clock.monotonic_ms()));
                if !std::mem::replace(&mut self.told, true) {
                    asked.push(Notice::failed(&error).into());
                }
            }
            None => {}
        }
    }

    fn collect_submission(&mut self, asked: &mut Vec<ShellAction>) {
        let outcome = take_ready(&mut self.submitting);
        let Some(sitting) = self.screen.sitting_mut() else { return };
        match outcome {
            Some(Ok(Submission::Submitted { .. })) => {
                let message = Message::new("entry-submitted")
                    .text("number", sitting.view().summary.number.clone());
                asked.push(Notice::done(message).into());
                asked.push(ShellAction::Go(Tab::Today.route()));
            }
            Some(Ok(Submission::Blocked { violations })) => sitting.blocked(violations),
            Some(Err(error)) => {
                sitting.set_submitting(false);
                asked.push(Notice::failed(&error).into());
            }
            None => {}
        }
    }

    fn collect_others(&mut self, desk: &Desk, asked: &mut Vec<ShellAction>) {
        // What other records say is a help: that it could not be asked is no news.
        if let Some(Ok(cross)) = take_ready(&mut self.cross)
            && let Some(sitting) = self.screen.sitting_mut()
        {
            sitting.set_cross(cross);
        }
        let mut answered = Vec::new();
        self.said.retain(|ticket| match ticket.take() {
            Some(outcome) => {
                answered.push(outcome);
                false
            }
            None => true,
        });
        for outcome in answered {
            match outcome {
                Ok(_comment) => self.ask_comments(desk),
                Err(error) => asked.push(Notice::failed(&error).into()),
            }
        }
    }

    fn ask_comments(&mut self, desk: &Desk) {
        if let Some(record) = self.record {
            // Comments that do not come now come with the next remark.
            self.comments = desk.worker.ask(OpenRecord { record }).ok();
        }
    }

    /// Hands the draft over; answers whether there was room for it.
    fn save(&mut self, desk: &Desk) -> bool {
        let (Some(record), Some(sitting)) = (self.record, self.screen.sitting()) else {
            return true;
        };
        let request = SaveDraft {
            record,
            base: sitting.view().revision,
            instance: sitting.filling().instance().to_json(),
            at: sitting.at().cloned(),
            reasons: sitting
                .filling()
                .reasons()
                .iter()
                .map(|(key, reason)| (key.clone(), Sensitive::from(reason.as_str())))
                .collect(),
        };
        match desk.worker.ask(request) {
            Ok(ticket) => {
                self.saving = Some(ticket);
                self.autosave.sent();
                true
            }
            Err(_busy) => false,
        }
    }

    /// Sends what is due, and says when to look again.
    fn keep(&mut self, desk: &Desk) {
        let now = desk.clock.monotonic_ms();
        match self.screen.take_change() {
            Change::None => {}
            Change::Typed => self.autosave.typed(now),
            Change::Left => self.autosave.left(now),
        }
        let changed = self.autosave.is_dirty();
        if changed {
            self.cross_due = Some(now + PAUSE_MS);
        }
        if self.autosave.is_due(now) && !self.save(desk) {
            desk.ctx.request_repaint();
        }
        self.ask_others(desk, now);
        let looks =
            [self.autosave.next_look_ms(now), self.cross_due.map(|at| at.saturating_sub(now))];
        if let Some(ms) = looks.into_iter().flatten().min() {
            desk.ctx.request_repaint_after(std::time::Duration::from_millis(ms.max(1)));
        }
    }

    /// Asks what other records say, after a pause.
    fn ask_others(&mut self, desk: &Desk, now: u64) {
        if self.cross.is_some() || self.cross_due.is_none_or(|at| now < at) {
            return;
        }
        let (Some(record), Some(sitting)) = (self.record, self.screen.sitting()) else { return };
        self.cross_due = None;
        if !sitting.view().editable {
            return;
        }
        let instance = sitting.filling().instance();
        let request =
            CrossChecks { record, form: instance.form().key(), instance: instance.to_json() };
        // A full queue: asked after the next change.
        self.cross = desk.worker.ask(request).ok();
    }

    fn submit(&mut self, desk: &Desk) -> bool {
        let (Some(record), Some(sitting)) = (self.record, self.screen.sitting()) else {
            return true;
        };
        // Reasons are kept with the draft.
        let reasons = BTreeMap::new();
        let request = Submit { record, revision: sitting.view().revision, reasons };
        // The queue keeps its order: the draft is stored before it is handed in.
        if !self.save(desk) {
            return false;
        }
        self.submitting = desk.worker.ask(request).ok();
        self.submitting.is_some()
    }

    fn follow(&mut self, action: Action, desk: &Desk) -> Vec<ShellAction> {
        let busy = || Notice::failed(&ServiceError::Busy).into();
        match action {
            Action::Leave => return vec![ShellAction::Go(Tab::Records.route())],
            Action::Look(record) => {
                return vec![ShellAction::Go(Route::Entry(Target::Open(record)))];
            }
            Action::Compare(record) => {
                if !self.others.compare(record, desk) {
                    return vec![busy()];
                }
            }
            Action::SameAsLast(question) => {
                let Some(sitting) = self.screen.sitting() else { return Vec::new() };
                if !self.others.want_last(question, sitting, desk) {
                    return vec![busy()];
                }
                // Known already: there is no answer to wait for.
                desk.ctx.request_repaint();
            }
            Action::Again => {
                self.screen = Entry::Loading;
            }
            Action::Submit => {
                if !self.submit(desk) {
                    if let Some(sitting) = self.screen.sitting_mut() {
                        sitting.set_submitting(false);
                    }
                    return vec![busy()];
                }
            }
            Action::Comment { question, text } => {
                let Some(record) = self.record else { return Vec::new() };
                let request = Comment { record, question, text: Sensitive::new(text) };
                match desk.worker.ask(request) {
                    Ok(ticket) => self.said.push(ticket),
                    Err(_busy) => return vec![busy()],
                }
            }
            Action::AnswerComment { thread, text } => {
                let Some(record) = self.record else { return Vec::new() };
                let request = AnswerComment { record, thread, text: Sensitive::new(text) };
                match desk.worker.ask(request) {
                    Ok(ticket) => self.said.push(ticket),
                    Err(_busy) => return vec![busy()],
                }
            }
        }
        Vec::new()
    }
}

impl Page for EntryPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        self.load(desk);
        self.collect_record(desk);
        self.load(desk);
        self.collect_saving(desk, &mut asked);
        self.collect_submission(&mut asked);
        self.collect_others(desk, &mut asked);
        if let Some(sitting) = self.screen.sitting_mut() {
            self.others.collect(sitting, desk, &mut asked);
        }
        self.keep(desk);
        asked
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let action = self.screen.ui(ui, cx);
        self.keep(desk);
        action.map(|it| self.follow(it, desk)).unwrap_or_default()
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }

    fn saving(&self) -> Option<Saving> {
        self.screen.sitting().filter(|it| it.view().editable).map(|_| self.autosave.saving())
    }

    fn leave(&mut self, desk: &Desk) {
        if let Some(sitting) = self.screen.sitting_mut() {
            sitting.settle();
        }
        let now = desk.clock.monotonic_ms();
        if self.screen.take_change() != Change::None {
            self.autosave.left(now);
        }
        if self.autosave.is_dirty() {
            // The queue holds 64 requests; a draft that finds no room is what was saved a second ago.
            self.save(desk);
        }
    }
}
