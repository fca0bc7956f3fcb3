//! What a privacy request is refused for, by what the person can do about it.

use thiserror::Error;

/// A request that makes no sense, or that the data cannot meet.
///
/// Names of attributes and labels are kept in the fields for whoever shows them; `Display` holds none.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PrivacyError {
    /// Columns of different length, or more rows than a code can number. Build the table again.
    #[error("columns of a table differ in length")]
    Ragged {
        /// The column that does not fit.
        attribute: String,
    },
    /// Values that their hierarchy lacks, blank included. Extend the hierarchy or correct the records.
    #[error("{values} values in {records} records are missing from a hierarchy")]
    NotInHierarchy {
        /// The quasi-identifier.
        attribute: String,
        /// Records that hold such a value.
        records: u64,
        /// Distinct values missing.
        values: u64,
    },
    /// The hierarchy itself is wrong. Correct it where it was written.
    #[error("a hierarchy is not usable: {fault}")]
    Hierarchy {
        /// The attribute it was made for.
        attribute: String,
        /// What is wrong.
        fault: HierarchyFault,
    },
    /// The request names an attribute that is not there, or leaves out one that must be. Correct the request.
    #[error("{fault}")]
    Request {
        /// The attribute, empty where none is named.
        attribute: String,
        /// What is wrong.
        fault: RequestFault,
    },
    /// More subjects (or groups) are asked for in a class than there are. Collect more, or lower k.
    #[error("k is {k}, there are {available}")]
    TooFew {
        /// Subjects or groups asked for in each class.
        k: u32,
        /// How many there are altogether.
        available: u64,
    },
    /// A parameter outside its range. Choose one within.
    #[error("{name} is out of range")]
    Parameter {
        /// The parameter: `k`, `l`, `alpha`, `t`, `suppression_limit`, …
        name: &'static str,
        /// The nearest value that could be met, where there is one.
        attainable: Option<f64>,
    },
    /// No recoding lets anybody out. Collect more records, or ask for less.
    #[error("no recoding meets the model")]
    NothingFeasible,
    /// A setting below what no office may go under. Raise it.
    #[error("{name} is below the floor of {floor}")]
    BelowFloor {
        /// The setting.
        name: &'static str,
        /// The least allowed.
        floor: u32,
    },
    /// The scheme was frozen with other attributes or hierarchies. Make a new scheme for the next epoch.
    #[error("the frozen scheme does not fit the hierarchies at hand")]
    SchemeMismatch {
        /// The attribute that differs.
        attribute: String,
    },
    /// Bytes that are no scheme of a version this program knows. Update the program, or restore the scheme.
    #[error("not a scheme of a known version")]
    SchemeFormat,
    /// The ledger and the release would single somebody out together. Nothing may leave; check the ledger.
    #[error("{subjects} subjects would stand in histories shared by too few")]
    JointHistory {
        /// Subjects in such histories.
        subjects: u64,
    },
    /// The person stopped it. Nothing was done.
    #[error("stopped")]
    Cancelled,
}

/// What is wrong with a hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HierarchyFault {
    /// It has no rows, or rows without columns.
    #[error("it is empty")]
    Empty,
    /// A row is shorter or longer than the first.
    #[error("row {row} has another number of levels")]
    UnequalRows {
        /// 1-based row.
        row: usize,
    },
    /// A leaf stands in two rows.
    #[error("row {row} repeats a leaf")]
    DuplicateLeaf {
        /// 1-based row of the second.
        row: usize,
        /// The leaf.
        leaf: String,
    },
    /// A label has two parents: not a tree.
    #[error("a label of level {level} has two parents")]
    TwoParents {
        /// The level of the label.
        level: usize,
        /// The label.
        label: String,
        /// Its two labels one level up.
        parents: [String; 2],
    },
    /// A code is, through its parents, its own ancestor.
    #[error("the parents of a code run in a circle")]
    Cycle {
        /// A code on the circle.
        code: String,
    },
    /// A parent that is no code of the list.
    #[error("a parent is not in the list")]
    UnknownParent {
        /// The code whose parent is missing.
        code: String,
    },
    /// Bands that overlap, leave a gap, or do not nest in the coarser ones.
    #[error("bands overlap or leave a gap")]
    Bands,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestFault {
    /// There is no quasi-identifier: nothing to protect by recoding.
    #[error("no quasi-identifier is named")]
    NoQuasiIdentifier,
    /// The attribute is not in the table.
    #[error("an attribute is not in the table")]
    Unknown,
    /// The attribute is there twice, or in two roles.
    #[error("an attribute is there twice")]
    Duplicate,
    /// A quasi-identifier has no hierarchy, or the hierarchies stand in another order.
    #[error("a quasi-identifier has no hierarchy")]
    NoHierarchy,
    /// A minimum level above the maximum, or above the top.
    #[error("the levels asked for do not exist")]
    Levels,
    /// There is not one record.
    #[error("there is no record")]
    NoRecords,
}
