//! Entering and submitting.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::super::{
    Needed, Service, ServiceError, SessionView, Thing,
    casework::step_of,
    checks, derive,
    index::number_of,
    library::prefix,
    open_office::Office,
    permission::Permission,
    query::records::WhyNot,
    request::{Command, Request},
};
use crate::{
    base::{FormId, Instant, RecordId, Sensitive},
    cases::{ReviewError, State, Step},
    forms::{Instance, Path, Strength, Violation},
    vault::{self, Act, DraftReason, FormRow, NewDraft, NewRevision, RecordRow, VaultError},
};

/// Begins a record: an empty draft of the form's current version. Answers with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The form.
    pub form: FormId,
}

/// Saves what was answered so far. When its answer is there, it is durable.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveDraft {
    /// The record.
    pub record: RecordId,
    /// The revision it was opened at; a later one in the vault is refused as stale.
    pub base: u32,
    /// All answers: `forms::Instance::to_json`.
    pub instance: Zeroizing<String>,
    /// The question to resume at.
    pub at: Option<Path>,
    /// Why rules that do not hold may stand, as the officer has written so far: all of them.
    pub reasons: Reasons,
}

/// Why rules that do not hold may stand: by question and the rule's word.
pub type Reasons = BTreeMap<(Path, String), Sensitive<String>>;

/// A draft is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Since when.
    pub at: Instant,
}

/// Hands the record in for review: every check runs, also against other records.
#[derive(Clone, Debug, PartialEq)]
pub struct Submit {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why soft rules that do not hold may stand, by question path; one reason covers the question. Rules that have none
    /// here stand with the reason kept in the draft.
    pub reasons: BTreeMap<String, Sensitive<String>>,
}

/// What came of a submission.
#[derive(Clone, Debug)]
pub enum Submission {
    /// It waits for review now.
    Submitted {
        /// Its new revision.
        revision: u32,
        /// Soft rules that stand with a reason.
        overridden: Vec<Violation>,
    },
    /// It stays as it was: these do not hold. Hard ones must be answered, soft ones answered or given a reason.
    Blocked {
        /// What does not hold.
        violations: Vec<Violation>,
    },
}

/// A step of a record, done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// The record.
    pub record: RecordId,
    /// Where it stands now.
    pub state: State,
    /// Its revision now.
    pub revision: u32,
}

/// Fills answers into an open record from a script: the answers file of the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct FillRecord {
    /// The record; a new one of the form where `None`.
    pub record: Option<RecordId>,
    /// The form of a new record.
    pub form: Option<FormId>,
    /// The answers file, JSON.
    pub answers: Zeroizing<String>,
}

/// What came of filling in.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The record.
    pub record: RecordId,
    /// Where it stands.
    pub state: State,
    /// Its revision.
    pub revision: u32,
    /// What does not hold yet.
    pub violations: Vec<Violation>,
}

/// Strikes a record out, with a reason. It is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// The record.
    pub record: RecordId,
    /// The revision that was on screen.
    pub revision: u32,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Throws a draft away that was never submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscardDraft {
    /// The record.
    pub record: RecordId,
}

impl Request for NewRecord {
    type Answer = RecordId;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<RecordId, ServiceError> {
        let environment = service.environment("en")?;
        if step_of(&self.form.0).is_some_and(|it| !it.opens()) {
            return Err(ServiceError::NeedsCase);
        }
        let office = service.office()?;
        let row = office.library.current(&self.form)?.clone();
        let form = office.form(&row.key)?;
        let instance = Instance::new(form, &environment);
        begin(office, &row, &instance, &Act::new(Self::AUDIT_NAME))
    }
}

impl Command for NewRecord {
    const AUDIT_NAME: &'static str = "record.new";
}

/// Stores a new draft; its number is drawn here.
pub(super) fn begin(
    office: &mut Office,
    form: &FormRow,
    instance: &Instance,
    act: &Act,
) -> Result<RecordId, ServiceError> {
    if office.is_handed_in(&form.compartment) {
        return office.begin_entry(form, instance);
    }
    let compartment = office.compartment(form.compartment.name())?;
    let number = office.next_number(&prefix(&form.key.id))?;
    let derived =
        derive::from_instance(instance, &number, &instance.violations(), office.clock.today());
    let json = instance.to_json();
    let new = vault::NewRecord {
        id: None,
        form: form.key.clone(),
        case: None,
        import: None,
        author: None,
        created: None,
        summary: derived.summary,
    };
    let record = office.vault.write(&compartment, act, |tx| {
        let record = tx.insert_record(&new)?;
        tx.put_draft(record, &json, None)?;
        Ok::<_, VaultError>(record)
    })?;
    office.touched(record)?;
    Ok(record)
}

