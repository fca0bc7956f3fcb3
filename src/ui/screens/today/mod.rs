//! Today: what needs the person at the keyboard, most pressing first, one key each.

mod list;
mod rail;

use std::collections::BTreeMap;

use eframe::egui::{Key, Ui};

use super::{
    new_record::{DIGITS, NewRecord},
    record_words::counted,
};
use crate::{
    base::{FormId, RecordId},
    service::query::{progress::Progress, today::TodayView},
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint},
        loadable::{Failure, Loadable},
        notices::Notice,
        route::{Route, Target},
        text::{Style, Text},
        theme::Tokens,
        widgets::{self, list_keys},
    },
};
use list::{Entry, Section};

/// View state.
#[derive(Debug, Default)]
pub struct Today {
    /// What needs the person.
    pub view: Loadable<TodayView>,
    /// How far the drafts are, as far as that is known.
    pub progress: BTreeMap<RecordId, Progress>,
    /// Beginning a record.
    pub new: NewRecord,
    selected: Option<usize>,
    /// Lines that were drawn.
    entries: usize,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Show another screen.
    Go(Route),
    /// Ask for everything again.
    Again,
}

impl Today {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let begun = self.header_ui(ui, cx);
        let chosen = self.new.list_ui(ui, cx);
        let mut action = begun.or(chosen).map(begin);
        let Self { view, progress, new, selected, entries: drawn } = self;
        let view = match view {
            Loadable::Ready(view) => view,
            Loadable::Loading => {
                frame::work(ui, cx, |_| ());
                return action;
            }
            Loadable::Failed(failure) => return action.or(failed_ui(ui, cx, failure)),
        };
        let sections = list::sections(cx, view, progress);
        let entries = sections.iter().map(|it| it.entries.len()).sum();
        *drawn = entries;
        if action.is_none() {
            action = pressed(ui, &sections, entries, selected);
        }
        frame::right_rail(ui, cx, |ui| {
            let forms = new.forms.ready().map_or(&[][..], Vec::as_slice);
            if let Some(route) = rail::ui(ui, cx, view, forms) {
                action = Some(Action::Go(route));
            }
        });
        frame::work(ui, cx, |ui| {
            if entries == 0 {
                action = action.take().or(empty_ui(ui, cx, new));
            } else if let Some(route) = list::ui(ui, cx, &sections, selected) {
                action = Some(Action::Go(route));
            }
        });
        action
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<FormId> {
        let waiting = self.view.ready().map(|view| list::waiting(cx, view));
        let mut begun = None;
        let new = &mut self.new;
        frame::header(
            ui,
            cx,
            |ui| {
                let day = as_heading(&cx.texts.long_day(cx.today));
                ui.add(Text::new(&day).style(Style::HEADING));
                if let Some(waiting) = waiting {
                    let words = counted(cx, "today-waiting", waiting);
                    ui.add(Text::new(&words).color(Tokens::of(ui).ink2));
                }
            },
            |ui| begun = new.button_ui(ui, cx),
        );
        begun
    }

    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let plain = keys::plain;
        let mut hints = Vec::new();
        let digits = [DIGITS.first(), DIGITS.get(1..self.entries.min(9)).and_then(<[Key]>::last)];
        if self.entries > 0 {
            let digits: Vec<_> = digits.into_iter().flatten().map(|it| plain(*it)).collect();
            hints.push(KeyHint::several(digits, "today-key-open-number"));
            let arrows = [plain(Key::ArrowUp), plain(Key::ArrowDown)];
            hints.push(KeyHint::several(arrows, "today-key-move"));
            hints.push(KeyHint::new(plain(Key::Enter), "today-key-open"));
        }
        hints.extend(self.new.hint());
        hints.push(KeyHint::new(keys::FIND, "today-key-find"));
        hints
    }
}

/// French writes days small; a heading begins large in every language.
fn as_heading(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn begin(form: FormId) -> Action {
    Action::Go(Route::Entry(Target::New(form)))
}

/// Numbers open, arrows move, Enter opens.
fn pressed(
    ui: &Ui,
    sections: &[Section],
    entries: usize,
    selected: &mut Option<usize>,
) -> Option<Action> {
    let ctx = ui.ctx();
    let all: Vec<&Entry> = sections.iter().flat_map(|it| &it.entries).collect();
    let number =
        DIGITS.iter().take(entries).position(|key| keys::pressed_outside_fields(ctx, *key));
    if ctx.memory(|memory| memory.focused().is_none()) {
        list_keys(ui, entries, 10, selected);
        if selected.is_some() && keys::pressed(ctx, keys::plain(Key::Enter)) {
            return selected.and_then(|n| all.get(n)).map(|it| Action::Go(it.route.clone()));
        }
    }
    number.and_then(|n| all.get(n)).map(|it| Action::Go(it.route.clone()))
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, new: &mut NewRecord) -> Option<Action> {
    let words = cx.t("records-new");
    let offered = new.is_offered(cx);
    let how = cx.t(if offered { "today-empty-enter" } else { "today-empty-wait" });
    // Its key is the header's; here it is only shown.
    let action = offered.then_some((words.as_str(), None));
    if widgets::empty(ui, cx, &cx.t("today-empty"), &how, action) {
        new.begin(cx).map(begin)
    } else {
        None
    }
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) -> Option<Action> {
    let notice = Notice::from(failure.clone());
    frame::work(ui, cx, |ui| {
        eframe::egui::Frame::NONE
            .inner_margin(16)
            .show(ui, |ui| {
                let _answer = widgets::notice(ui, cx, &notice);
                let again = ui.add(widgets::Button::new(&cx.t("records-again"))).clicked();
                again.then_some(Action::Again)
            })
            .inner
    })
}
