//! The look, in one place: colours, type, space. Every other file of the window takes its values from here.
//!
//! Contrast is WCAG 2. A token may only stand on the surfaces its comment names; a test recomputes every ratio.

use std::sync::Arc;

use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle,
    Theme, Ui, Visuals,
    style::{Selection, WidgetVisuals, Widgets},
    vec2,
};

/// Steps of space: nothing stands at another distance.
pub mod space {
    /// Between things that belong together.
    pub const XS: f32 = 4.0;
    /// Between parts of one thing.
    pub const S: f32 = 8.0;
    /// Between rows of questions.
    pub const M: f32 = 12.0;
    /// Between columns; the margin of a pane.
    pub const L: f32 = 16.0;
    /// Before a section.
    pub const XL: f32 = 24.0;
    /// Around a page.
    pub const XXL: f32 = 32.0;
}

/// Sizes of parts.
pub mod size {
    /// One radius for everything that has corners.
    pub const RADIUS: u8 = 4;
    /// Height of a control.
    pub const CONTROL: f32 = 30.0;
    /// Height of a control in a rail, a filter, a message.
    pub const COMPACT: f32 = 24.0;
    /// Width of the bar.
    pub const BAR: f32 = 3.0;
    /// An icon.
    pub const ICON: f32 = 16.0;
    /// A row of a table; its head too.
    pub const ROW: f32 = 28.0;
    /// The top bar.
    pub const TOP: f32 = 44.0;
    /// The header of a screen.
    pub const HEADER: f32 = 48.0;
    /// The bar of keys.
    pub const KEYS: f32 = 28.0;
    /// The left rail.
    pub const LEFT_RAIL: f32 = 232.0;
    /// The right rail.
    pub const RIGHT_RAIL: f32 = 316.0;
    /// Questions are at most this wide.
    pub const FORM: f32 = 680.0;
    /// A dialog.
    pub const DIALOG: f32 = 440.0;
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// Bars, rails.
    pub ground: Color32,
    /// The work surface.
    pub page: Color32,
    /// Inputs, plain buttons.
    pub field: Color32,
    /// Popup, dialog, palette.
    pub raised: Color32,
    /// Under the pointer; the chip of a draft.
    pub hover: Color32,
    /// A button that is down.
    pub press: Color32,
    /// Hairline, track.
    pub line: Color32,
    /// Border of a control, key cap, mark of a route.
    pub edge: Color32,
    /// Fill of a key cap.
    pub key: Color32,
    /// Text.
    pub ink: Color32,
    /// Second text.
    pub ink2: Color32,
    /// Hint, count, number of a question.
    pub ink3: Color32,
    /// The one accent: here, next, focus.
    pub accent: Color32,
    /// The primary button under the pointer.
    pub accent_hover: Color32,
    /// The primary button that is down.
    pub accent_press: Color32,
    /// Text on accent.
    pub on_accent: Color32,
    /// Selected row, chosen segment.
    pub accent_wash: Color32,
    /// Error.
    pub error: Color32,
    /// Behind an error.
    pub error_wash: Color32,
    /// Warning; the state *returned*.
    pub warn: Color32,
    /// Behind a warning.
    pub warn_wash: Color32,
    /// Done; the state *approved*.
    pub ok: Color32,
    /// Behind what is done.
    pub ok_wash: Color32,
    /// News, change; the state *submitted*.
    pub info: Color32,
    /// Behind news; a changed row.
    pub info_wash: Color32,
    /// The state *exported*.
    pub sent: Color32,
    /// Behind it.
    pub sent_wash: Color32,
}

