//! What stands open under a field: a list, a calendar.

use eframe::egui::{Frame, Id, Popup, PopupCloseBehavior, Rect, RectAlign, Response, Ui};

use crate::ui::{cx::Cx, theme::space};

/// What stands open under the field with this id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Under {
    id: Id,
}

impl Under {
    pub(super) fn new(field: Id) -> Self {
        Self { id: field.with("under") }
    }

    /// Whether the pointer presses it: that takes the focus from the field without leaving the question.
    pub(super) fn is_pressed(self, ui: &Ui) -> bool {
        let rect = ui.data(|data| data.get_temp::<Rect>(self.id));
        let at = ui.input(|input| input.pointer.interact_pos());
        let down = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        down && rect.zip(at).is_some_and(|(rect, at)| rect.contains(at))
    }

    /// Draws it, `width` wide inside `margin`, at the leading edge of the field.
    pub(super) fn show<R>(
        self,
        ui: &Ui,
        cx: &Cx<'_>,
        field: &Response,
        (width, margin): (f32, i8),
        add: impl FnOnce(&mut Ui) -> R,
    ) -> Option<R> {
        let align = if cx.is_rtl() { RectAlign::BOTTOM_END } else { RectAlign::BOTTOM_START };
        let shown = Popup::from_response(field)
            .id(self.id)
            .open(true)
            .align(align)
            .gap(space::S - 2.0)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .width(width)
            .frame(Frame::popup(ui.style()).inner_margin(margin))
            .show(|ui| {
                ui.set_width(width);
                add(ui)
            })?;
        ui.data_mut(|data| data.insert_temp(self.id, shown.response.rect));
        Some(shown.inner)
    }
}
