//! A date that is typed; Alt ↓ opens a calendar.

use eframe::egui::{
    Id, Key, Modifiers, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2,
    response::Flags, vec2,
};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

use super::{
    calendar::{Calendar, Done, WIDTH},
    date_text::{Precision, read_stored, written},
    typed::{Look, is_left, look_methods, taken, with_latin_digits},
    under::Under,
};
use crate::ui::{
    cx::Cx,
    mark,
    text::{self, Direction, Field, Tone},
    theme::{Tokens, size},
};

/// A typed date. Its text is stored as `2026-08-01`, empty where blank; where no more may be known
/// ([`Precision::AsKnown`]), `2026-08` and `2026` too.
///
/// The response is `changed` when another date was read, on leaving the field. What cannot be read stays as it was
/// typed; [`DateField::unreadable`] then tells so.
#[must_use = "show it"]
pub struct DateField<'a> {
    id: Id,
    stored: &'a mut String,
    precision: Precision,
    look: Look<'a>,
}

#[derive(Clone, Default)]
struct State {
    typed: Option<Zeroizing<String>>,
    unreadable: bool,
    had_focus: bool,
    open: Option<Calendar>,
}

impl State {
    fn type_in(&mut self, typed: String) {
        self.typed = Some(Zeroizing::new(typed));
        self.unreadable = false;
    }
}

impl<'a> DateField<'a> {
    /// A field on a stored date.
    pub const fn new(id: Id, stored: &'a mut String) -> Self {
        Self { id, stored, precision: Precision::Day, look: Look::new() }
    }

    /// How much of a date is asked.
    pub const fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    look_methods!();

    /// Whether the field with this id holds something that is no date.
    #[must_use]
    pub fn unreadable(ui: &Ui, id: Id) -> bool {
        ui.data(|data| data.get_temp::<State>(id)).is_some_and(|it| it.unreadable)
    }

    /// Draws it.
    pub fn show(mut self, ui: &mut Ui, cx: &Cx<'_>) -> Response {
        let mut state: State = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        if ui.memory(|memory| memory.has_focus(self.id)) {
            self.keys(ui, cx, &mut state);
        }
        let mut response = self.field_ui(ui, &mut state);
        let under = Under::new(self.id);
        if is_left(&response, state.had_focus) && !under.is_pressed(ui) {
            state.open = None;
            if self.settle(cx, &mut state) {
                response.mark_changed();
            }
        }
        let icon = self.calendar_icon(ui, cx, response.rect);
        if icon.clicked() {
            state.open = if state.open.is_some() { None } else { Some(self.calendar(cx, &state)) };
            response.request_focus();
        }
        if let Some(open) = state.open {
            let done = under.show(ui, cx, &response, (WIDTH, 8), |ui| open.ui(ui, cx));
            if let Some(done) = done.flatten() {
                // A press in the calendar took the focus; the keys go on from there.
                response.request_focus();
                if self.take(done, &mut state) {
                    response.mark_changed();
                }
            }
        }
        state.had_focus = response.has_focus();
        ui.data_mut(|data| data.insert_temp(self.id, state));
        response
    }

    /// On leaving: what was typed is read. Answers whether it is another date.
    fn settle(&mut self, cx: &Cx<'_>, state: &mut State) -> bool {
        let Some(typed) = state.typed.take() else { return false };
        let read = self.read(cx, &typed);
        state.unreadable = read.is_none();
        if read.is_none() {
            state.typed = Some(typed);
        }
        read.is_some_and(|it| self.store(&it))
    }

    fn read(&self, cx: &Cx<'_>, typed: &str) -> Option<String> {
        read_stored(typed, self.precision, cx.today, &cx.t("date-today-words"))
    }

    /// Stores a date or a blank; answers whether it is another.
    fn store(&mut self, date: &str) -> bool {
        let other = date != self.stored.as_str();
        if other {
            date.clone_into(self.stored);
        }
        other
    }

    const fn usual_width(&self) -> f32 {
        match self.precision {
            Precision::Day | Precision::AsKnown => 132.0,
            Precision::Month => 110.0,
            Precision::Year => 96.0,
        }
    }

    fn field_ui(&self, ui: &mut Ui, state: &mut State) -> Response {
        let shown = written(self.stored, self.precision);
        let mut text = state.typed.clone().unwrap_or_else(|| Zeroizing::new(shown));
        let field = Field::new(&mut text)
            .id(self.id)
            .direction(Direction::Ltr)
            .trailing(22.0)
            .keeps_escape(state.open.is_some());
        let look = if state.unreadable { self.look.tone(Tone::Error) } else { self.look };
        let mut response = ui.add(look.dress(field, self.usual_width()));
        if response.changed() {
            state.type_in(with_latin_digits(&text));
            // What was typed is not yet an answer: only what was read is a change.
            response.flags.set(Flags::CHANGED, false);
        }
        response
    }

    fn calendar_icon(&self, ui: &Ui, cx: &Cx<'_>, rect: Rect) -> Response {
        let tokens = Tokens::of(ui);
        let x = if mark::is_rtl(ui) { rect.left() + 16.0 } else { rect.right() - 16.0 };
        let place = Rect::from_center_size(pos2(x, rect.center().y), vec2(22.0, 22.0));
        let icon = ui.interact(place, self.id.with("calendar"), Sense::CLICK);
        let name = cx.t("date-calendar");
        icon.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
        if icon.hovered() {
            ui.painter().rect_filled(place, size::RADIUS, tokens.hover);
        }
        text::paint_icon(ui, place.center(), Lucide::Calendar, size::ICON, tokens.ink2);
        icon
    }

    /// A calendar at what was typed, else at what is stored.
    fn calendar(&self, cx: &Cx<'_>, state: &State) -> Calendar {
        let typed = state.typed.as_ref().and_then(|it| self.read(cx, it));
        let at = typed.as_deref().unwrap_or(self.stored);
        Calendar::at(at, self.precision, cx.today)
    }

    /// Keys that the calendar takes before the field sees them.
    fn keys(&mut self, ui: &Ui, cx: &Cx<'_>, state: &mut State) {
        let done = match state.open {
            Some(open) => open.keys(ui, cx),
            None if taken(ui, Modifiers::ALT, Key::ArrowDown) => {
                Some(Done::Turned(self.calendar(cx, state)))
            }
            None => None,
        };
        if let Some(done) = done {
            self.take(done, state);
        }
    }

    /// What was done with the calendar. Answers whether another date was taken.
    fn take(&mut self, done: Done, state: &mut State) -> bool {
        let as_known = self.precision == Precision::AsKnown;
        match done {
            Done::Turned(to) => state.open = Some(to),
            Done::Levelled(to) => {
                // What is lit in a blank field is not yet meant.
                if as_known && (state.typed.is_some() || !self.stored.is_empty()) {
                    state.type_in(to.typed());
                }
                state.open = Some(to);
            }
            Done::Lit(to) => {
                state.type_in(to.typed());
                state.open = Some(to);
            }
            Done::Entered(from, to) => {
                // A year alone may be all that is known.
                if as_known {
                    state.type_in(from.typed());
                }
                state.open = Some(to);
            }
            Done::Closed => state.open = None,
            Done::Taken(it) => {
                *state = State { had_focus: state.had_focus, ..State::default() };
                return self.store(&it.stored());
            }
        }
        false
    }
}
