//! Records: one whole, and lists of 100,000.

use std::{collections::BTreeMap, sync::Arc};

use zeroize::Zeroizing;

use super::super::command::records::Reasons;
use crate::{
    base::{CommentId, FormId, FormKey, Instant, RecordId, Sensitive, UserId},
    cases::State,
    forms::{Form, Path, Violation},
};

/// One line of a list of records.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordSummary {
    /// Which record.
    pub id: RecordId,
    /// The number people say: `HH-XWA-000123` (form, office, running number).
    pub number: String,
    /// Form and version it was entered with.
    pub form: FormKey,
    /// Title of the form by language.
    pub form_title: BTreeMap<String, String>,
    /// Name of the head or principal; empty where nothing is filled in yet or nobody is named.
    pub title: Sensitive<String>,
    /// The same person's name in the script in which it was first written, where another was given too.
    pub as_written: Sensitive<String>,
    /// Where it stands.
    pub state: State,
    /// It was returned once and has come back.
    pub submitted_again: bool,
    /// Who wrote it.
    pub author: UserId,
    /// Their login.
    pub author_login: String,
    /// The place it belongs to.
    pub place: Option<PlaceView>,
    /// Persons named in it.
    pub members: u32,
    /// Answers that break a hard rule.
    pub errors: u32,
    /// Soft rules overridden with a reason.
    pub overrides: u32,
    /// Comments nobody has settled.
    pub open_comments: u32,
    /// Age of the head or principal in completed years.
    pub age: Option<u32>,
    /// Sex of the head or principal: a code of the form's list.
    pub sex: String,
    /// When it was last changed.
    pub changed: Instant,
    /// When it was first submitted.
    pub submitted: Option<Instant>,
    /// Its revision: what commands carry back.
    pub revision: u32,
    /// It was made for the demonstration.
    pub demonstration: bool,
    /// What lists of its form alone show beside this, by question; blank answers are left out.
    pub cells: Vec<CellView>,
}

/// An answer in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct CellView {
    /// The question.
    pub question: String,
    /// The answer as stored; codes with blanks between.
    pub value: Sensitive<String>,
    /// What the codes mean, by language; empty where the answer is no code.
    pub words: BTreeMap<String, String>,
}

/// A column of a list of one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnView {
    /// The question; `@name`, `@written`, `@age` and `@sex` are of whom the record is about.
    pub question: String,
    /// Its heading by language: the label of the question; empty for those with `@`.
    pub heading: BTreeMap<String, String>,
    /// It holds numbers or dates.
    pub number: bool,
}

/// A place of the office's list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceView {
    /// Its code: `XW0101`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Administrative level, 0 the country.
    pub level: u8,
    /// The code of the place it lies in.
    pub parent: Option<String>,
}

/// Opens one record, to fill in, to review or to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRecord {
    /// Which.
    pub record: RecordId,
}

/// One record, whole.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// Its line in lists.
    pub summary: RecordSummary,
    /// The form it was entered with.
    pub form: Arc<Form>,
    /// Everybody named in it, the head or principal first.
    pub members: Vec<MemberView>,
    /// Its answers: the draft where there is one, else the last revision. Read with `forms::Instance::from_json`.
    pub instance: Zeroizing<String>,
    /// The revision that commands carry back.
    pub revision: u32,
    /// Whether the person may change answers.
    pub editable: bool,
    /// Why not, where not.
    pub why_not: Option<WhyNot>,
    /// Whether this person may approve and return it now.
    pub reviewable: bool,
    /// Comments, oldest first, each thread under its first.
    pub threads: Vec<Thread>,
    /// Soft rules overridden at the last submission.
    pub overrides: Vec<OverrideView>,
    /// Why soft rules may stand, as the author has written so far; where nothing was changed since, as above.
    pub reasons: Reasons,
    /// The question at which entry stopped.
    pub resume_at: Option<Path>,
    /// The answers as they stood when it was last returned, to mark what changed since.
    pub before: Option<Zeroizing<String>>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
}

/// Somebody named in a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberView {
    /// Their name.
    pub name: Sensitive<String>,
    /// The same in another script, where it was given.
    pub as_written: Sensitive<String>,
    /// Who they are to the head, by language; empty where nobody said.
    pub relation: BTreeMap<String, String>,
    /// Age in completed years.
    pub age: Option<u32>,
    /// Sex: a code of the form's list.
    pub sex: String,
}

