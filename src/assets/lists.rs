//! Code lists and generalisation hierarchies that several forms share.

const CODE_LISTS: &[(&str, &str)] = &[
    ("countries", include_str!("../../assets/code_lists/countries.csv")),
    ("languages", include_str!("../../assets/code_lists/languages.csv")),
    ("m49", include_str!("../../assets/code_lists/m49.csv")),
];

macro_rules! hierarchies {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../assets/hierarchies/", $name, ".csv")))),*]
    };
}

const HIERARCHIES: &[(&str, &str)] = hierarchies! {
    "age_baseline" "age_household" "age_member" "age_older" "age_site" "age_trafficking" "countries"
    "disp_reason" "docs" "education" "employment" "needs_dtm" "population" "shelter"
};

/// A code list as CSV: lines that begin with `#` name source and edition, then a header row.
#[must_use]
pub fn code_list(name: &str) -> Option<&'static str> {
    find(CODE_LISTS, name)
}

/// A generalisation hierarchy as CSV: `code`, `parent` and a label in each language. The code without a parent is the top.
#[must_use]
pub fn hierarchy(name: &str) -> Option<&'static str> {
    find(HIERARCHIES, name)
}

/// The names of all hierarchies, ascending.
pub fn hierarchies() -> impl Iterator<Item = &'static str> {
    HIERARCHIES.iter().map(|(name, _)| *name)
}

fn find(lists: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    lists.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
