//! Who works here, what they may do, and by what that is protected.

use std::fmt;

use eframe::egui::{Id, ScrollArea, Ui};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

use super::Action;
use crate::{
    base::{Message, Role},
    cases::{EnforcedBy, Permission},
    service::query::office::PersonView,
    ui::{
        bars::role_text,
        cx::Cx,
        frame,
        loadable::Loadable,
        screens::parts::{failure_ui, icon_line, panel, secret_ui, small, text_ui, title_ui},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Answer, Button, CheckList, Column, Dialog, Table, Width},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct People {
    /// Everybody.
    pub list: Loadable<Vec<PersonView>>,
    /// The row that is selected.
    pub selected: Option<usize>,
    /// Somebody who is being added.
    pub adding: Option<NewPerson>,
    /// Whose removal is asked about, by login.
    pub removing: Option<String>,
}

/// What is typed for somebody new. They type their own passphrase.
#[derive(Clone, Default, PartialEq)]
pub struct NewPerson {
    /// Their name.
    pub name: Zeroizing<String>,
    /// Their login.
    pub login: String,
    /// Which of [`Role::ALL`] they have.
    pub roles: Vec<bool>,
    /// The compartments that whoever adds them holds.
    pub offered: Vec<String>,
    /// Which of those they are cleared for.
    pub cleared: Vec<bool>,
    /// Their passphrase.
    pub passphrase: Zeroizing<String>,
    /// The same again.
    pub again: Zeroizing<String>,
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPerson").finish_non_exhaustive()
    }
}

impl NewPerson {
    /// Nobody yet, to be cleared for no more than the person at the keyboard.
    #[must_use]
    pub fn new(cx: &Cx<'_>) -> Self {
        let offered = cx.session.map(|it| it.compartments.clone()).unwrap_or_default();
        let cleared = offered.iter().map(|it| it == "general").collect();
        Self { offered, cleared, roles: vec![false; Role::ALL.len()], ..Self::default() }
    }

    /// The roles that are ticked.
    #[must_use]
    pub fn chosen_roles(&self) -> Vec<Role> {
        let chosen = Role::ALL.iter().zip(&self.roles).filter(|(_, on)| **on);
        chosen.map(|(role, _)| *role).collect()
    }

    /// The compartments that are ticked.
    #[must_use]
    pub fn chosen_compartments(&self) -> Vec<String> {
        let chosen = self.offered.iter().zip(&self.cleared).filter(|(_, on)| **on);
        chosen.map(|(name, _)| name.clone()).collect()
    }

    fn is_whole(&self) -> bool {
        !self.login.trim().is_empty()
            && !self.passphrase.is_empty()
            && self.passphrase == self.again
            && self.roles.contains(&true)
    }
}

/// The word of a compartment.
pub(super) fn compartment_words(cx: &Cx<'_>, name: &str) -> String {
    match name {
        "general" => cx.t("compartment-general"),
        "protection" => cx.t("compartment-protection"),
        "health" => cx.t("compartment-health"),
        other => other.to_owned(),
    }
}

impl People {
    fn person(&self) -> Option<&PersonView> {
        self.list.ready()?.get(self.selected?)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        if self.adding.is_some() {
            return self.adding_ui(ui, cx, free);
        }
        match &self.list {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(people) => table_ui(ui, cx, people, &mut self.selected),
        }
        None
    }

    fn adding_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let new = self.adding.as_mut()?;
        let title = cx.t("office-add-person");
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| panel(ui, cx, (&title, ""), |ui| new_person_ui(ui, cx, new, free)))
            .inner
    }

    /// The question before somebody is removed.
    pub(super) fn dialog_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let login = self.removing.clone()?;
        let title = cx.m(&Message::new("office-remove-title").text("login", login.clone()));
        let yes = cx.t("office-remove-yes");
        let dialog = Dialog::new("remove person", &title, &yes).destructive();
        let answer = dialog.show(ui.ctx(), cx, |ui| {
            let color = Tokens::of(ui).ink2;
            let how = cx.t("office-remove-how");
            ui.add(Text::new(&how).color(color).wrap(size::DIALOG - 32.0));
        })?;
        self.removing = None;
        (answer == Answer::Yes).then_some(Action::RemovePerson(login))
    }

    /// The selected person, and the table of rights.
    pub(super) fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(person) = self.person().filter(|_| self.adding.is_none()).cloned() {
            frame::block(ui, cx, |ui| {
                let tokens = Tokens::of(ui);
                let room = ui.available_width();
                ui.add(Text::new(person.name.expose()).style(Style::SECTION).elide(room));
                for role in &person.roles {
                    let words = cx.t(role_text(*role));
                    icon_line(ui, cx, Lucide::UserRound, &words, tokens.ink2);
                }
                for name in &person.compartments {
                    let words = compartment_words(cx, name);
                    icon_line(ui, cx, Lucide::Key, &words, tokens.ink2);
                }
                let me = cx.session.is_some_and(|it| it.user == person.id);
                if person.active && !me {
                    ui.add_space(space::S);
                    let words = cx.t("office-remove");
                    if ui.add(Button::new(&words).destructive()).clicked() {
                        self.removing = Some(person.login.clone());
                    }
                }
            });
        }
        frame::block(ui, cx, |ui| rights_ui(ui, cx));
    }
}

