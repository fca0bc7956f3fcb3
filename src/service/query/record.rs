//! One record, whole; and what the person at the keyboard should do today.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::{
    super::{
        Service, ServiceError,
        casework::step_of,
        checks,
        command::records::{answers_of, last_overrides, reasons_of, why_not},
        open_office::Office,
        permission::Permission,
        request::Request,
    },
    persons::members,
    records::{
        CommentView, CrossChecks, CrossView, Duplicate, HistoryLine, OpenRecord, OverrideView,
        RecordView, Thread,
    },
    review::{ReviewQueue, ReviewQueueView},
    today::{Today, TodayView},
};
use crate::{
    base::{CommentId, FormId, Instant, RecordId, Sensitive},
    cases::State,
    forms::{Instance, Path},
    vault::{RecordRow, VaultError},
};

impl Request for OpenRecord {
    type Answer = RecordView;
    const NEEDS: Permission = Permission::Read;

    fn handle(self, service: &mut Service) -> Result<RecordView, ServiceError> {
        let office = service.office()?;
        office.flush()?;
        let row = office.record(self.record)?;
        let state: State = row.state.parse().map_err(|_err| VaultError::Damaged)?;
        let (instance, resume_at) = answers_of(office, self.record)?;
        if office.is_entry(self.record) {
            return open_entry(office, &row, &instance, resume_at);
        }
        let why_not = why_not(&office.session, &row)?;
        let reviewable = state == State::Submitted
            && office.session.may(Permission::Review)
            && row.author != office.session.user;
        Ok(RecordView {
            summary: office.summary(&row)?,
            form: office.form(&row.form)?,
            members: members(office, &row)?,
            instance: Zeroizing::new(instance.expose().clone()),
            revision: row.revision,
            editable: why_not.is_none(),
            why_not,
            reviewable,
            threads: threads(office, self.record)?,
            overrides: overrides(office, &row)?,
            reasons: reasons_of(office, self.record)?,
            resume_at,
            before: before(office, &row, state)?,
            history: history(office, self.record)?,
        })
    }
}

/// An entry of the person's own that is not handed in yet.
fn open_entry(
    office: &mut Office,
    row: &RecordRow,
    instance: &Sensitive<String>,
    resume_at: Option<Path>,
) -> Result<RecordView, ServiceError> {
    let why_not = why_not(&office.session, row)?;
    Ok(RecordView {
        summary: office.summary(row)?,
        form: office.form(&row.form)?,
        members: Vec::new(),
        instance: Zeroizing::new(instance.expose().clone()),
        revision: row.revision,
        editable: why_not.is_none(),
        why_not,
        reviewable: false,
        threads: Vec::new(),
        overrides: Vec::new(),
        reasons: reasons_of(office, row.id)?,
        resume_at,
        before: None,
        history: Vec::new(),
    })
}

/// Comments by thread, threads by their first remark.
fn threads(office: &Office, record: RecordId) -> Result<Vec<Thread>, ServiceError> {
    let mut threads: Vec<Thread> = Vec::new();
    let mut at: BTreeMap<CommentId, usize> = BTreeMap::new();
    for comment in office.view().comments(record)? {
        let view = CommentView {
            id: comment.id,
            by: comment.by,
            by_login: office.login(comment.by),
            at: comment.at,
            text: comment.text,
        };
        let thread = comment.answers.and_then(|it| at.get(&it)).copied();
        if let Some(thread) = thread.and_then(|it| threads.get_mut(it)) {
            thread.comments.push(view);
            continue;
        }
        at.insert(comment.id, threads.len());
        threads.push(Thread {
            id: comment.id,
            question: comment.question.parse().map_err(|_err| VaultError::Damaged)?,
            comments: vec![view],
            settled: comment.resolved.is_some(),
        });
    }
    Ok(threads)
}

/// What was overridden at the last submission.
fn overrides(office: &Office, row: &RecordRow) -> Result<Vec<OverrideView>, ServiceError> {
    last_overrides(office, row.id)?
        .into_iter()
        .map(|it| {
            Ok(OverrideView {
                question: it.question.parse().map_err(|_err| VaultError::Damaged)?,
                rule: it.rule,
                reason: it.reason,
                by_login: office.login(it.by),
                at: it.at,
            })
        })
        .collect()
}

/// The answers as they stood when the record was last returned.
fn before(
    office: &Office,
    row: &RecordRow,
    state: State,
) -> Result<Option<Zeroizing<String>>, ServiceError> {
    let wanted = match state {
        State::Returned => row.revision,
        State::Submitted => row.revision.saturating_sub(1),
        State::Draft | State::Approved | State::Exported | State::Void => 0,
    };
    if wanted == 0 {
        return Ok(None);
    }
    let revisions = office.view().revisions(row.id)?;
    let found = revisions.into_iter().find(|it| it.revision == wanted);
    Ok(found.map(|it| Zeroizing::new(it.instance.expose().clone())))
}

