//! Export: from what is chosen to jobs, and back.

use std::{path::PathBuf, sync::Arc, time::Duration};

use chrono::NaiveDate;
use eframe::egui::Ui;

use super::{
    export::{Action, Choice, Export, Limits, SealedView, Second, Work},
    leaving_file::LeavingFile,
};
use crate::{
    base::FormId,
    forms::Form,
    service::{
        Busy, JobTicket, ServiceError, Ticket,
        command::release::{
            HeldBack, Release, RiskReport, RiskView, SealBatch, SealedBatch, SecondPerson,
        },
        query::{
            batches::{BatchView, ListBatches},
            office::{
                FormView, Headquarters, HeadquartersView, ListForms, ListPlaces, OpenForm, Places,
            },
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

/// How often long work is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The screen of the export.
#[derive(Default)]
pub struct ExportPage {
    screen: Export,
    asked: bool,
    forms: Option<Ticket<Vec<FormView>>>,
    headquarters: Option<Ticket<Option<HeadquartersView>>>,
    batches: Option<Ticket<Vec<BatchView>>>,
    places: Option<Ticket<Places>>,
    form: Option<Ticket<Arc<Form>>>,
    risk: Option<JobTicket<RiskView>>,
    seal: Option<JobTicket<SealedBatch>>,
    sealed: Vec<u8>,
    file: LeavingFile,
    /// A second person signs the batch that is being sealed; asked again where they mistyped.
    second: Option<String>,
}

fn release(choice: &Choice) -> Release {
    Release {
        form: Some(FormId(choice.form.clone())),
        destination: choice.destination.clone(),
        until: choice.until.parse::<NaiveDate>().ok(),
        ..Release::default()
    }
}

/// The limits of the profile, as the internal report says them.
fn limits(risk: &RiskView) -> Limits {
    let report: serde_json::Value = serde_json::from_str(&risk.report).unwrap_or_default();
    let limit =
        |name: &str| report.pointer(&format!("/model/{name}")).and_then(serde_json::Value::as_f64);
    Limits { held_back: limit("suppression_limit"), mean_risk: limit("max_mean_risk") }
}

impl ExportPage {
    /// Asks for everything that does not depend on a choice.
    fn begin(&mut self, desk: &Desk) -> Result<(), Busy> {
        self.forms = Some(desk.worker.ask(ListForms)?);
        self.headquarters = Some(desk.worker.ask(Headquarters)?);
        self.batches = Some(desk.worker.ask(ListBatches)?);
        self.places = Some(desk.worker.ask(ListPlaces)?);
        self.asked = true;
        Ok(())
    }

    fn measure(&mut self, choice: Choice, desk: &Desk) -> Result<(), Busy> {
        if let Some(job) = self.risk.take() {
            job.cancel();
        }
        let other_form = self.screen.choice.form != choice.form || self.screen.form.is_none();
        if other_form {
            self.screen.form = None;
            let id = FormId(choice.form.clone());
            self.form = Some(desk.worker.ask(OpenForm { id, version: None })?);
        }
        self.screen.failure = None;
        self.screen.risk = Loadable::Loading;
        let job = desk.worker.begin(RiskReport { release: release(&choice) })?;
        self.screen.job = Some((Work::Measuring, job.seen()));
        self.risk = Some(job);
        self.screen.choice = choice;
        Ok(())
    }

    /// Both what may leave and where to are known: the first form is measured.
    fn choose_first(&mut self, desk: &Desk) -> Result<(), Busy> {
        if self.forms.is_some() || self.headquarters.is_some() || self.risk.is_some() {
            return Ok(());
        }
        // The one with the most to send; of equals the first.
        let forms = self.screen.forms.ready().map(Vec::as_slice).unwrap_or_default();
        let first = forms.iter().rev().max_by_key(|it| (it.approved, it.records));
        let Some(form) = first.filter(|_| self.screen.choice.form.is_empty()) else {
            return Ok(());
        };
        let destination = self
            .screen
            .destinations
            .first()
            .map_or_else(|| "headquarters".to_owned(), |it| it.id.clone());
        let form = form.key.id.0.clone();
        self.measure(Choice { form, destination, until: String::new() }, desk)
    }

    fn dispatch(&mut self, action: Action, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        match action {
            Action::Measure(choice) => self.measure(choice, desk)?,
            Action::Cancel => {
                self.risk.iter().for_each(JobTicket::cancel);
                self.seal.iter().for_each(JobTicket::cancel);
            }
            Action::Seal { choice, second } => {
                self.second = second.as_ref().map(|(login, _)| login.clone());
                let second = second.map(|(login, passphrase)| SecondPerson { login, passphrase });
                let seal = SealBatch { release: release(&choice), dry_run: false, second };
                let job = desk.worker.begin(seal)?;
                self.screen.failure = None;
                self.screen.job = Some((Work::Sealing, job.seen()));
                self.seal = Some(job);
            }
            Action::Pick(name) => self.file.pick(name, desk),
            Action::Write(path) => {
                let Some(sealed) = &mut self.screen.sealed else { return Ok(Vec::new()) };
                let to = (PathBuf::from(path), sealed.file_name.clone());
                self.file.write(to, self.sealed.clone(), desk)?;
                sealed.writing = true;
                self.screen.failure = None;
            }
            Action::Again => {
                self.screen.sealed = None;
                self.sealed = Vec::new();
                self.batches = Some(desk.worker.ask(ListBatches)?);
                self.measure(self.screen.choice.clone(), desk)?;
            }
            Action::Go(route) => return Ok(vec![ShellAction::Go(route)]),
        }
        Ok(Vec::new())
    }

    fn collect_office(&mut self) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        match take_ready(&mut self.forms) {
            Some(Ok(mut forms)) => {
                forms.retain(|it| it.exportable && it.compartment == "general");
                self.screen.forms = Loadable::Ready(forms);
            }
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
        }
        match take_ready(&mut self.headquarters) {
            Some(Ok(Some(view))) => self.screen.destinations = view.destinations,
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            Some(Ok(None)) | None => {}
        }
        match take_ready(&mut self.batches) {
            Some(Ok(batches)) => {
                let line = |it: BatchView| (it.form.id.0, it.destination, it.number);
                self.screen.earlier = batches.into_iter().map(line).collect();
            }
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
        }
        // Codes stand for themselves where their words do not come.
        if let Some(Ok(places)) = take_ready(&mut self.places) {
            self.screen.places = places.into_iter().map(|it| (it.code, it.name)).collect();
        }
        if let Some(Ok(form)) = take_ready(&mut self.form) {
            self.screen.form = Some(form);
        }
        asked
    }

    fn collect_jobs(&mut self, desk: &Desk) {
        if let Some(job) = &self.risk {
            self.screen.job = Some((Work::Measuring, job.seen()));
            if let Some(outcome) = job.take() {
                self.screen.job = None;
                self.risk = None;
                if let Ok(risk) = &outcome {
                    self.screen.limits = limits(risk);
                }
                self.screen.risk = outcome.into();
            }
        }
        if let Some(job) = &self.seal {
            self.screen.job = Some((Work::Sealing, job.seen()));
            if let Some(outcome) = job.take() {
                self.screen.job = None;
                self.seal = None;
                match outcome {
                    Ok(sealed) => self.sealed(sealed),
                    Err(error) => self.not_sealed(&error),
                }
            }
        }
        if self.screen.job.is_some() {
            desk.ctx.request_repaint_after(LOOK);
        }
    }

    fn sealed(&mut self, sealed: SealedBatch) {
        let Some(batch) = sealed.batch else { return };
        let waits = [HeldBack::Waiting, HeldBack::Correction];
        self.screen.sealed = Some(SealedView {
            number: batch.number,
            file_name: batch.file_name,
            records: batch.records,
            unit: sealed.risk.unit,
            waiting: sealed
                .risk
                .held_back
                .iter()
                .filter(|(reason, _)| waits.contains(reason))
                .map(|(_, n)| n)
                .sum(),
            bytes: batch.bytes,
            path: String::new(),
            writing: false,
            written: None,
        });
        self.sealed = sealed.sealed;
        self.second = None;
    }

    fn not_sealed(&mut self, error: &ServiceError) {
        let failure = Failure::from(error);
        // What the second person typed was wrong: they are asked once more, their login kept.
        match self.second.take().filter(|_| !matches!(error, ServiceError::Cancelled)) {
            Some(login) => {
                let failure = Some(failure);
                self.screen.second = Some(Second { login, failure, ..Second::default() });
            }
            None => self.screen.failure = Some(failure),
        }
    }

    fn collect_file(&mut self) {
        let (chosen, written) = (self.file.picked(), self.file.written());
        let Some(sealed) = &mut self.screen.sealed else { return };
        if let Some(path) = chosen {
            sealed.path = path;
        }
        let Some(outcome) = written else { return };
        sealed.writing = false;
        match outcome {
            Ok(path) => sealed.written = Some(path),
            Err(error) => self.screen.failure = Some(Failure::from(&error)),
        }
    }
}

impl Page for ExportPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        if !self.asked && self.begin(desk).is_err() {
            desk.ctx.request_repaint_after(LOOK);
        }
        let mut asked = self.collect_office();
        if self.asked && self.choose_first(desk).is_err() {
            asked.push(Notice::failed(&ServiceError::Busy).into());
        }
        self.collect_jobs(desk);
        self.collect_file();
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
        Some(self.screen.fact(cx))
    }

    fn leave(&mut self, _desk: &Desk) {
        // A measurement is of no use to another screen; a seal that began is finished and kept in the vault.
        self.risk.iter().for_each(JobTicket::cancel);
    }
}
