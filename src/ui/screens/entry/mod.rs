//! Entry: filling a form in, by keyboard.
//!
//! [`Entry`] owns a [`Filling`] as view state and works a [`Sheet`] out of it after each change; everything drawn is
//! read from there. Where the person is, is a [`Stop`]; `body` draws the questions around it, `roster` the list in
//! which it lies. Saving is the wiring's work, which asks [`Entry::take_change`] what there is to save.

mod body;
mod build;
mod compare;
mod filling;
mod header;
mod keyboard;
mod outline;
mod pairing;
mod rail;
mod read_only;
mod roster;
mod sheet;
mod sitting;

use eframe::egui::Ui;

pub use compare::Beside;
pub use filling::{Change, Filling};
pub use read_only::{Only, RecordBody, record_body_ui};
pub use sheet::{Block, Column, Issue, RepeatView, Row, Section, Sheet, Stop};
pub use sitting::Sitting;

use crate::{
    base::{CommentId, RecordId},
    forms::{Environment, Instance, InstanceError, Path, QuestionType},
    service::query::records::RecordView,
    ui::{cx::Cx, frame, keys::KeyHint, loadable::Failure, widgets},
};

/// View state.
#[derive(Debug, Default)]
pub enum Entry {
    /// The record was asked for.
    #[default]
    Loading,
    /// It came, and is read at the first frame.
    Opened(Box<RecordView>, Environment),
    /// It is being filled in.
    Sitting(Box<Sitting>),
    /// It did not come, or cannot be read.
    Failed(Failure),
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Go away; the draft stays.
    Leave,
    /// Hand the record in.
    Submit,
    /// Remark on a question.
    Comment {
        /// The question.
        question: Path,
        /// The remark.
        text: String,
    },
    /// Answer a remark.
    AnswerComment {
        /// Its thread.
        thread: CommentId,
        /// The answer.
        text: String,
    },
    /// Look at another record.
    Look(RecordId),
    /// Lay another record beside this one.
    Compare(RecordId),
    /// Repeat what the last record of this form has at a question.
    SameAsLast(Path),
    /// Ask for the record again.
    Again,
}

impl Entry {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if let Self::Opened(view, environment) = self {
            let mut environment = environment.clone();
            cx.language().clone_into(&mut environment.language);
            if let Some(session) = cx.session {
                environment.username.clone_from(&session.login);
            }
            *self = match read(view, environment) {
                Ok(instance) => {
                    let view = (**view).clone();
                    Self::Sitting(Box::new(Sitting::new(view, instance, cx)))
                }
                Err(_unreadable) => Self::Failed(Failure {
                    code: "ENTRY-1",
                    message: crate::base::Message::new("entry-unreadable"),
                    advice: Some(crate::base::Message::new("entry-unreadable-advice")),
                }),
            };
        }
        match self {
            Self::Loading | Self::Opened(..) => {
                frame::header(ui, cx, |_| {}, |_| {});
                frame::work(ui, cx, |_| ());
                None
            }
            Self::Failed(failure) => failed_ui(ui, cx, failure),
            Self::Sitting(sitting) => sitting.ui(ui, cx),
        }
    }

    /// The filling-in, where there is one.
    #[must_use]
    pub const fn sitting(&self) -> Option<&Sitting> {
        match self {
            Self::Sitting(sitting) => Some(sitting),
            Self::Loading | Self::Opened(..) | Self::Failed(_) => None,
        }
    }

    /// The filling-in, to be changed.
    pub const fn sitting_mut(&mut self) -> Option<&mut Sitting> {
        match self {
            Self::Sitting(sitting) => Some(sitting),
            Self::Loading | Self::Opened(..) | Self::Failed(_) => None,
        }
    }

    /// What autosave should know; asking clears it.
    pub const fn take_change(&mut self) -> Change {
        match self.sitting_mut() {
            Some(sitting) => sitting.filling_mut().take_change(),
            None => Change::None,
        }
    }

    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        self.sitting().map(Sitting::key_hints).unwrap_or_default()
    }
}

/// Reads the answers. The computer's id, which a window does not know, is what the record was begun with.
fn read(view: &RecordView, mut environment: Environment) -> Result<Instance, InstanceError> {
    let open = |environment: &Environment| {
        Instance::from_json(std::sync::Arc::clone(&view.form), environment, &view.instance)
    };
    let instance = open(&environment)?;
    let device = instance.nodes().into_iter().find_map(|node| {
        let question = node.item.question()?;
        let is_device = question.kind == QuestionType::DeviceId;
        is_device.then(|| instance.value(&node.path).to_owned())
    });
    match device {
        Some(device) if !device.is_empty() => {
            environment.device = device;
            open(&environment)
        }
        Some(_) | None => Ok(instance),
    }
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) -> Option<Action> {
    frame::header(ui, cx, |_| {}, |_| {});
    frame::work(ui, cx, |ui| {
        eframe::egui::Frame::NONE
            .inner_margin(16)
            .show(ui, |ui| {
                let notice = crate::ui::notices::Notice::from(failure.clone());
                let answered = widgets::notice(ui, cx, &notice);
                let words = cx.t("entry-again");
                let again = ui.add(widgets::Button::new(&words)).clicked();
                if again { Some(Action::Again) } else { answered.map(|_| Action::Leave) }
            })
            .inner
    })
}
