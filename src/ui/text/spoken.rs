//! Text runs with their true direction, so that a screen reader follows the caret.

use std::sync::Arc;

use eframe::egui::{
    Context, Id, Rect, accesskit,
    emath::TSTransform,
    epaint::text::PlacedRow,
    pos2,
    text::{CCursor, CCursorRange},
    text_selection::accesskit_text::update_accesskit_for_text_widget,
};
use parley::{BoundingBox, LineMetrics, Run};

use super::field::Work;

/// One run of one direction.
struct Spoken {
    rtl: bool,
    places: Vec<f32>,
    widths: Vec<f32>,
    area: Rect,
}

/// Describes a field's text to assistive technology.
///
/// Parents of nodes can only be set by egui, so a silent galley with one row a run goes through egui's own
/// function; direction and places are put right after.
pub(super) fn speak(
    ctx: &Context,
    id: Id,
    work: &Work<'_>,
    to_screen: impl Fn(BoundingBox) -> Rect,
) {
    let shown = work.shown();
    let Some(letter) = work.room.letter else { return };
    let Some(template) = work.laid.galley.rows.first() else { return };
    let layout = &work.laid.layout;
    let mut runs: Vec<(LineMetrics, Run<'_, ()>)> = layout
        .lines()
        .flat_map(|line| line.runs().map(move |run| (*line.metrics(), run)))
        .collect();
    runs.sort_by_key(|(_, run)| run.text_range().start);
    let mut galley = (*work.laid.galley).clone();
    galley.rows.clear();
    let mut spoken = Vec::new();
    for (metrics, run) in &runs {
        let mut row = (*template.row).clone();
        let (mut x, mut newline) = (0.0, false);
        let (mut places, mut widths) = (Vec::new(), Vec::new());
        for cluster in run.clusters() {
            let letters = shown.get(cluster.text_range()).unwrap_or_default();
            for (n, chr) in letters.chars().enumerate() {
                newline |= chr == '\n';
                if chr != '\n' {
                    let width = if n == 0 { cluster.advance() } else { 0.0 };
                    let mut glyph = letter;
                    (glyph.chr, glyph.pos, glyph.advance_width) = (chr, pos2(x, 0.0), width);
                    row.glyphs.push(glyph);
                    places.push(x);
                    widths.push(width);
                    x += width;
                }
            }
        }
        let area = to_screen(run_box(metrics, run, x));
        row.size = area.size();
        galley.rows.push(PlacedRow {
            pos: area.min,
            row: Arc::new(row),
            ends_with_newline: newline,
        });
        spoken.push(Spoken { rtl: run.is_rtl(), places, widths, area });
    }
    let index = |byte: usize| CCursor::new(shown.get(..byte).unwrap_or_default().chars().count());
    let selection = work.state.selection;
    let range = CCursorRange {
        primary: index(selection.focus().index()),
        secondary: index(selection.anchor().index()),
        h_pos: None,
    };
    update_accesskit_for_text_widget(ctx, id, Some(range), TSTransform::IDENTITY, &galley);
    for (n, run) in spoken.into_iter().enumerate() {
        describe(ctx, id.with(n).with(0_usize), run);
    }
    if work.secret {
        ctx.accesskit_node_builder(id, |node| node.set_role(accesskit::Role::PasswordInput));
    }
}

fn run_box(metrics: &LineMetrics, run: &Run<'_, ()>, width: f32) -> BoundingBox {
    let left = run.clusters().filter_map(|it| it.visual_offset()).fold(f32::INFINITY, f32::min);
    let left = f64::from(if left.is_finite() { left } else { 0.0 });
    BoundingBox {
        x0: left,
        x1: left + f64::from(width),
        y0: f64::from(metrics.block_min_coord),
        y1: f64::from(metrics.block_max_coord),
    }
}

fn describe(ctx: &Context, id: Id, run: Spoken) {
    if run.places.len() > 255 {
        return; // egui has split this run
    }
    ctx.accesskit_node_builder(id, |node| {
        node.set_text_direction(if run.rtl {
            accesskit::TextDirection::RightToLeft
        } else {
            accesskit::TextDirection::LeftToRight
        });
        node.set_bounds(accesskit::Rect {
            x0: run.area.min.x.into(),
            y0: run.area.min.y.into(),
            x1: run.area.max.x.into(),
            y1: run.area.max.y.into(),
        });
        node.set_character_positions(run.places);
        node.set_character_widths(run.widths);
    });
}
