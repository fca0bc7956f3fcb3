//! The demonstration office: everybody invented, every state of the work, the same people for the same seed.

use std::{collections::BTreeMap, fs, sync::Arc};

use waypost::{
    base::{FixedClock, Role, Sensitive},
    cases::State,
    service::{
        Service, Surroundings,
        command::office::{Demonstration, MakeDemonstration, Unlock},
        job::Progress,
        query::{
            audit::AuditVerify,
            records::{ListRecords, OpenRecord, RecordRows},
            review::ReviewQueue,
            today::Today,
        },
    },
};

use crate::service::NOON;

/// A demonstration office in a folder that goes away.
pub(crate) struct Made {
    pub(crate) home: tempfile::TempDir,
    pub(crate) service: Service,
    pub(crate) demo: Demonstration,
}

pub(crate) fn made(persons: usize, seed: u64) -> Made {
    let home = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(FixedClock::at(NOON));
    let mut service = Service::new(Surroundings::for_tests(clock));
    let make = MakeDemonstration { folder: home.path().join("demo"), persons, seed };
    let demo = service.run(make, &Progress::default()).expect("an office");
    Made { home, service, demo }
}

impl Made {
    pub(crate) fn become_(&mut self, login: &str) {
        let (_, _, file) =
            self.demo.people.iter().find(|(it, ..)| it == login).expect("one of the four");
        let passphrase = fs::read_to_string(file).expect("a passphrase");
        let unlock = Unlock {
            folder: self.home.path().join("demo"),
            login: login.to_owned(),
            passphrase: Sensitive::new(passphrase),
        };
        self.service.ask(unlock).expect("unlocked");
    }

    pub(crate) fn titles(&mut self) -> Vec<String> {
        let ids = self.service.ask(ListRecords::default()).expect("a list").ids;
        let rows = self.service.ask(RecordRows { ids }).expect("rows");
        let mut titles: Vec<_> =
            rows.into_iter().map(|it| format!("{} {}", it.number, it.title.expose())).collect();
        titles.sort();
        titles
    }
}

#[test]
fn a_demonstration_has_people_in_every_state_and_verifies() {
    let mut made = made(300, 1);
    let counts: BTreeMap<State, usize> = made.demo.records.iter().copied().collect();
    for state in [State::Draft, State::Returned, State::Submitted, State::Approved] {
        assert!(0 < counts[&state], "{counts:?}");
    }
    assert!(counts[&State::Approved] * 2 > counts.values().sum(), "{counts:?}");
    assert_eq!(made.demo.people.len(), 4);
    assert!(fs::read_to_string(&made.demo.hq_identity).unwrap().contains("AGE-SECRET-KEY-1"));
    made.become_("supervisor");
    let today = made.service.ask(Today).unwrap();
    assert_eq!(today.to_review, counts[&State::Submitted]);
    let queue = made.service.ask(ReviewQueue::default()).unwrap().records;
    let view = made.service.ask(OpenRecord { record: queue[0].id }).unwrap();
    assert!(view.reviewable && view.summary.errors == 0);
    assert!(queue.iter().any(|it| it.submitted_again));
    assert!(made.service.session().unwrap().office.demonstration);
    let verdict = made.service.ask(AuditVerify).unwrap();
    assert!(verdict.ok, "{:?}", verdict.findings);
    made.become_("officer");
    assert!(0 < made.service.ask(Today).unwrap().returned_total);
    made.become_("admin");
    assert_eq!(made.service.session().unwrap().roles, [Role::Administrator]);
}

#[test]
fn the_same_seed_gives_the_same_people() {
    let titles = |seed| {
        let mut made = made(60, seed);
        made.become_("supervisor");
        made.titles()
    };
    assert_eq!(titles(7), titles(7));
    assert_ne!(titles(7), titles(8));
}

#[test]
fn the_history_of_each_record_is_what_happened_to_it() {
    let mut made = made(300, 1);
    made.become_("supervisor");
    let ids = made.service.ask(ListRecords::default()).expect("a list").ids;
    let mut seen: BTreeMap<State, usize> = BTreeMap::new();
    for record in ids {
        let view = made.service.ask(OpenRecord { record }).expect("opened");
        let (state, again) = (view.summary.state, view.summary.submitted_again);
        let history: Vec<&str> = view.history.iter().map(|it| it.command.as_str()).collect();
        let (new, submit) = ("record.new", "record.submit");
        let want: &[&str] = match state {
            State::Draft => &[new],
            State::Submitted if again => &[new, submit, "review.return", "comment.answer", submit],
            State::Submitted => &[new, submit],
            State::Returned => &[new, submit, "review.return"],
            State::Approved => &[new, submit, "review.approve"],
            State::Void => &[new, submit, "record.void"],
            State::Exported => panic!("nothing has left yet"),
        };
        assert_eq!(history, want, "{state:?}");
        assert_eq!(view.revision > 0, state != State::Draft);
        let times: Vec<_> = view.history.iter().map(|it| it.at).collect();
        assert!(times.is_sorted() && times.last() <= Some(&NOON), "{times:?}");
        *seen.entry(state).or_default() += 1;
    }
    for state in [State::Draft, State::Submitted, State::Returned, State::Approved, State::Void] {
        assert!(seen.contains_key(&state), "{seen:?}");
    }
}
