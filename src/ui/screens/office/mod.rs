//! The office: people, forms, places, headquarters, and whether everything holds.

mod check;
mod forms;
mod headquarters;
mod people;
mod places;
mod upgrade;

use eframe::egui::{Frame, Id, Key, Margin, Ui};

pub use check::Check;
pub use forms::{Candidate, Forms};
pub use headquarters::{Headquarters, ReadView};
pub use people::{NewPerson, People};
pub use places::Places;
pub use upgrade::Upgrade;

use super::parts::{failure_ui, job_ui, part_ui};
use crate::{
    base::{FormId, Message, Sensitive},
    service::job::Seen,
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint},
        loadable::Failure,
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::Button,
    },
};

/// The parts of this screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Who works here.
    #[default]
    People,
    /// Forms.
    Forms,
    /// Places.
    Places,
    /// Headquarters, and the office's own key.
    Headquarters,
    /// Whether everything holds.
    Check,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 5] =
        [Self::People, Self::Forms, Self::Places, Self::Headquarters, Self::Check];

    /// Its word.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::People => "office-people",
            Self::Forms => "office-forms",
            Self::Places => "office-places",
            Self::Headquarters => "office-headquarters",
            Self::Check => "office-check",
        }
    }
}

/// View state.
#[derive(Debug, Default)]
pub struct Office {
    /// The part that is shown.
    pub part: Part,
    /// Who works here.
    pub people: People,
    /// Forms.
    pub forms: Forms,
    /// Places.
    pub places: Places,
    /// Headquarters.
    pub headquarters: Headquarters,
    /// Whether everything holds.
    pub check: Check,
    /// Something was asked and not yet answered; no button works meanwhile.
    pub busy: bool,
    /// How far long work is, while it runs.
    pub job: Option<Seen>,
    /// Why something did not happen.
    pub failure: Option<Failure>,
}

/// What a file is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickFor {
    /// A form to be added.
    Form,
    /// A list of places.
    Places,
    /// Headquarters' profile.
    Profile,
    /// Where the office's public key goes.
    Signer,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Show another part.
    Show(Part),
    /// Add somebody.
    AddPerson(NewPerson),
    /// Remove somebody, by login.
    RemovePerson(String),
    /// Read and check the form there.
    CheckForm(String),
    /// Add the form that was checked.
    AddForm,
    /// Say what would become of open records under the current version of a form, or bring them to it.
    Upgrade {
        /// The form.
        form: FormId,
        /// Change nothing.
        dry_run: bool,
    },
    /// Look for places.
    Search(String),
    /// Take the list of places there.
    ImportPlaces(String),
    /// Read the profile there.
    ReadProfile(String),
    /// Trust the profile that was read, with the words of the letter.
    Trust(Sensitive<String>),
    /// Write the office's public key there.
    WriteSigner(String),
    /// Check everything.
    Check,
    /// Stop long work.
    Cancel,
    /// Choose a file.
    Pick(PickFor),
}

