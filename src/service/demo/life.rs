//! Eight weeks of work in the demonstration office.

use std::sync::Arc;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::{
    Making,
    chance::Chance,
    families::{Families, Invented},
    household::{self, Setting},
    return_case,
};
use crate::{
    assets::{DemoPlace, demo_places},
    base::{CommentId, FormId, Instant, RecordId, Sensitive},
    cases::State,
    forms::{Environment, Form, Instance, Strength},
    service::{
        ServiceError,
        command::{
            records::{NewRecord as BeginRecord, Submit, Void},
            review::{AnswerComment, Approve, Return},
        },
        derive::{self, Derived},
        job::Progress,
        library::prefix,
        request::Command as _,
    },
    vault::{Act, FormRow, NewComment, NewRecord, NewRevision, RecordRow, Tx, VaultError},
};

/// A day, in the vault's unit.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Weeks before the supervisor's first review end so many days before today.
const FIRST_REVIEW: i64 = 7;

/// What becomes of a record by the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Draft,
    Submitted,
    Returned,
    SubmittedAgain,
    Approved,
    Void,
}

/// A record to be entered.
struct Planned {
    form: usize,
    answers: serde_json::Value,
    fate: Fate,
    /// Days before today.
    day: i64,
}

/// What the supervisor writes, at which question of which form.
const REMARKS: [(&str, &str, &str); 6] = [
    (
        "household_registration",
        "registration/card_no",
        "Please compare this number with the card once more.",
    ),
    ("household_registration", "household/hh_phone", "Is this the number of the head?"),
    (
        "household_registration",
        "displacement/arrival_date",
        "The family next door came in another month. Is this right?",
    ),
    ("return_case", "counselling/counsel_date", "The calendar shows another day."),
    ("return_case", "case/project_code", "Which donor line is this?"),
    ("return_case", "wish/return_motives", "The note mentions illness. Ask again, please."),
];

/// One of the two forms the officer works with.
struct Desk {
    form: Arc<Form>,
    row: FormRow,
    n_entered: u64,
}

/// Fills the office with eight weeks of work.
pub(super) fn live(making: &mut Making, progress: &Progress) -> Result<(), ServiceError> {
    making.become_("officer")?;
    let mut desks = desks(making)?;
    let plan = plan(making);
    progress.stage("job-demonstration", u64::try_from(plan.len()).unwrap_or(0));
    let (early, late): (Vec<_>, Vec<_>) = plan.into_iter().partition(|it| FIRST_REVIEW < it.day);
    let mut returned = Vec::new();
    let entered = enter(making, &mut desks, &early, progress)?;
    making.become_("supervisor")?;
    at_day(making, FIRST_REVIEW);
    review(making, &entered, &mut returned)?;
    making.become_("officer")?;
    answer(making, &returned)?;
    let entered = enter(making, &mut desks, &late, progress)?;
    making.become_("supervisor")?;
    making.wait_until(making.work.now);
    review(making, &entered, &mut returned)
}

fn at_day(making: &Making, days_ago: i64) {
    making.wait_until(Instant(making.work.now.0 - days_ago * DAY_MS));
}

fn desks(making: &mut Making) -> Result<[Desk; 2], ServiceError> {
    let office = making.service.office()?;
    let mut desk = |id: &str| -> Result<Desk, ServiceError> {
        let row = office.library.current(&FormId(id.to_owned()))?.clone();
        Ok(Desk { form: office.form(&row.key)?, row, n_entered: 0 })
    };
    Ok([desk("household_registration")?, desk("return_case")?])
}

/// Draws families until there are enough people, and gives each record its day and its fate.
fn plan(making: &Making) -> Vec<Planned> {
    let mut chance = Chance::new(making.work.seed);
    let (families, places) = (Families::new(), demo_places());
    let mut planned = Vec::new();
    let mut n_people = 0;
    while n_people < making.work.persons {
        let day = i64::from(chance.between(0, u32::try_from(super::DAYS - 2).unwrap_or(0)));
        let date = Instant(making.work.now.0 - day * DAY_MS).utc().date_naive();
        let number = planned.len() + 1;
        let form = usize::from(chance.happens(22));
        let people = if form == 0 {
            families.draw(chance.between(1, 9), date, &mut chance)
        } else {
            families.draw(chance.between(1, 4), date, &mut chance)
        };
        n_people += people.len();
        let fate = fate(day, &mut chance);
        let mut answers = answers(form, &people, (number, date), &places, &mut chance);
        if fate == Fate::Draft {
            break_off(&mut answers);
        }
        planned.push(Planned { form, answers, fate, day });
    }
    planned.sort_by_key(|it| std::cmp::Reverse(it.day));
    planned
}

