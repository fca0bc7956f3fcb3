//! One of a few: a row of words of which one is chosen. Keys 1 to 9, arrows, Space.

use eframe::egui::{
    CornerRadius, EventFilter, Id, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, Widget,
    WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::strip::{self, Part};
use crate::{
    cases::names::fold,
    ui::{
        keys, mark,
        text::{Style, Tone},
        theme::{Tokens, size},
    },
};

/// One of up to five or so. `chosen` is an index into the words, `None` while nothing is chosen.
///
/// While it has the focus, digits choose, arrows move the choice, Backspace clears it; in an answer, a first letter that
/// only one word has chooses that word.
#[must_use = "add it with `ui.add`"]
pub struct Segment<'a> {
    chosen: &'a mut Option<usize>,
    words: &'a [String],
    id: Id,
    name: &'a str,
    tone: Tone,
    compact: bool,
    tick: bool,
    clearable: bool,
    codes: &'a [String],
    max_width: f32,
}

impl<'a> Segment<'a> {
    /// A segment called `name` over `words`.
    pub const fn new(
        id: Id,
        name: &'a str,
        words: &'a [String],
        chosen: &'a mut Option<usize>,
    ) -> Self {
        Self {
            chosen,
            words,
            id,
            name,
            tone: Tone::Plain,
            compact: false,
            tick: false,
            clearable: false,
            codes: &[],
            max_width: f32::INFINITY,
        }
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

    /// An answer: the chosen word has a check, and it can be taken back.
    pub const fn answer(mut self) -> Self {
        self.tick = true;
        self.clearable = true;
        self
    }

    /// Codes of the words, in their order: their first letters choose too, where the words' do not.
    pub const fn codes(mut self, codes: &'a [String]) -> Self {
        self.codes = codes;
        self
    }

    /// Words stand below each other where they would be wider than this.
    pub const fn max_width(mut self, width: f32) -> Self {
        self.max_width = width;
        self
    }

    fn parts(&self, ui: &Ui, n: usize, words: &str, width: f32) -> Vec<Part> {
        let tokens = Tokens::of(ui);
        let base = if self.compact { Style::SMALL } else { Style::BODY };
        if *self.chosen != Some(n) {
            return vec![Part::cut(ui, words, base, tokens.ink, width)];
        }
        let mut parts = Vec::new();
        if self.tick {
            parts.push(Part::Icon { icon: Lucide::Check, size: 14.0, color: tokens.accent });
            parts.push(Part::Gap(6.0));
        }
        parts.push(Part::cut(ui, words, base.strong(), tokens.accent, width));
        parts
    }

    /// How wide each word's cell is: as its words are when chosen, so that nothing moves.
    fn widths(&self, ui: &Ui) -> Vec<f32> {
        let base = if self.compact { Style::SMALL } else { Style::BODY };
        let pad = if self.compact { 8.0 } else { 10.0 };
        let tick = if self.tick { 20.0 } else { 0.0 };
        let ink = Tokens::of(ui).ink;
        self.words
            .iter()
            .map(|it| {
                (strip::width(&[Part::words(ui, it, base.strong(), ink)]) + 2.0 * pad + tick)
                    .max(40.0)
            })
            .collect()
    }

    /// The cells inside `rect`, in reading order.
    fn cells(rect: Rect, widths: &[f32], stacked: bool, rtl: bool, height: f32) -> Vec<Rect> {
        let mut at = 0.0;
        widths
            .iter()
            .map(|width| {
                let cell = if stacked {
                    Rect::from_min_size(rect.min + vec2(0.0, at), vec2(rect.width(), height))
                } else if rtl {
                    Rect::from_min_size(
                        pos2(rect.right() - at - width, rect.top()),
                        vec2(*width, height),
                    )
                } else {
                    Rect::from_min_size(rect.min + vec2(at, 0.0), vec2(*width, height))
                };
                at += if stacked { height } else { *width };
                cell
            })
            .collect()
    }

    /// Keys while it has the focus. Answers whether the choice changed.
    fn keys(&mut self, ui: &Ui, response: &Response, stacked: bool, rtl: bool) -> bool {
        let filter = EventFilter {
            horizontal_arrows: !stacked,
            vertical_arrows: stacked,
            tab: false,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let before = *self.chosen;
        let digits = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let last = self.words.len().saturating_sub(1);
        let (mut back, mut forth) = if stacked {
            (Key::ArrowUp, Key::ArrowDown)
        } else {
            (Key::ArrowLeft, Key::ArrowRight)
        };
        if rtl && !stacked {
            std::mem::swap(&mut back, &mut forth);
        }
        for (key, modifiers) in keys::pressed_here(ui, response) {
            let digit = digits.iter().position(|it| *it == key).filter(|n| *n <= last);
            match digit {
                Some(n) if modifiers.is_none() => *self.chosen = Some(n),
                _ if key == forth => {
                    *self.chosen = Some(self.chosen.map_or(0, |n| (n + 1).min(last)));
                }
                _ if key == back => {
                    *self.chosen = Some(self.chosen.map_or(last, |n| n.saturating_sub(1)));
                }
                _ if self.clearable && matches!(key, Key::Backspace | Key::Delete) => {
                    *self.chosen = None;
                }
                _ if self.tick && !modifiers.command && !modifiers.alt => {
                    *self.chosen = self.lettered(key).or(*self.chosen);
                }
                _ => {}
            }
        }
        before != *self.chosen
    }

    /// The one word that begins with the letter of this key; where none does, the one code.
    fn lettered(&self, key: Key) -> Option<usize> {
        let letter = Some(key.name()).filter(|it| it.len() == 1 && it.is_ascii())?.to_lowercase();
        let with_letter = |words: &[String]| -> Vec<usize> {
            let folded = words.iter().map(|it| fold(it)).enumerate();
            folded.filter(|(_, it)| it.starts_with(&letter)).map(|(n, _)| n).collect()
        };
        let mut begun = with_letter(self.words);
        if begun.is_empty() {
            begun = with_letter(self.codes);
        }
        begun.first().copied().filter(|_| begun.len() == 1)
    }

    fn paint(&self, ui: &Ui, rect: Rect, cells: &[Rect], hovered: Option<usize>, stacked: bool) {
        let tokens = Tokens::of(ui);
        let painter = ui.painter();
        painter.rect_filled(rect, size::RADIUS, tokens.field);
        let pad = if self.compact { 8.0 } else { 10.0 };
        let last = cells.len().saturating_sub(1);
        for (n, (cell, words)) in cells.iter().zip(self.words).enumerate() {
            let fill = if *self.chosen == Some(n) {
                Some(tokens.accent_wash)
            } else {
                (hovered == Some(n)).then_some(tokens.hover)
            };
            if let Some(fill) = fill {
                painter.rect_filled(cell.shrink(1.0), CornerRadius::same(3), fill);
            }
            if n < last {
                let stroke = Stroke::new(1.0, tokens.line);
                if stacked {
                    painter.hline(cell.x_range(), cell.bottom().floor() + 0.5, stroke);
                } else {
                    let edge = if mark::is_rtl(ui) { cell.left() } else { cell.right() };
                    painter.vline(edge.floor() + 0.5, cell.y_range(), stroke);
                }
            }
            let parts = self.parts(ui, n, words, cell.width() - pad);
            let free =
                if stacked { pad } else { ((cell.width() - strip::width(&parts)) / 2.0).floor() };
            strip::paint(ui, cell.shrink2(vec2(free, 0.0)), &parts);
        }
        let stroke = match self.tone {
            Tone::Plain => Stroke::new(1.0, tokens.edge),
            Tone::Error => Stroke::new(2.0, tokens.error),
            Tone::Warning => Stroke::new(2.0, tokens.warn),
        };
        painter.rect_stroke(rect, size::RADIUS, stroke, StrokeKind::Inside);
    }
}

impl Widget for Segment<'_> {
    fn ui(mut self, ui: &mut Ui) -> Response {
        let rtl = mark::is_rtl(ui);
        let height = if self.compact { size::COMPACT } else { size::CONTROL };
        let widths = self.widths(ui);
        let total: f32 = widths.iter().sum();
        let stacked = total > self.max_width;
        #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
        let rows = if stacked { widths.len() as f32 } else { 1.0 };
        let width = if stacked { self.max_width } else { total };
        let (_, rect) = ui.allocate_space(vec2(width, height * rows));
        let cells = Self::cells(rect, &widths, stacked, rtl, height);
        let mut response = ui.interact(rect, self.id, Sense::focusable_noninteractive());
        if response.has_focus() && ui.is_enabled() && self.keys(ui, &response, stacked, rtl) {
            response.mark_changed();
        }
        let value = self.chosen.and_then(|n| self.words.get(n)).cloned();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::RadioGroup, ui.is_enabled(), self.name);
            info.current_text_value.clone_from(&value);
            info
        });
        let (clicked, pointed) = self.children(ui, &cells);
        if let Some(n) = clicked {
            let again = self.clearable && *self.chosen == Some(n);
            *self.chosen = (!again).then_some(n);
            response.mark_changed();
        }
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &cells, pointed, stacked);
            if response.has_focus() {
                mark::ring(ui, rect);
            }
        }
        response
    }
}

impl Segment<'_> {
    /// One node a word, so that assistive technology can name and press each. They take no Tab stop of their own.
    /// Answers which was clicked, and which lies under the pointer.
    fn children(&self, ui: &Ui, cells: &[Rect]) -> (Option<usize>, Option<usize>) {
        let (mut clicked, mut pointed) = (None, None);
        for (n, (cell, words)) in cells.iter().zip(self.words).enumerate() {
            let part = ui.interact(*cell, self.id.with(n), Sense::CLICK);
            let chosen = *self.chosen == Some(n);
            part.widget_info(|| {
                WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, words)
            });
            if part.clicked() {
                ui.memory_mut(|memory| memory.request_focus(self.id));
                clicked = Some(n);
            }
            if part.hovered() {
                pointed = Some(n);
            }
        }
        (clicked, pointed)
    }
}
