//! The list of what waits: in sections, one line a thing.

use std::collections::BTreeMap;

use eframe::egui::{
    Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::super::{
    new_record::DIGITS,
    record_words::{counted, in_language, title, way_to},
};
use crate::{
    base::{Message, RecordId},
    service::query::{
        cases::DueView, progress::Progress, records::RecordSummary, today::TodayView,
    },
    ui::{
        cx::Cx,
        frame, keys, mark,
        pages::is_built,
        route::{Route, Tab},
        text::{self, Style, Text},
        theme::{Tokens, space},
        widgets::bar_track,
    },
};

/// Height of a line.
const LINE: f32 = 44.0;
/// Where the middle of a line begins.
const MIDDLE: f32 = 340.0;
/// How long the track of a draft is.
const TRACK: f32 = 120.0;

/// Things of one kind.
pub(super) struct Section {
    icon: Lucide,
    warns: bool,
    title: String,
    count: String,
    pub(super) entries: Vec<Entry>,
}

/// One thing that waits.
pub(super) struct Entry {
    name: String,
    under: String,
    what: String,
    /// How far it is, 0 to 1: drawn as a track before `what`.
    share: Option<f32>,
    note: String,
    when: String,
    pub(super) route: Route,
}

/// How many things wait, shown here or not.
pub(super) fn waiting(cx: &Cx<'_>, view: &TodayView) -> usize {
    let exports = usize::from(is_built(Tab::Export) && view.to_export.iter().any(|it| it.1 > 0));
    let reviews = usize::from(view.to_review > 0 && shows_review(cx));
    view.drafts_total + view.returned_total + view.due_total + reviews + exports
}

fn shows_review(cx: &Cx<'_>) -> bool {
    cx.session.is_some_and(|it| Tab::Review.is_for(it)) && is_built(Tab::Review)
}

/// What waits, most pressing first; sections without anything are left out.
pub(super) fn sections(
    cx: &Cx<'_>,
    view: &TodayView,
    progress: &BTreeMap<RecordId, Progress>,
) -> Vec<Section> {
    let count = |n: usize| cx.texts.count(n);
    let mut sections = vec![
        Section {
            icon: Lucide::Undo2,
            warns: true,
            title: cx.t("today-returned"),
            count: count(view.returned_total),
            entries: view.returned.iter().map(|it| returned(cx, it)).collect(),
        },
        Section {
            icon: Lucide::PencilLine,
            warns: false,
            title: cx.t("today-drafts"),
            count: counted(cx, "today-drafts-count", view.drafts_total),
            entries: view.drafts.iter().map(|it| draft(cx, it, progress.get(&it.id))).collect(),
        },
    ];
    let hidden = [
        view.returned_total.saturating_sub(view.returned.len()),
        view.drafts_total.saturating_sub(view.drafts.len()),
    ];
    for (section, hidden) in sections.iter_mut().zip(hidden) {
        section.entries.extend((hidden > 0).then(|| more(cx, hidden)));
    }
    sections.extend(due(cx, view));
    sections.extend(to_review(cx, view));
    sections.extend(to_export(cx, view));
    sections.retain(|it| !it.entries.is_empty());
    sections
}

fn record(cx: &Cx<'_>, record: &RecordSummary) -> Entry {
    let mut under = format!("{} · {}", record.number, in_language(cx, &record.form_title));
    if record.members > 0 {
        under.push_str(", ");
        under.push_str(&counted(cx, "records-persons", record.members as usize));
    }
    Entry {
        name: title(cx, record),
        under,
        what: String::new(),
        share: None,
        note: String::new(),
        when: cx.when(record.changed),
        route: way_to(cx, record),
    }
}

fn returned(cx: &Cx<'_>, summary: &RecordSummary) -> Entry {
    let when = Message::new("today-returned-when").text("when", cx.when(summary.changed));
    Entry {
        what: counted(cx, "today-comments", summary.open_comments as usize),
        when: cx.m(&when),
        ..record(cx, summary)
    }
}

fn draft(cx: &Cx<'_>, summary: &RecordSummary, progress: Option<&Progress>) -> Entry {
    let plain = record(cx, summary);
    let Some(progress) = progress.filter(|it| it.asked > 0) else { return plain };
    let mut what = Message::new("today-progress")
        .text("n", cx.texts.count(progress.answered))
        .text("all", cx.texts.count(progress.asked));
    if let Some(number) = &progress.stopped_at {
        what = Message { id: "today-progress-stopped", ..what }.text("number", number);
    }
    #[expect(clippy::cast_precision_loss, reason = "questions of a form")]
    let share = progress.answered as f32 / progress.asked as f32;
    Entry { what: cx.m(&what), share: Some(share), ..plain }
}

/// Those that have no line here stand in the table of records.
fn more(cx: &Cx<'_>, n: usize) -> Entry {
    Entry {
        name: counted(cx, "today-more", n),
        under: String::new(),
        what: String::new(),
        share: None,
        note: String::new(),
        when: String::new(),
        route: Route::Records { search: String::new() },
    }
}

/// What is due, the earliest first: each leads to its record.
fn due(cx: &Cx<'_>, view: &TodayView) -> Option<Section> {
    let late = view.due.iter().any(|it| it.on < cx.today);
    let entry = |it: &DueView| {
        let number = it.number.expose();
        let number = if number.is_empty() { &it.record.number } else { number };
        Entry {
            name: cx.m(&Message::new(it.text)),
            under: format!("{number} · {}", title(cx, &it.record)),
            when: cx.texts.date(it.on),
            ..record(cx, &it.record)
        }
    };
    let mut entries: Vec<Entry> = view.due.iter().map(entry).collect();
    let hidden = view.due_total.saturating_sub(view.due.len());
    entries.extend((hidden > 0).then(|| more(cx, hidden)));
    (!entries.is_empty()).then(|| Section {
        icon: Lucide::CalendarClock,
        warns: late,
        title: cx.t("case-due"),
        count: cx.texts.count(view.due_total),
        entries,
    })
}

fn to_review(cx: &Cx<'_>, view: &TodayView) -> Option<Section> {
    if view.to_review == 0 || !shows_review(cx) {
        return None;
    }
    let oldest = view.oldest_to_review.map_or_else(String::new, |at| {
        cx.m(&Message::new("today-oldest").text("when", cx.when(at)))
    });
    let entry = Entry {
        name: counted(cx, "today-review-entry", view.to_review),
        under: cx.t("today-review-under"),
        what: String::new(),
        share: None,
        note: String::new(),
        when: oldest,
        route: Route::Review(None),
    };
    Some(Section {
        icon: Lucide::ClipboardCheck,
        warns: false,
        title: cx.t("today-review"),
        count: cx.texts.count(view.to_review),
        entries: vec![entry],
    })
}

fn to_export(cx: &Cx<'_>, view: &TodayView) -> Option<Section> {
    if !is_built(Tab::Export) {
        return None;
    }
    let total: usize = view.to_export.iter().map(|it| it.1).sum();
    let last = match view.last_batch {
        Some(at) => cx.m(&Message::new("today-last-batch").text("when", cx.when(at))),
        None => cx.t("today-no-batch"),
    };
    let entry = Entry {
        name: counted(cx, "today-export-entry", total),
        under: cx.t("today-export-under"),
        what: String::new(),
        share: None,
        note: String::new(),
        when: last,
        route: Route::Export,
    };
    (total > 0).then(|| Section {
        icon: Lucide::PackageCheck,
        warns: false,
        title: cx.t("today-export"),
        count: cx.texts.count(total),
        entries: vec![entry],
    })
}

/// Draws the list; answers where to go.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    sections: &[Section],
    selected: &mut Option<usize>,
) -> Option<Route> {
    let tokens = Tokens::of(ui);
    let moved = ui.data_mut(|data| {
        let seen = eframe::egui::Id::unique("today seen");
        let before = data.get_temp::<Option<usize>>(seen).flatten();
        data.insert_temp(seen, *selected);
        before != *selected
    });
    let mut route = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut n = 0;
        for section in sections {
            ui.add_space(space::XS);
            frame::row(ui, cx, 35.0, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.add_space(space::L);
                let color = if section.warns { tokens.warn } else { tokens.ink2 };
                text::icon_mirrored(ui, section.icon, color);
                ui.add(Text::new(&section.title).style(Style::STRONG));
                ui.add(Text::new(&section.count).style(Style::SMALL).color(tokens.ink3));
            });
            let line = ui.max_rect();
            let y = ui.cursor().top().floor() - 0.5;
            ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.edge));
            for entry in &section.entries {
                if entry_ui(ui, cx, entry, n, *selected == Some(n), moved) {
                    *selected = Some(n);
                    route = Some(entry.route.clone());
                }
                n += 1;
            }
            ui.add_space(space::M);
        }
    });
    route
}

