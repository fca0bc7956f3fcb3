//! The calendar under a date: days of a month, months of a year, years. Alt ↑ goes out, Alt ↓ in.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use eframe::egui::{
    Align2, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};
use egui_lucide::Lucide;

use super::{
    Button,
    date_text::{Precision, rounded, stored_date, written},
    typed::taken,
};
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        frame, keys,
        text::{self, Style},
        theme::{Tokens, size, space},
    },
};

const CELL: f32 = 32.0;
/// How wide a calendar is.
pub(super) const WIDTH: f32 = 7.0 * CELL;
/// Years seen at once.
const YEARS: i32 = 20;

/// What a calendar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// The days of a month.
    Day,
    /// The months of a year.
    Month,
    /// Years.
    Year,
}

/// An open calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    precision: Precision,
    level: Level,
    /// The day that is lit, or a day in the month or year that is.
    lit: NaiveDate,
}

/// What was done with a calendar.
#[derive(Clone, Copy, Debug)]
pub(super) enum Done {
    /// Another part of it is seen.
    Turned(Calendar),
    /// It went in or out by key: what is lit is more or less exact now.
    Levelled(Calendar),
    /// Something else is lit.
    Lit(Calendar),
    /// What was seen first was pressed, and what lies in it is seen now.
    Entered(Calendar, Calendar),
    /// What is lit was taken.
    Taken(Calendar),
    /// It was closed.
    Closed,
}

impl Calendar {
    /// At what is stored; at today where that is nothing.
    pub(super) fn at(stored: &str, precision: Precision, today: NaiveDate) -> Self {
        let known = stored_date(stored);
        let level = match (precision, known.map(|it| it.1)) {
            (Precision::Day, _) | (Precision::AsKnown, Some(Precision::Day)) => Level::Day,
            (Precision::Month, _) | (Precision::AsKnown, Some(Precision::Month)) => Level::Month,
            (Precision::Year | Precision::AsKnown, _) => Level::Year,
        };
        Self { precision, level, lit: known.map_or(today, |it| it.0) }
    }

    /// What is lit, as it is stored.
    pub(super) fn stored(self) -> String {
        match (self.precision, self.level) {
            (Precision::AsKnown, Level::Year) => self.lit.format("%Y").to_string(),
            (Precision::AsKnown, Level::Month) => self.lit.format("%Y-%m").to_string(),
            (precision, _) => rounded(self.lit, precision).to_string(),
        }
    }

    /// What is lit, as it is typed.
    pub(super) fn typed(self) -> String {
        written(&self.stored(), self.precision)
    }

    /// The most exact that is asked.
    const fn finest(self) -> Level {
        match self.precision {
            Precision::Day | Precision::AsKnown => Level::Day,
            Precision::Month => Level::Month,
            Precision::Year => Level::Year,
        }
    }

    const fn further_in(self) -> Option<Self> {
        let level = match self.level {
            Level::Year => Level::Month,
            Level::Month | Level::Day => Level::Day,
        };
        let is_asked = (level as u8) >= (self.finest() as u8);
        if is_asked && (level as u8) < (self.level as u8) {
            Some(Self { level, ..self })
        } else {
            None
        }
    }

    const fn further_out(self) -> Option<Self> {
        match self.level {
            Level::Day => Some(Self { level: Level::Month, ..self }),
            Level::Month => Some(Self { level: Level::Year, ..self }),
            Level::Year => None,
        }
    }

    /// So many days, months or years further.
    fn moved(self, by: i32) -> Option<Self> {
        let n = by.unsigned_abs();
        let lit = match self.level {
            Level::Day if by < 0 => self.lit.checked_sub_days(Days::new(u64::from(n))),
            Level::Day => self.lit.checked_add_days(Days::new(u64::from(n))),
            Level::Month => months_on(self.lit, by),
            Level::Year => months_on(self.lit, by.saturating_mul(12)),
        }?;
        (1800..=2200).contains(&lit.year()).then_some(Self { lit, ..self })
    }

    /// A whole page further: a month, a year, or as many years as are seen.
    fn turned(self, back: bool) -> Option<Self> {
        let months = match self.level {
            Level::Day => 1,
            Level::Month => 12,
            Level::Year => 12 * YEARS,
        };
        let lit = months_on(self.lit, if back { -months } else { months })?;
        (1800..=2200).contains(&lit.year()).then_some(Self { lit, ..self })
    }

    const fn columns(self) -> u16 {
        match self.level {
            Level::Day => 7,
            Level::Month => 3,
            Level::Year => 4,
        }
    }

