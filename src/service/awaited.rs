//! Stand-ins for the form room's types until it lands; nothing is built on them.

/// Where a question stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub String);
/// A compiled form.
#[derive(Clone, Debug)]
pub struct Form;
/// A rule that an answer breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation;
/// A mistake of a form's author.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic;
