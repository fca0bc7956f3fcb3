//! Pictures of a stage, rasterised here: no display, no graphics card.
//!
//! They are written as PPM where `WAYPOST_PICTURES` names a folder, to be looked at beside the design.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::iter_over_hash_type,
    reason = "pixels are small numbers, and textures come in any order"
)]

use std::{cell::RefCell, collections::BTreeMap, path::PathBuf, rc::Rc};

use eframe::egui::{
    Color32, ImageData, Pos2, Rect, TextureId, TexturesDelta,
    epaint::{ClippedPrimitive, Mesh, Primitive, Vertex},
    pos2,
};
use egui_kittest::{Harness, TestRenderer};

#[derive(Clone, Default)]
struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

/// The textures of a context, as they were last sent.
#[derive(Clone, Default)]
pub(crate) struct Textures(Rc<RefCell<BTreeMap<TextureId, Texture>>>);

impl TestRenderer for Textures {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.borrow_mut();
        for (id, parts) in &delta.set {
            for part in parts {
                let ImageData::Color(image) = &part.image;
                let [width, height] = image.size;
                let texture = textures.entry(*id).or_default();
                let Some([x, y]) = part.pos else {
                    *texture = Texture { width, height, pixels: image.pixels.clone() };
                    continue;
                };
                for row in 0..height {
                    for column in 0..width {
                        texture.pixels[(y + row) * texture.width + x + column] =
                            image.pixels[row * width + column];
                    }
                }
            }
        }
        delta.clear();
    }
}

/// Where pictures go; `None` where nobody wants them.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("WAYPOST_PICTURES").map(PathBuf::from)
}

/// Writes what the stage shows now as `name`, where anybody wants to look at it.
pub(crate) fn take<S>(harness: &Harness<'_, S>, textures: &Textures, name: &str) {
    let Some(folder) = folder() else { return };
    let scale = harness.ctx.pixels_per_point();
    let size = harness.ctx.content_rect().size() * scale;
    let (width, height) = (size.x.round() as usize, size.y.round() as usize);
    let mut canvas = vec![[0.0_f32; 3]; width * height];
    let primitives = harness.ctx.tessellate(harness.output().shapes.clone(), scale);
    let textures = textures.0.borrow();
    for ClippedPrimitive { clip_rect, primitive } in &primitives {
        let Primitive::Mesh(mesh) = primitive else { continue };
        let Some(texture) = textures.get(&mesh.texture_id) else { continue };
        let clip = Rect::from_min_max(clip_rect.min * scale, clip_rect.max * scale);
        paint(&mut canvas, (width, height), mesh, texture, clip, scale);
    }
    let mut file = format!("P6\n{width} {height}\n255\n").into_bytes();
    file.extend(canvas.iter().flatten().map(|it| (it.clamp(0.0, 1.0) * 255.0).round() as u8));
    std::fs::write(folder.join(name).with_extension("ppm"), file).expect("a picture");
}

fn paint(
    canvas: &mut [[f32; 3]],
    (width, height): (usize, usize),
    mesh: &Mesh,
    texture: &Texture,
    clip: Rect,
    scale: f32,
) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|n| mesh.vertices[corners[n] as usize]);
        let [pa, pb, pc] = [a, b, c].map(|it: Vertex| (it.pos.to_vec2() * scale).to_pos2());
        let area = cross(pa, pb, pc);
        if area == 0.0 {
            continue;
        }
        let bounds = Rect::from_points(&[pa, pb, pc]).intersect(clip);
        let columns = bounds.left().floor().max(0.0) as usize
            ..(bounds.right().ceil().max(0.0) as usize).min(width);
        let rows = bounds.top().floor().max(0.0) as usize
            ..(bounds.bottom().ceil().max(0.0) as usize).min(height);
        for y in rows {
            for x in columns.clone() {
                let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
                let w =
                    [cross(pb, pc, at) / area, cross(pc, pa, at) / area, cross(pa, pb, at) / area];
                // A pixel on the edge between two triangles belongs to one of them.
                if w.iter().any(|it| *it < 0.0) || w[2] == 0.0 || !clip.contains(at) {
                    continue;
                }
                let mix = |f: fn(&Vertex) -> f32| w[0] * f(&a) + w[1] * f(&b) + w[2] * f(&c);
                let sample = sample(texture, mix(|it| it.uv.x), mix(|it| it.uv.y));
                let color = [
                    mix(|it| f32::from(it.color.r())),
                    mix(|it| f32::from(it.color.g())),
                    mix(|it| f32::from(it.color.b())),
                    mix(|it| f32::from(it.color.a())),
                ];
                let alpha = color[3] / 255.0 * sample[3];
                let pixel = &mut canvas[y * width + x];
                for n in 0..3 {
                    pixel[n] = color[n] / 255.0 * sample[n] + pixel[n] * (1.0 - alpha);
                }
            }
        }
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn sample(texture: &Texture, u: f32, v: f32) -> [f32; 4] {
    let x = ((u * texture.width as f32) as usize).min(texture.width.saturating_sub(1));
    let y = ((v * texture.height as f32) as usize).min(texture.height.saturating_sub(1));
    let color = texture.pixels.get(y * texture.width + x).copied().unwrap_or(Color32::WHITE);
    color.to_array().map(|it| f32::from(it) / 255.0)
}