fn answers(
    form: usize,
    people: &[Invented],
    (number, date): (usize, NaiveDate),
    places: &[DemoPlace],
    chance: &mut Chance,
) -> serde_json::Value {
    if form == 0 {
        let setting = Setting { day: date, card: format!("W{number:05}"), places };
        household::answers(people, &setting, chance)
    } else {
        return_case::answers(people, &format!("MA-2026-{number:04}"), date, chance)
    }
}

fn fate(day: i64, chance: &mut Chance) -> Fate {
    let recent = day <= FIRST_REVIEW;
    match chance.between(1, 100) {
        1 => Fate::Void,
        2..=5 if !recent => Fate::SubmittedAgain,
        6..=8 => Fate::Returned,
        9..=38 if recent => Fate::Draft,
        39..=75 if recent => Fate::Submitted,
        9 => Fate::Submitted,
        _ => Fate::Approved,
    }
}

/// An interview that was broken off: everything after the people is still open.
fn break_off(answers: &mut serde_json::Value) {
    if let Some(groups) = answers.as_object_mut() {
        groups.retain(|name, _| {
            matches!(
                name.as_str(),
                "consent" | "registration" | "case" | "counselling" | "members" | "applicants"
            )
        });
    }
}

/// A record that was entered.
struct Entered {
    record: RecordId,
    form: FormId,
    fate: Fate,
}

/// How long the officer sits at what is entered on one day before handing it in, in milliseconds.
const SITTING_MS: i64 = 60 * 60 * 1000;

/// The officer enters what is planned, one day after the other.
fn enter(
    making: &mut Making,
    desks: &mut [Desk; 2],
    planned: &[Planned],
    progress: &Progress,
) -> Result<Vec<Entered>, ServiceError> {
    let mut entered = Vec::with_capacity(planned.len());
    for day in planned.chunk_by(|a, b| a.day == b.day) {
        let Some(first) = day.first() else { continue };
        let evening = making.work.now.0 - first.day * DAY_MS;
        making.wait_until(Instant(evening - SITTING_MS));
        let environment = making.service.environment("en")?;
        let mut ready = Vec::with_capacity(day.len());
        for one in day {
            progress.step()?;
            if let Some(desk) = desks.get_mut(one.form) {
                ready.push(fill(making, desk, one, &environment));
            }
        }
        let begun = write(making, BeginRecord::AUDIT_NAME, |tx| {
            ready.into_iter().map(|it| begin(tx, it)).collect::<Result<Vec<_>, VaultError>>()
        })?;
        making.wait_until(Instant(evening));
        hand_in(making, &begun)?;
        entered.extend(begun.into_iter().map(|it| it.entered));
    }
    Ok(entered)
}

/// One step of the office's work on some records, under the name that its command has in the audit log.
fn write<T>(
    making: &mut Making,
    name: &'static str,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, VaultError>,
) -> Result<T, ServiceError> {
    let office = making.service.office()?;
    let compartment = office.compartment("general")?;
    Ok(office.vault.write(&compartment, &Act::new(name), work)?)
}

/// Hands in what is to be handed in, and strikes out what was entered twice; drafts stay as they are.
fn hand_in(making: &mut Making, begun: &[Begun]) -> Result<(), ServiceError> {
    let ready = || begun.iter().filter(|it| it.entered.fate != Fate::Draft);
    let twice = || begun.iter().filter(|it| it.entered.fate == Fate::Void);
    if ready().next().is_some() {
        write(making, Submit::AUDIT_NAME, |tx| ready().try_for_each(|it| submit(tx, it)))?;
    }
    if twice().next().is_some() {
        write(making, Void::AUDIT_NAME, |tx| twice().try_for_each(|it| strike_out(tx, it)))?;
    }
    Ok(())
}

/// A record ready to be stored.
struct Ready {
    row: FormRow,
    json: Zeroizing<String>,
    derived: Derived,
    soft: Vec<(String, String)>,
    fate: Fate,
}

fn fill(making: &Making, desk: &mut Desk, planned: &Planned, environment: &Environment) -> Ready {
    let mut instance = Instance::new(Arc::clone(&desk.form), environment);
    // What the form does not take of an invented answer is left blank, and the record stays a draft.
    let untaken = instance.fill(&planned.answers);
    let violations = instance.violations();
    let hard = violations.iter().any(|it| it.severity == Strength::Hard);
    let fate = if hard || !untaken.is_empty() { Fate::Draft } else { planned.fate };
    desk.n_entered += 1;
    let number = format!("{}-{}-{:06}", prefix(&desk.row.key.id), super::CODE, desk.n_entered);
    let shown = if fate == Fate::Draft { violations.as_slice() } else { &[] };
    let mut derived =
        derive::from_instance(&instance, &number, shown, making.service.around.clock.today());
    let soft: Vec<_> = violations
        .iter()
        .filter(|it| fate != Fate::Draft && it.severity == Strength::Soft)
        .map(|it| (it.path.to_string(), it.rule.word().to_owned()))
        .collect();
    derived.summary.n_overrides = u32::try_from(soft.len()).unwrap_or(0);
    Ready { row: desk.row.clone(), json: instance.to_json(), derived, soft, fate }
}

