//! Records: one list at a time is asked for, the newest wanted; lines as they come into view.

use eframe::egui::Ui;

use super::records::{Action, LineId, Listing, Records};
use crate::{
    base::RecordId,
    service::{
        ServiceError, Ticket,
        command::cases::OpenNextForm,
        query::{
            cases::{CaseView, OpenCase},
            office::{FormView, ListForms},
            persons::{PersonId, PersonList, PersonRows},
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
        route::{Route, Target},
    },
};

/// A list on its way.
#[derive(Debug)]
enum Lists {
    Records(Ticket<RecordList>),
    Persons(Ticket<PersonList>),
}

impl Lists {
    fn ask(screen: &Records, desk: &Desk) -> Option<Self> {
        match screen.persons_query() {
            Some(query) => desk.worker.ask(query).ok().map(Self::Persons),
            None => desk.worker.ask(screen.query()).ok().map(Self::Records),
        }
    }

    fn take(&self) -> Option<Result<Listing, ServiceError>> {
        Some(match self {
            Self::Records(ticket) => ticket.take()?.map(Listing::from),
            Self::Persons(ticket) => ticket.take()?.map(Listing::from),
        })
    }
}

/// The lines in view, on their way.
#[derive(Debug)]
enum Lines {
    Records(Ticket<Vec<RecordSummary>>),
    Persons(Ticket<Vec<(PersonId, RecordSummary)>>),
}

impl Lines {
    fn ask(wanted: &[LineId], desk: &Desk) -> Option<Self> {
        let person = |it: &LineId| Some(PersonId { record: it.record, row: it.person? });
        let ids: Vec<PersonId> = wanted.iter().filter_map(person).collect();
        if ids.is_empty() {
            let ids = wanted.iter().map(|it| it.record).collect();
            desk.worker.ask(RecordRows { ids }).ok().map(Self::Records)
        } else {
            desk.worker.ask(PersonRows { ids }).ok().map(Self::Persons)
        }
    }

    fn take(&self) -> Option<Result<Vec<(LineId, RecordSummary)>, ServiceError>> {
        Some(match self {
            Self::Records(ticket) => {
                ticket.take()?.map(|it| it.into_iter().map(|it| (it.id.into(), it)).collect())
            }
            Self::Persons(ticket) => {
                ticket.take()?.map(|it| it.into_iter().map(|it| (it.0.into(), it.1)).collect())
            }
        })
    }
}

/// The screen of records.
#[derive(Debug, Default)]
pub struct RecordsPage {
    screen: Records,
    /// What is looked for is not what was last asked.
    stale: bool,
    listing: Option<Lists>,
    rows: Option<(Vec<LineId>, Lines)>,
    preview: Option<(RecordId, Option<Ticket<RecordView>>)>,
    case: Option<(RecordId, Option<Ticket<CaseView>>)>,
    /// A form of a case on its way.
    begun: Option<Ticket<RecordId>>,
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
            self.listing = Lists::ask(&self.screen, desk);
            busy |= self.listing.is_none();
            self.stale = self.listing.is_none();
        }
        if self.rows.is_none() && self.listing.is_none() {
            let ids = self.screen.wanted_rows();
            if !ids.is_empty() {
                let lines = Lines::ask(&ids, desk);
                busy |= lines.is_none();
                self.rows = lines.map(|it| (ids, it));
            }
        }
        if self.preview.is_none()
            && let Some(record) = self.screen.wanted_preview()
        {
            let ticket = desk.worker.ask(OpenRecord { record }).ok();
            busy |= ticket.is_none();
            self.preview = ticket.map(|it| (record, Some(it)));
        }
        if self.case.is_none()
            && let Some(record) = self.screen.wanted_case()
        {
            let ticket = desk.worker.ask(OpenCase { record }).ok();
            busy |= ticket.is_none();
            self.case = ticket.map(|it| (record, Some(it)));
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
        if let Some(answer) = self.listing.as_ref().and_then(Lists::take) {
            self.listing = None;
            if !self.stale {
                self.screen.put_list(answer.into());
            }
        }
        if let Some((ids, lines)) = &self.rows
            && let Some(answer) = lines.take()
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
        if let Some((id, ticket)) = &mut self.case
            && let Some(answer) = take_ready(ticket)
        {
            let answer: Result<_, ServiceError> = answer.map(Box::new);
            self.screen.case = Some((*id, answer.into()));
            self.case = None;
        }
        match take_ready(&mut self.begun) {
            Some(Ok(record)) => asked.push(ShellAction::Go(Route::Entry(Target::Open(record)))),
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
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
            Some(Action::OpenForm { record, form }) => {
                let next = OpenNextForm { record, form: Some(form) };
                // One form at a time: a second press while the first is on its way opens nothing.
                if self.begun.is_none() {
                    self.begun = desk.worker.ask(next).ok();
                }
                Vec::new()
            }
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
