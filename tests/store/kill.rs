//! A draft survives `kill -9` at any instant: every answer that was said to be saved is there.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use waypost::{
    base::{Entropy as _, FixedClock, FormId, RecordId, SeededEntropy, Sensitive},
    forms::{Environment, Instance, Path as Question},
    service::{
        Service, Surroundings,
        command::{
            office::{Lock, Unlock},
            records::{NewRecord, Reasons, SaveDraft},
        },
        job::Progress,
        query::{audit::AuditVerify, office::CheckOffice, records::OpenRecord},
    },
};

use crate::service::{Bureau, NOON, PASSPHRASE};

/// Rounds in every run; the long run takes its number from here.
const ROUNDS: &str = "WAYPOST_KILL_ROUNDS";
/// Where the writing process finds its office, record and first number.
const JOB: &str = "WAYPOST_KILL_JOB";
const QUESTION: &str = "registration/card_no";

fn unlocked(folder: &Path) -> Service {
    let clock = Arc::new(FixedClock::at(NOON));
    let mut service = Service::new(Surroundings::for_tests(clock));
    let unlock = Unlock {
        folder: folder.to_owned(),
        login: "officer".to_owned(),
        passphrase: Sensitive::from(PASSPHRASE),
    };
    service.ask(unlock).expect("unlocked");
    service
}

/// What stands in the draft: the number that was answered last.
fn stored(service: &mut Service, record: RecordId) -> u64 {
    let view = service.ask(OpenRecord { record }).expect("opened");
    let instance =
        Instance::from_json(view.form, &Environment::default(), &view.instance).expect("readable");
    let question: Question = QUESTION.parse().expect("a path");
    instance.value(&question).trim_start_matches("A-").parse().unwrap_or(0)
}

/// Answers one question again and again, saying each number once it is durable. Runs only as a child of the test below.
#[test]
fn writes_until_it_is_killed() {
    let Ok(job) = std::env::var(JOB) else { return };
    let parts: Vec<&str> = job.split('|').collect();
    let [folder, record, first] = parts.as_slice() else { panic!("three parts") };
    let mut service = unlocked(Path::new(folder));
    let record: RecordId = record.parse().expect("a record");
    let view = service.ask(OpenRecord { record }).expect("opened");
    let mut instance =
        Instance::from_json(view.form, &Environment::default(), &view.instance).expect("readable");
    let question: Question = QUESTION.parse().expect("a path");
    let mut out = std::io::stdout().lock();
    for number in first.parse::<u64>().expect("a number").. {
        instance.answer(&question, &format!("A-{number}")).expect("an answer");
        let save = SaveDraft {
            record,
            base: view.revision,
            instance: instance.to_json(),
            at: Some(question.clone()),
            reasons: Reasons::new(),
        };
        service.ask(save).expect("saved");
        writeln!(out, "saved {number}").expect("the parent listens");
        out.flush().expect("the parent listens");
    }
}

#[test]
fn every_acknowledged_answer_is_there_after_kill_9() {
    let mut bureau = Bureau::open();
    let form = FormId("household_registration".to_owned());
    let record = bureau.service.ask(NewRecord { form }).expect("a draft");
    bureau.service.ask(Lock).expect("locked");
    let folder = bureau.folder();
    let rounds: u64 = std::env::var(ROUNDS).ok().and_then(|it| it.parse().ok()).unwrap_or(100);
    let mut random = SeededEntropy::new(7);
    let (mut last, mut acknowledged) = (0, 0);
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["kill::writes_until_it_is_killed", "--exact", "--nocapture"])
            .env(JOB, format!("{}|{record}|{}", folder.display(), last + 1))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let first = lines.by_ref().map_while(Result::ok).find_map(|line| number(&line));
        let mut said = first.expect("it saves at least once");
        // Any instant within the next saves.
        std::thread::sleep(Duration::from_micros(random.below(20_000)));
        child.kill().expect("killed");
        child.wait().expect("gone");
        for line in lines.map_while(Result::ok) {
            said = number(&line).unwrap_or(said);
        }
        let mut service = unlocked(&folder);
        let found = stored(&mut service, record);
        assert!(said <= found, "round {round}: {said} was said to be saved, {found} is there");
        assert!(found <= said + 1, "round {round}: {found} was never answered");
        let view = service.ask(OpenRecord { record }).expect("opened");
        assert_eq!(view.resume_at.map(|it| it.to_string()).as_deref(), Some(QUESTION));
        acknowledged += said - last;
        last = found;
        service.ask(Lock).expect("locked");
    }
    println!("{rounds} kills, {acknowledged} acknowledged answers, none lost");
    bureau.become_("supervisor");
    let check = bureau.service.run(CheckOffice, &Progress::default()).expect("a check");
    assert!(check.ok, "{check:?}");
    let audit = bureau.service.ask(AuditVerify).expect("an audit");
    assert!(audit.ok, "{audit:?}");
}

fn number(line: &str) -> Option<u64> {
    // The test runner may write its own words before ours on the same line.
    line.rsplit_once("saved ")?.1.trim().parse().ok()
}
