//! Records: one list at a time is asked for, the newest wanted; lines as they come into view.

use eframe::egui::Ui;

use super::records::{Action, Records};
use crate::{
    base::RecordId,
    service::{
        ServiceError, Ticket,
        query::{
            office::{FormView, ListForms},
            records::{OpenRecord, RecordList, RecordRows, RecordSummary, RecordView},
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        keys::KeyHint,
        loadable::{Loadable, take_ready},
        notices::Notice,
        page::{Desk, Page},
    },
};

/// The lines of the records in view, on their way.
type RowsTicket = Ticket<Vec<RecordSummary>>;

/// The screen of records.
#[derive(Debug, Default)]
pub struct RecordsPage {
    screen: Records,
    /// What is looked for is not what was last asked.
    stale: bool,
    listing: Option<Ticket<RecordList>>,
    rows: Option<(Vec<RecordId>, Option<RowsTicket>)>,
    preview: Option<(RecordId, Option<Ticket<RecordView>>)>,
    forms: Option<Ticket<Vec<FormView>>>,
}

impl RecordsPage {
    /// The screen, searched for `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { screen: Records::searching(text), stale: true, ..Self::default() }
    }

    /// The screen as it stands.
    #[must_use]
    pub const fn screen(&self) -> &Records {
        &self.screen
    }

    /// Asks for what is wanted and not under way. A full queue is asked again at the next frame.
    fn ask(&mut self, desk: &Desk) {
        let mut busy = false;
        // While a list is under way, the next waits: typing never fills the queue.
        if self.stale && self.listing.is_none() {
            self.listing = desk.worker.ask(self.screen.query()).ok();
            busy |= self.listing.is_none();
            self.stale = self.listing.is_none();
        }
        if self.rows.is_none() && self.listing.is_none() {
            let ids = self.screen.wanted_rows();
            if !ids.is_empty() {
                let ticket = desk.worker.ask(RecordRows { ids: ids.clone() }).ok();
                busy |= ticket.is_none();
                self.rows = ticket.map(|it| (ids, Some(it)));
            }
        }
        if self.preview.is_none()
            && let Some(record) = self.screen.wanted_preview()
        {
            let ticket = desk.worker.ask(OpenRecord { record }).ok();
            busy |= ticket.is_none();
            self.preview = ticket.map(|it| (record, Some(it)));
        }
        if self.forms.is_none() && self.screen.new.forms == Loadable::Loading {
            self.forms = desk.worker.ask(ListForms).ok();
        }
        if busy {
            desk.ctx.request_repaint();
        }
    }
}

impl Page for RecordsPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        if let Some(answer) = take_ready(&mut self.listing)
            && !self.stale
        {
            self.screen.put_list(answer.into());
        }
        if let Some((ids, ticket)) = &mut self.rows
            && let Some(answer) = take_ready(ticket)
        {
            match answer {
                Ok(lines) => self.screen.rows.put(ids, lines),
                Err(error) => {
                    // Asked once: the notice says why, and another search asks again.
                    self.screen.rows.put(ids, Vec::new());
                    asked.push(Notice::failed(&error).into());
                }
            }
            self.rows = None;
        }
        if let Some((id, ticket)) = &mut self.preview
            && let Some(answer) = take_ready(ticket)
        {
            let answer: Result<_, ServiceError> = answer.map(Box::new);
            self.screen.preview = Some((*id, answer.into()));
            self.preview = None;
        }
        if let Some(answer) = take_ready(&mut self.forms) {
            self.screen.new.forms = answer.into();
        }
        self.ask(desk);
        asked
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let asked = match self.screen.ui(ui, cx) {
            Some(Action::Search) => {
                self.stale = true;
                Vec::new()
            }
            Some(Action::Go(route)) => vec![ShellAction::Go(route)],
            None => Vec::new(),
        };
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