/// Why the person at the keyboard may not change the answers of `row`; `None` where they may.
pub(in super::super) fn why_not(
    session: &SessionView,
    row: &RecordRow,
) -> Result<Option<WhyNot>, ServiceError> {
    let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
    Ok(match state {
        State::Submitted => Some(WhyNot::Submitted),
        State::Approved => Some(WhyNot::Approved),
        State::Exported => Some(WhyNot::Exported),
        State::Void => Some(WhyNot::Void),
        State::Draft | State::Returned if !session.may(Permission::Enter) => Some(WhyNot::Role),
        State::Draft | State::Returned if row.owner != session.user => Some(WhyNot::NotOwn),
        State::Draft | State::Returned => None,
    })
}

/// Checks that the person may change the answers of `row`, and that they had read its latest revision.
fn may_edit(office: &Office, row: &RecordRow, base: u32) -> Result<(), ServiceError> {
    match why_not(&office.session, row)? {
        None if row.revision == base => Ok(()),
        None => Err(VaultError::Stale { expected: base }.into()),
        Some(WhyNot::NotOwn) => Err(ReviewError::NotOwn.into()),
        Some(WhyNot::Role) => Err(ServiceError::NotAllowed { needed: Permission::Enter }),
        Some(WhyNot::Submitted | WhyNot::Approved | WhyNot::Exported | WhyNot::Void) => {
            let state = row.state.parse().map_err(|_err| VaultError::Damaged)?;
            Err(ReviewError::WrongState { state, step: Step::Submit }.into())
        }
    }
}

impl Request for SaveDraft {
    type Answer = Saved;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Saved, ServiceError> {
        let office = service.office()?;
        let row = office.record(self.record)?;
        may_edit(office, &row, self.base)?;
        let position = self.at.map(|it| it.to_string());
        if office.is_entry(self.record) {
            office.save_own_entry(self.record, &self.instance, position, Some(&self.reasons))?;
            return Ok(Saved { at: office.clock.now() });
        }
        let reasons = rows_of(self.reasons);
        let draft = NewDraft {
            instance: &self.instance,
            position: position.as_deref(),
            summary: None,
            reasons: Some(&reasons),
        };
        office.vault.keep_draft(&row.compartment, self.record, draft)?;
        office.draft_saved(self.record)?;
        Ok(Saved { at: office.clock.now() })
    }
}

impl Command for SaveDraft {
    const AUDIT_NAME: &'static str = "record.edit";
}

/// The answers of a record as they stand: its draft, else its latest revision.
pub(in super::super) fn answers_of(
    office: &Office,
    record: RecordId,
) -> Result<(Sensitive<String>, Option<Path>), ServiceError> {
    if let Some(entry) = office.entries.get(&record) {
        let (instance, position) = entry.answers();
        return Ok((instance, position.and_then(|it| it.parse().ok())));
    }
    if let Some(draft) = office.view().draft(record)? {
        // A path of an older program that cannot be read is no reason not to open the record.
        let position = draft.position.and_then(|it| it.parse().ok());
        return Ok((draft.instance, position));
    }
    let revision = office.view().latest_revision(record)?.ok_or(VaultError::Damaged)?;
    Ok((revision.instance, None))
}

/// Reasons as the vault keeps them.
fn rows_of(reasons: Reasons) -> Vec<DraftReason> {
    let mut rows: Vec<DraftReason> = reasons
        .into_iter()
        .map(|((question, rule), reason)| {
            let question = question.to_string();
            DraftReason { question, rule, reason }
        })
        .collect();
    rows.sort_by(|a, b| (&a.question, &a.rule).cmp(&(&b.question, &b.rule)));
    rows
}

/// Why rules may stand, as it is kept with the draft; where there is no draft, as at the last submission.
pub(in super::super) fn reasons_of(
    office: &Office,
    record: RecordId,
) -> Result<Reasons, ServiceError> {
    if let Some(entry) = office.entries.get(&record) {
        return read_reasons(entry.reasons());
    }
    let kept: Vec<(String, String, Sensitive<String>)> = match office.view().draft(record)? {
        Some(draft) => {
            draft.reasons.into_iter().map(|it| (it.question, it.rule, it.reason)).collect()
        }
        None => last_overrides(office, record)?
            .into_iter()
            .map(|it| (it.question, it.rule, it.reason))
            .collect(),
    };
    read_reasons(kept.into_iter())
}

