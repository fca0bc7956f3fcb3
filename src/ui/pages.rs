//! Which screen stands at which route. One line a screen.

use std::path::Path;

use super::{
    page::Page,
    route::{Route, Tab},
    screens::{
        batches_wiring::BatchesPage, entry_wiring::EntryPage, export_wiring::ExportPage,
        import_wiring::ImportPage, office_wiring::OfficePage, records_wiring::RecordsPage,
        review_wiring::ReviewPage, settings_wiring::SettingsPage, today_wiring::TodayPage,
        unlock_wiring::UnlockPage,
    },
};
use crate::{
    base::Message,
    service::{Worker, command::office::Lock},
};

/// Whether the screen behind `tab` is part of this program.
#[must_use]
pub(super) const fn is_built(tab: Tab) -> bool {
    matches!(
        tab,
        Tab::Today
            | Tab::Records
            | Tab::Review
            | Tab::Export
            | Tab::Batches
            | Tab::Office
            | Tab::Settings
    )
}

/// The screen at `route`, fresh.
#[must_use]
pub(super) fn open(route: &Route) -> Box<dyn Page> {
    match route {
        Route::Entry(target) => Box::new(EntryPage::new(target.clone())),
        Route::Export => Box::new(ExportPage::default()),
        Route::Batches => Box::new(BatchesPage::default()),
        Route::Today => Box::new(TodayPage::default()),
        Route::Records { search } => Box::new(RecordsPage::new(search)),
        Route::Import => Box::new(ImportPage::default()),
        Route::Review(record) => Box::new(ReviewPage::new(*record)),
        Route::Office => Box::new(OfficePage::default()),
        Route::Settings | Route::Unlock => Box::new(SettingsPage::default()),
    }
}

/// The locked screen for the office in `folder`; `news` says why it is locked.
#[must_use]
pub(super) fn unlock(folder: Option<&Path>, news: Option<Message>) -> Box<dyn Page> {
    Box::new(UnlockPage::new(folder, news))
}

/// Tells the vault to lock; answers whether its queue had room.
pub(super) fn lock_vault(worker: &Worker) -> bool {
    worker.ask(Lock).is_ok()
}
