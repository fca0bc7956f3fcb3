//! What is printed: one JSON document for scripts, short text for people, one line for an error.
#![expect(clippy::print_stderr, reason = "printing is what the command line is for")]

use std::{
    io::{ErrorKind, Write as _, stdout},
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

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

/// What was said at the door, until it is told.
static NOTICES: Mutex<Vec<Message>> = Mutex::new(Vec::new());

/// Keeps what the person should be told beside the answer.
pub(crate) fn note(notices: Vec<Message>) {
    NOTICES.lock().unwrap_or_else(PoisonError::into_inner).extend(notices);
}

/// Prints what came of a command and gives the exit code. Notices are words for people: standard error.
pub(crate) fn tell(outcome: Result<Reply, Failure>, json: bool, texts: &Texts) -> ExitCode {
    for notice in NOTICES.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        eprintln!("{}", words(texts, &notice));
    }
    let (code, said) = match outcome {
        Ok(reply) if json => (u8::from(!reply.yes), format!("{}\n", reply.json)),
        Ok(reply) => {
            let line = |line: &Line| match line {
                Line::Words(message) => words(texts, message),
                Line::Plain(line) => line.clone(),
            };
            let lines: String =
                reply.lines.iter().flat_map(|it| [line(it), "\n".to_owned()]).collect();
            (u8::from(!reply.yes), lines)
        }
        Err(failure) => {
            let error = complain(&failure, texts);
            let said =
                if json { format!("{}\n", json!({ "error": error })) } else { String::new() };
            (failure.exit_code(), said)
        }
    };
    match print(&said) {
        Ok(()) => ExitCode::from(code),
        Err(failure) => {
            complain(&failure, texts);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// An error as one line, and as scripts read it.
fn complain(failure: &Failure, texts: &Texts) -> Value {
    let message = words(texts, &failure.message());
    let advice = failure.advice().map(|it| words(texts, &it)).unwrap_or_default();
    eprintln!("{}: {message} {advice}", failure.code());
    json!({"code": failure.code(), "message": message, "advice": advice})
}

/// Prints the answer. Whoever reads only its beginning and closes the pipe has read what they wanted.
fn print(said: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match out.write_all(said.as_bytes()).and_then(|()| out.flush()) {
        Err(err) if err.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Unwritable("standard output".to_owned()))
        }
        _ => Ok(()),
    }
}

/// A text without the marks that isolate its values: a terminal shows them as boxes.
pub(crate) fn words(texts: &Texts, message: &Message) -> String {
    texts.message(message).chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect()
}