fn read_reasons(
    kept: impl Iterator<Item = (String, String, Sensitive<String>)>,
) -> Result<Reasons, ServiceError> {
    kept.map(|(question, rule, reason)| {
        let question: Path = question.parse().map_err(|_err| VaultError::Damaged)?;
        Ok(((question, rule), reason))
    })
    .collect()
}

/// What was overridden at the last submission that had anything to override.
pub(in super::super) fn last_overrides(
    office: &Office,
    record: RecordId,
) -> Result<Vec<vault::OverrideRow>, ServiceError> {
    let mut all = office.view().overrides(record)?;
    let latest = all.iter().map(|it| it.revision).max();
    all.retain(|it| Some(it.revision) == latest);
    Ok(all)
}

impl Request for Submit {
    type Answer = Submission;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Submission, ServiceError> {
        let environment = service.environment("en")?;
        let office = service.office()?;
        let row = office.record(self.record)?;
        let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
        let state = state.after(Step::Submit, &office.session.person(), row.author)?;
        if row.revision != self.revision {
            return Err(VaultError::Stale { expected: self.revision }.into());
        }
        let (json, _) = answers_of(office, self.record)?;
        let form = office.form(&row.form)?;
        let instance = Instance::from_json(form, &environment, json.expose())?;
        let violations = checks::all(office, self.record, &instance)?;
        let kept = reasons_of(office, self.record)?;
        let (mut overridden, mut why, mut blocking) = (Vec::new(), Vec::new(), Vec::new());
        for violation in violations {
            match reason_for(&self.reasons, &kept, &violation) {
                Some(reason) if violation.severity == Strength::Soft => {
                    why.push(reason.clone());
                    overridden.push(violation);
                }
                Some(_) | None => blocking.push(violation),
            }
        }
        if !blocking.is_empty() {
            return Ok(Submission::Blocked { violations: blocking });
        }
        let overrides: Vec<_> = overridden
            .iter()
            .zip(why)
            .map(|(it, why)| (it.path.to_string(), it.rule.word().to_owned(), why))
            .collect();
        let revision = store_submission(office, &row, state, &instance, &overrides)?;
        Ok(Submission::Submitted { revision, overridden })
    }
}

impl Command for Submit {
    const AUDIT_NAME: &'static str = "record.submit";
}

/// The reason given for a violation: under its path, or under the bare name of its question; else the one kept.
fn reason_for<'a>(
    given: &'a BTreeMap<String, Sensitive<String>>,
    kept: &'a Reasons,
    violation: &Violation,
) -> Option<&'a Sensitive<String>> {
    let written = |it: &&Sensitive<String>| !it.expose().trim().is_empty();
    let by_name = || given.get(violation.path.name()).filter(written);
    let rule = || (violation.path.clone(), violation.rule.word().to_owned());
    given
        .get(&violation.path.to_string())
        .filter(written)
        .or_else(by_name)
        .or_else(|| kept.get(&rule()).filter(written))
}

fn store_submission(
    office: &mut Office,
    row: &RecordRow,
    state: State,
    instance: &Instance,
    overrides: &[(String, String, Sensitive<String>)],
) -> Result<u32, ServiceError> {
    let mut derived = derive::from_instance(instance, number_of(row), &[], office.clock.today());
    derived.summary.n_overrides = u32::try_from(overrides.len()).unwrap_or(u32::MAX);
    if office.is_entry(row.id) {
        office.hand_in_entry(row.id, instance, overrides)?;
        return Ok(row.revision + 1);
    }
    let json = instance.to_json();
    let act = Act::new(Submit::AUDIT_NAME);
    let revision = office.vault.write(&row.compartment, &act, |tx| {
        let new = NewRevision { based_on: row.revision, instance: &json, reason: None };
        let revision = tx.add_revision(row.id, new)?;
        tx.put_summary(row.id, &derived.summary)?;
        tx.put_persons(row.id, &derived.people)?;
        tx.put_consents(row.id, &derived.consents)?;
        tx.add_overrides(row.id, revision, overrides)?;
        tx.set_state(row.id, revision, state.word())?;
        Ok::<_, VaultError>(revision)
    })?;
    office.touched(row.id)?;
    Ok(revision)
}

