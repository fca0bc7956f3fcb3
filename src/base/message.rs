//! Words for a person, not yet in a language.

/// A text id with its arguments; `l10n` turns it into words.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The id of the text in `assets/texts`.
    pub id: &'static str,
    /// What stands in its gaps.
    pub args: Vec<(&'static str, Arg)>,
}

/// What stands in a gap of a [`Message`].
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A name, a code, a file name; isolated so that its direction does not disturb the sentence.
    Text(String),
    /// A number, written as the language writes numbers.
    Number(f64),
    /// Another text id.
    Id(&'static str),
}

impl Message {
    /// A text without gaps.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// The same with `text` in the gap `name`.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.push((name, Arg::Text(text.into())));
        self
    }

    /// The same with `number` in the gap `name`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn number(mut self, name: &'static str, number: u64) -> Self {
        self.args.push((name, Arg::Number(number as f64)));
        self
    }
}
