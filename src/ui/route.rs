//! Where a person can be.

use crate::{
    base::{FormId, RecordId},
    cases::Permission,
    service::SessionView,
};

/// A screen, with what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// The locked screen.
    #[default]
    Unlock,
    /// What needs you.
    Today,
    /// The table of records, searched for a text.
    Records {
        /// What is looked for; empty shows everything.
        search: String,
    },
    /// Bringing a table in as records.
    Import,
    /// Filling a form in.
    Entry(Target),
    /// The queue of review, at one record where `Some`.
    Review(Option<RecordId>),
    /// Making a batch.
    Export,
    /// The batches.
    Batches,
    /// People, headquarters, forms, places, audit.
    Office,
    /// Language, text size, theme, idle lock.
    Settings,
}

/// What is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new record of this form.
    New(FormId),
    /// A record that exists.
    Open(RecordId),
}

/// The screens named in the top bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What needs you.
    Today,
    /// Records, and filling them in.
    Records,
    /// Review.
    Review,
    /// Making a batch.
    Export,
    /// Batches.
    Batches,
    /// The office.
    Office,
    /// Settings.
    Settings,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Self; 7] = [
        Self::Today,
        Self::Records,
        Self::Review,
        Self::Export,
        Self::Batches,
        Self::Office,
        Self::Settings,
    ];

    /// Its word.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Today => "shell-today",
            Self::Records => "shell-records",
            Self::Review => "shell-review",
            Self::Export => "shell-export",
            Self::Batches => "shell-batches",
            Self::Office => "shell-office",
            Self::Settings => "shell-settings",
        }
    }

    /// Where it leads.
    #[must_use]
    pub const fn route(self) -> Route {
        match self {
            Self::Today => Route::Today,
            Self::Records => Route::Records { search: String::new() },
            Self::Review => Route::Review(None),
            Self::Export => Route::Export,
            Self::Batches => Route::Batches,
            Self::Office => Route::Office,
            Self::Settings => Route::Settings,
        }
    }

    /// Whether the person has anything to do there.
    #[must_use]
    pub fn is_for(self, session: &SessionView) -> bool {
        match self {
            Self::Today | Self::Settings => true,
            Self::Records => session.may(Permission::Read),
            Self::Review => session.may(Permission::Review),
            Self::Export | Self::Batches => session.may(Permission::Release),
            Self::Office => session.may(Permission::Administer),
        }
    }
}

impl Route {
    /// The tab it belongs to; `None` for the locked screen.
    #[must_use]
    pub const fn tab(&self) -> Option<Tab> {
        match self {
            Self::Unlock => None,
            Self::Today => Some(Tab::Today),
            Self::Records { .. } | Self::Import | Self::Entry(_) => Some(Tab::Records),
            Self::Review(_) => Some(Tab::Review),
            Self::Export => Some(Tab::Export),
            Self::Batches => Some(Tab::Batches),
            Self::Office => Some(Tab::Office),
            Self::Settings => Some(Tab::Settings),
        }
    }
}
