//! Parley's lines as egui's rows: one mesh a row, pointing into egui's own atlas.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels: glyph numbers fit 16 bits, bins are 0 to 3, icons a few dozen pixels"
)]

use std::sync::Arc;

use eframe::egui::{
    Color32, Context, FontFamily, FontId, Galley, Mesh, Pos2, Rect, Vec2,
    epaint::text::{LayoutJob, PlacedRow, RowVisuals, TextFormat},
    pos2, vec2,
};
use egui_lucide::Lucide;
use parley::{Layout, Line, PositionedLayoutItem};

use super::{
    Style, TextRoom,
    direction::is_direction_mark,
    glyphs::{BINS, GLYPHS, GlyphKey, Picture},
};

impl TextRoom {
    /// A galley that shows `layout` and is called `text`.
    pub(super) fn galley(
        &mut self,
        ctx: &Context,
        text: &str,
        layout: &Layout<()>,
        style: Style,
        elided: bool,
    ) -> Arc<Galley> {
        let scale = ctx.pixels_per_point();
        let drawn = self.gather(layout);
        // egui draws the glyphs it has not seen and says where each lies in the atlas. The leading space gives the
        // galley the right natural width, a value that cannot be set from outside.
        let probe = probe(ctx, &drawn.glyphs, layout.full_width() / scale, style.size);
        self.letter = self.letter.or_else(|| probe.rows.first()?.glyphs.first().copied());
        let mut galley = (*probe).clone();
        galley.rows.clear();
        galley.mesh_bounds = Rect::NOTHING;
        (galley.num_vertices, galley.num_indices) = (0, 0);
        let mut size = Vec2::ZERO;
        for (line, mesh) in layout.lines().zip(drawn.meshes(&probe, layout, scale)) {
            let Some(template) = probe.rows.first() else { break };
            let metrics = line.metrics();
            let pos = pos2(0.0, metrics.block_min_coord.round() / scale);
            let right =
                metrics.inline_min_coord + metrics.offset + metrics.advance - left_edge(layout);
            let row_size = vec2((right / scale).max(0.0), metrics.line_height / scale);
            size = size.max(vec2(row_size.x, pos.y + row_size.y));
            push_row(&mut galley, template, pos, row_size, mesh);
        }
        galley.rect = Rect::from_min_size(Pos2::ZERO, vec2(size.x.ceil(), size.y.round()));
        galley.elided = elided;
        // The accessible name, without the marks that only steer the order.
        let name = text.replace(is_direction_mark, "");
        galley.job = Arc::new(LayoutJob::single_section(name, format(style.size)));
        Arc::new(galley)
    }

    /// An icon as a galley of `size` points, to be painted in any colour.
    pub(super) fn icon(
        &mut self,
        ctx: &Context,
        icon: Lucide,
        size: f32,
        mirrored: bool,
    ) -> Arc<Galley> {
        let scale = ctx.pixels_per_point();
        let pixels = (size * scale).round().max(1.0) as u32;
        if let Some(known) = self.icons.get(&(icon as u16, pixels, mirrored)) {
            return Arc::clone(known);
        }
        let picture = Picture::Icon { icon, pixels, mirrored };
        let c = self.bank.lock().ok().and_then(|mut bank| bank.char_of(None, picture));
        let probe = probe(ctx, &c.map(String::from).unwrap_or_default(), size, size);
        let mut galley = (*probe).clone();
        galley.rows.clear();
        galley.mesh_bounds = Rect::NOTHING;
        (galley.num_vertices, galley.num_indices) = (0, 0);
        let mut mesh = Mesh::default();
        let square = Rect::from_min_size(Pos2::ZERO, Vec2::splat(pixels as f32 / scale));
        for glyph in
            probe.rows.iter().flat_map(|row| &row.glyphs).filter(|it| !it.uv_rect.is_nothing())
        {
            mesh.add_rect_with_uv(
                square,
                texels(glyph.uv_rect.min, glyph.uv_rect.max),
                Color32::PLACEHOLDER,
            );
        }
        if let Some(template) = probe.rows.first() {
            push_row(&mut galley, template, Pos2::ZERO, square.size(), mesh);
        }
        galley.rect = square;
        galley.job = Arc::new(LayoutJob::single_section(String::new(), format(size)));
        let galley = Arc::new(galley);
        self.icons.insert((icon as u16, pixels, mirrored), Arc::clone(&galley));
        galley
    }

