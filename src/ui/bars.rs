//! What stands around every screen: the top bar, and the bar of keys with the truth about saving.

use eframe::egui::{
    Align2, Frame, Key, Margin, Panel, Popup, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::{
    action::ShellAction,
    autosave::Saving,
    counts::Counts,
    cx::Cx,
    frame,
    keys::{self, KeyHint},
    mark,
    page::Page,
    palette::Palette,
    route::{Route, Tab},
    text::{self, Direction, Fit, Style, Text},
    theme::{Tokens, size, space},
    widgets::{self, Button},
};
use crate::{base::Role as Person, service::SessionView};

/// With Alt, the keys of the tabs from the first.
pub(super) const TAB_KEYS: [Key; 7] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7];

/// The find box where there is room for it.
const FIND_BOX: f32 = 232.0;

/// How many entries the keys bar has at most.
const MAX_HINTS: usize = 7;

/// The tabs of a person, in order.
pub(super) fn tabs(session: &SessionView) -> impl Iterator<Item = Tab> {
    Tab::ALL.into_iter().filter(|tab| tab.is_for(session) && super::pages::is_built(*tab))
}

/// The word for a role.
#[must_use]
pub const fn role_text(role: Person) -> &'static str {
    match role {
        Person::FieldOfficer => "role-field-officer",
        Person::Supervisor => "role-supervisor",
        Person::DataOfficer => "role-data-officer",
        Person::Administrator => "role-administrator",
    }
}

/// Mark, tabs, find box, who, lock.
pub(super) fn top(
    ui: &mut Ui,
    cx: &Cx<'_>,
    route: &Route,
    counts: &Counts,
    palette: &mut Option<Palette>,
) -> Vec<ShellAction> {
    let Some(session) = cx.session else { return Vec::new() };
    let tokens = Tokens::of(ui);
    let frame = Frame::NONE.fill(tokens.ground).inner_margin(Margin::symmetric(16, 0));
    let mut asked = Vec::new();
    Panel::top("top").exact_size(size::TOP).show_separator_line(false).frame(frame).show(
        ui,
        |ui| {
            frame::bottom_line(ui, tokens.line);
            let wide = ui.available_width() >= 1000.0;
            frame::row(ui, cx, size::TOP, |ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                logo(ui, wide);
                if session.office.demonstration {
                    let words = cx.t("shell-demonstration");
                    widgets::chip(ui, &words, Lucide::BookOpen, tokens.info, tokens.info_wash);
                }
                if wide {
                    for tab in tabs(session) {
                        if tab_ui(ui, cx, tab, counts.of(tab), route.tab() == Some(tab)).clicked() {
                            asked.push(ShellAction::Go(tab.route()));
                        }
                    }
                } else {
                    asked.extend(tab_menu(ui, cx, session, route));
                }
                ui.with_layout(frame::trailing(cx), |ui| {
                    let caption = keys::caption(cx, keys::LOCK);
                    let words = cx.t("shell-lock");
                    let lock = Button::new(&words).bare().icon(Lucide::Lock).keys(&caption);
                    if ui.add(lock).clicked() {
                        asked.push(ShellAction::Lock);
                    }
                    who(ui, cx, session, wide);
                    if find_box(ui, cx, wide).clicked() {
                        *palette = Some(Palette::new());
                    }
                });
            });
        },
    );
    asked
}

/// The waypost: a post, and an arm that points onwards.
pub(super) fn paint_mark(ui: &Ui, rect: Rect) {
    let tokens = Tokens::of(ui);
    let (unit, centre) = (rect.height() / 24.0, rect.center());
    let toward = if mark::is_rtl(ui) { -unit } else { unit };
    let at = |x: f32, y: f32| -> Pos2 { pos2(centre.x + x * toward, rect.top() + y * unit) };
    let post = Rect::from_two_pos(at(-1.25, 2.0), at(1.25, 23.0));
    ui.painter().rect_filled(post, 0.0, tokens.ink);
    let arm = [at(-8.0, 5.0), at(5.0, 5.0), at(10.0, 9.0), at(5.0, 13.0), at(-8.0, 13.0)];
    let mut arm = arm.to_vec();
    if toward < 0.0 {
        arm.reverse();
    }
    ui.painter().add(Shape::convex_polygon(arm, tokens.accent, Stroke::NONE));
}

