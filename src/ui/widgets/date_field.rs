//! A date that is typed; Alt ↓ opens a calendar.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use eframe::egui::{
    Align2, Frame, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, RectAlign, Response, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

use super::{
    Button,
    date_text::{Precision, latin_digit, read, written},
};
use crate::ui::{
    cx::Cx,
    frame, mark,
    text::{self, Direction, Field, Style, Text, Tone},
    theme::{Tokens, size, space},
};

const CELL: f32 = 32.0;

/// A typed date. Its text is stored as `2026-08-01`, empty where blank.
///
/// The response is `changed` when another date was read, on leaving the field. What cannot be read stays as it was
/// typed; [`DateField::unreadable`] then tells so.
#[must_use = "show it"]
pub struct DateField<'a> {
    id: Id,
    iso: &'a mut String,
    precision: Precision,
    width: Option<f32>,
    tone: Tone,
    compact: bool,
    framed: bool,
    name: Option<&'a str>,
    labelled_by: Option<Id>,
}

#[derive(Clone, Default)]
struct State {
    typed: Option<Zeroizing<String>>,
    unreadable: bool,
    had_focus: bool,
    /// The day that is lit in the open calendar.
    open: Option<NaiveDate>,
}

impl<'a> DateField<'a> {
    /// A field on a stored date.
    pub const fn new(id: Id, iso: &'a mut String) -> Self {
        Self {
            id,
            iso,
            precision: Precision::Day,
            width: None,
            tone: Tone::Plain,
            compact: false,
            framed: true,
            name: None,
            labelled_by: None,
        }
    }

    /// How much of a date is asked.
    pub const fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Another width than its kind's.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// How its border speaks.
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// 24 points high.
    pub const fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Without border: a cell of a grid draws its own.
    pub const fn frameless(mut self) -> Self {
        self.framed = false;
        self
    }

    /// Its accessible name, where no label stands above it.
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Named by the label with this id.
    pub const fn labelled_by(mut self, label: Id) -> Self {
        self.labelled_by = Some(label);
        self
    }

    /// Whether the field with this id holds something that is no date.
    #[must_use]
    pub fn unreadable(ui: &Ui, id: Id) -> bool {
        ui.data(|data| data.get_temp::<State>(id)).is_some_and(|it| it.unreadable)
    }

    /// Draws it.
    pub fn show(mut self, ui: &mut Ui, cx: &Cx<'_>) -> Response {
        let mut state: State = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        if ui.memory(|memory| memory.has_focus(self.id)) {
            self.calendar_keys(ui, cx, &mut state);
        }
        let mut response = self.field_ui(ui, &mut state);
        let left = response.lost_focus() || (state.had_focus && !response.has_focus());
        if left && !self.pointer_in_calendar(ui) {
            state.open = None;
            if let Some(typed) = state.typed.take() {
                let read = read(&typed, self.precision, cx.today, &cx.t("date-today-words"));
                let blank = typed.trim().is_empty();
                state.unreadable = read.is_none() && !blank;
                if state.unreadable {
                    state.typed = Some(typed);
                } else if self.store(read) {
                    response.mark_changed();
                }
            }
        }
        let icon = self.calendar_icon(ui, cx, response.rect);
        if icon.clicked() {
            state.open = if state.open.is_some() { None } else { Some(self.lit(cx)) };
            response.request_focus();
        }
        if let Some(lit) = state.open {
            let picked = self.calendar_ui(ui, cx, &response, lit, &mut state);
            if let Some(date) = picked {
                state.typed = None;
                state.unreadable = false;
                state.open = None;
                if self.store(Some(date)) {
                    response.mark_changed();
                }
            }
        }
        state.had_focus = response.has_focus();
        ui.data_mut(|data| data.insert_temp(self.id, state));
        response
    }

    /// Stores a date or a blank; answers whether it is another.
    fn store(&mut self, date: Option<NaiveDate>) -> bool {
        let iso = date.map_or_else(String::new, |it| it.to_string());
        let other = iso != self.iso.as_str();
        if other {
            iso.clone_into(self.iso);
        }
        other
    }

