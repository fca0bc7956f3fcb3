//! A record in the few words that lists use.

use std::collections::BTreeMap;

use crate::{
    base::Message,
    cases::{Permission, State},
    service::query::records::RecordSummary,
    ui::{
        cx::Cx,
        route::{Route, Target},
    },
};

/// What `texts` says in the language in use; in any other where it says nothing.
pub(super) fn in_language<'a>(cx: &Cx<'_>, texts: &'a BTreeMap<String, String>) -> &'a str {
    texts.get(cx.language()).or_else(|| texts.values().next()).map_or("", String::as_str)
}

/// The name of a record: the person it is about, or that nobody is named yet.
pub(super) fn title(cx: &Cx<'_>, record: &RecordSummary) -> String {
    let name = record.title.expose();
    if name.is_empty() { cx.t("records-nobody") } else { name.clone() }
}

/// A text with one count in it.
pub(super) fn counted(cx: &Cx<'_>, id: &'static str, n: usize) -> String {
    cx.m(&Message::new(id).number("n", n as u64))
}

/// Where opening a record leads: to entry where it is this person's to fill in, to review where they review, else to
/// entry again, which shows it to be read.
pub(super) fn way_to(cx: &Cx<'_>, record: &RecordSummary) -> Route {
    let reviewed = match record.state {
        State::Submitted | State::Approved | State::Exported => cx.may(Permission::Review),
        State::Draft | State::Returned | State::Void => false,
    };
    if reviewed { Route::Review(Some(record.id)) } else { Route::Entry(Target::Open(record.id)) }
}

/// What was done to a record, by the audit name of the command; `None` for what a history leaves out.
pub(super) fn deed(command: &str) -> Option<&'static str> {
    Some(match command {
        "record.new" => "records-deed-begun",
        "record.edit" => "records-deed-edited",
        "record.import" => "records-deed-imported",
        "record.submit" => "records-deed-submitted",
        "record.void" => "records-deed-void",
        "review.approve" => "records-deed-approved",
        "review.return" => "records-deed-returned",
        "review.reopen" => "records-deed-reopened",
        "comment.add" => "records-deed-commented",
        "comment.answer" => "records-deed-answered",
        "comment.settle" => "records-deed-settled",
        "batch.seal" => "records-deed-exported",
        _ => return None,
    })
}
