//! What waits for review.

use crate::base::FormId;

use super::records::RecordSummary;

/// Submitted records, oldest first; one's own are there, marked by their author, and cannot be approved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewQueue {
    /// Only this form.
    pub form: Option<FormId>,
}

/// What waits for review.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReviewQueueView {
    /// Oldest submission first; at most [`ReviewQueueView::LIMIT`].
    pub records: Vec<RecordSummary>,
    /// All that wait.
    pub total: usize,
}

impl ReviewQueueView {
    /// How many records the queue shows at a time: an import may bring thousands.
    pub const LIMIT: usize = 200;
}