    /// Keys that the calendar takes before the field sees them.
    pub(super) fn keys(self, ui: &Ui, cx: &Cx<'_>) -> Option<Done> {
        let plain = |key| taken(ui, Modifiers::NONE, key);
        if taken(ui, Modifiers::ALT, Key::ArrowUp) {
            return self.further_out().map(Done::Levelled);
        }
        if taken(ui, Modifiers::ALT, Key::ArrowDown) {
            return self.further_in().map(Done::Levelled);
        }
        let (back, forth) = if cx.is_rtl() {
            (Key::ArrowRight, Key::ArrowLeft)
        } else {
            (Key::ArrowLeft, Key::ArrowRight)
        };
        let row = i32::from(self.columns());
        let moved = if plain(back) {
            self.moved(-1)
        } else if plain(forth) {
            self.moved(1)
        } else if plain(Key::ArrowUp) {
            self.moved(-row)
        } else if plain(Key::ArrowDown) {
            self.moved(row)
        } else if plain(Key::PageUp) {
            self.turned(true)
        } else if plain(Key::PageDown) {
            self.turned(false)
        } else if plain(Key::Escape) {
            return Some(Done::Closed);
        } else {
            None
        };
        moved.map(Done::Lit)
    }

    /// Draws it.
    pub(super) fn ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Done> {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let turned = self.bar_ui(ui, cx);
        let done = match self.level {
            Level::Day => self.days_ui(ui, cx),
            Level::Month => self.months_ui(ui, cx),
            Level::Year => self.years_ui(ui, cx),
        };
        let done = done.map(|it| match it.further_in() {
            Some(inside) => Done::Entered(it, inside),
            None => Done::Taken(it),
        });
        turned.or(done).or_else(|| self.less_ui(ui, cx))
    }

    /// What is seen, between two buttons that turn it; pressing it goes out.
    fn bar_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Done> {
        let (before, after) = match self.level {
            Level::Day => ("date-month-before", "date-month-after"),
            Level::Month => ("date-year-before", "date-year-after"),
            Level::Year => ("date-years-before", "date-years-after"),
        };
        let (left, right) = if cx.is_rtl() {
            (Lucide::ChevronRight, Lucide::ChevronLeft)
        } else {
            (Lucide::ChevronLeft, Lucide::ChevronRight)
        };
        frame::row(ui, cx, size::COMPACT, |ui| {
            let mut done = None;
            let (before, after) = (cx.t(before), cx.t(after));
            if ui.add(Button::new("").icon(left).bare().compact().name(&before)).clicked() {
                done = self.turned(true).map(Done::Turned);
            }
            ui.with_layout(frame::trailing(cx), |ui| {
                if ui.add(Button::new("").icon(right).bare().compact().name(&after)).clicked() {
                    done = self.turned(false).map(Done::Turned);
                }
                let title = match self.level {
                    Level::Day => cx.texts.long_month(self.lit),
                    Level::Month => self.lit.year().to_string(),
                    Level::Year => {
                        let first = first_year(self.lit);
                        format!("{first}–{}", first + YEARS - 1)
                    }
                };
                ui.vertical_centered(|ui| {
                    let caption = keys::caption(cx, keys::alt(Key::ArrowUp));
                    let mut button = Button::new(&title).bare().compact();
                    if self.level < Level::Year {
                        button = button.keys(&caption);
                    }
                    if ui.add(button).clicked() {
                        done = self.further_out().map(Done::Turned);
                    }
                });
            });
            done
        })
    }

    fn days_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Self> {
        let tokens = Tokens::of(ui);
        let first = self.lit.with_day(1)?;
        let lead = u64::from(first.weekday().num_days_from_monday());
        let start = first.checked_sub_days(Days::new(lead))?;
        let (heads, _) = ui.allocate_exact_size(vec2(WIDTH, 20.0), Sense::hover());
        for (n, name) in (0..).zip(cx.texts.weekdays()) {
            let at = pos2(cell(heads, (7, CELL), n, cx).center().x, heads.center().y);
            text::paint(ui, at, Align2::CENTER_CENTER, &name, Style::SMALL, tokens.ink3);
        }
        let (area, _) = ui.allocate_exact_size(vec2(WIDTH, 6.0 * CELL), Sense::hover());
        let mut picked = None;
        for n in 0..42_u16 {
            let Some(day) = start.checked_add_days(Days::new(u64::from(n))) else { continue };
            let (words, name) = (day.day().to_string(), cx.texts.date(day));
            let shown = Shown {
                words: &words,
                name: &name,
                lit: day == self.lit,
                now: day == cx.today,
                faint: day.month() != self.lit.month(),
            };
            if shown.ui(ui, cell(area, (7, CELL), n, cx)) {
                picked = Some(Self { lit: day, ..self });
            }
        }
        picked
    }

    fn months_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Self> {
        let (area, _) = ui.allocate_exact_size(vec2(WIDTH, 4.0 * CELL), Sense::hover());
        let mut picked = None;
        for n in 0..12_u16 {
            let Some(month) = self.lit.with_day(1).and_then(|it| it.with_month0(u32::from(n)))
            else {
                continue;
            };
            let (words, name) = (cx.texts.short_month(month), cx.texts.long_month(month));
            let shown = Shown {
                words: &words,
                name: &name,
                lit: month.month() == self.lit.month(),
                now: (month.year(), month.month()) == (cx.today.year(), cx.today.month()),
                faint: false,
            };
            if shown.ui(ui, cell(area, (3, CELL), n, cx)) {
                picked = Some(Self { lit: month, ..self });
            }
        }
        picked
    }

