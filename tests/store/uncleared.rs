//! Nothing that is asked of the service shows a restricted record to whoever is not cleared for it.
//!
//! Every question is asked twice, before and after others enter restricted records: the answers are the same, to
//! the letter and the count, and nothing that was entered is in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    fs,
    path::Path as File,
};

use crate::service::Bureau;
use waypost::{
    base::{FormId, Sensitive},
    cases::State,
    service::{
        Job, Request, ServiceError,
        command::{
            import::Table,
            records::Submit,
            release::{
                FreezeScheme, ProposeScheme, Release, RewriteBatch, RiskReport, SealBatch,
                SecondPerson,
            },
            upgrade::UpgradeRecords,
        },
        job::Progress,
        query::{
            audit::{AuditLines, AuditVerify},
            batches::ListBatches,
            cases::{OpenCase, WhatIsDue},
            mapping::{ListImports, SuggestColumn, SuggestMapping},
            office::{
                CheckOffice, Headquarters, ListForms, ListPeople, ListPlaces, OpenForm,
                SearchPlaces, Settings, Signer, WhoAmI,
            },
            persons::{ListPersons, PersonId, PersonRows},
            progress::DraftProgress,
            records::{
                CrossChecks, Filter, ListRecords, OpenRecord, RecordRows, RecordSummary, Sort,
                Thread,
            },
            review::ReviewQueue,
            today::Today,
        },
    },
};

mod planted;

use planted::{Known, PLANTED, RESTRICTED, SHARED, enter_restricted, numbers, office, story};

/// How a question is tried: what comes back, as text, with nothing redacted.
type Probe = fn(&mut Bureau, &Known) -> String;

