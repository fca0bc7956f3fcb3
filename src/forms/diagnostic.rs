//! What is wrong with a definition, for its author.

use crate::base::Message;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing is lost.
    Note,
    /// The form runs, but not wholly as written.
    Warning,
    /// The form can't be run.
    Error,
}

impl Severity {
    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing an author should know, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// A stable code: `FORM-07`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The sheet.
    pub sheet: String,
    /// The row as a spreadsheet shows it; 0 for the sheet as a whole.
    pub row: u32,
    /// The heading of the column; empty for the row as a whole.
    pub column: String,
    /// The piece of text it is about.
    pub excerpt: String,
    /// What it is.
    pub message: Message,
    /// What to do.
    pub advice: Message,
}

/// Everything a definition can have wrong; one text each for what it is and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NoType,
    Unbalanced,
    NoName,
    BadName,
    NameTwice,
    BadExpression,
    UnknownName,
    WrongUse,
    Cycle,
    NoDataClass,
    BadValue,
    NoQuestion,
    UnknownColumn,
    UnknownType,
    NotCaptured,
    UnknownAppearance,
    NoList,
    ChoiceTwice,
    NoLabel,
    NoTranslation,
    ManyOfName,
    NoData,
    SeveralNodes,
    NotInCollect,
    NeverEqual,
    DenyAll,
    ChoiceNoCode,
    RowIgnored,
    UnknownFilterColumn,
    UnknownFunction,
    TooDeep,
    BareName,
    NoNode,
    NotAnXform,
    BadEvent,
    TooCostly,
    Unreviewed,
    NoHxl,
    NoReason,
}

impl Fault {
    /// Code, severity, and the ids of the two texts.
    #[rustfmt::skip]
    const fn row(self) -> (&'static str, Severity, &'static str, &'static str) {
        use Severity::{Error, Note, Warning};
        match self {
            Self::NoType => ("FORM-01", Error, "form-no-type", "form-no-type-fix"),
            Self::Unbalanced => ("FORM-02", Error, "form-unbalanced", "form-unbalanced-fix"),
            Self::NoName => ("FORM-03", Error, "form-no-name", "form-no-name-fix"),
            Self::BadName => ("FORM-04", Error, "form-bad-name", "form-bad-name-fix"),
            Self::NameTwice => ("FORM-05", Error, "form-name-twice", "form-name-twice-fix"),
            Self::BadExpression => ("FORM-06", Error, "form-bad-expression", "form-bad-expression-fix"),
            Self::UnknownName => ("FORM-07", Error, "form-unknown-name", "form-unknown-name-fix"),
            Self::WrongUse => ("FORM-08", Error, "form-wrong-use", "form-wrong-use-fix"),
            Self::Cycle => ("FORM-09", Error, "form-cycle", "form-cycle-fix"),
            Self::NoDataClass => ("FORM-10", Error, "form-no-data-class", "form-no-data-class-fix"),
            Self::BadValue => ("FORM-11", Error, "form-bad-value", "form-bad-value-fix"),
            Self::NoQuestion => ("FORM-12", Error, "form-no-question", "form-no-question-fix"),
            Self::UnknownFunction => ("FORM-13", Error, "form-unknown-function", "form-unknown-function-fix"),
            Self::TooDeep => ("FORM-14", Error, "form-too-deep", "form-too-deep-fix"),
            Self::UnknownColumn => ("FORM-20", Note, "form-unknown-column", "form-unknown-column-fix"),
            Self::UnknownType => ("FORM-21", Warning, "form-unknown-type", "form-unknown-type-fix"),
            Self::NotCaptured => ("FORM-22", Warning, "form-not-captured", "form-not-captured-fix"),
            Self::UnknownAppearance => ("FORM-23", Note, "form-unknown-appearance", "form-unknown-appearance-fix"),
            Self::NoList => ("FORM-24", Warning, "form-no-list", "form-no-list-fix"),
            Self::ChoiceTwice => ("FORM-25", Warning, "form-choice-twice", "form-choice-twice-fix"),
            Self::NoLabel => ("FORM-26", Warning, "form-no-label", "form-no-label-fix"),
            Self::NoTranslation => ("FORM-27", Note, "form-no-translation", "form-no-translation-fix"),
            Self::ManyOfName => ("FORM-28", Warning, "form-many-of-name", "form-many-of-name-fix"),
            Self::NoData => ("FORM-29", Warning, "form-no-data", "form-no-data-fix"),
            Self::SeveralNodes => ("FORM-30", Warning, "form-several-nodes", "form-several-nodes-fix"),
            Self::NotInCollect => ("FORM-31", Note, "form-not-in-collect", "form-not-in-collect-fix"),
            Self::NeverEqual => ("FORM-33", Warning, "form-never-equal", "form-never-equal-fix"),
            Self::DenyAll => ("FORM-34", Note, "form-deny-all", "form-deny-all-fix"),
            Self::ChoiceNoCode => ("FORM-35", Warning, "form-choice-no-code", "form-choice-no-code-fix"),
            Self::RowIgnored => ("FORM-36", Warning, "form-row-ignored", "form-row-ignored-fix"),
            Self::UnknownFilterColumn => ("FORM-37", Warning, "form-unknown-filter-column", "form-unknown-filter-column-fix"),
            Self::BareName => ("FORM-40", Warning, "form-bare-name", "form-bare-name-fix"),
            Self::NoNode => ("FORM-41", Warning, "form-no-node", "form-no-node-fix"),
            Self::NotAnXform => ("FORM-15", Error, "form-not-an-xform", "form-not-an-xform-fix"),
            Self::BadEvent => ("FORM-16", Error, "form-bad-event", "form-bad-event-fix"),
            Self::TooCostly => ("FORM-17", Error, "form-too-costly", "form-too-costly-fix"),
            Self::Unreviewed => ("FORM-42", Note, "form-unreviewed", "form-unreviewed-fix"),
            Self::NoHxl => ("FORM-38", Warning, "form-no-hxl", "form-no-hxl-fix"),
            Self::NoReason => ("FORM-39", Warning, "form-no-reason", "form-no-reason-fix"),
        }
    }
}

