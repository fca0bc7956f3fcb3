//! Import of records: from what is chosen to requests, and back.

use eframe::egui::Ui;

use super::import::{Action, Import, Part};
use crate::{
    base::{FormId, Message},
    service::{
        Busy, JobTicket, ServiceError, Ticket,
        command::{
            files::ReadFile,
            import::{Import as ImportRows, Imported, Table, UndoImport},
        },
        query::{
            mapping::{
                ImportView, ListImports, Source, SuggestColumn, SuggestMapping, Suggestion,
                map_json,
            },
            office::{FormView, ListForms},
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        files::{Pick, Picking},
        keys::KeyHint,
        loadable::{Failure, take_ready},
        notices::Notice,
        page::{Desk, Page},
    },
};

/// How often long work is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_millis(100);

/// Long work under way. One at a time.
enum Work {
    Read(JobTicket<Suggestion>),
    Assign(JobTicket<(String, Source)>),
    Try(JobTicket<Imported>),
    Import(JobTicket<Imported>),
}

/// The screen of imports.
#[derive(Default)]
pub struct ImportPage {
    screen: Import,
    asked: bool,
    forms: Option<Ticket<Vec<FormView>>>,
    file: Option<Ticket<Vec<u8>>>,
    imports: Option<Ticket<Vec<ImportView>>>,
    undone: Option<Ticket<usize>>,
    work: Option<Work>,
    picking: Option<Picking>,
    /// The table that was read last.
    table: Option<Table>,
}

impl ImportPage {
    fn dispatch(&mut self, action: Action, desk: &Desk) -> Result<(), Busy> {
        let worker = &desk.worker;
        self.screen.failure = None;
        match action {
            Action::Read => {
                let path = self.screen.path.trim().into();
                self.file = Some(worker.ask(ReadFile { path })?);
            }
            Action::Assign { column, question } => {
                let Some(table) = self.table.clone() else { return Ok(()) };
                let asked = SuggestColumn { table, form: self.form(), column, question };
                self.work = Some(Work::Assign(worker.begin(asked)?));
            }
            Action::Try => {
                let Some(import) = self.import(true) else { return Ok(()) };
                self.work = Some(Work::Try(worker.begin(import)?));
            }
            Action::Import => {
                let Some(import) = self.import(false) else { return Ok(()) };
                self.work = Some(Work::Import(worker.begin(import)?));
            }
            Action::Undo { number, form } => {
                self.undone = Some(worker.ask(UndoImport { number, form: Some(form) })?);
            }
            Action::Cancel => match &self.work {
                Some(Work::Read(job)) => job.cancel(),
                Some(Work::Assign(job)) => job.cancel(),
                Some(Work::Try(job) | Work::Import(job)) => job.cancel(),
                None => {}
            },
            Action::Pick => {
                let pick = Pick::Open(&["csv", "xlsx", "xls"]);
                self.picking = Some(desk.files.pick(&pick, &desk.ctx));
            }
            Action::ListDone => self.imports = Some(worker.ask(ListImports)?),
        }
        Ok(())
    }

    fn form(&self) -> FormId {
        FormId(self.screen.form.clone())
    }

    fn import(&self, dry_run: bool) -> Option<ImportRows> {
        let reason = Some(self.screen.reason.trim().to_owned()).filter(|it| !it.is_empty());
        Some(ImportRows {
            table: self.table.clone()?,
            map: map_json(&self.screen.map),
            form: self.form(),
            reason,
            dry_run,
        })
    }

    fn failed(&mut self, error: &ServiceError) {
        self.screen.failure = Some(Failure::from(error));
    }

    fn collect_all(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        if !self.asked {
            self.forms = Some(desk.worker.ask(ListForms)?);
            self.asked = true;
        }
        if let Some(forms) = take_ready(&mut self.forms) {
            self.screen.forms = forms.into();
        }
        if let Some(imports) = take_ready(&mut self.imports) {
            self.screen.imports = imports.into();
        }
        if let Some(path) = self.picking.as_ref().and_then(Picking::take) {
            self.picking = None;
            if let Some(path) = path {
                self.screen.path = path.display().to_string();
            }
        }
        match take_ready(&mut self.file) {
            Some(Ok(bytes)) => {
                let table = Table::of(bytes);
                self.table = Some(table.clone());
                let asked = SuggestMapping { table, form: self.form() };
                self.work = Some(Work::Read(desk.worker.begin(asked)?));
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        let mut told = self.collect_work(desk)?;
        match take_ready(&mut self.undone) {
            Some(Ok(n)) => {
                let n = u64::try_from(n).unwrap_or(u64::MAX);
                let words = Message::new("import-was-undone").number("records", n);
                told.push(Notice::done(words).into());
                self.screen.outcome = None;
                self.screen.changed();
                self.dispatch(Action::ListDone, desk)?;
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        self.screen.busy = self.work.is_some() || self.file.is_some() || self.undone.is_some();
        Ok(told)
    }

    /// What came of long work.
    fn collect_work(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        let mut told = Vec::new();
        let Some(work) = self.work.take() else {
            self.screen.job = None;
            return Ok(told);
        };
        let seen = match &work {
            Work::Read(job) => job.seen(),
            Work::Assign(job) => job.seen(),
            Work::Try(job) | Work::Import(job) => job.seen(),
        };
        self.screen.job = Some(seen);
        let ended = match &work {
            Work::Read(job) => job.take().map(|it| it.map(|it| self.screen.put_read(it))),
            Work::Assign(job) => job.take().map(|it| {
                it.map(|(question, source)| {
                    self.screen.map.insert(question, source);
                    self.screen.changed();
                })
            }),
            Work::Try(job) => job.take().map(|it| it.map(|it| self.screen.tried = Some(it))),
            Work::Import(job) => job.take().map(|it| {
                it.map(|it| {
                    told.push(Notice::done(outcome_words(&it)).into());
                    let refused = !it.refused.is_empty();
                    self.screen.part = if refused { Part::Refused } else { Part::Done };
                    self.screen.outcome = Some(it);
                })
            }),
        };
        match ended {
            None => {
                self.work = Some(work);
                desk.ctx.request_repaint_after(LOOK);
            }
            Some(ended) => {
                self.screen.job = None;
                if let Err(error) = ended {
                    self.failed(&error);
                } else if self.screen.part == Part::Done {
                    self.imports = Some(desk.worker.ask(ListImports)?);
                }
            }
        }
        Ok(told)
    }
}

fn outcome_words(outcome: &Imported) -> Message {
    let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Message::new("import-outcome")
        .number("read", n(outcome.read))
        .number("imported", n(outcome.imported))
        .number("refused", n(outcome.refused.len()))
}

impl Page for ImportPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        self.collect_all(desk)
            .unwrap_or_else(|Busy| vec![Notice::failed(&ServiceError::Busy).into()])
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let Some(action) = self.screen.ui(ui, cx) else { return Vec::new() };
        match self.dispatch(action, desk) {
            Ok(()) => Vec::new(),
            Err(Busy) => vec![Notice::failed(&ServiceError::Busy).into()],
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }
}