fn logo(ui: &mut Ui, words: bool) {
    ui.spacing_mut().item_spacing.x = space::S;
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
    paint_mark(ui, rect);
    if words {
        ui.add(Text::new(PRODUCT).style(Style::SECTION));
        ui.add_space(space::S);
    }
    ui.spacing_mut().item_spacing.x = space::L;
}

/// The product's name is the same in every language.
pub(super) const PRODUCT: &str = "Waypost";

fn tab_ui(ui: &mut Ui, cx: &Cx<'_>, tab: Tab, count: Option<usize>, here: bool) -> Response {
    let tokens = Tokens::of(ui);
    let words = cx.t(tab.text());
    let style = if here { Style::STRONG } else { Style::BODY };
    let laid = text::lay(ui.ctx(), &words, Style::STRONG, Direction::Auto, Fit::Line);
    let count = count.map(|it| cx.texts.count(it)).unwrap_or_default();
    let counted = text::lay(ui.ctx(), &count, Style::SMALL, Direction::Ltr, Fit::Line);
    let count_width = if count.is_empty() { 0.0 } else { counted.galley.rect.width() + 6.0 };
    let width = laid.galley.rect.width() + count_width + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TOP), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, here, &words));
    let color = if here {
        tokens.ink
    } else if response.hovered() {
        tokens.accent
    } else {
        tokens.ink2
    };
    let (start, end) = if cx.is_rtl() {
        (Align2::RIGHT_CENTER, Align2::LEFT_CENTER)
    } else {
        (Align2::LEFT_CENTER, Align2::RIGHT_CENTER)
    };
    let inner = rect.shrink2(vec2(4.0, 0.0));
    text::paint(ui, start.pos_in_rect(&inner), start, &words, style, color);
    text::paint(ui, end.pos_in_rect(&inner), end, &count, Style::SMALL, tokens.ink3);
    if here {
        let bar = Rect::from_min_max(
            pos2(rect.left() + 4.0, rect.bottom() - size::BAR),
            rect.max - vec2(4.0, 0.0),
        );
        ui.painter().rect_filled(bar, 0.0, tokens.accent);
    }
    if response.has_focus() {
        mark::ring(ui, rect.shrink2(vec2(0.0, 8.0)));
    }
    response
}

/// Where the tabs do not fit: the screen that is shown, and a list of the others.
fn tab_menu(ui: &mut Ui, cx: &Cx<'_>, session: &SessionView, route: &Route) -> Option<ShellAction> {
    let here = route.tab().map_or_else(String::new, |tab| cx.t(tab.text()));
    let button = ui.add(Button::new(&here).icon(Lucide::Menu).bare());
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        for tab in tabs(session) {
            let words = cx.t(tab.text());
            if ui
                .add(Button::new(&words).bare().chosen(route.tab() == Some(tab)).width(200.0))
                .clicked()
            {
                chosen = Some(ShellAction::Go(tab.route()));
                ui.close();
            }
        }
    });
    chosen
}

fn who(ui: &mut Ui, cx: &Cx<'_>, session: &SessionView, wide: bool) {
    let tokens = Tokens::of(ui);
    let roles: Vec<String> = session.roles.iter().map(|it| cx.t(role_text(*it))).collect();
    let roles = roles.join(", ");
    // The tabs stand already: the find box comes first, then the name, then the roles.
    let room = (ui.available_width() - FIND_BOX - 180.0).min(220.0);
    if wide && room > 60.0 {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.add(Text::new(&roles).style(Style::SMALL).color(tokens.ink3).elide(room));
    }
    ui.add(Text::new(session.name.expose()).style(Style::STRONG).elide(160.0));
    ui.add_space(space::S);
    ui.spacing_mut().item_spacing.x = space::L;
}

