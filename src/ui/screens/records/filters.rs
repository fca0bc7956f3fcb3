//! What the list is narrowed to: state, form, place, officer, year, each choice with what it would show.

use eframe::egui::{Color32, Key, Ui};
use egui_lucide::Lucide;

use super::super::record_words::{counted, in_language};
use crate::{
    base::{FormId, Sensitive, UserId},
    cases::State,
    service::query::records::{Facets, Filter},
    ui::{
        cx::Cx,
        frame,
        keys::{self, Shortcut},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, CheckBox, state_look},
    },
};

/// How many choices of a long list are shown before the rest is asked for.
const SHOWN: usize = 5;

/// The key that leads to each filter.
pub(super) const KEYS: [(Shortcut, &str); 5] = [
    (keys::alt(Key::S), "records-filter-state"),
    (keys::alt(Key::F), "records-filter-form"),
    (keys::alt(Key::P), "records-filter-place"),
    (keys::alt(Key::O), "records-filter-officer"),
    (keys::alt(Key::Y), "records-filter-year"),
];

/// What is chosen.
#[derive(Debug, Default)]
pub struct Filters {
    /// What is looked for.
    pub text: String,
    states: Vec<State>,
    forms: Vec<FormId>,
    places: Vec<String>,
    officers: Vec<UserId>,
    years: Vec<i32>,
    /// The filters whose choices are all shown, by text id.
    whole: Vec<&'static str>,
}

impl Filters {
    /// The same as the service wants it.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter {
            text: Sensitive::new(self.text.clone()),
            states: self.states.clone(),
            forms: self.forms.clone(),
            places: self.places.clone(),
            officers: self.officers.clone(),
            years: self.years.clone(),
        }
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let Self { text, states, forms, places, officers, years, whole: _ } = self;
        !text.trim().is_empty()
            || !states.is_empty()
            || !forms.is_empty()
            || !places.is_empty()
            || !officers.is_empty()
            || !years.is_empty()
    }
}

/// One choice of a filter.
struct Choice<T> {
    value: T,
    words: String,
    count: usize,
    look: Option<(Lucide, Color32)>,
}

/// Draws the filters; answers whether one changed.
pub(super) fn ui(filters: &mut Filters, ui: &mut Ui, cx: &Cx<'_>, facets: &Facets) -> bool {
    let pressed = KEYS.iter().find(|it| keys::pressed(ui.ctx(), it.0)).map(|it| it.1);
    let Filters { text: _, states, forms, places, officers, years, whole } = filters;
    let mut block = Blocks { pressed, whole, changed: false };
    let of_states = facets
        .states
        .iter()
        .filter(|(state, n)| *state != State::Void || *n > 0 || states.contains(state))
        .map(|(state, n)| {
            let (id, icon, color, _) = state_look(*state, false, Tokens::of(ui));
            Choice { value: *state, words: cx.t(id), count: *n, look: Some((icon, color)) }
        })
        .collect();
    block.ui(ui, cx, "records-filter-state", of_states, states);
    let of_forms = facets
        .forms
        .iter()
        .map(|(id, title, n)| {
            let title = in_language(cx, title);
            let words = if title.is_empty() { id.0.clone() } else { title.to_owned() };
            Choice { value: id.clone(), words, count: *n, look: None }
        })
        .collect();
    block.ui(ui, cx, "records-filter-form", of_forms, forms);
    let of_places = facets
        .places
        .iter()
        .map(|(place, n)| Choice {
            value: place.code.clone(),
            words: if place.name.is_empty() { place.code.clone() } else { place.name.clone() },
            count: *n,
            look: None,
        })
        .collect();
    block.ui(ui, cx, "records-filter-place", of_places, places);
    let of_officers = facets
        .officers
        .iter()
        .map(|(user, login, n)| Choice {
            value: *user,
            words: login.clone(),
            count: *n,
            look: None,
        })
        .collect();
    block.ui(ui, cx, "records-filter-officer", of_officers, officers);
    let of_years = facets
        .years
        .iter()
        .map(|(year, n)| Choice { value: *year, words: year.to_string(), count: *n, look: None })
        .collect();
    block.ui(ui, cx, "records-filter-year", of_years, years);
    block.changed
}

struct Blocks<'a> {
    /// The filter whose key was pressed.
    pressed: Option<&'static str>,
    whole: &'a mut Vec<&'static str>,
    changed: bool,
}

impl Blocks<'_> {
    fn ui<T: Clone + PartialEq>(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        title: &'static str,
        mut choices: Vec<Choice<T>>,
        chosen: &mut Vec<T>,
    ) {
        if choices.is_empty() && chosen.is_empty() {
            return;
        }
        let all = self.whole.contains(&title);
        // States are few and always whole; of the rest, what is chosen stays in sight.
        let cut = title != "records-filter-state" && !all && choices.len() > SHOWN + 1;
        let hidden = if cut { choices.len() - SHOWN } else { 0 };
        if cut {
            let mut n = 0;
            choices.retain(|it| {
                n += 1;
                n <= SHOWN || chosen.contains(&it.value)
            });
        }
        frame::block(ui, cx, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.head_ui(ui, cx, title, hidden, all);
            for (n, choice) in choices.iter().enumerate() {
                let wanted = n == 0 && self.pressed == Some(title);
                self.changed |= choice_ui(ui, cx, choice, chosen, wanted);
            }
        });
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, title: &'static str, hidden: usize, all: bool) {
        let tokens = Tokens::of(ui);
        let key = KEYS.iter().find(|it| it.1 == title).map(|it| keys::caption(cx, it.0));
        frame::row(ui, cx, size::COMPACT, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.add(Text::new(&cx.t(title)).style(Style::SMALL_STRONG).color(tokens.ink2));
            ui.with_layout(frame::trailing(cx), |ui| {
                if let Some(key) = key {
                    ui.add(Text::new(&key).style(Style::SMALL).color(tokens.ink3));
                }
                if hidden > 0 || all {
                    let words = if all {
                        cx.t("records-filter-fewer")
                    } else {
                        counted(cx, "records-filter-more", hidden)
                    };
                    if ui.add(Button::new(&words).bare().compact()).clicked() {
                        if all {
                            self.whole.retain(|it| *it != title);
                        } else {
                            self.whole.push(title);
                        }
                    }
                }
            });
        });
    }
}

/// One choice; answers whether it was taken or dropped.
fn choice_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    choice: &Choice<T>,
    chosen: &mut Vec<T>,
    wanted: bool,
) -> bool {
    let mut checked = chosen.contains(&choice.value);
    let count = cx.texts.count(choice.count);
    let width = ui.available_width();
    let mut check = CheckBox::new(&mut checked, &choice.words).count(&count).width(width);
    if let Some((icon, color)) = choice.look {
        check = check.icon(icon, color);
    }
    let response = ui.add(check);
    if wanted {
        response.request_focus();
    }
    if !response.changed() {
        return false;
    }
    if checked {
        chosen.push(choice.value.clone());
    } else {
        chosen.retain(|it| *it != choice.value);
    }
    true
}
