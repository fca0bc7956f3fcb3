//! A text field that can be edited in any direction. Text lives with the caller.

mod edit;
mod ime;
mod paint;
mod state;

use std::sync::Arc;

use eframe::egui::{Context, Id, Response, Sense, Ui, Widget, WidgetInfo, accesskit::Role, vec2};
use zeroize::Zeroizing;

pub(super) use edit::Work;
pub(in crate::ui) use edit::after_leaving_key;
use paint::Place;
pub(super) use state::FieldState;

use super::{Direction, Fit, Laid, Style, TextRoom, room::Wanted, spoken::speak};
use crate::ui::theme::size;

/// How a field's border speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    #[default]
    Plain,
    /// A rule is broken.
    Error,
    /// Something is unlikely.
    Warning,
}

/// A text field. Returns a response that is `changed` when the text was.
///
/// Enter leaves a field of one line (`lost_focus` with the key); an Enter that brought the focus is ignored.
#[expect(clippy::struct_excessive_bools, reason = "each is a method of its own to the caller")]
#[must_use = "add it with `ui.add`"]
pub struct Field<'t> {
    text: &'t mut String,
    id: Option<Id>,
    style: Style,
    direction: Direction,
    hint: String,
    name: Option<String>,
    labelled_by: Option<Id>,
    width: f32,
    rows: usize,
    compact: bool,
    secret: bool,
    revealed: bool,
    numeric: bool,
    framed: bool,
    trailing: f32,
    leading: f32,
    tone: Tone,
    takes_enter: bool,
    keeps_escape: bool,
}

impl<'t> Field<'t> {
    /// A field of one line on `text`.
    pub const fn new(text: &'t mut String) -> Self {
        Self {
            text,
            id: None,
            style: Style::BODY,
            direction: Direction::Auto,
            hint: String::new(),
            name: None,
            labelled_by: None,
            width: 216.0,
            rows: 1,
            compact: false,
            secret: false,
            revealed: false,
            numeric: false,
            framed: true,
            trailing: 0.0,
            leading: 0.0,
            tone: Tone::Plain,
            takes_enter: false,
            keeps_escape: false,
        }
    }

    /// With an id of its own; needed to find its caret or to give it the focus.
    pub const fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// The base direction.
    pub const fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Shown while it is empty. Never instead of a name.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Its accessible name, where no label stands above it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Named by the label with this id.
    pub const fn labelled_by(mut self, label: Id) -> Self {
        self.labelled_by = Some(label);
        self
    }

    /// The full width, borders included.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Several lines; Enter then makes a new one.
    pub const fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// In another style.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// 24 points high, for rails, filters and messages.
    pub const fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Bullets, no undo, no copy, no value for assistive technology. Shown while `revealed`.
    pub const fn secret(mut self, revealed: bool) -> Self {
        self.secret = true;
        self.revealed = revealed;
        self
    }

    /// Never reordered, and standing on the right: a number.
    pub const fn numeric(mut self) -> Self {
        self.numeric = true;
        self.direction = Direction::Ltr;
        self
    }

    /// Without border and ring: inside something that draws them.
    pub const fn frameless(mut self) -> Self {
        self.framed = false;
        self
    }

    /// Keeps `width` free at the end of the line, for an icon or a count.
    pub const fn trailing(mut self, width: f32) -> Self {
        self.trailing = width;
        self
    }

    /// Keeps `width` free at the start of the line, for an icon.
    pub const fn leading(mut self, width: f32) -> Self {
        self.leading = width;
        self
    }

    /// How its border speaks.
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Enter keeps the focus here: the caller acts on the key.
    pub const fn takes_enter(mut self) -> Self {
        self.takes_enter = true;
        self
    }

    /// Esc keeps the focus here: the caller closes what stands open under the field.
    pub const fn keeps_escape(mut self, keeps: bool) -> Self {
        self.keeps_escape = keeps;
        self
    }