impl Request for FillRecord {
    type Answer = Filled;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Filled, ServiceError> {
        let environment = service.environment("en")?;
        let answers: serde_json::Value =
            serde_json::from_str(&self.answers).map_err(|_err| ServiceError::NotAnswers)?;
        let office = service.office()?;
        let (record, instance) = match (self.record, self.form) {
            (Some(record), _) => {
                let row = office.record(record)?;
                may_edit(office, &row, row.revision)?;
                let (json, at) = answers_of(office, record)?;
                let form = office.form(&row.form)?;
                let instance = Instance::from_json(form, &environment, json.expose())?;
                let instance = filled(instance, &answers)?;
                let derived = derive::from_instance(
                    &instance,
                    number_of(&row),
                    &instance.violations(),
                    office.clock.today(),
                );
                let at = at.map(|it| it.to_string());
                let json = instance.to_json();
                if office.is_entry(record) {
                    office.save_own_entry(record, &json, at, None)?;
                } else {
                    let reasons = rows_of(reasons_of(office, record)?);
                    let draft = NewDraft {
                        instance: &json,
                        position: at.as_deref(),
                        summary: Some(&derived.summary),
                        reasons: Some(&reasons),
                    };
                    office.vault.keep_draft(&row.compartment, record, draft)?;
                    office.touched(record)?;
                }
                (record, instance)
            }
            (None, Some(form)) => {
                let row = office.library.current(&form)?.clone();
                let form = office.form(&row.key)?;
                let instance = filled(Instance::new(form, &environment), &answers)?;
                let record = begin(office, &row, &instance, &Act::new(NewRecord::AUDIT_NAME))?;
                (record, instance)
            }
            (None, None) => return Err(ServiceError::Unknown { what: Thing::Form }),
        };
        let row = office.record(record)?;
        Ok(Filled {
            record,
            state: row.state.parse().map_err(|_err| VaultError::Damaged)?,
            revision: row.revision,
            violations: checks::all(office, record, &instance)?,
        })
    }
}

impl Command for FillRecord {
    const AUDIT_NAME: &'static str = "record.fill";
}

/// `instance` with `answers` in it.
fn filled(mut instance: Instance, answers: &serde_json::Value) -> Result<Instance, ServiceError> {
    let wrong = instance.fill(answers);
    if wrong.is_empty() { Ok(instance) } else { Err(ServiceError::Answers { wrong }) }
}

impl Request for Void {
    type Answer = Stepped;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Stepped, ServiceError> {
        let office = service.office()?;
        with_reason(office, self.record, self.revision, Step::Void, &self.reason, Self::AUDIT_NAME)
    }
}

impl Command for Void {
    const AUDIT_NAME: &'static str = "record.void";
}

/// A step that keeps the answers as they stand in a revision of its own, with the reason.
pub(super) fn with_reason(
    office: &mut Office,
    record: RecordId,
    revision: u32,
    step: Step,
    reason: &Sensitive<String>,
    name: &'static str,
) -> Result<Stepped, ServiceError> {
    if reason.expose().trim().is_empty() {
        return Err(ServiceError::Missing { what: Needed::Reason });
    }
    let row = office.record(record)?;
    let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
    let state = state.after(step, &office.session.person(), row.author)?;
    let (json, _) = answers_of(office, record)?;
    let revision = office.vault.write(&row.compartment, &Act::new(name), |tx| {
        let new = NewRevision {
            based_on: revision,
            instance: json.expose(),
            reason: Some(reason.expose()),
        };
        let revision = tx.add_revision(record, new)?;
        tx.set_state(record, revision, state.word())?;
        Ok::<_, VaultError>(revision)
    })?;
    office.touched(record)?;
    Ok(Stepped { record, state, revision })
}

impl Request for DiscardDraft {
    type Answer = ();
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        let office = service.office()?;
        let row = office.record(self.record)?;
        may_edit(office, &row, 0)?;
        if office.is_entry(self.record) {
            return office.discard_entry(self.record);
        }
        let act = Act::new(Self::AUDIT_NAME);
        office.vault.write(&row.compartment, &act, |tx| tx.discard_record(self.record))?;
        office.touched(self.record)
    }
}

impl Command for DiscardDraft {
    const AUDIT_NAME: &'static str = "record.discard";
}