/// Looks like a field, opens the palette.
fn find_box(ui: &mut Ui, cx: &Cx<'_>, wide: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (words, caption) = (cx.t("shell-find"), keys::caption(cx, keys::FIND));
    let width = ui.available_width().min(FIND_BOX);
    if !wide || width < 150.0 {
        return ui.add(Button::new("").icon(Lucide::Search).bare().keys(&caption).name(&words));
    }
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let edge = if response.hovered() { tokens.ink2 } else { tokens.edge };
    let stroke = Stroke::new(1.0, edge);
    ui.painter().rect(rect, size::RADIUS, tokens.field, stroke, StrokeKind::Inside);
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let scope = eframe::egui::UiBuilder::new().max_rect(inner).layout(frame::leading(cx));
    ui.scope_builder(scope, |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, Lucide::Search, tokens.ink2);
        ui.add(Text::new(&words).color(tokens.ink3).elide(width - 96.0));
        ui.with_layout(frame::trailing(cx), |ui| mark::key_cap(ui, &caption));
    });
    if response.has_focus() {
        mark::ring(ui, rect);
    }
    response
}

/// The keys that work now; at the end a fact, and the truth about saving.
pub(super) fn keys(ui: &mut Ui, cx: &Cx<'_>, page: &dyn Page) {
    let tokens = Tokens::of(ui);
    let frame = Frame::NONE.fill(tokens.ground).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("keys").exact_size(size::KEYS).show_separator_line(false).frame(frame).show(
        ui,
        |ui| {
            let rect = ui.clip_rect();
            let y = ui.max_rect().top().floor() + 0.5;
            ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, tokens.line));
            frame::row(ui, cx, size::KEYS, |ui| {
                ui.with_layout(frame::trailing(cx), |ui| {
                    saving_ui(ui, cx, page.saving());
                    if let Some(fact) = page.fact(cx) {
                        ui.add_space(space::S);
                        ui.add(Text::new(&fact).style(Style::SMALL).color(tokens.ink2));
                    }
                    ui.add_space(space::S);
                    ui.with_layout(frame::leading(cx), |ui| hints_ui(ui, cx, &page.keys()));
                });
            });
        },
    );
}

fn saving_ui(ui: &mut Ui, cx: &Cx<'_>, saving: Option<Saving>) {
    let tokens = Tokens::of(ui);
    if cx.session.is_none() {
        let version = format!("{PRODUCT} {}", env!("CARGO_PKG_VERSION"));
        ui.add(Text::new(&version).style(Style::SMALL).color(tokens.ink3));
        return;
    }
    let (icon, color, words) = match saving {
        None | Some(Saving::Untouched) => (Lucide::Lock, tokens.ok, cx.t("shell-encrypted")),
        Some(Saving::Pending) => (Lucide::PencilLine, tokens.ink2, cx.t("shell-saving")),
        Some(Saving::Failed) => (Lucide::CircleX, tokens.error, cx.t("shell-not-saved")),
        Some(Saving::Saved(at)) => {
            let time = cx.texts.clock_secs(at, cx.offset_secs);
            let message = crate::base::Message::new("shell-saved").text("time", time);
            (Lucide::Lock, tokens.ok, cx.m(&message))
        }
    };
    ui.spacing_mut().item_spacing.x = space::XS;
    ui.add(Text::new(&words).style(Style::SMALL).color(color));
    text::icon(ui, icon, color);
}

fn hints_ui(ui: &mut Ui, cx: &Cx<'_>, hints: &[KeyHint]) {
    let tokens = Tokens::of(ui);
    let may = |it: &&KeyHint| it.needs.is_none_or(|right| cx.may(right));
    for hint in hints.iter().filter(may).take(MAX_HINTS) {
        let captions: Vec<String> = hint.keys.iter().map(|it| keys::caption(cx, *it)).collect();
        let words = cx.t(hint.text);
        let laid = text::lay(ui.ctx(), &words, Style::SMALL, Direction::Auto, Fit::Line);
        let caps: f32 = captions.iter().map(|it| mark::key_cap_size(ui, it).x + space::XS).sum();
        if caps + laid.galley.rect.width() + space::L > ui.available_width() {
            break;
        }
        ui.spacing_mut().item_spacing.x = space::XS;
        for caption in &captions {
            mark::key_cap(ui, caption);
        }
        ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink2));
        ui.add_space(space::S);
    }
}