/// A record that was begun, with what it is handed in with.
struct Begun {
    entered: Entered,
    ready: Ready,
}

fn begin(tx: &mut Tx<'_>, ready: Ready) -> Result<Begun, VaultError> {
    let record = tx.insert_record(&NewRecord {
        id: None,
        form: ready.row.key.clone(),
        case: None,
        import: None,
        author: None,
        created: None,
        summary: ready.derived.summary.clone(),
    })?;
    tx.put_draft(record, &ready.json, None)?;
    Ok(Begun {
        entered: Entered { record, form: ready.row.key.id.clone(), fate: ready.fate },
        ready,
    })
}

fn submit(tx: &mut Tx<'_>, begun: &Begun) -> Result<(), VaultError> {
    let (record, ready) = (begun.entered.record, &begun.ready);
    let revision =
        tx.add_revision(record, NewRevision { based_on: 0, instance: &ready.json, reason: None })?;
    tx.put_persons(record, &ready.derived.people)?;
    tx.put_consents(record, &ready.derived.consents)?;
    let reason = || Sensitive::from("Asked twice; the family is sure.");
    let reasons: Vec<_> =
        ready.soft.iter().map(|(path, rule)| (path.clone(), rule.clone(), reason())).collect();
    tx.add_overrides(record, revision, &reasons)?;
    tx.set_state(record, revision, State::Submitted.word())
}

fn strike_out(tx: &mut Tx<'_>, begun: &Begun) -> Result<(), VaultError> {
    let (record, instance) = (begun.entered.record, &begun.ready.json);
    let reason = Some("Entered twice by mistake.");
    let revision = tx.add_revision(record, NewRevision { based_on: 1, instance, reason })?;
    tx.set_state(record, revision, State::Void.word())
}

/// The supervisor approves what is to be approved and returns the rest, each with a remark.
fn review(
    making: &mut Making,
    entered: &[Entered],
    returned: &mut Vec<(RecordId, CommentId, Fate)>,
) -> Result<(), ServiceError> {
    write(making, Approve::AUDIT_NAME, |tx| {
        let approved = entered.iter().filter(|it| it.fate == Fate::Approved);
        approved.map(|it| it.record).try_for_each(|it| tx.set_state(it, 1, State::Approved.word()))
    })?;
    let back = entered.iter().filter(|it| matches!(it.fate, Fate::Returned | Fate::SubmittedAgain));
    write(making, Return::AUDIT_NAME, |tx| {
        for (at, it) in back.enumerate() {
            let remarks: Vec<_> = REMARKS.iter().filter(|(form, ..)| *form == it.form.0).collect();
            let Some((_, question, text)) = remarks.get(at % remarks.len().max(1)) else {
                continue;
            };
            let comment = tx.add_comment(
                it.record,
                &NewComment {
                    question: (*question).to_owned(),
                    text: Sensitive::from(*text),
                    answers: None,
                },
            )?;
            tx.set_state(it.record, 1, State::Returned.word())?;
            returned.push((it.record, comment, it.fate));
        }
        Ok(())
    })
}

/// The officer answers some remarks and hands those records in again.
fn answer(
    making: &mut Making,
    returned: &[(RecordId, CommentId, Fate)],
) -> Result<(), ServiceError> {
    let office = making.service.office()?;
    let again = returned.iter().filter(|(.., fate)| *fate == Fate::SubmittedAgain);
    let mut records: Vec<(RecordRow, CommentId, Sensitive<String>, String)> = Vec::new();
    for (record, comment, _) in again {
        let revision = office.view().latest_revision(*record)?.ok_or(VaultError::Damaged)?;
        let question = office.view().comments(*record)?.into_iter().next().map(|it| it.question);
        let row = office.record(*record)?;
        records.push((row, *comment, revision.instance, question.unwrap_or_default()));
    }
    write(making, AnswerComment::AUDIT_NAME, |tx| {
        for (row, comment, _, question) in &records {
            let (question, text) =
                (question.clone(), Sensitive::from("I asked again: it is right."));
            tx.add_comment(row.id, &NewComment { question, text, answers: Some(*comment) })?;
        }
        Ok(())
    })?;
    write(making, Submit::AUDIT_NAME, |tx| {
        for (row, _, instance, _) in &records {
            let new =
                NewRevision { based_on: row.revision, instance: instance.expose(), reason: None };
            let revision = tx.add_revision(row.id, new)?;
            tx.set_state(row.id, revision, State::Submitted.word())?;
        }
        Ok(())
    })
}