/// Part of a line, from `from` to `to` counted from its leading edge.
fn part(line: Rect, from: f32, to: f32, rtl: bool) -> Rect {
    let (left, right) = if rtl {
        (line.right() - to, line.right() - from)
    } else {
        (line.left() + from, line.left() + to)
    };
    Rect::from_min_max(pos2(left, line.top()), pos2(right, line.bottom()))
}

fn entry_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    entry: &Entry,
    n: usize,
    selected: bool,
    moved: bool,
) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let name = [entry.name.as_str(), &entry.under].join(" ").replace(text::is_direction_mark, "");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, name.trim()));
    if selected && moved {
        ui.scroll_to_rect(rect, None);
    }
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
        mark::bar(ui, rect);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.bottom().floor() - 0.5;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, tokens.line));
    let rtl = cx.is_rtl();
    if let Some(key) = DIGITS.get(n) {
        let cap = part(rect, 16.0, 48.0, rtl);
        let cap = Rect::from_center_size(cap.center(), vec2(32.0, 18.0));
        mark::paint_key_cap(ui, cap, &keys::caption(cx, keys::plain(*key)), None);
    }
    let width = rect.width();
    let wide = width > 620.0;
    // Number, form and persons stand under the name where there is room for them.
    let middle = if wide { MIDDLE.max(width * 0.42) } else { width - 150.0 };
    let place = part(rect, 60.0, middle - 12.0, rtl);
    two_lines(ui, cx, place, (&entry.name, &entry.under), Style::STRONG);
    if wide {
        let mut from = middle;
        if let Some(share) = entry.share {
            let track = part(rect, from, from + TRACK, rtl);
            let track = Rect::from_center_size(track.center().round(), vec2(TRACK, 4.0));
            bar_track(ui, track, share, tokens.accent);
            from += TRACK + space::M;
        }
        let place = part(rect, from, width - 190.0, rtl);
        let style = if entry.share.is_some() { Style::SMALL } else { Style::BODY };
        two_lines(ui, cx, place, (&entry.what, &entry.note), style);
    }
    let end = part(rect, width - 190.0, width - 16.0, rtl);
    // Children that do not move the entry after it.
    let mut end = ui.new_child(UiBuilder::new().max_rect(end).layout(frame::trailing(cx)));
    end.spacing_mut().item_spacing.x = space::S;
    text::icon_mirrored(&mut end, Lucide::ChevronRight, tokens.ink2);
    end.add(Text::new(&entry.when).style(Style::SMALL).color(tokens.ink2).elide(150.0));
    if response.has_focus() {
        mark::ring(ui, rect.shrink(3.0));
    }
    response.clicked()
}

fn two_lines(ui: &mut Ui, cx: &Cx<'_>, place: Rect, (first, second): (&str, &str), style: Style) {
    let tokens = Tokens::of(ui);
    let height = if second.is_empty() { 20.0 } else { 36.0 };
    let place = Rect::from_center_size(place.center(), vec2(place.width(), height));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place).layout(frame::down(cx)));
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add(Text::new(first).style(style).elide(place.width()));
    if !second.is_empty() {
        let text = Text::new(second).style(Style::SMALL).color(tokens.ink3);
        ui.add(text.elide(place.width()));
    }
}