    fn pad(&self) -> eframe::egui::Vec2 {
        let height = if self.compact { size::COMPACT } else { size::CONTROL };
        vec2(if self.framed { 8.0 } else { 0.0 }, ((height - self.style.line) / 2.0).max(0.0))
    }
}

/// A field as its text and state lie before this frame's events.
struct Begun {
    state: FieldState,
    laid: Arc<Laid>,
    fit: Fit,
    masked: bool,
    rtl_ui: bool,
}

impl Field<'_> {
    /// Lays the text out as it is; the room is free again afterwards.
    fn begin(&self, ctx: &Context, id: Id) -> Begun {
        let masked = self.secret && !self.revealed;
        let inner = self.width - 2.0 * self.pad().x - self.trailing - self.leading;
        let fit = if self.rows > 1 { Fit::Wrap(inner) } else { Fit::Line };
        let handle = ctx.plugin::<TextRoom>();
        let mut room = handle.lock();
        let mut state = room.fields.remove(&id).unwrap_or_default();
        // The caller may have changed the text.
        state.preedit = state.preedit.filter(|it| self.text.get(it.clone()).is_some());
        let shown = edit::shown(self.text, masked);
        let (style, direction) = (self.style, self.direction);
        let marks = state.marks(masked);
        let laid = room.laid(ctx, &Wanted { text: &shown, style, direction, fit, marks: &marks });
        state.selection = state.selection.refresh(&laid.layout);
        Begun { state, laid, fit, masked, rtl_ui: room.is_rtl() }
    }

    /// Name, role and value for assistive technology.
    fn say(
        ui: &Ui,
        response: &Response,
        (old, new): (&str, &str),
        (hint, name, many): (&str, Option<&String>, bool),
    ) {
        response.widget_info(|| {
            let mut info = WidgetInfo::text_edit(ui.is_enabled(), old, new, hint);
            info.label = name.cloned();
            if many {
                info.role = Role::MultilineTextInput;
            }
            info
        });
    }
}

impl Widget for Field<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let ctx = ui.ctx().clone();
        let id = self.id.unwrap_or_else(|| ui.next_auto_id());
        let (pad, many) = (self.pad(), self.rows > 1);
        let begun = self.begin(&ctx, id);
        let lines = if many { begun.laid.layout.len().max(self.rows) } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "lines of a note")]
        let height = lines as f32 * self.style.line + 2.0 * pad.y;
        let (_, rect) = ui.allocate_space(vec2(self.width, height));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let mut response = response.on_hover_cursor(eframe::egui::CursorIcon::Text);
        let handle = ctx.plugin::<TextRoom>();
        let mut room = handle.lock();
        let before = Zeroizing::new(self.text.clone());
        let mut work = Work {
            ctx: &ctx,
            room: &mut room,
            state: begun.state,
            text: self.text,
            style: self.style,
            direction: self.direction,
            fit: begun.fit,
            secret: self.secret,
            masked: begun.masked,
            many,
            takes_enter: self.takes_enter,
            keeps_escape: self.keeps_escape,
            now: ui.input(|it| it.time),
            laid: begun.laid,
            changed: false,
        };
        let mut place = Place::new(rect, pad, self.style.line, ctx.pixels_per_point());
        place.reserve(self.leading, self.trailing, begun.rtl_ui);
        place.numeric = self.numeric;
        work.turn(ui, &response, &mut place);
        if ui.is_rect_visible(rect) {
            let look = paint::Look { hint: &self.hint, tone: self.tone, framed: self.framed };
            work.paint(ui, &response, &place, &look);
        }
        let values = (&*edit::shown(&before, begun.masked), &*work.shown());
        Self::say(ui, &response, values, (&self.hint, self.name.as_ref(), many));
        if let Some(label) = self.labelled_by {
            response = response.labelled_by(label);
        }
        if ctx.accesskit_node_builder(id, |_| ()).is_some() {
            speak(&ctx, id, &work, |it| place.to_screen(it));
        }
        if work.changed {
            response.mark_changed();
        }
        let state = work.state;
        room.fields.insert(id, state);
        response
    }
}
