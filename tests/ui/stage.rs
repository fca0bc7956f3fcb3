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

/// One line a node that has words: its role, its name, its value, whether it can be used.
pub(crate) fn aloud(node: egui_kittest::Node<'_>) -> String {
    let mut lines = Vec::new();
    say(node, &mut lines);
    lines.join("\n")
}

fn say(node: egui_kittest::Node<'_>, lines: &mut Vec<String>) {
    use egui_kittest::kittest::NodeT as _;
    let here = node.accesskit_node();
    let (label, value) = (here.label(), here.value());
    let role = here.role();
    let words: Vec<String> = label.into_iter().chain(value).filter(|it| !it.is_empty()).collect();
    if !words.is_empty() && role != egui::accesskit::Role::TextRun {
        let off = if here.is_disabled() { " (off)" } else { "" };
        lines.push(format!("{role:?} {}{off}", words.join(": ")));
    }
    for child in node.children() {
        say(child, lines);
    }
}
