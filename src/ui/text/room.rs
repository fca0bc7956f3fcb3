//! Fonts, layouts and the state of every field.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState},
    ops::Range,
    sync::{Arc, Mutex},
};

use eframe::egui::{
    Color32, Context, FontData, FontDefinitions, FontFamily, FontId, Galley, Id, ViewportId,
    epaint::text::{Glyph, GlyphRasterizer, LayoutJob, TextFormat},
};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamilyName, FontWeight, Layout,
    LayoutContext, LineHeight, OverflowWrap, StyleProperty, WordBreak,
    fontique::{Blob, Collection, CollectionOptions, FontInfoOverride},
};
use zeroize::Zeroizing;

use super::{
    Direction, Fit, Mark, Marking, Style,
    direction::strong,
    field::FieldState,
    glyphs::{Bank, GLYPHS},
};
use crate::{
    assets::{CODE_FONT, FONTS, FontFile},
    ui::theme::strong_family,
};

/// A text laid out: what egui draws, and what the caret walks on.
pub struct Laid {
    /// To be painted with the colour of the place.
    pub galley: Arc<Galley>,
    /// Layout in physical pixels.
    pub layout: Layout<()>,
    /// Whether the paragraph runs from the right.
    pub rtl: bool,
}

struct Cached {
    laid: Arc<Laid>,
    used: u64,
}

/// What is asked of a layout.
pub(super) struct Wanted<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    pub(super) direction: Direction,
    pub(super) fit: Fit,
    pub(super) marks: &'a [Mark],
}

/// Fonts, layouts and the state of every field. One a program, registered with egui as a plugin.
pub struct TextRoom {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    families: Vec<FontFamilyName<'static>>,
    code_families: Vec<FontFamilyName<'static>>,
    pub(super) bank: Arc<Mutex<Bank>>,
    cache: HashMap<u64, Cached>,
    pub(super) icons: HashMap<(u16, u32, bool), Arc<Galley>>,
    hasher: RandomState,
    /// One known galley a viewport: when egui hands out another, the atlas was rebuilt and all meshes are stale.
    probes: BTreeMap<ViewportId, Arc<Galley>>,
    pub(super) fields: HashMap<Id, FieldState>,
    pass: u64,
    /// Any glyph of egui's, to make others from: it has private members.
    pub(super) letter: Option<Glyph>,
    rtl_ui: bool,
    pub(super) missing: usize,
    pub(super) repaired: usize,
}

