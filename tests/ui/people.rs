//! Invented people and records, for screens drawn without an office.

use std::{collections::BTreeMap, sync::LazyLock};

use waypost::{
    base::{FormId, FormKey, Instant, OsEntropy, RecordId, Role, Sensitive, UserId},
    cases::State,
    l10n::{Locale, Texts},
    service::{
        OfficeView, SessionView,
        query::{
            office::FormView,
            records::{PlaceView, RecordSummary},
        },
    },
    ui::cx::Cx,
};

/// The person at the keyboard.
pub(crate) const ME: UserId = UserId([1; 8]);

/// 2026-11-24T09:00:00Z
pub(crate) const NOW: Instant = Instant(1_795_510_800_000);

/// English, as the window speaks it.
static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::new(Locale::En));

/// What a screen may know while `session` is at the keyboard.
pub(crate) fn cx(session: &SessionView) -> Cx<'_> {
    Cx { texts: &ENGLISH, session: Some(session), ..Cx::for_tests() }
}

/// Somebody with `roles` at the keyboard.
pub(crate) fn session(roles: &[Role]) -> SessionView {
    SessionView {
        user: ME,
        login: "hanan".to_owned(),
        name: Sensitive::from("Hanan Bakri"),
        roles: roles.to_vec(),
        compartments: vec!["general".to_owned()],
        since: NOW,
        office: OfficeView::default(),
        failed_attempts: 0,
        rescue: false,
        notices: Vec::new(),
    }
}

/// A form that everybody may enter with.
pub(crate) fn form(id: &str, title: &str, prefix: &str) -> FormView {
    FormView {
        key: FormKey { id: FormId(id.to_owned()), version: "1".to_owned() },
        title: BTreeMap::from([("en".to_owned(), title.to_owned())]),
        compartment: "general".to_owned(),
        questions: 10,
        languages: vec!["en".to_owned()],
        records: 0,
        approved: 0,
        may_enter: true,
        continues_case: false,
        exportable: true,
        built_in: true,
        prefix: prefix.to_owned(),
    }
}

/// A record of `name` that stands at `state`.
pub(crate) fn record(n: u32, name: &str, state: State) -> RecordSummary {
    RecordSummary {
        id: RecordId::make(NOW, &mut OsEntropy),
        number: format!("HH-XWA-{n:06}"),
        form: FormKey { id: FormId("household".to_owned()), version: "1".to_owned() },
        form_title: BTreeMap::from([("en".to_owned(), "Household".to_owned())]),
        title: Sensitive::from(name),
        as_written: Sensitive::from("أمنة يحيى إسماعيل"),
        state,
        submitted_again: false,
        author: ME,
        author_login: "hanan".to_owned(),
        place: Some(PlaceView {
            code: "XW0101".to_owned(),
            name: "Al Fao".to_owned(),
            level: 2,
            parent: None,
        }),
        members: 5,
        errors: 0,
        overrides: 0,
        open_comments: 2,
        age: Some(46),
        sex: "female".to_owned(),
        changed: NOW,
        submitted: None,
        revision: 1,
        cells: Vec::new(),
        demonstration: false,
    }
}
