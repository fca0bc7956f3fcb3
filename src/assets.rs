//! What is built into the program: forms and how they are worked with, code lists, hierarchies, the demonstration's names, texts and fonts.

mod demo;
mod forms;
mod lists;
mod programmes;

pub use demo::{DemoName, DemoNameKind, DemoPlace, DemoScript, demo_names, demo_places};
pub use forms::{BuiltInForm, form, forms};
pub use lists::{code_list, country_outline, hierarchies, hierarchy, hierarchy_rows};
pub use programmes::{
    Again, Carried, CaseStep, DueRule, Earlier, Later, ListRule, Wanted, case_steps, due_rules,
    list_rule, list_rules,
};

/// One file of texts.
#[derive(Clone, Copy, Debug)]
pub struct TextFile {
    /// The language's tag, as the folder is called: `fr`.
    pub locale: &'static str,
    /// The file's name without ending: the screen it belongs to.
    pub name: &'static str,
    /// Fluent source.
    pub source: &'static str,
}

macro_rules! texts {
    ($($locale:literal: $($name:literal)*;)*) => {
        &[$($(TextFile {
            locale: $locale,
            name: $name,
            source: include_str!(concat!("../assets/texts/", $locale, "/", $name, ".ftl")),
        }),*),*]
    };
}

/// Every text in every language.
pub const TEXTS: &[TextFile] = texts! {
    "en": "common" "errors" "shell" "unlock" "today" "records" "entry" "review" "export" "batches" "office" "settings" "forms" "cli" "cases" "checks" "import";
    "fr": "common" "errors" "shell" "unlock" "today" "records" "entry" "review" "export" "batches" "office" "settings" "forms" "cli" "cases" "checks" "import";
};

/// One font file. Files with the same family are its weights.
#[cfg(feature = "gui")]
#[derive(Clone, Copy, Debug)]
pub struct FontFile {
    /// The family, as the window's text room calls it.
    pub family: &'static str,
    /// 400 or 600.
    pub weight: u16,
    /// The file.
    pub bytes: &'static [u8],
}

#[cfg(feature = "gui")]
macro_rules! font {
    ($family:literal, $weight:literal, $file:literal) => {
        FontFile {
            family: $family,
            weight: $weight,
            bytes: include_bytes!(concat!("../assets/fonts/", $file, ".ttf")),
        }
    };
}

/// The proportional fonts in the order of fallback, Latin first. Made by `packaging/fonts/prepare.py`.
#[cfg(feature = "gui")]
pub const FONTS: &[FontFile] = &[
    font!("Inter", 400, "Inter-Regular"),
    font!("Inter", 600, "Inter-SemiBold"),
    font!("Noto Naskh Arabic", 400, "NotoNaskhArabic-Regular"),
    font!("Noto Naskh Arabic", 600, "NotoNaskhArabic-SemiBold"),
    font!("Noto Sans Ethiopic", 400, "NotoSansEthiopic-Regular"),
    font!("Noto Sans Hebrew", 400, "NotoSansHebrew-Regular"),
    font!("Noto Sans Devanagari", 400, "NotoSansDevanagari-Regular"),
    font!("Noto Sans Bengali", 400, "NotoSansBengali-Regular"),
    font!("Noto Sans Myanmar", 400, "NotoSansMyanmar-Regular"),
];

/// Record numbers, file names, fingerprints: slashed zero, serifed I, tailed l.
#[cfg(feature = "gui")]
pub const CODE_FONT: FontFile = font!("Inter Code", 400, "InterCode-Regular");