    /// Every glyph of a layout as its private-use character and its place.
    fn gather(&mut self, layout: &Layout<()>) -> Drawn {
        let mut drawn = Drawn::default();
        let Ok(mut bank) = self.bank.lock() else { return drawn };
        let items = layout
            .lines()
            .enumerate()
            .flat_map(|(n, line)| line.items().map(move |item| (n, item)));
        for (line, item) in items {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            let font = run.run().font().clone();
            for glyph in run.positioned_glyphs() {
                self.missing += usize::from(glyph.id == 0);
                let x = (glyph.x * BINS).round() / BINS;
                let key = GlyphKey {
                    font: (font.data.id(), font.index),
                    glyph: glyph.id as u16,
                    size_bits: run.run().font_size().to_bits(),
                    bin: ((x - x.floor()) * BINS) as u8,
                    bold: run.run().synthesis().embolden(),
                    coords: run.run().normalized_coords().iter().map(|it| it.to_bits()).collect(),
                };
                if let Some(c) = bank.char_of(Some(&font), Picture::Glyph(key)) {
                    drawn.glyphs.push(c);
                    drawn.spots.push(Spot { line, x: x.floor(), y: glyph.y.round() });
                }
            }
            let metrics = run.run().font_metrics();
            if run.style().underline.is_some() {
                let y = (run.baseline() + 2.0).round();
                drawn.rules.push(Rule { line, x: run.offset(), width: run.advance(), y });
            }
            if run.style().strikethrough.is_some() {
                let y = (run.baseline() - metrics.strikethrough_offset).round();
                drawn.rules.push(Rule { line, x: run.offset(), width: run.advance(), y });
            }
        }
        drawn
    }
}

fn format(size: f32) -> TextFormat {
    TextFormat::simple(FontId::new(size, FontFamily::Name(GLYPHS.into())), Color32::PLACEHOLDER)
}

/// Lets egui draw `glyphs`, and learns where they lie.
fn probe(ctx: &Context, glyphs: &str, width: f32, size: f32) -> Arc<Galley> {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    job.append(glyphs, width, format(size));
    ctx.fonts_mut(|fonts| fonts.layout_job(job))
}

fn push_row(galley: &mut Galley, template: &PlacedRow, pos: Pos2, size: Vec2, mesh: Mesh) {
    let mut row = (*template.row).clone();
    row.glyphs = Vec::new(); // no stock caret or selection on it
    row.size = size;
    let bounds = mesh.calc_bounds();
    galley.num_vertices += mesh.vertices.len();
    galley.num_indices += mesh.indices.len();
    galley.mesh_bounds |= bounds.translate(pos.to_vec2());
    let glyph_vertex_range = 0..mesh.vertices.len();
    row.visuals =
        RowVisuals { glyph_index_start: 0, glyph_vertex_range, mesh_bounds: bounds, mesh };
    galley.rows.push(PlacedRow { pos, row: Arc::new(row), ends_with_newline: false });
}

/// The tessellator divides by the atlas's size.
fn texels(min: [u16; 2], max: [u16; 2]) -> Rect {
    let at = |it: [u16; 2]| pos2(f32::from(it[0]), f32::from(it[1]));
    Rect::from_min_max(at(min), at(max))
}

struct Spot {
    line: usize,
    x: f32,
    y: f32,
}

/// An underline or a strike.
struct Rule {
    line: usize,
    x: f32,
    width: f32,
    y: f32,
}

/// What is to be drawn of a layout, in its units.
#[derive(Default)]
struct Drawn {
    glyphs: String,
    spots: Vec<Spot>,
    rules: Vec<Rule>,
}

impl Drawn {
    /// One mesh a line. `probe` knows where each glyph lies in the atlas.
    fn meshes(&self, probe: &Galley, layout: &Layout<()>, scale: f32) -> Vec<Mesh> {
        let left = left_edge(layout);
        let tops: Vec<f32> =
            layout.lines().map(|it| it.metrics().block_min_coord.round()).collect();
        let top = |line: usize| tops.get(line).copied().unwrap_or_default();
        let at = |line, x: f32, y: f32| pos2((x - left) / scale, (y - top(line)) / scale);
        let mut meshes: Vec<Mesh> = tops.iter().map(|_| Mesh::default()).collect();
        let pictures = probe.rows.iter().flat_map(|row| &row.glyphs).map(|glyph| glyph.uv_rect);
        for (spot, uv) in self.spots.iter().zip(pictures).filter(|(_, uv)| !uv.is_nothing()) {
            let rect = Rect::from_min_size(at(spot.line, spot.x, spot.y) + uv.offset, uv.size);
            if let Some(mesh) = meshes.get_mut(spot.line) {
                mesh.add_rect_with_uv(rect, texels(uv.min, uv.max), Color32::PLACEHOLDER);
            }
        }
        let white = Rect::from_min_max(Pos2::ZERO, pos2(0.5, 0.5));
        for rule in &self.rules {
            let size = vec2(rule.width / scale, scale.round().max(1.0) / scale);
            let rect = Rect::from_min_size(at(rule.line, rule.x, rule.y), size);
            if let Some(mesh) = meshes.get_mut(rule.line) {
                mesh.add_rect_with_uv(rect, white, Color32::PLACEHOLDER);
            }
        }
        meshes
    }
}

/// In layout units: where the leftmost line begins. A galley starts there.
pub(super) fn left_edge(layout: &Layout<()>) -> f32 {
    let edge = |line: Line<'_, ()>| line.metrics().inline_min_coord + line.metrics().offset;
    let left = layout.lines().map(edge).fold(f32::INFINITY, f32::min);
    if left.is_finite() { left.max(0.0).floor() } else { 0.0 }
}
