//! The demonstration office, with one of its people at the keyboard.

use std::{fs, sync::Arc};

use waypost::{
    base::{FixedClock, Sensitive},
    l10n::Locale,
    service::{
        Service, Surroundings,
        command::office::{Demonstration, MakeDemonstration, Unlock},
        job::Progress,
    },
    ui::page::Page,
};

use crate::{
    office::Stage,
    service::{Bureau, NOON},
};

/// `page` in a demonstration office of `persons`, used by `login`; and what was made.
pub(crate) fn demo<P: Page>(persons: usize, login: &str, page: P) -> (Stage<P>, Demonstration) {
    let home = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(FixedClock::at(NOON));
    let around = Surroundings::for_tests(Arc::<FixedClock>::clone(&clock));
    let mut bureau = Bureau { home, clock, service: Service::new(around) };
    let make = MakeDemonstration { folder: bureau.folder(), persons, seed: 1 };
    let made = bureau.service.run(make, &Progress::default()).expect("an office");
    let passphrase = Sensitive::new(passphrase(&made, login));
    let unlock = Unlock { folder: bureau.folder(), login: login.to_owned(), passphrase };
    let session = bureau.service.ask(unlock).expect("unlocked");
    (Stage::opened(bureau, session, Locale::En, page), made)
}

/// What somebody of the demonstration types.
pub(crate) fn passphrase(made: &Demonstration, login: &str) -> String {
    let (_, _, file) = made.people.iter().find(|(it, ..)| it == login).expect("one of the four");
    fs::read_to_string(file).expect("a passphrase")
}
