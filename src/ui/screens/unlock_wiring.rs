//! The locked screen: from what is typed to the vault, and back.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use eframe::egui::Ui;
use zeroize::Zeroizing;

use super::unlock::{Action, DemoPerson, FolderFor, RecoveryKeyView, Unlock, Way};
use crate::{
    base::{Message, Sensitive},
    service::{
        Busy, JobTicket, ServiceError, SessionView, Ticket,
        command::office::{
            CreateOffice, Demonstration, MakeDemonstration, OfficeCreated, Recover, TryRecovery,
            Unlock as Ask,
        },
        job::Seen,
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        files::{Pick, Picking},
        keys::KeyHint,
        loadable::{Failure, take_ready},
        page::{Desk, Page},
        preferences::Preferences,
    },
};

/// The same invented people every time.
const DEMO_SEED: u64 = 2026;
/// How often long work is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// The locked screen.
#[derive(Default)]
pub struct UnlockPage {
    screen: Unlock,
    unlocking: Option<Ticket<SessionView>>,
    creating: Option<Ticket<OfficeCreated>>,
    trying: Option<Ticket<()>>,
    making: Option<JobTicket<Demonstration>>,
    picking: Option<(FolderFor, Picking)>,
}

impl UnlockPage {
    /// For the office in `folder`; `news` says why it is locked.
    #[must_use]
    pub fn new(folder: Option<&Path>, news: Option<Message>) -> Self {
        Self { screen: Unlock { news, ..Unlock::at(folder) }, ..Self::default() }
    }

    fn dispatch(
        &mut self,
        action: Action,
        cx: &Cx<'_>,
        desk: &Desk,
    ) -> Result<Vec<ShellAction>, Busy> {
        self.screen.failure = None;
        let worker = &desk.worker;
        match action {
            Action::Unlock { folder, login, passphrase } => {
                self.unlocking = Some(worker.ask(Ask { folder, login, passphrase })?);
                self.screen.busy = Some("unlock-busy-unlocking");
            }
            Action::Create(new) => {
                self.creating = Some(worker.ask(CreateOffice {
                    folder: new.path(),
                    name: new.name.trim().to_owned(),
                    code: new.code.trim().to_uppercase(),
                    login: new.login.trim().to_owned(),
                    person: Sensitive::new(new.person.to_string()),
                    passphrase: Sensitive::new(new.passphrase.to_string()),
                })?);
                self.screen.busy = Some("unlock-busy-creating");
            }
            Action::TryRecovery(recovery_key) => {
                self.trying = Some(worker.ask(TryRecovery { recovery_key })?);
                self.screen.busy = Some("unlock-busy-checking");
            }
            Action::Recover { folder, typed } => {
                self.unlocking = Some(worker.ask(Recover {
                    folder,
                    recovery_key: Sensitive::new(typed.key.to_string()),
                    login: typed.login.trim().to_owned(),
                    person: Sensitive::default(),
                    passphrase: Sensitive::new(typed.passphrase.to_string()),
                })?);
                self.screen.busy = Some("unlock-busy-unlocking");
            }
            Action::Demonstrate { folder, persons } => {
                let seed = DEMO_SEED;
                self.making = Some(worker.begin(MakeDemonstration { folder, persons, seed })?);
                self.screen.demo.seen = Some(Seen::default());
            }
            Action::StopDemonstration => {
                if let Some(making) = &self.making {
                    making.cancel();
                }
            }
            Action::Pick(what) => {
                self.picking = Some((what, desk.files.pick(&Pick::Folder, &desk.ctx)));
            }
            Action::Language(locale) => {
                let preferences = Preferences { locale, ..cx.preferences };
                return Ok(vec![ShellAction::Prefer(preferences)]);
            }
        }
        Ok(Vec::new())
    }

    fn picked(&mut self) {
        let Some((what, picking)) = &self.picking else { return };
        let Some(chosen) = picking.take() else { return };
        let what = *what;
        self.picking = None;
        let Some(folder) = chosen else { return };
        let folder = folder.display().to_string();
        match what {
            FolderFor::Office => self.screen.folder = folder,
            FolderFor::Demonstration => self.screen.demo.folder = folder,
            FolderFor::NewOffice => self.screen.new.folder = folder,
        }
    }

    /// How far the demonstration is; looks again soon while it is made.
    fn watch(&mut self, desk: &Desk) {
        let Some(making) = &self.making else { return };
        let Some(made) = making.take() else {
            self.screen.demo.seen = Some(making.seen());
            desk.ctx.request_repaint_after(LOOK_AGAIN);
            return;
        };
        self.making = None;
        self.screen.demo.seen = None;
        match made {
            Ok(made) => {
                let person = |(login, roles, file): (String, _, PathBuf)| DemoPerson {
                    login,
                    roles,
                    file: file.display().to_string(),
                };
                self.screen.demo.people = made.people.into_iter().map(person).collect();
            }
            Err(error) => self.failed(&error),
        }
    }

    fn failed(&mut self, error: &ServiceError) {
        self.screen.busy = None;
        self.screen.failure = Some(Failure::from(error));
        self.screen.passphrase = Zeroizing::default();
        self.screen.retry = true;
    }
}

impl Page for UnlockPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        self.picked();
        self.watch(desk);
        if let Some(created) = take_ready(&mut self.creating) {
            self.screen.busy = None;
            match created {
                Ok(created) => {
                    self.screen.folder = self.screen.new.path().display().to_string();
                    self.screen.recovery = Some(RecoveryKeyView {
                        session: Box::new(created.session),
                        key: created.recovery_key,
                        typed: Zeroizing::default(),
                    });
                }
                Err(error) => self.failed(&error),
            }
        }
        if let Some(tried) = take_ready(&mut self.trying) {
            self.screen.busy = None;
            match tried {
                Ok(()) => {
                    self.screen.way = Way::Unlock;
                    let unlocked = self.screen.recovery.take().map(|it| it.session);
                    return unlocked.map(ShellAction::Unlocked).into_iter().collect();
                }
                Err(error) => self.failed(&error),
            }
        }
        match take_ready(&mut self.unlocking) {
            Some(Ok(session)) => return vec![ShellAction::Unlocked(Box::new(session))],
            Some(Err(error)) => self.failed(&error),
            None => {}
        }
        Vec::new()
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        let Some(action) = self.screen.ui(ui, cx) else { return Vec::new() };
        self.dispatch(action, cx, desk).unwrap_or_else(|Busy| {
            self.failed(&ServiceError::Busy);
            Vec::new()
        })
    }

    fn keys(&self) -> Vec<KeyHint> {
        self.screen.keys()
    }

    fn folder(&self) -> Option<PathBuf> {
        Some(PathBuf::from(self.screen.folder.trim())).filter(|it| !it.as_os_str().is_empty())
    }
}