impl TextRoom {
    /// Gives egui our fonts, and registers the room. Before the first pass.
    pub fn install(ctx: &Context) {
        let mut definitions = FontDefinitions::empty();
        definitions.families.insert(FontFamily::Name(GLYPHS.into()), Vec::new());
        let mut collection =
            Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut families = Vec::new();
        for font in FONTS {
            register(&mut collection, font);
            let name = FontFamilyName::named(font.family);
            if !families.contains(&name) {
                families.push(name);
            }
        }
        register(&mut collection, &CODE_FONT);
        define(&mut definitions);
        ctx.set_fonts(definitions);
        let bank = Arc::new(Mutex::new(Bank::default()));
        let drawer = Arc::clone(&bank);
        ctx.add_glyph_rasterizer(GlyphRasterizer::new("waypost-text", move |request| {
            drawer.lock().ok()?.draw(request.cluster)
        }));
        let mut code_families = vec![FontFamilyName::named(CODE_FONT.family)];
        code_families.extend(families.iter().cloned());
        ctx.add_plugin(Self {
            fonts: FontContext {
                collection,
                source_cache: parley::fontique::SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            families,
            code_families,
            bank,
            cache: HashMap::new(),
            icons: HashMap::new(),
            hasher: RandomState::new(),
            probes: BTreeMap::new(),
            fields: HashMap::new(),
            pass: 0,
            letter: None,
            rtl_ui: false,
            missing: 0,
            repaired: 0,
        });
    }

    /// The interface runs from the right: decides for texts without a letter.
    pub const fn set_rtl(&mut self, rtl: bool) {
        self.rtl_ui = rtl;
    }

    /// Whether the interface runs from the right.
    #[must_use]
    pub const fn is_rtl(&self) -> bool {
        self.rtl_ui
    }

    /// On lock: undo histories, layouts, scratch space. With a zeroing allocator nothing of it stays in memory.
    pub fn wipe(&mut self) {
        self.fields.clear();
        self.cache.clear();
        self.layouts = LayoutContext::new();
    }

    /// On leaving a screen: what its fields remember for undo.
    pub fn forget_fields(&mut self) {
        self.fields.clear();
    }

    /// Where the caret of a field stands, in bytes, and what is selected. For tests.
    #[must_use]
    pub fn caret(&self, id: Id) -> Option<(usize, Range<usize>)> {
        let field = self.fields.get(&id)?;
        Some((field.selection.focus().index(), field.selection.text_range()))
    }

    /// Puts the caret of a field at its end and selects nothing. For screens that put text into a field.
    pub fn caret_to_end(&mut self, id: Id) {
        self.fields.entry(id).or_default().to_end = true;
    }

    /// How many fields hold an undo history, and how many texts are laid out. For tests.
    #[must_use]
    pub fn held(&self) -> (usize, usize) {
        (self.fields.len(), self.cache.len())
    }

    /// Letters for which no font had a glyph. Tests keep it at 0.
    #[must_use]
    pub const fn missing(&self) -> usize {
        self.missing
    }

    /// Texts of foreign widgets that were laid out again in the last pass.
    #[must_use]
    pub const fn repaired(&self) -> usize {
        self.repaired
    }

    fn base(&self, text: &str, direction: Direction) -> BaseDirection {
        let lettered = || text.chars().any(|c| strong(c).is_some());
        match direction {
            Direction::Auto if lettered() => BaseDirection::Auto,
            Direction::Auto if !self.rtl_ui => BaseDirection::Ltr,
            Direction::Auto | Direction::Rtl => BaseDirection::Rtl,
            Direction::Ltr => BaseDirection::Ltr,
        }
    }

    /// Layout units are physical pixels.
    fn lay(&mut self, wanted: &Wanted<'_>, width_px: Option<f32>, scale: f32) -> Layout<()> {
        let base = self.base(wanted.text, wanted.direction);
        let families = if wanted.style.code { &self.code_families } else { &self.families };
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, wanted.text, scale, true);
        builder.set_base_direction(base);
        let list = parley::FontFamily::List(Cow::Borrowed(families));
        builder.push_default(StyleProperty::FontFamily(list));
        builder.push_default(StyleProperty::FontSize(wanted.style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(wanted.style.weight)));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            wanted.style.line / wanted.style.size,
        )));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if matches!(wanted.fit, Fit::Elide(_)) {
            // A text that is cut anyway is cut where the room ends, not at the word before.
            builder.push_default(StyleProperty::WordBreak(WordBreak::BreakAll));
        }
        for mark in wanted.marks {
            let property = match mark.marking {
                Marking::Underline => StyleProperty::Underline(true),
                Marking::Strike => StyleProperty::Strikethrough(true),
            };
            builder.push(property, mark.range.clone());
        }
        let mut layout = builder.build(wanted.text);
        layout.break_all_lines(width_px);
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }

    /// Lays out once and keeps it while it is used. `ctx` must not be locked.
    pub(super) fn laid(&mut self, ctx: &Context, wanted: &Wanted<'_>) -> Arc<Laid> {
        let scale = ctx.pixels_per_point();
        let key = self.key(ctx, wanted, scale);
        let pass = self.pass;
        if let Some(cached) = self.cache.get_mut(&key) {
            cached.used = pass;
            return Arc::clone(&cached.laid);
        }
        let width = match wanted.fit {
            Fit::Wrap(width) => Some(width * scale),
            Fit::Line | Fit::Elide(_) => None,
        };
        let mut layout = self.lay(wanted, width, scale);
        let mut elided = false;
        if let Fit::Elide(width) = wanted.fit
            && layout.full_width() > width * scale + 0.5
        {
            elided = true;
            layout = self.lay_elided(wanted, layout.is_rtl(), width * scale, scale);
        }
        let galley = self.galley(ctx, wanted.text, &layout, wanted.style, elided);
        let laid = Arc::new(Laid { galley, rtl: layout.is_rtl(), layout });
        self.cache.insert(key, Cached { laid: Arc::clone(&laid), used: pass });
        laid
    }

    /// As much of the text as leaves room for "…".
    fn lay_elided(
        &mut self,
        wanted: &Wanted<'_>,
        rtl: bool,
        width_px: f32,
        scale: f32,
    ) -> Layout<()> {
        let part = |text, direction, marks| Wanted {
            text,
            style: wanted.style,
            direction,
            fit: Fit::Line,
            marks,
        };
        let dots = self.lay(&part("…", wanted.direction, &[]), None, scale).full_width();
        let cut =
            self.lay(&Wanted { marks: &[], ..*wanted }, Some((width_px - dots).max(1.0)), scale);
        let end = cut.get(0).map_or(0, |line| line.text_range().end);
        let head = wanted.text.get(..end).unwrap_or_default().trim_end();
        // A mark keeps the dots at the end of the text, whatever its last letter is.
        let mark = if rtl { '\u{200F}' } else { '\u{200E}' };
        let short = Zeroizing::new(format!("{head}{mark}…"));
        let marks: Vec<Mark> = wanted
            .marks
            .iter()
            .filter(|it| it.range.start < head.len())
            .map(|it| Mark { range: it.range.start..it.range.end.min(head.len()), ..it.clone() })
            .collect();
        let direction = if rtl { Direction::Rtl } else { Direction::Ltr };
        self.lay(&part(&short, direction, &marks), None, scale)
    }

    fn key(&self, ctx: &Context, wanted: &Wanted<'_>, scale: f32) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        let style = wanted.style;
        (wanted.text, style.size.to_bits(), style.weight.to_bits(), style.line.to_bits())
            .hash(&mut hasher);
        (
            style.code,
            scale.to_bits(),
            wanted.direction,
            self.rtl_ui,
            ctx.viewport_id(),
            wanted.marks,
        )
            .hash(&mut hasher);
        match wanted.fit {
            Fit::Line => 0_u32.hash(&mut hasher),
            Fit::Wrap(width) => (1_u32, width.to_bits()).hash(&mut hasher),
            Fit::Elide(width) => (2_u32, width.to_bits()).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// Drops every mesh if egui rebuilt its atlas, and every layout not used in the last pass.
    pub(super) fn turn(&mut self, ctx: &Context) {
        if self.bank.lock().is_ok_and(|bank| bank.is_empty()) {
            return; // nothing drawn yet; asking now would record the first character as having no picture
        }
        let mut job = LayoutJob::default();
        let probe_font = FontId::new(11.0, FontFamily::Name(GLYPHS.into()));
        job.append("\u{F0000}", 0.0, TextFormat::simple(probe_font, Color32::PLACEHOLDER));
        let probe = ctx.fonts_mut(|fonts| fonts.layout_job(job));
        let old = self.probes.insert(ctx.viewport_id(), Arc::clone(&probe));
        if old.is_some_and(|old| !Arc::ptr_eq(&old, &probe)) {
            self.cache.clear();
            self.icons.clear();
        }
        let pass = self.pass;
        self.cache.retain(|_, cached| cached.used + 1 >= pass);
        self.pass += 1;
    }
}

fn register(collection: &mut Collection, font: &FontFile) {
    let named = FontInfoOverride { family_name: Some(font.family), ..FontInfoOverride::default() };
    collection.register_fonts(Blob::new(Arc::new(font.bytes)), Some(named));
}

/// What stock widgets draw or measure by themselves looks the same.
fn define(definitions: &mut FontDefinitions) {
    for font in FONTS.iter().chain([&CODE_FONT]) {
        let name = format!("{} {}", font.family, font.weight);
        definitions.font_data.insert(name, Arc::new(FontData::from_static(font.bytes)));
    }
    let of = |weight: u16| {
        FONTS
            .iter()
            .filter(move |it| it.weight == weight)
            .map(|it| format!("{} {}", it.family, it.weight))
    };
    let code = format!("{} {}", CODE_FONT.family, CODE_FONT.weight);
    definitions.families.insert(FontFamily::Proportional, of(400).collect());
    definitions.families.insert(strong_family(), of(600).chain(of(400)).collect());
    definitions.families.insert(FontFamily::Monospace, [code].into_iter().chain(of(400)).collect());
}
