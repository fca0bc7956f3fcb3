//! What can stop a command, beside what stops the service.

use waypost::{
    base::Message,
    service::{ServiceError, Thing, standalone::StandaloneError},
};

/// A command that was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The service said no.
    Service(ServiceError),
    /// The office has no form with this id.
    UnknownForm(String),
    /// The record's form has no such question.
    UnknownQuestion(String),
    /// A word of the command line means nothing here.
    Usage(Message),
    /// A file could not be read.
    Unreadable(String),
    /// A file could not be written: full, read-only, unplugged.
    Unwritable(String),
    /// A batch was sealed and is kept in the office, but its file could not be written.
    SealedUnwritten {
        /// The file.
        file: String,
        /// The batch's number.
        number: u64,
    },
    /// A file is not what it should be.
    Malformed(Message),
    /// A run of the anonymiser on a file of one's own was refused.
    Standalone(StandaloneError),
    /// Stopped at once, while something was under way.
    CutOff,
    /// There is no terminal to ask for a passphrase.
    NoTerminal,
}

impl From<ServiceError> for Failure {
    fn from(err: ServiceError) -> Self {
        Self::Service(err)
    }
}

impl From<StandaloneError> for Failure {
    fn from(err: StandaloneError) -> Self {
        Self::Standalone(err)
    }
}

impl Failure {
    /// What the service said about the form `id`: an unknown one is named.
    pub(crate) fn of_form(err: ServiceError, id: &str) -> Self {
        if matches!(err, ServiceError::Unknown { what: Thing::Form }) {
            return Self::UnknownForm(id.to_owned());
        }
        Self::Service(err)
    }

    /// What the service said about the question `name`: an unknown one is named.
    pub(crate) fn of_question(err: ServiceError, name: &str) -> Self {
        if matches!(err, ServiceError::Unknown { what: Thing::Question }) {
            return Self::UnknownQuestion(name.to_owned());
        }
        Self::Service(err)
    }

    /// A stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Service(err) => err.code(),
            Self::Standalone(err) => err.code(),
            // The service's own code for what it does not know.
            Self::UnknownForm(_) | Self::UnknownQuestion(_) => "OFFICE-2",
            Self::Usage(_) => "CLI-1",
            Self::Unreadable(_) => "CLI-2",
            Self::Unwritable(_) => "CLI-3",
            Self::Malformed(_) => "CLI-4",
            Self::NoTerminal => "CLI-5",
            Self::CutOff => "CLI-6",
            Self::SealedUnwritten { .. } => "CLI-7",
        }
    }

    /// What happened.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Service(err) => err.message(),
            Self::Standalone(err) => err.message(),
            Self::UnknownForm(form) => Message::new("err-no-such-form").text("form", form),
            Self::UnknownQuestion(name) => {
                Message::new("err-no-such-question").text("question", name)
            }
            Self::Usage(message) | Self::Malformed(message) => message.clone(),
            Self::Unreadable(file) => Message::new("err-file-unreadable").text("file", file),
            Self::Unwritable(file) => Message::new("err-file-unwritable").text("file", file),
            Self::SealedUnwritten { file, number } => {
                Message::new("err-sealed-unwritten").text("file", file).number("number", *number)
            }
            Self::NoTerminal => Message::new("err-no-terminal"),
            Self::CutOff => Message::new("err-cut-off"),
        }
    }

    /// What to do.
    pub(crate) fn advice(&self) -> Option<Message> {
        match self {
            Self::Service(err) => err.advice(),
            Self::Standalone(err) => err.advice(),
            Self::UnknownForm(_) => Some(Message::new("fix-no-such-form")),
            Self::UnknownQuestion(_) => Some(Message::new("fix-no-such-question")),
            Self::Usage(_) => Some(Message::new("fix-usage")),
            Self::Unreadable(_) => Some(Message::new("fix-file-unreadable")),
            Self::Unwritable(_) => Some(Message::new("fix-file-unwritable")),
            Self::Malformed(_) => Some(Message::new("fix-file-malformed")),
            Self::SealedUnwritten { number, .. } => {
                Some(Message::new("fix-sealed-unwritten").number("number", *number))
            }
            Self::NoTerminal => Some(Message::new("fix-no-terminal")),
            Self::CutOff => Some(Message::new("fix-cut-off")),
        }
    }

    /// The exit code of the contract.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Service(err) => err.exit_code(),
            Self::Standalone(err) => err.exit_code(),
            Self::Usage(_)
            | Self::Unreadable(_)
            | Self::NoTerminal
            | Self::UnknownForm(_)
            | Self::UnknownQuestion(_) => 2,
            Self::Malformed(_) => 4,
            Self::Unwritable(_) | Self::SealedUnwritten { .. } => 5,
            Self::CutOff => 7,
        }
    }
}