/// Where in a definition something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) sheet: &'static str,
    pub(super) row: u32,
    pub(super) column: String,
}

impl Place {
    pub(super) fn survey(row: u32, column: &str) -> Self {
        Self { sheet: "survey", row, column: column.to_owned() }
    }

    pub(super) fn choices(row: u32, column: &str) -> Self {
        Self { sheet: "choices", row, column: column.to_owned() }
    }

    pub(super) fn settings(row: u32, column: &str) -> Self {
        Self { sheet: "settings", row, column: column.to_owned() }
    }

    /// A node of an `XForm`, by its path.
    pub(super) fn xform(path: &str) -> Self {
        Self { sheet: "xform", row: 0, column: path.to_owned() }
    }

    /// An attribute of that node.
    pub(super) fn xform_at(path: &str, attribute: &str) -> Self {
        let path = path.trim_start_matches('/');
        Self { sheet: "xform", row: 0, column: [path, " @", attribute].concat() }
    }

    /// The diagnostic of `fault` here, about `excerpt`.
    pub(super) fn report(&self, fault: Fault, excerpt: &str) -> Diagnostic {
        let (code, severity, message, advice) = fault.row();
        let excerpt = shorten(excerpt);
        Diagnostic {
            code,
            severity,
            sheet: self.sheet.to_owned(),
            row: self.row,
            column: self.column.clone(),
            message: Message::new(message).text("what", excerpt.clone()),
            advice: Message::new(advice),
            excerpt,
        }
    }
}

/// The first hundred characters: whole cells may be pages long.
fn shorten(text: &str) -> String {
    if text.chars().count() <= 100 {
        return text.to_owned();
    }
    text.chars().take(99).chain(['…']).collect()
}