const fn c(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

/// Warm paper, ink on it.
pub const LIGHT: Tokens = Tokens {
    ground: c(0xEF_EE_EA),
    page: c(0xFA_F9_F7),
    field: c(0xFF_FF_FF),
    raised: c(0xFF_FF_FF),
    hover: c(0xE6_E4_DE),
    press: c(0xD9_D7_CF),
    line: c(0xDA_D8_D1),
    edge: c(0x7F_7D_75),
    key: c(0xFF_FF_FF),
    ink: c(0x1A_1C_1E),
    ink2: c(0x43_46_4A),
    ink3: c(0x5E_61_65),
    accent: c(0x0B_5C_66),
    accent_hover: c(0x09_4B_54),
    accent_press: c(0x07_3C_43),
    on_accent: c(0xFF_FF_FF),
    accent_wash: c(0xD8_E8_E9),
    error: c(0xAE_21_17),
    error_wash: c(0xFA_E7_E3),
    warn: c(0x7E_4B_00),
    warn_wash: c(0xFA_EE_D4),
    ok: c(0x28_63_2F),
    ok_wash: c(0xE1_EF_DF),
    info: c(0x1D_57_99),
    info_wash: c(0xE0_EA_F6),
    sent: c(0x59_46_89),
    sent_wash: c(0xEB_E7_F4),
};

/// The same at night.
pub const DARK: Tokens = Tokens {
    ground: c(0x17_19_1B),
    page: c(0x1E_20_23),
    field: c(0x13_15_17),
    raised: c(0x27_2A_2E),
    hover: c(0x2D_30_34),
    press: c(0x38_3C_41),
    line: c(0x34_37_3B),
    edge: c(0x83_86_8B),
    key: c(0x33_37_3C),
    ink: c(0xE9_E7_E2),
    ink2: c(0xC0_BE_B8),
    ink3: c(0xA1_9F_98),
    accent: c(0x62_BC_C7),
    accent_hover: c(0x7C_CB_D5),
    accent_press: c(0x4F_A6_B1),
    on_accent: c(0x06_25_2A),
    accent_wash: c(0x17_39_3F),
    error: c(0xF2_8B_7F),
    error_wash: c(0x3D_23_20),
    warn: c(0xE5_B4_5F),
    warn_wash: c(0x38_2B_13),
    ok: c(0x88_C7_8D),
    ok_wash: c(0x1F_35_24),
    info: c(0x8B_B8_EC),
    info_wash: c(0x1C_2F_46),
    sent: c(0xB9_A8_E6),
    sent_wash: c(0x2F_29_45),
};

impl Tokens {
    /// The colours of the theme that `ui` is drawn in.
    #[must_use]
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }
}

/// What lies behind a dialog or the palette.
#[must_use]
pub const fn scrim() -> Color32 {
    Color32::from_black_alpha(107)
}

/// The one shadow.
#[must_use]
pub const fn shadow() -> Shadow {
    Shadow { offset: [0, 4], blur: 12, spread: 0, color: Color32::from_black_alpha(46) }
}

/// The font family of semibold text where egui draws by itself.
#[must_use]
pub fn strong_family() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// Gives both themes their style. Again after every reset of egui's memory, where the styles live.
pub fn apply(ctx: &Context) {
    ctx.set_style_of(Theme::Light, Arc::new(style(&LIGHT, false)));
    ctx.set_style_of(Theme::Dark, Arc::new(style(&DARK, true)));
}

fn style(tokens: &Tokens, dark: bool) -> Style {
    let mut style = Style { animation_time: 0.0, ..Style::default() };
    style.visuals = visuals(tokens, dark);
    // A galley of the text room has no stock caret, and the accessibility tree stays small.
    style.interaction.selectable_labels = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(12.0, 5.0);
    spacing.interact_size = vec2(0.0, size::CONTROL);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::symmetric(0, 4);
    spacing.indent = space::L;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.scroll.floating = true;
    spacing.scroll.floating_width = 4.0;
    spacing.scroll.bar_width = 6.0;
    spacing.scroll.foreground_color = true;
    spacing.scroll.dormant_handle_opacity = 0.5;
    spacing.scroll.active_handle_opacity = 0.5;
    spacing.scroll.interact_handle_opacity = 0.7;
    let plain = FontFamily::Proportional;
    style.text_styles = [
        (TextStyle::Small, 12.0, plain.clone()),
        (TextStyle::Body, 14.0, plain.clone()),
        (TextStyle::Button, 14.0, plain),
        (TextStyle::Monospace, 14.0, FontFamily::Monospace),
        (TextStyle::Heading, 20.0, strong_family()),
    ]
    .into_iter()
    .map(|(name, size, family)| (name, FontId::new(size, family)))
    .collect();
    style
}

