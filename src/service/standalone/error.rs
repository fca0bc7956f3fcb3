//! What a run on a file of one's own is refused for: its code, its words, its exit code.

use crate::{
    base::{Arg, Message},
    privacy::{HierarchyFault, PrivacyError, RequestFault},
};

/// A run that was not done. Nothing was written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StandaloneError {
    /// The settings make no sense, alone or for this file. Correct them.
    #[error("the settings make no sense")]
    Config(Message),
    /// A file is not the CSV that it should be. Correct it.
    #[error("a malformed file")]
    Malformed {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// What is wrong with it: the id of a text.
        fault: &'static str,
    },
    /// Values that their hierarchy lacks. Extend it, or correct the records.
    #[error("values are missing from a hierarchy")]
    Values {
        /// The quasi-identifier.
        attribute: String,
        /// Records that hold such a value.
        records: u64,
        /// Distinct values missing.
        values: u64,
        /// Some of them: for the screen of the one who has the file.
        examples: Vec<String>,
    },
    /// A hierarchy is none. Correct it.
    #[error("a hierarchy is not usable")]
    Hierarchy {
        /// The quasi-identifier.
        attribute: String,
        /// What is wrong.
        fault: HierarchyFault,
    },
    /// More are asked for in a class than there are. Collect more, or lower k.
    #[error("too few records")]
    TooFew {
        /// What is asked for; `None` where a file of so few is never let out.
        k: Option<u32>,
        /// How many there are.
        available: u64,
        /// They are groups, not people.
        groups: bool,
    },
    /// A number outside its range, or one that the file cannot reach. Choose another.
    #[error("a number out of range")]
    Parameter {
        /// The setting.
        name: String,
        /// The nearest that could be met, where there is one.
        attainable: Option<f64>,
    },
    /// The person stopped it.
    #[error("stopped by the user")]
    Cancelled,
}

impl StandaloneError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Values { .. } => "PRIV-11",
            Self::Hierarchy { .. } => "PRIV-12",
            Self::Config(_) => "PRIV-13",
            Self::TooFew { .. } => "PRIV-14",
            Self::Parameter { .. } => "PRIV-15",
            Self::Malformed { .. } => "PRIV-16",
            Self::Cancelled => "OFFICE-5",
        }
    }

    /// The exit code of the command line.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Values { .. } | Self::Hierarchy { .. } | Self::Malformed { .. } => 4,
            Self::Config(_) | Self::TooFew { .. } | Self::Parameter { .. } => 2,
            Self::Cancelled => 7,
        }
    }

    /// What happened, for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Config(message) => message.clone(),
            Self::Malformed { file, line, fault } => {
                let mut message =
                    Message::new("err-csv-line").text("file", file).text("line", line.to_string());
                message.args.push(("fault", Arg::Id(fault)));
                message
            }
            Self::Values { attribute, records, values, examples } => Message::new("err-any-values")
                .text("attribute", attribute)
                .number("records", *records)
                .number("values", *values)
                .text("examples", listed(examples)),
            Self::Hierarchy { attribute, fault } => hierarchy_words(attribute, fault),
            Self::TooFew { k, available, groups } => few_words(*k, *available, *groups),
            Self::Parameter { name, attainable: None } => {
                Message::new("err-any-range").text("name", name)
            }
            Self::Parameter { name, attainable: Some(nearest) } => {
                Message::new("err-any-attainable")
                    .text("name", name)
                    .text("nearest", shown(*nearest))
            }
            Self::Cancelled => Message::new("err-cancelled"),
        }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> Option<Message> {
        let id = match self {
            Self::Config(_) => "fix-cfg",
            Self::Malformed { .. } => "fix-csv",
            Self::Values { .. } => "fix-any-values",
            Self::Hierarchy { .. } => "fix-tree",
            Self::TooFew { .. } => "fix-any-few",
            Self::Parameter { .. } => "fix-any-range",
            Self::Cancelled => return None,
        };
        Some(Message::new(id))
    }

    /// What the anonymiser refuses, where nothing more is known about it.
    pub(super) fn of(err: PrivacyError) -> Self {
        let cfg = |id, attribute: &str| Self::Config(Message::new(id).text("column", attribute));
        match err {
            PrivacyError::Cancelled => Self::Cancelled,
            PrivacyError::NotInHierarchy { attribute, records, values } => {
                Self::Values { attribute, records, values, examples: Vec::new() }
            }
            PrivacyError::Hierarchy { attribute, fault } => Self::Hierarchy { attribute, fault },
            PrivacyError::TooFew { k, available } => {
                Self::TooFew { k: Some(k), available, groups: false }
            }
            PrivacyError::Parameter { name, attainable } => {
                Self::Parameter { name: name.to_owned(), attainable }
            }
            PrivacyError::BelowFloor { name, floor } => {
                Self::Parameter { name: name.to_owned(), attainable: Some(f64::from(floor)) }
            }
            PrivacyError::Request { attribute, fault } => match fault {
                RequestFault::NoQuasiIdentifier => Self::Config(Message::new("err-cfg-no-quasi")),
                RequestFault::Duplicate => cfg("err-cfg-two-roles", &attribute),
                RequestFault::Levels => cfg("err-cfg-levels", &attribute),
                RequestFault::Unknown | RequestFault::NoHierarchy => {
                    cfg("err-cfg-not-there", &attribute)
                }
                RequestFault::NoRecords => Self::TooFew { k: None, available: 0, groups: false },
            },
            // Neither tables of unequal columns nor schemes are made here.
            PrivacyError::Ragged { attribute } | PrivacyError::SchemeMismatch { attribute } => {
                cfg("err-cfg-not-there", &attribute)
            }
            PrivacyError::NothingFeasible
            | PrivacyError::SchemeFormat
            | PrivacyError::JointHistory { .. } => cfg("err-cfg-not-there", ""),
        }
    }
}

fn few_words(k: Option<u32>, available: u64, groups: bool) -> Message {
    let Some(k) = k else {
        let id = if available == 0 { "err-any-no-record" } else { "err-any-one-record" };
        return Message::new(id);
    };
    let id = if groups { "err-any-few-groups" } else { "err-any-few" };
    Message::new(id).number("k", u64::from(k)).number("available", available)
}

fn hierarchy_words(attribute: &str, fault: &HierarchyFault) -> Message {
    let message = |id| Message::new(id).text("attribute", attribute);
    match fault {
        HierarchyFault::Empty => message("err-tree-empty"),
        HierarchyFault::UnequalRows { row } => {
            message("err-tree-rows").text("row", row.to_string())
        }
        HierarchyFault::DuplicateLeaf { row, leaf } => {
            message("err-tree-leaf").text("row", row.to_string()).text("leaf", leaf)
        }
        HierarchyFault::TwoParents { level, label, parents: [first, second] } => {
            message("err-tree-parents")
                .text("level", level.to_string())
                .text("label", label)
                .text("first", first)
                .text("second", second)
        }
        HierarchyFault::Cycle { .. }
        | HierarchyFault::UnknownParent { .. }
        | HierarchyFault::Bands => message("err-tree-other"),
    }
}

fn listed(values: &[String]) -> String {
    values.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ")
}

/// A number with as many digits as tell it apart.
fn shown(number: f64) -> String {
    let rounded = format!("{number:.6}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}