impl Office {
    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let mut hints = vec![KeyHint::new(keys::PANE, "office-key-pane")];
        match self.part {
            Part::People => hints.push(KeyHint::new(keys::ctrl(Key::N), "office-key-add-person")),
            Part::Forms if self.forms.upgrade.is_some() => {
                hints.push(KeyHint::new(keys::ctrl(Key::Enter), "office-key-upgrade"));
            }
            Part::Forms => {
                hints.push(KeyHint::new(keys::ctrl(Key::N), "office-key-add-form"));
                hints.push(KeyHint::new(forms::UPGRADE, "office-key-would-upgrade"));
            }
            Part::Check => hints.push(KeyHint::new(keys::ctrl(Key::Enter), "office-key-check")),
            Part::Places => hints.push(KeyHint::new(keys::ctrl(Key::Enter), "office-key-import")),
            Part::Headquarters => {}
        }
        if self.is_asking() || self.job.is_some() {
            hints.push(KeyHint::new(keys::plain(Key::Escape), "office-key-back"));
        }
        hints
    }

    /// Whether something is being filled in.
    fn is_asking(&self) -> bool {
        match self.part {
            Part::People => self.people.adding.is_some(),
            Part::Forms => self.forms.candidate.is_some() || self.forms.upgrade.is_some(),
            Part::Places | Part::Headquarters | Part::Check => false,
        }
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if self.is_asking()
            && self.people.removing.is_none()
            && keys::pressed(ui.ctx(), keys::plain(Key::Escape))
        {
            self.people.adding = None;
            self.forms.candidate = None;
            self.forms.upgrade = None;
            self.failure = None;
        }
        let mut action = self.header_ui(ui, cx);
        action = action.or(self.people.dialog_ui(ui, cx));
        if self.part == Part::People {
            frame::right_rail(ui, cx, |ui| self.people.rail_ui(ui, cx));
        }
        if self.part == Part::Forms && !self.is_asking() {
            let free = !self.busy;
            frame::right_rail(ui, cx, |ui| {
                let asked = self.forms.rail_ui(ui, cx, free);
                action = action.take().or(asked);
            });
        }
        frame::left_rail(ui, cx, |ui| {
            if let Some(part) = self.parts_ui(ui, cx) {
                action = Some(Action::Show(part));
            }
        });
        let worked = frame::work(ui, cx, |ui| self.work_ui(ui, cx));
        action.or(worked)
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let office = cx.session.map(|it| {
            Message::new("office-subject")
                .text("name", it.office.name.clone())
                .text("code", it.office.code.clone())
        });
        frame::header(
            ui,
            cx,
            |ui| {
                ui.add(Text::new(&cx.t("office-title")).style(Style::SECTION));
                if let Some(office) = office {
                    let room = ui.available_width().max(40.0);
                    let color = Tokens::of(ui).ink2;
                    ui.add(Text::new(&cx.m(&office)).color(color).elide(room));
                }
            },
            |ui| {
                let (key, text) = match self.part {
                    Part::People if self.people.adding.is_none() => {
                        (keys::ctrl(Key::N), "office-add-person")
                    }
                    Part::Forms if !self.is_asking() => (keys::ctrl(Key::N), "office-add-form"),
                    Part::Check if self.job.is_none() => {
                        (keys::ctrl(Key::Enter), "office-check-do")
                    }
                    Part::People
                    | Part::Forms
                    | Part::Places
                    | Part::Headquarters
                    | Part::Check => return,
                };
                let (caption, words) = (keys::caption(cx, key), cx.t(text));
                let pressed = ui.add(Button::new(&words).primary().keys(&caption)).clicked();
                if !pressed && !keys::pressed(ui.ctx(), key) {
                    return;
                }
                self.failure = None;
                match self.part {
                    Part::People => {
                        self.people.adding = Some(NewPerson::new(cx));
                        ui.memory_mut(|it| it.request_focus(Id::unique("office-person-name")));
                    }
                    Part::Forms => {
                        self.forms.candidate = Some(Candidate::default());
                        ui.memory_mut(|it| it.request_focus(Id::unique("office-form-path")));
                    }
                    Part::Check => action = Some(Action::Check),
                    Part::Places | Part::Headquarters => {}
                }
            },
        );
        action
    }

    fn parts_ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Part> {
        let mut chosen = None;
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.y = 0.0;
        for part in Part::ALL {
            if part_ui(ui, &cx.t(part.text()), part == self.part) && part != self.part {
                chosen = Some(part);
            }
        }
        chosen
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let margin = Margin { left: 16, right: 16, top: 12, bottom: 0 };
        if let Some(seen) = self.job {
            Frame::NONE.inner_margin(margin).show(ui, |ui| {
                if job_ui(ui, cx, seen) {
                    action = Some(Action::Cancel);
                }
            });
        }
        if let Some(failure) = &self.failure {
            Frame::NONE.inner_margin(margin).show(ui, |ui| failure_ui(ui, cx, failure));
            ui.add_space(space::S);
        }
        let free = !self.busy;
        let asked = match self.part {
            Part::People => self.people.ui(ui, cx, free),
            Part::Forms => self.forms.ui(ui, cx, free),
            Part::Places => self.places.ui(ui, cx, free),
            Part::Headquarters => self.headquarters.ui(ui, cx, free),
            Part::Check => self.check.ui(ui, cx),
        };
        action.or(asked)
    }
}