    fn lit(&self, cx: &Cx<'_>) -> NaiveDate {
        NaiveDate::parse_from_str(self.iso, "%Y-%m-%d").unwrap_or(cx.today)
    }

    const fn default_width(&self) -> f32 {
        match self.precision {
            Precision::Day => 132.0,
            Precision::Month => 110.0,
            Precision::Year => 88.0,
        }
    }

    fn field_ui(&self, ui: &mut Ui, state: &mut State) -> Response {
        let shown = written(self.iso, self.precision);
        let mut text = state.typed.clone().unwrap_or_else(|| Zeroizing::new(shown));
        let mut field = Field::new(&mut text)
            .id(self.id)
            .direction(Direction::Ltr)
            .width(self.width.unwrap_or_else(|| self.default_width()))
            .trailing(22.0)
            .keeps_escape(state.open.is_some())
            .tone(if state.unreadable { Tone::Error } else { self.tone });
        if self.compact {
            field = field.compact();
        }
        if !self.framed {
            field = field.frameless();
        }
        if let Some(name) = self.name {
            field = field.name(name);
        }
        if let Some(label) = self.labelled_by {
            field = field.labelled_by(label);
        }
        let mut response = ui.add(field);
        if response.changed() {
            let latin: String = text.chars().map(latin_digit).collect();
            state.typed = Some(Zeroizing::new(latin));
            state.unreadable = false;
            response.flags.set(eframe::egui::response::Flags::CHANGED, false);
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

    /// Keys that the calendar takes before the field sees them.
    fn calendar_keys(&self, ui: &Ui, cx: &Cx<'_>, state: &mut State) {
        let taken = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if taken(Modifiers::ALT, Key::ArrowDown) {
            state.open = Some(self.lit(cx));
        }
        let Some(lit) = state.open else { return };
        let (days, months) = (Days::new, Months::new);
        let (back, forth) = if cx.is_rtl() {
            (Key::ArrowRight, Key::ArrowLeft)
        } else {
            (Key::ArrowLeft, Key::ArrowRight)
        };
        let moved = if taken(Modifiers::NONE, back) {
            lit.checked_sub_days(days(1))
        } else if taken(Modifiers::NONE, forth) {
            lit.checked_add_days(days(1))
        } else if taken(Modifiers::NONE, Key::ArrowUp) {
            lit.checked_sub_days(days(7))
        } else if taken(Modifiers::NONE, Key::ArrowDown) {
            lit.checked_add_days(days(7))
        } else if taken(Modifiers::NONE, Key::PageUp) {
            lit.checked_sub_months(months(1))
        } else if taken(Modifiers::NONE, Key::PageDown) {
            lit.checked_add_months(months(1))
        } else if taken(Modifiers::NONE, Key::Escape) {
            state.open = None;
            return;
        } else {
            None
        };
        if let Some(moved) = moved {
            state.open = Some(moved);
            state.typed = Some(Zeroizing::new(written(&moved.to_string(), self.precision)));
        }
    }

    fn popup_id(&self) -> Id {
        self.id.with("popup")
    }

    fn pointer_in_calendar(&self, ui: &Ui) -> bool {
        let rect = ui.data(|data| data.get_temp::<Rect>(self.popup_id()));
        let at = ui.input(|input| input.pointer.interact_pos());
        let down = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        down && rect.zip(at).is_some_and(|(rect, at)| rect.contains(at))
    }

    fn calendar_ui(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        field: &Response,
        lit: NaiveDate,
        state: &mut State,
    ) -> Option<NaiveDate> {
        let align = if cx.is_rtl() { RectAlign::BOTTOM_END } else { RectAlign::BOTTOM_START };
        let shown = Popup::from_response(field)
            .id(self.popup_id())
            .open(true)
            .align(align)
            .gap(space::S - 2.0)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .frame(Frame::popup(ui.style()).inner_margin(8))
            .show(|ui| {
                ui.set_width(7.0 * CELL);
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                if let Some(turned) = month_bar(ui, cx, lit) {
                    state.open = Some(turned);
                }
                month_ui(ui, cx, lit)
            })?;
        ui.data_mut(|data| data.insert_temp(self.popup_id(), shown.response.rect));
        shown.inner
    }
}

/// The month's name between two buttons that turn it.
fn month_bar(ui: &mut Ui, cx: &Cx<'_>, lit: NaiveDate) -> Option<NaiveDate> {
    frame::row(ui, cx, size::COMPACT, |ui| {
        let (back, forth) = (cx.t("date-month-before"), cx.t("date-month-after"));
        let (left, right) = if cx.is_rtl() {
            (Lucide::ChevronRight, Lucide::ChevronLeft)
        } else {
            (Lucide::ChevronLeft, Lucide::ChevronRight)
        };
        let mut turned = None;
        if ui.add(Button::new("").icon(left).bare().compact().name(&back)).clicked() {
            turned = lit.checked_sub_months(Months::new(1));
        }
        ui.with_layout(frame::trailing(cx), |ui| {
            if ui.add(Button::new("").icon(right).bare().compact().name(&forth)).clicked() {
                turned = lit.checked_add_months(Months::new(1));
            }
            ui.vertical_centered(|ui| {
                ui.add(Text::new(&cx.texts.long_month(lit)).style(Style::STRONG))
            });
        });
        turned
    })
}

fn month_ui(ui: &mut Ui, cx: &Cx<'_>, lit: NaiveDate) -> Option<NaiveDate> {
    let tokens = Tokens::of(ui);
    let first = lit.with_day(1)?;
    let lead = u64::from(first.weekday().num_days_from_monday());
    let start = first.checked_sub_days(Days::new(lead))?;
    let (area, _) = ui.allocate_exact_size(vec2(7.0 * CELL, 20.0 + 6.0 * CELL), Sense::hover());
    let cell = |row: u16, column: u16| {
        let column = if cx.is_rtl() { 6 - column } else { column };
        let at = vec2(f32::from(column) * CELL, 20.0 + f32::from(row) * CELL);
        Rect::from_min_size(area.min + at, vec2(CELL, CELL))
    };
    for (column, name) in (0..).zip(cx.texts.weekdays()) {
        let at = pos2(cell(0, column).center().x, area.top() + 10.0);
        text::paint(ui, at, Align2::CENTER_CENTER, &name, Style::SMALL, tokens.ink3);
    }
    let mut picked = None;
    for n in 0..42_u16 {
        let Some(day) = start.checked_add_days(Days::new(u64::from(n))) else { continue };
        if day_ui(ui, cx, cell(n / 7, n % 7), day, lit) {
            picked = Some(day);
        }
    }
    picked
}

fn day_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, day: NaiveDate, lit: NaiveDate) -> bool {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(day.num_days_from_ce()), Sense::CLICK);
    let name = cx.texts.date(day);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, day == lit, &name));
    let inside = rect.shrink(1.0);
    if day == lit {
        ui.painter().rect_filled(inside, size::RADIUS, tokens.accent_wash);
    } else if response.hovered() {
        ui.painter().rect_filled(inside, size::RADIUS, tokens.hover);
    }
    if day == cx.today {
        let stroke = Stroke::new(1.0, tokens.edge);
        ui.painter().rect_stroke(inside, size::RADIUS, stroke, StrokeKind::Inside);
    }
    let color = if day == lit {
        tokens.accent
    } else if day.month() == lit.month() {
        tokens.ink
    } else {
        tokens.ink3
    };
    let style = if day == lit { Style::STRONG } else { Style::BODY };
    let number = day.day().to_string();
    text::paint(ui, rect.center(), Align2::CENTER_CENTER, &number, style, color);
    response.clicked()
}
