//! The office: from what is filled in to requests, and back.

use std::path::PathBuf;

use eframe::egui::Ui;

use super::office::{Action, NewPerson, Office, Part, PickFor, ReadView};
use crate::{
    base::{Message, Sensitive},
    service::{
        Busy, JobTicket, ServiceError, Ticket,
        command::{
            files::{ProfileFiles, ReadFile, ReadFormFiles, ReadProfileFiles, WriteFile},
            forms::AddForm,
            import::Table,
            office::AddHeadquarters,
            people::{AddPerson, RemovePerson},
            places::{ImportPlaces, PlacesImported},
            upgrade::{UpgradeRecords, UpgradeReport},
        },
        query::{
            audit::{AuditLineView, AuditLines, AuditVerdict, AuditVerify},
            office::{
                CheckForm, CheckOffice, FormCheck, FormSource, FormView, Headquarters,
                HeadquartersView, ListForms, ListPeople, ListPlaces, OfficeCheck, PersonView,
                Places, ReadProfile, SearchPlaces, Signer, SignerView,
            },
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

/// Lines of the audit log that are shown.
const LINES: usize = 500;

/// Places that a search shows.
const PLACES: usize = 500;

/// What waits for an answer.
#[derive(Default)]
struct Waiting {
    people: Option<Ticket<Vec<PersonView>>>,
    added: Option<Ticket<PersonView>>,
    removed: Option<Ticket<()>>,
    forms: Option<Ticket<Vec<FormView>>>,
    form_files: Option<Ticket<FormSource>>,
    form_check: Option<Ticket<FormCheck>>,
    form_added: Option<Ticket<FormView>>,
    upgrade: Option<JobTicket<UpgradeReport>>,
    all_places: Option<Ticket<Places>>,
    places: Option<Ticket<Places>>,
    places_file: Option<Ticket<Vec<u8>>>,
    imported: Option<JobTicket<PlacesImported>>,
    headquarters: Option<Ticket<Option<HeadquartersView>>>,
    signer: Option<Ticket<SignerView>>,
    profile_files: Option<Ticket<ProfileFiles>>,
    profile: Option<Ticket<HeadquartersView>>,
    trusted: Option<Ticket<HeadquartersView>>,
    written: Option<Ticket<PathBuf>>,
    check: Option<JobTicket<OfficeCheck>>,
    audit: Option<Ticket<AuditVerdict>>,
    lines: Option<Ticket<Vec<AuditLineView>>>,
}

/// The screen of the office.
#[derive(Default)]
pub struct OfficePage {
    screen: Office,
    asked: bool,
    waiting: Waiting,
    picking: Option<(PickFor, Picking)>,
    /// The form that was read last.
    source: Option<FormSource>,
    /// The profile that was read last.
    profile: Option<ProfileFiles>,
}

impl OfficePage {
    /// Asks for what a part shows.
    fn load(&mut self, part: Part, desk: &Desk) -> Result<(), Busy> {
        let worker = &desk.worker;
        let waiting = &mut self.waiting;
        match part {
            Part::People => waiting.people = Some(worker.ask(ListPeople)?),
            Part::Forms => waiting.forms = Some(worker.ask(ListForms)?),
            Part::Places => waiting.all_places = Some(worker.ask(ListPlaces)?),
            Part::Headquarters => {
                waiting.headquarters = Some(worker.ask(Headquarters)?);
                waiting.signer = Some(worker.ask(Signer)?);
            }
            Part::Check => {
                let compartment = "general".to_owned();
                let lines = AuditLines { compartment, before: None, limit: LINES };
                waiting.lines = Some(worker.ask(lines)?);
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_lines, reason = "one arm an action")]
    fn dispatch(&mut self, action: Action, cx: &Cx<'_>, desk: &Desk) -> Result<(), Busy> {
        let worker = &desk.worker;
        let waiting = &mut self.waiting;
        self.screen.failure = None;
        match action {
            Action::Show(part) => {
                self.screen.part = part;
                self.load(part, desk)?;
            }
            Action::AddPerson(new) => waiting.added = Some(worker.ask(add_person(&new))?),
            Action::RemovePerson(login) => {
                waiting.removed = Some(worker.ask(RemovePerson { login })?);
            }
            Action::CheckForm(path) => {
                waiting.form_files = Some(worker.ask(ReadFormFiles { path: path.into() })?);
            }
            Action::AddForm => {
                let Some(source) = self.source.clone() else { return Ok(()) };
                waiting.form_added = Some(worker.ask(AddForm { source, compartment: None })?);
            }
            Action::Upgrade { form, dry_run } => {
                let job = worker.begin(UpgradeRecords { form, to: None, dry_run })?;
                self.screen.job = Some(job.seen());
                waiting.upgrade = Some(job);
            }
            Action::Search(text) if text.trim().is_empty() => {
                waiting.all_places = Some(worker.ask(ListPlaces)?);
            }
            Action::Search(text) => {
                let search = SearchPlaces { text, limit: PLACES, ..SearchPlaces::default() };
                waiting.places = Some(worker.ask(search)?);
            }
            Action::ImportPlaces(path) => {
                waiting.places_file = Some(worker.ask(ReadFile { path: path.into() })?);
            }
            Action::ReadProfile(path) => {
                waiting.profile_files = Some(worker.ask(ReadProfileFiles { path: path.into() })?);
            }
            Action::Trust(words) => {
                let Some(files) = self.profile.clone() else { return Ok(()) };
                waiting.trusted = Some(worker.ask(AddHeadquarters {
                    profile: files.profile,
                    signature: files.signature,
                    fingerprint: words.expose().clone(),
                })?);
            }
            Action::WriteSigner(path) => {
                let Some(signer) = self.screen.headquarters.signer.ready() else { return Ok(()) };
                waiting.written = Some(worker.ask(WriteFile {
                    path: path.into(),
                    name: signer_name(cx),
                    bytes: signer.public_key.clone().into_bytes(),
                })?);
            }
            Action::Check => {
                let job = worker.begin(CheckOffice)?;
                self.screen.job = Some(job.seen());
                waiting.check = Some(job);
                waiting.audit = Some(worker.ask(AuditVerify)?);
            }
            Action::Cancel => {
                waiting.check.iter().for_each(JobTicket::cancel);
                waiting.imported.iter().for_each(JobTicket::cancel);
                waiting.upgrade.iter().for_each(JobTicket::cancel);
            }
            Action::Pick(what) => {
                let pick = match what {
                    PickFor::Form => Pick::Open(&["xlsx"]),
                    PickFor::Places => Pick::Open(&["csv", "xlsx", "xls"]),
                    PickFor::Profile => Pick::Open(&["json"]),
                    PickFor::Signer => Pick::Save(signer_name(cx)),
                };
                self.picking = Some((what, desk.files.pick(&pick, &desk.ctx)));
            }
        }
        Ok(())
    }

    fn failed(&mut self, error: &ServiceError) {
        self.screen.failure = Some(Failure::from(error));
    }

    fn collect_people(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        let mut told = Vec::new();
        if let Some(people) = take_ready(&mut self.waiting.people) {
            self.screen.people.list = people.into();
        }
        match take_ready(&mut self.waiting.added) {
            Some(Ok(person)) => {
                self.screen.people.adding = None;
                told.push(done("office-person-added", "login", &person.login));
                self.load(Part::People, desk)?;
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        match take_ready(&mut self.waiting.removed) {
            Some(Ok(())) => {
                self.screen.people.selected = None;
                self.load(Part::People, desk)?;
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        Ok(told)
    }

    fn collect_forms(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        let mut told = Vec::new();
        if let Some(forms) = take_ready(&mut self.waiting.forms) {
            self.screen.forms.list = forms.into();
        }
        match take_ready(&mut self.waiting.form_files) {
            Some(Ok(source)) => {
                self.source = Some(source.clone());
                self.waiting.form_check = Some(desk.worker.ask(CheckForm { source })?);
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        match take_ready(&mut self.waiting.form_check) {
            Some(Ok(check)) => {
                if let Some(candidate) = &mut self.screen.forms.candidate {
                    candidate.selected = None;
                    candidate.check = Some(check);
                }
            }
            Some(Err(error)) => {
                if let Some(candidate) = &mut self.screen.forms.candidate {
                    candidate.check = None;
                }
                self.failed(&error);
            }
            None => {}
        }
        match take_ready(&mut self.waiting.form_added) {
            Some(Ok(form)) => {
                self.screen.forms.candidate = None;
                self.source = None;
                told.push(done("office-form-added", "form", &form.key.id.0));
                self.load(Part::Forms, desk)?;
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        Ok(told)
    }

    fn collect_upgrade(&mut self, desk: &Desk) -> Result<(), Busy> {
        let Some(job) = &self.waiting.upgrade else { return Ok(()) };
        self.screen.job = Some(job.seen());
        let Some(outcome) = job.take() else {
            desk.ctx.request_repaint_after(LOOK);
            return Ok(());
        };
        self.screen.job = None;
        self.waiting.upgrade = None;
        match outcome {
            Ok(report) => {
                let done = !report.dry_run;
                if let Some(upgrade) = &mut self.screen.forms.upgrade {
                    upgrade.report = Some(report);
                }
                if done {
                    self.load(Part::Forms, desk)?;
                }
            }
            Err(error) => {
                self.screen.forms.upgrade = None;
                self.failed(&error);
            }
        }
        Ok(())
    }

    fn collect_places(&mut self, desk: &Desk) -> Result<(), Busy> {
        if let Some(places) = take_ready(&mut self.waiting.all_places) {
            self.screen.places.all = places.as_ref().map_or(0, Vec::len);
            self.screen.places.found = places.into();
        }
        if let Some(places) = take_ready(&mut self.waiting.places) {
            self.screen.places.selected = None;
            self.screen.places.found = places.into();
        }
        match take_ready(&mut self.waiting.places_file) {
            Some(Ok(bytes)) => {
                let table = Table::of(bytes);
                let job = desk.worker.begin(ImportPlaces { table, dry_run: false })?;
                self.screen.job = Some(job.seen());
                self.waiting.imported = Some(job);
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        let Some(job) = &self.waiting.imported else { return Ok(()) };
        self.screen.job = Some(job.seen());
        let Some(outcome) = job.take() else {
            desk.ctx.request_repaint_after(LOOK);
            return Ok(());
        };
        self.screen.job = None;
        self.waiting.imported = None;
        match outcome {
            Ok(imported) => {
                self.screen.places.imported = Some(imported);
                self.screen.places.selected = None;
                self.screen.places.search.clear();
                self.load(Part::Places, desk)?;
            }
            Err(error) => self.failed(&error),
        }
        Ok(())
    }

    fn collect_headquarters(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        let mut told = Vec::new();
        if let Some(trusted) = take_ready(&mut self.waiting.headquarters) {
            self.screen.headquarters.trusted = trusted.into();
        }
        if let Some(signer) = take_ready(&mut self.waiting.signer) {
            self.screen.headquarters.signer = signer.into();
        }
        match take_ready(&mut self.waiting.profile_files) {
            Some(Ok(files)) => {
                self.profile = Some(files.clone());
                let ProfileFiles { profile, signature } = files;
                self.waiting.profile = Some(desk.worker.ask(ReadProfile { profile, signature })?);
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        match take_ready(&mut self.waiting.profile) {
            Some(Ok(view)) => {
                self.screen.headquarters.read = Some(ReadView { view, words: String::new() });
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        match take_ready(&mut self.waiting.trusted) {
            Some(Ok(view)) => {
                self.screen.headquarters.read = None;
                self.profile = None;
                told.push(done("office-profile-trusted", "office", &view.office));
                self.load(Part::Headquarters, desk)?;
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        match take_ready(&mut self.waiting.written) {
            Some(Ok(path)) => {
                self.screen.headquarters.signer_path.clear();
                told.push(done("office-signer-written", "path", &path.display().to_string()));
            }
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        Ok(told)
    }

    fn collect_check(&mut self, desk: &Desk) -> Result<(), Busy> {
        if let Some(lines) = take_ready(&mut self.waiting.lines) {
            self.screen.check.lines = lines.into();
        }
        match take_ready(&mut self.waiting.audit) {
            Some(Ok(verdict)) => self.screen.check.audit = Some(verdict),
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        let Some(job) = &self.waiting.check else { return Ok(()) };
        self.screen.job = Some(job.seen());
        let Some(outcome) = job.take() else {
            desk.ctx.request_repaint_after(LOOK);
            return Ok(());
        };
        self.screen.job = None;
        self.waiting.check = None;
        match outcome {
            Ok(verdict) => self.screen.check.verdict = Some(verdict),
            Err(error) => self.failed(&error),
        }
        self.load(Part::Check, desk)
    }

    fn collect_pick(&mut self) {
        let Some((what, picking)) = &self.picking else { return };
        let Some(chosen) = picking.take() else { return };
        let what = *what;
        self.picking = None;
        let Some(path) = chosen.map(|it| it.display().to_string()) else { return };
        match what {
            PickFor::Form => {
                if let Some(candidate) = &mut self.screen.forms.candidate {
                    candidate.path = path;
                }
            }
            PickFor::Places => self.screen.places.path = path,
            PickFor::Profile => self.screen.headquarters.path = path,
            PickFor::Signer => self.screen.headquarters.signer_path = path,
        }
    }

    fn collect_all(&mut self, desk: &Desk) -> Result<Vec<ShellAction>, Busy> {
        if !self.asked {
            self.load(Part::People, desk)?;
            self.asked = true;
        }
        self.collect_pick();
        let mut told = self.collect_people(desk)?;
        told.extend(self.collect_forms(desk)?);
        self.collect_upgrade(desk)?;
        self.collect_places(desk)?;
        told.extend(self.collect_headquarters(desk)?);
        self.collect_check(desk)?;
        let waiting = &self.waiting;
        self.screen.busy = waiting.added.is_some()
            || waiting.removed.is_some()
            || waiting.form_files.is_some()
            || waiting.form_check.is_some()
            || waiting.form_added.is_some()
            || waiting.upgrade.is_some()
            || waiting.places_file.is_some()
            || waiting.imported.is_some()
            || waiting.profile_files.is_some()
            || waiting.profile.is_some()
            || waiting.trusted.is_some()
            || waiting.written.is_some();
        Ok(told)
    }
}

fn add_person(new: &NewPerson) -> AddPerson {
    AddPerson {
        login: new.login.trim().to_owned(),
        name: Sensitive::new(new.name.trim().to_owned()),
        roles: new.chosen_roles(),
        compartments: new.chosen_compartments(),
        passphrase: Sensitive::new(new.passphrase.to_string()),
    }
}

/// The name of the file with the office's public key.
fn signer_name(cx: &Cx<'_>) -> String {
    let code = cx.session.map_or("office", |it| it.office.code.as_str());
    format!("{code}.pub")
}

fn done(id: &'static str, gap: &'static str, value: &str) -> ShellAction {
    Notice::done(Message::new(id).text(gap, value)).into()
}

impl Page for OfficePage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        self.collect_all(desk)
            .unwrap_or_else(|Busy| vec![Notice::failed(&ServiceError::Busy).into()])
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let Some(action) = self.screen.ui(ui, cx) else { return Vec::new() };
        match self.dispatch(action, cx, desk) {
            Ok(()) => Vec::new(),
            Err(Busy) => vec![Notice::failed(&ServiceError::Busy).into()],
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }
}