/// What each person was told by each question.
type Told = BTreeMap<(String, &'static str), String>;

/// Every question of the service that looks into the office.
const PROBES: &[(&str, Probe)] = &[
    ("AuditLines", audit_lines),
    ("AuditVerify", audit_verify),
    ("CheckOffice", |bureau, _| job(bureau, CheckOffice, |it| format!("{it:?}"))),
    ("CrossChecks", cross_checks),
    ("DraftProgress", draft_progress),
    ("FreezeScheme", freeze_scheme),
    ("Headquarters", |bureau, _| plain(bureau, Headquarters)),
    ("ListBatches", |bureau, _| plain(bureau, ListBatches)),
    ("ListForms", |bureau, _| plain(bureau, ListForms)),
    ("ListPeople", |bureau, _| plain(bureau, ListPeople)),
    ("ListPersons", list_persons),
    ("ListPlaces", |bureau, _| plain(bureau, ListPlaces)),
    ("ListRecords", list_records),
    ("ListImports", |bureau, _| plain(bureau, ListImports)),
    ("OpenCase", open_case),
    ("OpenForm", open_form),
    ("OpenRecord", open_record),
    ("PersonRows", person_rows),
    ("ProposeScheme", |bureau, known| {
        releases(bureau, known, |bureau, release| {
            job(bureau, ProposeScheme { release }, |it| format!("{it:?}"))
        })
    }),
    ("RecordRows", record_rows),
    ("ReviewQueue", review_queue),
    ("RewriteBatch", |bureau, _| {
        plain(bureau, RewriteBatch { number: waypost::base::BatchNumber(1) })
    }),
    ("RiskReport", |bureau, known| {
        releases(bureau, known, |bureau, release| {
            job(bureau, RiskReport { release }, |it| format!("{it:?}"))
        })
    }),
    ("SealBatch", |bureau, known| {
        releases(bureau, known, |bureau, release| {
            job(bureau, SealBatch { release, dry_run: true, second: None }, |it| {
                format!("{:?}", it.risk)
            })
        })
    }),
    ("SearchPlaces", search_places),
    ("Settings", |bureau, _| plain(bureau, Settings)),
    ("Signer", |bureau, _| plain(bureau, Signer)),
    ("SuggestColumn", suggest_column),
    ("SuggestMapping", suggest_mapping),
    ("Today", today),
    ("UpgradeRecords", upgrade_records),
    ("WhatIsDue", |bureau, _| plain(bureau, WhatIsDue { until: None })),
    ("WhoAmI", who_am_i),
];

/// Questions about files that are handed in with them, or are on the disk: they look into no record.
const NO_OFFICE: &[&str] = &[
    "CertifyBatch",
    "CheckForm",
    "FillForm",
    "OpenBatch",
    "ReadFile",
    "ReadFormFiles",
    "ReadProfile",
    "ReadProfileFiles",
    "UnpackBatch",
    "VerifyBatch",
    "WriteFile",
];

/// What lies among questions and answers nothing: a command, and the trial of a key.
const NO_ANSWER: &[&str] = &["HandedOver", "TryRecovery"];

/// What a refusal says. Ids in it are those that were asked for.
fn refusal(error: &ServiceError) -> String {
    format!("refused {} {:?}", error.code(), error.message())
}

fn asked<R: Request>(
    bureau: &mut Bureau,
    request: R,
    tell: impl Fn(&R::Answer) -> String,
) -> String {
    bureau.service.ask(request).map_or_else(|error| refusal(&error), |it| tell(&it))
}

fn plain<R: Request>(bureau: &mut Bureau, request: R) -> String
where
    R::Answer: Debug,
{
    asked(bureau, request, |it| format!("{it:?}"))
}

fn job<J: Job>(bureau: &mut Bureau, job: J, tell: impl Fn(&J::Answer) -> String) -> String {
    let answer = bureau.service.run(job, &Progress::default());
    answer.map_or_else(|error| refusal(&error), |it| tell(&it))
}

/// A line of a list, names and all.
fn line(it: &RecordSummary) -> String {
    format!("{it:?} {} {}\n", it.title.expose(), it.as_written.expose())
}

fn lines(all: &[RecordSummary]) -> String {
    all.iter().map(line).collect()
}

/// Words that find something: planted, shared, beginnings of numbers.
fn words() -> Vec<String> {
    let mut words: Vec<String> = PLANTED.iter().map(|it| (*it).to_owned()).collect();
    words.extend(
        ["", SHARED, "tamberlin", "S-XWA", "C-XWA", "TC-XWA", "HA-XWA", "XWA-000001", "1"]
            .map(str::to_owned),
    );
    words
}

fn filters() -> Vec<Filter> {
    let of_text = |text: String| Filter { text: Sensitive::new(text), ..Filter::default() };
    let mut filters: Vec<Filter> = words().into_iter().map(of_text).collect();
    let forms = RESTRICTED.iter().map(|id| FormId((*id).to_owned())).collect();
    filters.push(Filter { forms, ..Filter::default() });
    filters.push(Filter { states: State::ALL.to_vec(), ..Filter::default() });
    filters.push(Filter {
        places: vec!["XW01".to_owned()],
        years: vec![2026],
        ..Filter::default()
    });
    filters
}

fn list_records(bureau: &mut Bureau, _: &Known) -> String {
    let mut told = String::new();
    for filter in filters() {
        let list = ListRecords { filter, sort: Sort::Title, reversed: false };
        told += &asked(bureau, list, |it| format!("{:?} {} {:?}\n", it.ids, it.total, it.facets));
    }
    told
}

fn list_persons(bureau: &mut Bureau, _: &Known) -> String {
    let mut told = String::new();
    for filter in filters() {
        let list = ListPersons { filter, ..ListPersons::default() };
        told += &asked(bureau, list, |it| format!("{:?} {} {:?}\n", it.ids, it.total, it.facets));
    }
    told
}

fn record_rows(bureau: &mut Bureau, known: &Known) -> String {
    let ids = known.general.iter().chain(&known.restricted).copied().collect();
    asked(bureau, RecordRows { ids }, |it| lines(it))
}

fn person_rows(bureau: &mut Bureau, known: &Known) -> String {
    let records = known.general.iter().chain(&known.restricted);
    let ids =
        records.flat_map(|record| (0..3).map(|row| PersonId { record: *record, row })).collect();
    asked(bureau, PersonRows { ids }, |it| {
        let told: Vec<_> = it.iter().map(|(id, it)| format!("{id:?} {}", line(it))).collect();
        told.concat()
    })
}

fn threads(all: &[Thread]) -> String {
    let texts = all.iter().flat_map(|it| &it.comments).map(|it| it.text.expose().clone());
    format!("{all:?} {}", texts.collect::<Vec<_>>().join(" "))
}

fn open_record(bureau: &mut Bureau, known: &Known) -> String {
    let records = known.general.iter().chain(&known.restricted);
    let mut told = String::new();
    for record in records {
        told += &asked(bureau, OpenRecord { record: *record }, |it| {
            let members: Vec<&str> =
                it.members.iter().map(|it| it.name.expose().as_str()).collect();
            let before = it.before.as_deref().map_or("", String::as_str);
            let (line, threads) = (line(&it.summary), threads(&it.threads));
            format!("{line}{members:?} {} {before} {threads} {:?}\n", *it.instance, it.history)
        });
    }
    told
}

fn draft_progress(bureau: &mut Bureau, known: &Known) -> String {
    let records = known.general.iter().chain(&known.restricted);
    records.map(|it| plain(bureau, DraftProgress { records: vec![*it] })).collect()
}

fn review_queue(bureau: &mut Bureau, _: &Known) -> String {
    let forms = RESTRICTED.iter().map(|id| Some(FormId((*id).to_owned()))).chain([None]);
    let tell = |it: &waypost::service::query::review::ReviewQueueView| {
        format!("{} {}", lines(&it.records), it.total)
    };
    forms.map(|form| asked(bureau, ReviewQueue { form }, tell)).collect()
}

fn today(bureau: &mut Bureau, _: &Known) -> String {
    asked(bureau, Today, |it| format!("{it:?} {} {}", lines(&it.drafts), lines(&it.returned)))
}

/// A household with the name of a restricted record.
fn cross_checks(bureau: &mut Bureau, known: &Known) -> String {
    let (record, form) = (known.general[0], known.household.clone());
    let checks = CrossChecks { record, form, instance: known.instance.clone() };
    asked(bureau, checks, |it| {
        let alike: String = it.duplicates.iter().map(|it| line(&it.record)).collect();
        format!("{:?} {:?} {alike}", it.violations, it.duplicates)
    })
}

fn open_case(bureau: &mut Bureau, known: &Known) -> String {
    let records = known.general.iter().chain(&known.restricted);
    records.map(|it| plain(bureau, OpenCase { record: *it })).collect()
}

/// A table with what is planted, for restricted forms.
fn table() -> Table {
    Table::Csv(format!("Card,Name\nXWA-1,{SHARED}\n").into_bytes())
}

fn suggest_mapping(bureau: &mut Bureau, _: &Known) -> String {
    let forms = RESTRICTED.iter().map(|id| FormId((*id).to_owned()));
    forms
        .map(|form| job(bureau, SuggestMapping { table: table(), form }, |it| format!("{it:?}")))
        .collect()
}

fn suggest_column(bureau: &mut Bureau, _: &Known) -> String {
    let forms = RESTRICTED.iter().map(|id| FormId((*id).to_owned()));
    let column = |form| SuggestColumn {
        table: table(),
        form,
        column: "Card".to_owned(),
        question: "card_no".to_owned(),
    };
    forms.map(|form| job(bureau, column(form), |it| format!("{it:?}"))).collect()
}

/// What bringing records to another version would do; nothing is done.
fn upgrade_records(bureau: &mut Bureau, _: &Known) -> String {
    let forms = RESTRICTED.iter().map(|id| FormId((*id).to_owned()));
    let upgrade = |form| UpgradeRecords { form, to: None, dry_run: true };
    forms.map(|form| job(bureau, upgrade(form), |it| format!("{it:?}"))).collect()
}

fn open_form(bureau: &mut Bureau, _: &Known) -> String {
    let open = |id: &&str| OpenForm { id: FormId((*id).to_owned()), version: None };
    RESTRICTED
        .iter()
        .map(open)
        .map(|it| asked(bureau, it, |it| format!("{:?}", it.key())))
        .collect()
}

fn search_places(bureau: &mut Bureau, _: &Known) -> String {
    let search = |text| SearchPlaces { text, limit: 50, ..SearchPlaces::default() };
    words().into_iter().map(|text| plain(bureau, search(text))).collect()
}

/// Who is told what on unlocking; not since when.
fn who_am_i(bureau: &mut Bureau, _: &Known) -> String {
    asked(bureau, WhoAmI, |it| {
        let session = it.as_ref().expect("somebody");
        format!("{:?} {:?} {}", session.compartments, session.notices, session.failed_attempts)
    })
}

/// Lines about records; that somebody has unlocked is everybody's to know.
fn audit_lines(bureau: &mut Bureau, _: &Known) -> String {
    let mut told = String::new();
    for compartment in ["general", "protection", "health", "nowhere"] {
        let lines = AuditLines { compartment: compartment.to_owned(), before: None, limit: 10_000 };
        told += &asked(bureau, lines, |it| {
            let lines = it.iter().filter(|it| !it.command.starts_with("session."));
            let line = |it: &waypost::service::query::audit::AuditLineView| {
                let (by, command, fields) = (&it.by_login, &it.command, &it.fields);
                format!("{by} {command} {:?} {} {fields:?}\n", it.record, it.revision)
            };
            lines.map(line).collect()
        });
    }
    told
}

fn audit_verify(bureau: &mut Bureau, _: &Known) -> String {
    asked(bureau, AuditVerify, |it| {
        let heads: Vec<&str> = it.heads.iter().map(|(name, ..)| name.as_str()).collect();
        format!("{} {heads:?} {:?}", it.ok, it.findings)
    })
}

/// What a release is told for a form that anybody may export, and for restricted ones.
fn releases(bureau: &mut Bureau, _: &Known, ask: fn(&mut Bureau, Release) -> String) -> String {
    let forms = RESTRICTED.iter().copied().chain(["household_registration"]);
    let release = |id: &str| Release { form: Some(FormId(id.to_owned())), ..Release::default() };
    forms.map(|id| ask(bureau, release(id)) + "\n").collect()
}

/// A second person whose passphrase is wrong: nothing is frozen, and the refusal is what is looked at.
fn freeze_scheme(bureau: &mut Bureau, known: &Known) -> String {
    releases(bureau, known, |bureau, release| {
        let second =
            SecondPerson { login: "supervisor".to_owned(), passphrase: Sensitive::from("wrong") };
        job(bureau, FreezeScheme { release, second }, |it| format!("{it:?}"))
    })
}

/// What everybody in `people` is told by every question.
fn told(bureau: &mut Bureau, known: &Known, people: &[&str]) -> Told {
    let mut all = BTreeMap::new();
    for login in people {
        bureau.become_(login);
        for (name, probe) in PROBES {
            all.insert(((*login).to_owned(), *name), probe(bureau, known));
        }
    }
    all
}

#[track_caller]
fn assert_same(before: &Told, after: &Told, secrets: &[String]) {
    let mut wrong = Vec::new();
    for (key, was) in before {
        let is = &after[key];
        if was != is {
            let differs = was.lines().zip(is.lines()).find(|(was, is)| was != is);
            wrong.push(format!("{key:?}: {differs:?}"));
        }
        let leaked = secrets.iter().filter(|it| is.to_lowercase().contains(&it.to_lowercase()));
        wrong.extend(leaked.map(|it| format!("{key:?} tells {it}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_question_shows_a_restricted_record_to_whoever_is_not_cleared() {
    let (mut bureau, mut known) = office();
    let people = ["officer", "supervisor", "data", "it"];
    let before = told(&mut bureau, &known, &people);
    let unanswered = ["AuditLines", "ListRecords", "Today", "RecordRows", "ListForms"];
    for name in unanswered {
        assert!(
            !before[&("officer".to_owned(), name)].starts_with("refused"),
            "{name} is answered"
        );
    }
    known.restricted = enter_restricted(&mut bureau);
    let all = known.restricted.clone();
    let mut secrets = numbers(&mut bureau, &all);
    secrets.extend(PLANTED.iter().map(|it| (*it).to_owned()));
    secrets.extend(all.iter().map(ToString::to_string));
    let after = told(&mut bureau, &known, &people);
    assert_same(&before, &after, &secrets);
    // Handing in without clearance shows nobody else anything either.
    bureau.become_("officer");
    let entry = bureau.draft("screening", &story(&format!("{}-9", PLANTED[3])));
    bureau
        .service
        .ask(Submit { record: entry, revision: 0, reasons: BTreeMap::new() })
        .expect("handed in");
    known.restricted[0] = entry;
    secrets.push(entry.to_string());
    let others = ["supervisor", "data", "it"];
    let only = |all: &Told| -> Told {
        let theirs = all.iter().filter(|((login, _), _)| others.contains(&login.as_str()));
        theirs.map(|(key, told)| (key.clone(), told.clone())).collect()
    };
    let before = only(&before);
    let later = told(&mut bureau, &known, &others);
    assert_same(&before, &later, &secrets);
    // Nor does it when the cleared have taken it in.
    numbers(&mut bureau, &all);
    let last = told(&mut bureau, &known, &others);
    assert_same(&before, &last, &secrets);
}

/// Names of the requests and jobs in a folder of the service, and whether each is a command.
fn requests(folder: &str) -> BTreeMap<String, bool> {
    let folder = File::new(env!("CARGO_MANIFEST_DIR")).join("src/service").join(folder);
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let source = fs::read_to_string(path).expect("a source");
        for (at, _) in source.match_indices("\nimpl ") {
            let rest = &source[at + 6..];
            let rest = rest.strip_prefix("Request for ").or_else(|| rest.strip_prefix("Job for "));
            let Some((body, _)) = rest.and_then(|it| it.split_once("\n}\n")) else { continue };
            let name = body.split([' ', '<', '{']).next().unwrap_or(body);
            names.insert(name.to_owned(), body.contains("const COMMAND"));
        }
    }
    names
}

#[test]
fn every_question_of_the_service_is_among_those_tried_on_the_uncleared() {
    let mut asked: BTreeSet<String> = requests("query").into_keys().collect();
    asked.extend(requests("release").into_keys());
    let mut commands = requests("command");
    // One that can be asked what it would do is a question too.
    commands.insert("UpgradeRecords".to_owned(), false);
    asked.extend(commands.into_iter().filter(|(_, is_command)| !is_command).map(|(name, _)| name));
    let listed = PROBES.iter().map(|(name, _)| *name).chain(NO_OFFICE.iter().copied());
    let listed: BTreeSet<String> =
        listed.chain(NO_ANSWER.iter().copied()).map(str::to_owned).collect();
    let missing: Vec<_> = asked.difference(&listed).collect();
    assert!(missing.is_empty(), "not tried on whoever is not cleared: {missing:?}");
    let gone: Vec<_> = listed.difference(&asked).collect();
    assert!(gone.is_empty(), "tried, but no question any more: {gone:?}");
}
