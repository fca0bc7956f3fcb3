//! A stage for one screen or widget: our fonts and style, no display.

use eframe::egui::{self, Context, Ui};
use egui_kittest::Harness;
use waypost::ui::{text::TextRoom, theme};

/// What the window does before its first pass.
pub(crate) fn set_up(ctx: &Context, rtl: bool) {
    TextRoom::install(ctx);
    ctx.plugin::<TextRoom>().lock().set_rtl(rtl);
    theme::apply(ctx);
}

/// `draw` on a stage of 1280 by 800, after its first frames.
pub(crate) fn stage<'a, S>(
    state: S,
    rtl: bool,
    draw: impl FnMut(&mut Ui, &mut S) + 'a,
) -> Harness<'a, S> {
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_theme(egui::Theme::Light)
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(move |ctx| set_up(ctx, rtl))
        .build_ui_state(draw, state);
    harness.run();
    harness
}
