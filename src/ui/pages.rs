//! Which screen stands at which route. One line a screen.

use std::path::Path;

use super::{
    page::Page,
    route::{Route, Tab},
    screens::settings_wiring::SettingsPage,
};
use crate::service::Worker;

/// Whether the screen behind `tab` is part of this program.
#[must_use]
pub(super) const fn is_built(tab: Tab) -> bool {
    matches!(tab, Tab::Settings)
}

/// The screen at `route`, fresh. `folder` is the office named on the command line.
#[must_use]
pub(super) fn open(route: &Route, _folder: Option<&Path>) -> Box<dyn Page> {
    match route {
        _ => Box::new(SettingsPage::default()),
    }
}

/// Tells the vault to lock; answers whether its queue had room.
pub(super) fn lock_vault(_worker: &Worker) -> bool {
    true
}