fn history(office: &Office, record: RecordId) -> Result<Vec<HistoryLine>, ServiceError> {
    let reasons: BTreeMap<u32, Sensitive<String>> = office
        .view()
        .revisions(record)?
        .into_iter()
        .filter_map(|it| Some((it.revision, it.reason?)))
        .collect();
    let lines = office.view().audit_of(record)?;
    Ok(lines
        .into_iter()
        .map(|line| {
            // A line about many records says how many there were, not which revision.
            let revision = if line.record.is_some() { line.record_version } else { 0 };
            let has_reason = matches!(line.action.as_str(), "record.void" | "review.reopen");
            HistoryLine {
                at: line.at,
                by_login: office.login(line.user),
                command: line.action,
                revision,
                reason: reasons.get(&revision).filter(|_| has_reason).cloned(),
            }
        })
        .collect())
}

impl Request for ReviewQueue {
    type Answer = ReviewQueueView;
    const NEEDS: Permission = Permission::Review;

    fn handle(self, service: &mut Service) -> Result<ReviewQueueView, ServiceError> {
        let office = service.office()?;
        let mut waiting: Vec<(Option<Instant>, RecordRow)> = office
            .index()?
            .lines()
            .iter()
            .filter(|line| line.state == State::Submitted)
            .filter(|line| self.form.as_ref().is_none_or(|form| *form == line.row.form.id))
            .map(|line| (line.row.submitted, line.row.clone()))
            .collect();
        waiting.sort_by_key(|(at, row)| (*at, row.id));
        let total = waiting.len();
        let shown = waiting.iter().take(ReviewQueueView::LIMIT);
        let records = shown.map(|(_, row)| office.summary(row)).collect::<Result<Vec<_>, _>>()?;
        Ok(ReviewQueueView { records, total })
    }
}

impl Request for Today {
    type Answer = TodayView;
    const NEEDS: Permission = Permission::Unlocked;

    fn handle(self, service: &mut Service) -> Result<TodayView, ServiceError> {
        let clock = std::sync::Arc::clone(&service.around.clock);
        let (now, offset) = (clock.now(), clock.offset_secs());
        let midnight = now.0 - (now.0 + i64::from(offset) * 1000).rem_euclid(DAY_MS);
        let office = service.office()?;
        let session = office.session.clone();
        let (reviews, exports) =
            (session.may(Permission::Review), session.may(Permission::Release));
        let mut view = TodayView::default();
        let mut own: Vec<RecordRow> = Vec::new();
        let mut to_export: BTreeMap<FormId, usize> = BTreeMap::new();
        for line in office.index()?.lines() {
            let row = &line.row;
            view.records += 1;
            if row.author == session.user {
                view.entered_today += usize::from(midnight <= row.created.0);
                view.entered_this_week += usize::from(midnight - 6 * DAY_MS <= row.created.0);
            }
            match line.state {
                State::Draft | State::Returned if session.owns(row) => own.push(row.clone()),
                State::Submitted if reviews && row.author != session.user => {
                    view.to_review += 1;
                    view.oldest_to_review =
                        view.oldest_to_review.into_iter().chain(row.submitted).min();
                }
                State::Approved if exports && leaves(&row.form.id) => {
                    *to_export.entry(row.form.id.clone()).or_default() += 1;
                }
                State::Draft
                | State::Returned
                | State::Submitted
                | State::Approved
                | State::Exported
                | State::Void => {}
            }
        }
        own.extend(office.entry_rows()?);
        view.to_export = to_export.into_iter().collect();
        fill_own(office, own, &mut view)?;
        if session.may(Permission::Enter) {
            (view.due, view.due_total) = office.due_soon(TodayView::LIMIT)?;
        }
        view.last_batch = office.last_batch()?;
        Ok(view)
    }
}

/// Whether rows of a form may leave: a later form of a case does so only in the summary of the case.
fn leaves(form: &FormId) -> bool {
    !step_of(&form.0).is_some_and(|it| it.in_summary && !it.opens())
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Own drafts, last touched first; own returned records, oldest first.
fn fill_own(
    office: &mut Office,
    own: Vec<RecordRow>,
    view: &mut TodayView,
) -> Result<(), ServiceError> {
    let (mut drafts, mut returned): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|row| row.state == State::Draft.word());
    drafts.sort_by_key(|row| std::cmp::Reverse((row.updated, row.id)));
    returned.sort_by_key(|row| (row.updated, row.id));
    view.drafts_total = drafts.len();
    view.returned_total = returned.len();
    let mut lines = |rows: Vec<RecordRow>| -> Result<Vec<_>, ServiceError> {
        rows.iter().take(TodayView::LIMIT).map(|row| office.summary(row)).collect()
    };
    view.drafts = lines(drafts)?;
    view.returned = lines(returned)?;
    Ok(())
}

impl Request for CrossChecks {
    type Answer = CrossView;
    const NEEDS: Permission = Permission::Enter;

    fn handle(self, service: &mut Service) -> Result<CrossView, ServiceError> {
        let environment = service.environment("en")?;
        let office = service.office()?;
        let form = office.form(&self.form)?;
        let instance = Instance::from_json(form, &environment, &self.instance)?;
        let mut violations = checks::own(&instance, &office.places);
        let (elsewhere, found) = checks::elsewhere(office, self.record, &instance)?;
        violations.extend(elsewhere);
        let mut duplicates = Vec::with_capacity(found.len());
        for one in found {
            duplicates.push(Duplicate {
                record: office.summary(&one.row)?,
                question: one.question,
                because: one.because,
                score: one.score.min(100),
            });
        }
        Ok(CrossView { violations, duplicates })
    }
}
