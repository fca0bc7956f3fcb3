//! The net: text drawn by a widget that knows nothing of this room is laid out again at the end of a pass.
//!
//! It keeps width, wrapping and ellipsis; several colours in one job become one.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, Galley, LayerId, Shape, Ui,
    epaint::TextShape,
    layers::{PaintList, ShapeIdx},
};

use super::{Direction, Fit, Style, TextRoom, has_rtl, room::Wanted};

impl egui::Plugin for TextRoom {
    fn debug_name(&self) -> &'static str {
        "text room"
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.turn(&ctx);
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let mut layers: Vec<LayerId> = ctx.memory(|memory| memory.layer_ids().collect());
        layers.push(LayerId::background());
        let mut found: Vec<(LayerId, usize, Arc<Galley>)> = Vec::new();
        ctx.graphics(|graphics| {
            for layer in &layers {
                let entries = graphics.get(*layer).into_iter().flat_map(PaintList::all_entries);
                for (n, clipped) in entries.enumerate() {
                    each_text(&clipped.shape, &mut |text| {
                        if is_foreign(&text.galley) {
                            found.push((*layer, n, Arc::clone(&text.galley)));
                        }
                    });
                }
            }
        });
        self.repaired = found.len();
        for (layer, n, old) in found {
            self.repair(&ctx, layer, n, &old);
        }
    }
}

impl TextRoom {
    fn repair(&mut self, ctx: &egui::Context, layer: LayerId, n: usize, old: &Arc<Galley>) {
        let job = &old.job;
        let Some(section) = job.sections.first() else { return };
        let size = section.format.font_id.size;
        let style = Style { size, line: (size * 1.43).round(), ..Style::BODY };
        let fit = match (job.wrap.max_rows, job.wrap.max_width) {
            (_, width) if !width.is_finite() => Fit::Line,
            (1, width) => Fit::Elide(width),
            (_, width) => Fit::Wrap(width),
        };
        let wanted = Wanted { text: &job.text, style, direction: Direction::Auto, fit, marks: &[] };
        let new = self.laid(ctx, &wanted);
        let color = section.format.color;
        ctx.graphics_mut(|graphics| {
            let Some(list) = graphics.get_mut(layer) else { return };
            list.mutate_shape(ShapeIdx(n), |clipped| {
                each_text_mut(&mut clipped.shape, &mut |text| {
                    if Arc::ptr_eq(&text.galley, old) {
                        if color != Color32::PLACEHOLDER && text.override_text_color.is_none() {
                            text.override_text_color = Some(color);
                        }
                        let moved =
                            if new.rtl { old.rect.width() - new.galley.rect.width() } else { 0.0 };
                        text.pos.x += old.rect.left() + moved;
                        text.galley = Arc::clone(&new.galley);
                    }
                });
            });
        });
    }
}

/// Ours have rows without glyphs.
fn is_foreign(galley: &Galley) -> bool {
    galley.rows.iter().any(|row| !row.glyphs.is_empty()) && has_rtl(&galley.job.text)
}

fn each_text(shape: &Shape, f: &mut dyn FnMut(&TextShape)) {
    if let Shape::Text(text) = shape {
        f(text);
    } else if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            each_text(shape, f);
        }
    }
}

fn each_text_mut(shape: &mut Shape, f: &mut dyn FnMut(&mut TextShape)) {
    if let Shape::Text(text) = shape {
        f(text);
    } else if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            each_text_mut(shape, f);
        }
    }
}