/// Why answers cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It waits for review.
    Submitted,
    /// It was approved: locked until reopened.
    Approved,
    /// It left in a batch.
    Exported,
    /// It is struck out.
    Void,
    /// Somebody else's draft.
    NotOwn,
    /// The person's roles do not let them enter.
    Role,
}

/// The remarks on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// The first remark; commands name the thread by it.
    pub id: CommentId,
    /// The question it is about.
    pub question: Path,
    /// All remarks, oldest first.
    pub comments: Vec<CommentView>,
    /// Nobody waits for an answer any more.
    pub settled: bool,
}

/// One remark.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentView {
    /// Which.
    pub id: CommentId,
    /// Who wrote it.
    pub by: UserId,
    /// Their login.
    pub by_login: String,
    /// When.
    pub at: Instant,
    /// What they wrote.
    pub text: Sensitive<String>,
}

/// A soft rule that the author overrode.
#[derive(Clone, Debug, PartialEq)]
pub struct OverrideView {
    /// The question.
    pub question: Path,
    /// The rule: `warning`, or the name of a check (`X-43`).
    pub rule: String,
    /// Why.
    pub reason: Sensitive<String>,
    /// Who.
    pub by_login: String,
    /// When.
    pub at: Instant,
}

/// Something that happened to a record.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryLine {
    /// When.
    pub at: Instant,
    /// Whose login.
    pub by_login: String,
    /// The audit name of the command: `record.submit`.
    pub command: String,
    /// The revision it made.
    pub revision: u32,
    /// The reason given, where one was.
    pub reason: Option<Sensitive<String>>,
}

/// Which records a list shows. Empty parts do not filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Words searched in names of persons (any spelling, any script) and in record numbers.
    pub text: Sensitive<String>,
    /// Only these states.
    pub states: Vec<State>,
    /// Only these forms.
    pub forms: Vec<FormId>,
    /// Only these places and what lies in them.
    pub places: Vec<String>,
    /// Only records of these authors.
    pub officers: Vec<UserId>,
    /// Only records last changed in these years.
    pub years: Vec<i32>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Last changed first.
    #[default]
    Changed,
    /// By record number.
    Number,
    /// By name.
    Title,
    /// By state.
    State,
    /// By place.
    Place,
    /// By officer.
    Officer,
}

/// The list of records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListRecords {
    /// Which.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// The other way round.
    pub reversed: bool,
}

/// What a list holds; the lines themselves come by [`RecordRows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordList {
    /// Every match, in order.
    pub ids: Vec<RecordId>,
    /// Records the person may see.
    pub total: usize,
    /// Counts for the filters.
    pub facets: Facets,
    /// What the staff of the form scan for, where the list is of one form alone.
    pub columns: Vec<ColumnView>,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// How many records each choice of a filter would show, the other filters applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// By state, in the order of [`State::ALL`]; states without records are there with 0.
    pub states: Vec<(State, usize)>,
    /// By form, with its title by language.
    pub forms: Vec<(FormId, BTreeMap<String, String>, usize)>,
    /// By place, at the level below the country, most first.
    pub places: Vec<(PlaceView, usize)>,
    /// By author, with their login, most first.
    pub officers: Vec<(UserId, String, usize)>,
    /// By year of last change, latest first.
    pub years: Vec<(i32, usize)>,
}

/// The lines of the records in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRows {
    /// Which; unknown ones are left out of the answer.
    pub ids: Vec<RecordId>,
}

/// Cross-record checks of a filling-in as it stands, saved or not.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossChecks {
    /// The record itself, so that it is not its own duplicate.
    pub record: RecordId,
    /// The form.
    pub form: FormKey,
    /// Its answers as they stand.
    pub instance: Zeroizing<String>,
}

/// What the office's other records say about one.
#[derive(Clone, Debug, Default)]
pub struct CrossView {
    /// Named checks (`X-nn`) that do not hold.
    pub violations: Vec<Violation>,
    /// Records that may be about the same people.
    pub duplicates: Vec<Duplicate>,
}

/// A record that may be about the same people.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// Its line.
    pub record: RecordSummary,
    /// Where in the open record the person stands that was found again.
    pub question: Path,
    /// What is alike.
    pub because: Vec<Alike>,
    /// How alike, 0 to 100.
    pub score: u8,
}

/// What two records have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// A name, whatever its spelling.
    Name,
    /// A birth date or year.
    Birth,
    /// A telephone number.
    Phone,
    /// The place.
    Place,
}
