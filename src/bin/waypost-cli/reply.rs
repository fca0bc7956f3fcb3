//! What is printed: one JSON document for scripts, short text for people, one line for an error.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what the command line is for"
)]

use std::process::ExitCode;

use serde_json::{Value, json};
use waypost::{base::Message, l10n::Texts};

use crate::failure::Failure;

/// What a command has to say.
#[derive(Debug)]
pub(crate) struct Reply {
    /// For scripts.
    pub(crate) json: Value,
    /// For people: lines, each a text or taken as it is.
    pub(crate) lines: Vec<Line>,
    /// Whether the answer is yes: exit code 0, else 1.
    pub(crate) yes: bool,
}

/// A line for people.
#[derive(Debug)]
pub(crate) enum Line {
    /// Words in the person's language.
    Words(Message),
    /// Names and numbers that read the same in every language.
    Plain(String),
}

impl Reply {
    /// A reply whose answer is yes.
    pub(crate) const fn new(json: Value) -> Self {
        Self { json, lines: Vec::new(), yes: true }
    }

    /// The same with the answer `yes`.
    pub(crate) const fn answer(mut self, yes: bool) -> Self {
        self.yes = yes;
        self
    }

    /// The same with one line of words more.
    pub(crate) fn say(mut self, message: Message) -> Self {
        self.lines.push(Line::Words(message));
        self
    }

    /// The same with one plain line more.
    pub(crate) fn plain(mut self, line: impl Into<String>) -> Self {
        self.lines.push(Line::Plain(line.into()));
        self
    }
}

/// Prints what came of a command and gives the exit code.
pub(crate) fn tell(outcome: Result<Reply, Failure>, json: bool, texts: &Texts) -> ExitCode {
    match outcome {
        Ok(reply) => {
            if json {
                println!("{}", reply.json);
            } else {
                for line in &reply.lines {
                    match line {
                        Line::Words(message) => println!("{}", words(texts, message)),
                        Line::Plain(line) => println!("{line}"),
                    }
                }
            }
            ExitCode::from(u8::from(!reply.yes))
        }
        Err(failure) => {
            let message = words(texts, &failure.message());
            let advice = failure.advice().map(|it| words(texts, &it)).unwrap_or_default();
            eprintln!("{}: {message} {advice}", failure.code());
            if json {
                let error = json!({"code": failure.code(), "message": message, "advice": advice});
                println!("{}", json!({ "error": error }));
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

/// A text without the marks that isolate its values: a terminal shows them as boxes.
pub(crate) fn words(texts: &Texts, message: &Message) -> String {
    texts.message(message).chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect()
}
