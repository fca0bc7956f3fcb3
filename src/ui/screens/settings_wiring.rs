//! Settings: from choices to what happens.

use eframe::egui::Ui;

use super::settings::{Action, Settings};
use crate::{
    service::{
        Busy, ServiceError, SessionView, Ticket, command::office::ChangeSettings,
        query::office::WhoAmI,
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        keys::{self, KeyHint},
        loadable::take_ready,
        notices::Notice,
        page::{Desk, Page},
    },
};

/// The screen of settings.
#[derive(Default)]
pub struct SettingsPage {
    screen: Settings,
    changing: Option<Ticket<()>>,
    asking: Option<Ticket<Option<SessionView>>>,
}

impl Page for SettingsPage {
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        match take_ready(&mut self.changing) {
            // What the office keeps now is part of the session: it is read again.
            Some(Ok(())) => match desk.worker.ask(WhoAmI) {
                Ok(ticket) => self.asking = Some(ticket),
                Err(Busy) => asked.push(Notice::failed(&ServiceError::Busy).into()),
            },
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
        }
        match take_ready(&mut self.asking) {
            Some(Ok(session)) => asked.extend(session.map(|it| ShellAction::Session(Box::new(it)))),
            Some(Err(error)) => asked.push(Notice::failed(&error).into()),
            None => {}
        }
        asked
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction> {
        match self.screen.ui(ui, cx) {
            Some(Action::Prefer(preferences)) => vec![ShellAction::Prefer(preferences)],
            Some(Action::IdleLock(idle_lock_minutes)) => {
                match desk.worker.ask(ChangeSettings { idle_lock_minutes }) {
                    Ok(ticket) => {
                        self.changing = Some(ticket);
                        Vec::new()
                    }
                    Err(Busy) => vec![Notice::failed(&ServiceError::Busy).into()],
                }
            }
            None => Vec::new(),
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![
            KeyHint::new(keys::FIND, "settings-key-find"),
            KeyHint::several([keys::ZOOM_IN, keys::ZOOM_OUT], "settings-text-size"),
            KeyHint::new(keys::LOCK, "settings-key-lock"),
        ]
    }
}
