//! Settings: from choices to what happens.

use eframe::egui::Ui;

use super::settings::{Action, Settings};
use crate::ui::{
    action::ShellAction,
    cx::Cx,
    page::{Desk, Page},
};

/// The screen of settings.
#[derive(Debug, Default)]
pub struct SettingsPage {
    screen: Settings,
}

impl Page for SettingsPage {
    fn collect(&mut self, _desk: &Desk) -> Vec<ShellAction> {
        Vec::new()
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, _desk: &Desk) -> Vec<ShellAction> {
        match self.screen.ui(ui, cx) {
            Some(Action::Prefer(preferences)) => vec![ShellAction::Prefer(preferences)],
            Some(Action::IdleLock(_)) | None => Vec::new(),
        }
    }
}
