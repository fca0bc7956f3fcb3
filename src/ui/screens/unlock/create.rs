//! Making an office, and the recovery key that is shown once.

use std::{fmt, path::PathBuf};

use eframe::egui::{Frame, Id, Margin, StrokeKind, Ui};
use zeroize::Zeroizing;

use super::{Action, FolderFor, Unlock, busy_ui, folder_ui, secret_ui, text_ui};
use crate::{
    base::{Message, Sensitive},
    service::SessionView,
    ui::{
        cx::Cx,
        frame,
        loadable::Failure,
        text::{Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Question},
    },
};

/// What is typed for a new office.
#[derive(Clone, Default, PartialEq)]
pub struct NewOffice {
    /// Its folder, empty or new.
    pub folder: String,
    /// What people call it.
    pub name: String,
    /// Its code.
    pub code: String,
    /// The first person's name.
    pub person: Zeroizing<String>,
    /// Their login.
    pub login: String,
    /// Their passphrase.
    pub passphrase: Zeroizing<String>,
    /// The same again.
    pub again: Zeroizing<String>,
}

impl fmt::Debug for NewOffice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewOffice").field("code", &self.code).finish_non_exhaustive()
    }
}

impl NewOffice {
    /// Where it is to lie.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.folder.trim())
    }
}

/// The recovery key of an office just made: to be written on paper, and typed back from it.
#[derive(Debug)]
pub struct RecoveryKeyView {
    /// Who is at the keyboard of the new office.
    pub session: Box<SessionView>,
    /// The key, shown once.
    pub key: Sensitive<String>,
    /// As typed back.
    pub typed: Zeroizing<String>,
}

impl Unlock {
    pub(super) fn create_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Option<Action> {
        ui.add(Text::new(&cx.t("unlock-create")).style(Style::SECTION));
        let hint = cx.t("unlock-create-how");
        ui.add(Text::new(&hint).style(Style::SMALL).color(Tokens::of(ui).ink3).wrap(width));
        ui.add_space(space::S);
        let new = &mut self.new;
        text_ui(ui, cx, width, "unlock-office-name", &mut new.name);
        ui.add_space(space::S);
        text_ui(ui, cx, width, "unlock-office-code", &mut new.code);
        ui.add_space(space::S);
        let pick = folder_ui(ui, cx, width, "unlock-new-folder", &mut new.folder);
        ui.add_space(space::S);
        text_ui(ui, cx, width, "unlock-your-name", &mut new.person);
        ui.add_space(space::S);
        text_ui(ui, cx, width, "unlock-login", &mut new.login);
        ui.add_space(space::S);
        let rule = cx.t("unlock-passphrase-rule");
        secret_ui(ui, cx, width, ("unlock-passphrase", &rule), &mut new.passphrase);
        ui.add_space(space::S);
        secret_ui(ui, cx, width, ("unlock-passphrase-again", ""), &mut new.again);
        ui.add_space(space::M);
        let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
            let words = cx.t("unlock-create-do");
            let button = Button::new(&words).primary();
            let pressed = ui.add_enabled(self.busy.is_none(), button).clicked();
            busy_ui(ui, cx, self.busy, "unlock-create-takes");
            pressed
        });
        if pressed {
            if self.new.passphrase == self.new.again {
                return Some(Action::Create(self.new.clone()));
            }
            self.failure = Some(differ());
        }
        pick.then_some(Action::Pick(FolderFor::NewOffice))
    }

    pub(super) fn recovery_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Option<Action> {
        let tokens = Tokens::of(ui);
        let recovery = self.recovery.as_mut()?;
        ui.add(Text::new(&cx.t("unlock-recovery-title")).style(Style::SECTION));
        ui.add(Text::new(&cx.t("unlock-recovery-how")).color(tokens.ink2).wrap(width));
        ui.add_space(space::S);
        let shown = Frame::NONE.fill(tokens.field).inner_margin(Margin::same(12)).show(ui, |ui| {
            let key = Text::new(recovery.key.expose()).style(Style::CODE).direction(Direction::Ltr);
            ui.add(key.wrap(width - 24.0));
        });
        let stroke = (1.0, tokens.edge);
        ui.painter().rect_stroke(shown.response.rect, size::RADIUS, stroke, StrokeKind::Inside);
        ui.add_space(space::M);
        let label = cx.t("unlock-recovery-typed");
        Question::new(&label).width(width).show(ui, cx, |ui, by| {
            let field = Field::new(&mut recovery.typed)
                .id(Id::unique("recovery typed"))
                .direction(Direction::Ltr)
                .style(Style::CODE)
                .rows(2)
                .width(width);
            ui.add(field.labelled_by(by))
        });
        ui.add_space(space::M);
        let typed = Sensitive::new(recovery.typed.to_string());
        let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
            let words = cx.t("unlock-recovery-check");
            let button = Button::new(&words).primary();
            let pressed = ui.add_enabled(self.busy.is_none(), button).clicked();
            busy_ui(ui, cx, self.busy, "unlock-recovery-once");
            pressed
        });
        pressed.then_some(Action::TryRecovery(typed))
    }
}

/// The two passphrases are not the same.
pub(super) fn differ() -> Failure {
    Failure {
        code: "OFFICE-0",
        message: Message::new("unlock-passphrases-differ"),
        advice: Some(Message::new("unlock-passphrases-differ-fix")),
    }
}