    fn years_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Self> {
        let (area, _) = ui.allocate_exact_size(vec2(WIDTH, 5.0 * CELL), Sense::hover());
        let first = first_year(self.lit);
        let mut picked = None;
        for (n, year) in (0..).zip(first..first + YEARS) {
            let words = year.to_string();
            let shown = Shown {
                words: &words,
                name: &words,
                lit: year == self.lit.year(),
                now: year == cx.today.year(),
                faint: false,
            };
            if shown.ui(ui, cell(area, (4, CELL), n, cx)) {
                picked = self.lit.with_day(1)?.with_year(year).map(|lit| Self { lit, ..self });
            }
        }
        picked
    }

    /// Where no more may be known: a button that takes the month or year around what is seen.
    fn less_ui(self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Done> {
        let around = self.further_out().filter(|_| self.precision == Precision::AsKnown)?;
        let what = match around.level {
            Level::Month | Level::Day => cx.texts.long_month(self.lit),
            Level::Year => self.lit.year().to_string(),
        };
        ui.add_space(space::XS);
        let words = cx.m(&Message::new("date-only").text("what", what));
        let name: String = words.chars().filter(|it| !text::is_direction_mark(*it)).collect();
        let button = Button::new(&words).compact().name(&name);
        ui.add(button).clicked().then_some(Done::Taken(around))
    }
}

fn months_on(date: NaiveDate, by: i32) -> Option<NaiveDate> {
    let months = Months::new(by.unsigned_abs());
    if by < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) }
}

/// The first of the years that are seen with a day.
fn first_year(lit: NaiveDate) -> i32 {
    lit.year() - lit.year().rem_euclid(YEARS)
}

/// The place of the `n`th of cells in rows of `columns`, mirrored with the language.
fn cell(area: Rect, (columns, height): (u16, f32), n: u16, cx: &Cx<'_>) -> Rect {
    let width = (area.width() / f32::from(columns)).floor();
    let (row, column) = (n / columns, n % columns);
    let column = if cx.is_rtl() { columns - 1 - column } else { column };
    let at = vec2(f32::from(column) * width, f32::from(row) * height);
    Rect::from_min_size(area.min + at, vec2(width, height))
}

/// One day, month or year.
struct Shown<'a> {
    words: &'a str,
    name: &'a str,
    lit: bool,
    now: bool,
    faint: bool,
}

impl Shown<'_> {
    /// Draws it; answers whether it was pressed.
    fn ui(&self, ui: &Ui, rect: Rect) -> bool {
        let tokens = Tokens::of(ui);
        let response = ui.interact(rect, ui.scope_id().with(self.name), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.lit, self.name));
        let inside = rect.shrink(1.0);
        if self.lit {
            ui.painter().rect_filled(inside, size::RADIUS, tokens.accent_wash);
        } else if response.hovered() {
            ui.painter().rect_filled(inside, size::RADIUS, tokens.hover);
        }
        if self.now {
            let stroke = Stroke::new(1.0, tokens.edge);
            ui.painter().rect_stroke(inside, size::RADIUS, stroke, StrokeKind::Inside);
        }
        let (color, style) = match (self.lit, self.faint) {
            (true, _) => (tokens.accent, Style::STRONG),
            (false, false) => (tokens.ink, Style::BODY),
            (false, true) => (tokens.ink3, Style::BODY),
        };
        text::paint(ui, rect.center(), Align2::CENTER_CENTER, self.words, style, color);
        response.clicked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day")
    }

    #[test]
    fn a_calendar_opens_as_exact_as_what_is_stored() {
        for (stored, precision, level) in [
            ("1994", Precision::AsKnown, Level::Year),
            ("1994-05", Precision::AsKnown, Level::Month),
            ("1994-05-03", Precision::AsKnown, Level::Day),
            ("", Precision::AsKnown, Level::Year),
            ("", Precision::Day, Level::Day),
            ("2026-08-01", Precision::Month, Level::Month),
        ] {
            let calendar = Calendar::at(stored, precision, today());
            assert_eq!(calendar.level, level, "{stored}");
            if !stored.is_empty() {
                assert_eq!(calendar.stored(), stored);
            }
        }
    }

    #[test]
    fn going_in_stops_at_what_is_asked() {
        let year = Calendar::at("1994", Precision::AsKnown, today());
        let day = year.further_in().and_then(Calendar::further_in).expect("days");
        assert_eq!(day.stored(), "1994-01-01");
        assert!(day.further_in().is_none());
        let month = Calendar::at("2026-08-01", Precision::Month, today());
        assert!(month.further_in().is_none());
        assert_eq!(month.moved(-3).expect("a month").stored(), "2026-05-01");
    }
}
