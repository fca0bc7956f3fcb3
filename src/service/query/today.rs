//! What needs the person at the keyboard.

use crate::base::{FormId, Instant};

use super::{cases::DueView, records::RecordSummary};

/// What needs me today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today;

/// What needs the person, most pressing first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TodayView {
    /// Own drafts, last touched first; at most [`TodayView::LIMIT`].
    pub drafts: Vec<RecordSummary>,
    /// All own drafts.
    pub drafts_total: usize,
    /// Own records that a reviewer sent back, oldest first; at most [`TodayView::LIMIT`].
    pub returned: Vec<RecordSummary>,
    /// All own returned records.
    pub returned_total: usize,
    /// What is due in the next two weeks or was, the earliest first; at most [`TodayView::LIMIT`].
    pub due: Vec<DueView>,
    /// All that is due.
    pub due_total: usize,
    /// Submitted records that this person may review (their own excepted); 0 for whoever may not.
    pub to_review: usize,
    /// When the oldest of them was submitted.
    pub oldest_to_review: Option<Instant>,
    /// Approved records not yet in a batch, by form; empty for whoever may not export.
    pub to_export: Vec<(FormId, usize)>,
    /// When the last batch was sealed.
    pub last_batch: Option<Instant>,
    /// Records entered by this person since midnight.
    pub entered_today: usize,
    /// The same, since a week ago.
    pub entered_this_week: usize,
    /// Records in the office that this person may see.
    pub records: usize,
}

impl TodayView {
    /// How many records a list on this screen holds.
    pub const LIMIT: usize = 20;
}