fn table_ui(ui: &mut Ui, cx: &Cx<'_>, people: &[PersonView], selected: &mut Option<usize>) {
    let columns = [
        Column::text(cx.t("office-person-name"), Width::Share(1.0, 140.0)),
        Column::text(cx.t("office-person-login"), Width::Exact(120.0)),
        Column::text(cx.t("office-person-roles"), Width::Share(1.2, 160.0)),
        Column::text(cx.t("office-person-cleared"), Width::Share(1.0, 120.0)),
    ];
    let name = cx.t("office-people");
    let id = Id::unique("office people");
    let table = Table::new(id, &name, &columns, people.len(), selected).row_height(30.0);
    let _seen = table.show(
        ui,
        cx,
        |row| people.get(row).map(|it| it.login.clone()).unwrap_or_default(),
        |ui, row, column| {
            let Some(person) = people.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let color = if person.active { tokens.ink } else { tokens.ink3 };
            let words = match column {
                0 => person.name.expose().clone(),
                1 => person.login.clone(),
                2 if !person.active => cx.t("office-person-removed"),
                2 => {
                    let roles: Vec<String> =
                        person.roles.iter().map(|it| cx.t(role_text(*it))).collect();
                    roles.join(", ")
                }
                _ => {
                    let names: Vec<String> =
                        person.compartments.iter().map(|it| compartment_words(cx, it)).collect();
                    names.join(", ")
                }
            };
            ui.add(Text::new(&words).color(color).elide(room));
        },
    );
}

fn new_person_ui(ui: &mut Ui, cx: &Cx<'_>, new: &mut NewPerson, free: bool) -> Option<Action> {
    let tokens = Tokens::of(ui);
    let width = ui.available_width().min(360.0);
    small(ui, &cx.t("office-add-person-how"), tokens.ink3);
    ui.add_space(space::S);
    text_ui(ui, cx, width, ("office-person-name", ""), &mut new.name);
    ui.add_space(space::S);
    text_ui(ui, cx, width, ("office-person-login", ""), &mut new.login);
    ui.add_space(space::M);
    let words: Vec<String> = Role::ALL.iter().map(|it| cx.t(role_text(*it))).collect();
    let label = cx.t("office-person-roles");
    ui.add(Text::new(&label));
    ui.add(CheckList::new(Id::unique("new roles"), &label, &words, &mut new.roles));
    ui.add_space(space::M);
    let words: Vec<String> = new.offered.iter().map(|it| compartment_words(cx, it)).collect();
    let label = cx.t("office-person-cleared");
    ui.add(Text::new(&label));
    ui.add(CheckList::new(Id::unique("new cleared"), &label, &words, &mut new.cleared));
    ui.add_space(space::M);
    let mut entered =
        secret_ui(ui, cx, width, ("office-person-passphrase", None), &mut new.passphrase);
    small(ui, &cx.t("office-person-passphrase-rule"), tokens.ink3);
    ui.add_space(space::S);
    let differ = cx.t("office-person-differ");
    let differs = !new.again.is_empty() && !new.passphrase.starts_with(new.again.as_str());
    let error = differs.then_some(differ.as_str());
    entered = secret_ui(ui, cx, width, ("office-person-again", error), &mut new.again) || entered;
    ui.add_space(space::M);
    let whole = new.is_whole();
    let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
        let words = cx.t("office-add-person-do");
        let pressed = ui.add_enabled(free && whole, Button::new(&words).primary()).clicked();
        if !whole {
            let why = cx.t("office-add-person-missing");
            let room = ui.available_width().max(1.0);
            ui.add(Text::new(&why).style(Style::SMALL).color(tokens.ink3).elide(room));
        }
        pressed
    });
    (free && whole && (pressed || entered)).then(|| Action::AddPerson(new.clone()))
}

/// What each role may do, and by what that is protected.
fn rights_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let tokens = Tokens::of(ui);
    title_ui(ui, cx, &cx.t("office-rights"), "");
    for right in Permission::ALL {
        let by = match right.enforced_by() {
            EnforcedBy::Key => "office-by-key",
            EnforcedBy::Signature => "office-by-signature",
            EnforcedBy::Screen => "office-by-screen",
        };
        ui.add(Text::new(&cx.t(right_text(right))));
        let roles: Vec<String> = Role::ALL
            .into_iter()
            .filter(|it| right.comes_with(*it))
            .map(|it| cx.t(role_text(it)))
            .collect();
        let words =
            Message::new("office-right").text("by", cx.t(by)).text("roles", roles.join(", "));
        small(ui, &cx.m(&words), tokens.ink3);
        ui.add_space(space::XS);
    }
    small(ui, &cx.t("office-rights-how"), tokens.ink2);
}

const fn right_text(right: Permission) -> &'static str {
    match right {
        Permission::Anybody => "right-anybody",
        Permission::Unlocked => "right-unlocked",
        Permission::Read => "right-read",
        Permission::Enter => "right-enter",
        Permission::Review => "right-review",
        Permission::Release => "right-release",
        Permission::Administer => "right-administer",
    }
}
