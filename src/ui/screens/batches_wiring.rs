//! Batches: from keys to requests, and back.

use std::path::PathBuf;

use eframe::egui::Ui;

use super::{
    batches::{Action, Batches, certificate_name},
    leaving_file::LeavingFile,
};
use crate::{
    base::{BatchNumber, Message},
    service::{
        Busy, ServiceError, Ticket,
        command::release::{HandedOver, RewriteBatch},
        query::{
            batches::{BatchView, ListBatches},
            office::{FormView, ListForms},
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        keys::KeyHint,
        loadable::{Failure, Loadable, take_ready},
        notices::Notice,
        page::{Desk, Page},
    },
};

/// The screen of the batches.
#[derive(Default)]
pub struct BatchesPage {
    screen: Batches,
    asked: bool,
    list: Option<Ticket<Vec<BatchView>>>,
    forms: Option<Ticket<Vec<FormView>>>,
    handing: Option<Ticket<()>>,
    /// The stored file, on its way to this path under this name.
    reading: Option<(Ticket<Vec<u8>>, PathBuf, String)>,
    file: LeavingFile,
}

impl BatchesPage {
    fn begin(&mut self, desk: &Desk) -> Result<(), Busy> {
        self.list = Some(desk.worker.ask(ListBatches)?);
        self.forms = Some(desk.worker.ask(ListForms)?);
        self.asked = true;
        Ok(())
    }

    fn line_name(&self, number: BatchNumber) -> Option<(String, String)> {
        let lines = self.screen.batches.ready()?;
        let line = lines.iter().find(|it| it.view.number == number)?;
        Some((line.view.file_name.clone(), line.view.certificate.clone()))
    }

    fn dispatch(&mut self, action: Action, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        match action {
            Action::HandOver(number) => {
                self.handing = Some(desk.worker.ask(HandedOver { number })?);
            }
            Action::Pick(name) => self.file.pick(name, desk),
            Action::Write { number, path } => {
                let Some((name, _)) = self.line_name(number) else { return Ok(Vec::new()) };
                let ticket = desk.worker.ask(RewriteBatch { number })?;
                self.reading = Some((ticket, PathBuf::from(path), name));
                self.busy(true);
            }
            Action::WriteCertificate { number, path } => {
                let Some((name, json)) = self.line_name(number) else { return Ok(Vec::new()) };
                let to = (PathBuf::from(path), certificate_name(&name));
                self.file.write(to, json.into_bytes(), desk)?;
                self.busy(true);
            }
            Action::Go(route) => return Ok(vec![ShellAction::Go(route)]),
        }
        Ok(Vec::new())
    }

    fn busy(&mut self, busy: bool) {
        self.screen.failure = None;
        if let Some(write) = &mut self.screen.write {
            write.busy = busy;
        }
    }

    fn not_written(&mut self, error: &ServiceError) {
        self.busy(false);
        if let Some(write) = &mut self.screen.write {
            write.retry = true;
        }
        self.screen.failure = Some(Failure::from(error));
    }

    fn collect_lists(&mut self) {
        if let Some(outcome) = take_ready(&mut self.list) {
            let lines = outcome.map(|it| it.into_iter().map(Into::into).collect::<Vec<_>>());
            self.screen.batches = Loadable::from(lines);
            let n = self.screen.batches.ready().map_or(0, Vec::len);
            let selected = self.screen.selected.unwrap_or(0);
            self.screen.selected = n.checked_sub(1).map(|last| selected.min(last));
        }
        // Ids stand for themselves where the titles do not come.
        if let Some(Ok(forms)) = take_ready(&mut self.forms) {
            self.screen.titles = forms.into_iter().map(|it| (it.key.id.0, it.title)).collect();
        }
    }

    fn collect_file(&mut self, desk: &Desk) -> Vec<ShellAction> {
        if let (Some(path), Some(write)) = (self.file.picked(), &mut self.screen.write) {
            write.path = path;
        }
        let read = self.reading.as_ref().and_then(|(ticket, ..)| ticket.take());
        if let Some(outcome) = read
            && let Some((_, path, name)) = self.reading.take()
        {
            match outcome.map(|bytes| self.file.write((path, name), bytes, desk)) {
                Ok(Ok(())) => {}
                Ok(Err(Busy)) => self.not_written(&ServiceError::Busy),
                Err(error) => self.not_written(&error),
            }
        }
        match self.file.written() {
            Some(Ok(path)) => {
                self.screen.write = None;
                let words = Message::new("batches-written").text("path", path);
                vec![Notice::done(words).into()]
            }
            Some(Err(error)) => {
                self.not_written(&error);
                Vec::new()
            }
            None => Vec::new(),
        }
    }
}

impl Page for BatchesPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        if !self.asked && self.begin(desk).is_err() {
            asked.push(Notice::failed(&ServiceError::Busy).into());
        }
        match take_ready(&mut self.handing) {
            Some(Ok(())) => match desk.worker.ask(ListBatches) {
                Ok(ticket) => self.list = Some(ticket),
                Err(Busy) => asked.push(Notice::failed(&ServiceError::Busy).into()),
            },
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
        }
        self.collect_lists();
        asked.extend(self.collect_file(desk));
        asked
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let Some(action) = self.screen.ui(ui, cx) else { return Vec::new() };
        self.dispatch(action, desk)
            .unwrap_or_else(|Busy| vec![Notice::failed(&ServiceError::Busy).into()])
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }

    fn fact(&self, cx: &Cx<'_>) -> Option<String> {
        let line = self.screen.line()?;
        Some(cx.m(&Message::new("batches-one").number("n", line.view.number.0)))
    }
}
