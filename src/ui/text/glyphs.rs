//! Pictures of glyphs and icons, each under a private-use character that egui asks for once.

use std::collections::HashMap;

use eframe::egui::{
    Color32, ColorImage, Vec2,
    epaint::text::{GlyphBitmap, RasterizedGlyph},
    vec2,
};
use egui_lucide::Lucide;
use parley::FontData;

use super::icon;

/// The egui family that holds no font at all: its characters are drawn by our rasteriser, one a glyph.
pub(super) const GLYPHS: &str = "glyphs";
const PLANE_15: u32 = 0xF_0000;
const PLANE_16: u32 = 0x10_0000;
const PLANE_SIZE: u32 = 65_534;
/// Horizontal sub-pixel positions a glyph is drawn at.
pub(super) const BINS: f32 = 4.0;

/// What a private-use character stands for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Picture {
    Glyph(GlyphKey),
    Icon { icon: Lucide, pixels: u32, mirrored: bool },
}

/// A glyph of a font at a size and a sub-pixel position.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct GlyphKey {
    pub(super) font: (u64, u32),
    pub(super) glyph: u16,
    pub(super) size_bits: u32,
    pub(super) bin: u8,
    pub(super) bold: bool,
    pub(super) coords: Vec<i16>,
}

/// Every picture asked for so far.
#[derive(Default)]
pub(super) struct Bank {
    chars: HashMap<Picture, char>,
    pictures: Vec<(Option<FontData>, Picture)>,
    scale: swash::scale::ScaleContext,
}

impl Bank {
    /// The character of a picture; `None` when both private planes are full.
    pub(super) fn char_of(&mut self, font: Option<&FontData>, picture: Picture) -> Option<char> {
        if let Some(c) = self.chars.get(&picture) {
            return Some(*c);
        }
        let n = u32::try_from(self.pictures.len()).ok()?;
        let c =
            char::from_u32(if n < PLANE_SIZE { PLANE_15 + n } else { PLANE_16 + n - PLANE_SIZE })?;
        self.pictures.push((font.cloned(), picture.clone()));
        self.chars.insert(picture, c);
        Some(c)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pictures.is_empty()
    }

    /// What egui asks for when it meets a character of ours the first time.
    pub(super) fn draw(&mut self, cluster: &str) -> Option<RasterizedGlyph> {
        let code = u32::from(cluster.chars().next()?);
        let n = if code >= PLANE_16 {
            code - PLANE_16 + PLANE_SIZE
        } else {
            code.checked_sub(PLANE_15)?
        };
        let (font, picture) = self.pictures.get(usize::try_from(n).ok()?)?;
        let bitmap = match picture {
            Picture::Glyph(key) => draw_glyph(&mut self.scale, font.as_ref()?, key)?,
            Picture::Icon { icon, pixels, mirrored } => draw_icon(*icon, *pixels, *mirrored),
        };
        Some(RasterizedGlyph { bitmap, advance_px: 0.0 })
    }
}

fn draw_icon(icon: Lucide, pixels: u32, mirrored: bool) -> GlyphBitmap {
    let side = pixels as usize;
    let coverage = icon::coverage(icon, pixels, mirrored);
    GlyphBitmap { image: alpha([side, side], &coverage), offset_px: Vec2::ZERO, is_color: false }
}

#[expect(clippy::cast_precision_loss, reason = "glyphs are placed within a few hundred pixels")]
fn draw_glyph(
    scale: &mut swash::scale::ScaleContext,
    font: &FontData,
    key: &GlyphKey,
) -> Option<GlyphBitmap> {
    let face = swash::FontRef::from_index(font.data.as_ref(), font.index as usize)?;
    let size = f32::from_bits(key.size_bits);
    let mut scaler = scale
        .builder_with_id(face, [font.data.id(), u64::from(font.index)])
        .size(size)
        .hint(true)
        .normalized_coords(key.coords.iter())
        .build();
    let picture = swash::scale::Render::new(&[swash::scale::Source::Outline])
        .format(swash::zeno::Format::Alpha)
        .offset(swash::zeno::Vector::new(f32::from(key.bin) / BINS, 0.0))
        .embolden(if key.bold { size / 40.0 } else { 0.0 })
        .render(&mut scaler, key.glyph)
        .filter(|it| !it.data.is_empty());
    Some(match picture {
        Some(it) => GlyphBitmap {
            image: alpha([it.placement.width as usize, it.placement.height as usize], &it.data),
            offset_px: vec2(it.placement.left as f32, -(it.placement.top as f32)),
            is_color: false,
        },
        None => GlyphBitmap {
            image: ColorImage::filled([1, 1], Color32::TRANSPARENT),
            offset_px: Vec2::ZERO,
            is_color: false,
        },
    })
}

fn alpha(size: [usize; 2], coverage: &[u8]) -> ColorImage {
    ColorImage::new(size, coverage.iter().map(|it| Color32::from_white_alpha(*it)).collect())
}