fn visuals(tokens: &Tokens, dark: bool) -> Visuals {
    let radius = CornerRadius::same(size::RADIUS);
    let widget = |fill, stroke, width| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(width, stroke),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, tokens.ink),
        expansion: 0.0,
    };
    let mut visuals = if dark { Visuals::dark() } else { Visuals::light() };
    visuals.widgets = Widgets {
        noninteractive: widget(tokens.page, tokens.line, 1.0),
        inactive: widget(tokens.field, tokens.edge, 1.0),
        hovered: widget(tokens.hover, tokens.ink2, 1.0),
        active: widget(tokens.press, tokens.ink2, 1.0),
        open: widget(tokens.field, tokens.accent, 2.0),
    };
    visuals.selection =
        Selection { bg_fill: tokens.accent_wash, stroke: Stroke::new(1.0, tokens.accent) };
    visuals.panel_fill = tokens.page;
    visuals.window_fill = tokens.raised;
    visuals.faint_bg_color = tokens.page;
    visuals.extreme_bg_color = tokens.line;
    visuals.code_bg_color = tokens.line;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.weak_text_color = Some(tokens.ink3);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.error;
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.window_stroke = Stroke::new(1.0, tokens.edge);
    visuals.popup_shadow = shadow();
    visuals.window_shadow = shadow();
    visuals.striped = false;
    visuals.disabled_alpha = 0.45;
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(1.0, tokens.ink);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The worst ratio of `color` over `surfaces`.
    fn worst(color: Color32, surfaces: &[Color32]) -> f64 {
        surfaces.iter().map(|under| contrast(color, *under)).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn text_reaches_4_5_and_marks_3_on_the_worst_surface_they_may_stand_on() {
        for t in [&LIGHT, &DARK] {
            let text = [t.ground, t.page, t.field, t.raised, t.hover, t.accent_wash];
            for color in [t.ink, t.ink2, t.ink3, t.accent, t.error, t.warn, t.ok, t.info, t.sent] {
                assert!(worst(color, &text) >= 4.5, "{color:?} {}", worst(color, &text));
            }
            for color in [t.ink, t.ink2, t.accent] {
                assert!(contrast(color, t.press) >= 4.5, "{color:?}");
            }
            for (color, wash) in [
                (t.error, t.error_wash),
                (t.warn, t.warn_wash),
                (t.ok, t.ok_wash),
                (t.info, t.info_wash),
                (t.sent, t.sent_wash),
            ] {
                assert!(contrast(color, wash) >= 4.5, "{color:?}");
                assert!(contrast(t.ink, wash) >= 4.5, "{wash:?}");
            }
            for fill in [t.accent, t.accent_hover, t.accent_press] {
                assert!(contrast(t.on_accent, fill) >= 4.5, "{fill:?}");
            }
            let under = [t.ground, t.page, t.field, t.raised, t.hover, t.accent_wash, t.key];
            assert!(worst(t.edge, &under) >= 3.0, "edge {}", worst(t.edge, &under));
        }
    }

    #[test]
    fn the_measured_ratios_are_those_that_were_agreed() {
        let near = |got: f64, want: f64| assert!((got - want).abs() < 0.01, "{got} for {want}");
        near(contrast(LIGHT.ink, LIGHT.page), 16.24);
        near(contrast(LIGHT.ink3, LIGHT.hover), 4.90);
        near(contrast(LIGHT.edge, LIGHT.hover), 3.24);
        near(contrast(LIGHT.accent, LIGHT.press), 5.32);
        near(contrast(DARK.ink3, DARK.accent_wash), 4.68);
        near(contrast(DARK.edge, DARK.key), 3.28);
        near(contrast(DARK.on_accent, DARK.accent_press), 5.68);
        near(contrast(DARK.sent, DARK.sent_wash), 6.43);
    }
}
