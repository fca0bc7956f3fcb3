//! Code lists and generalisation hierarchies that several forms share.

use std::collections::{BTreeMap, BTreeSet};

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
    "age_baseline" "age_flow" "age_household" "age_member" "age_older" "age_site" "age_trafficking" "countries"
    "disp_reason" "docs" "education" "employment" "flow_dir" "landowner" "modality" "needs_dtm" "population"
    "reint_type" "shelter"
};

/// A code list as CSV: lines that begin with `#` name source and edition, then a header row.
#[must_use]
pub fn code_list(name: &str) -> Option<&'static str> {
    find(CODE_LISTS, name)
}

const OUTLINES: &str = include_str!("../../assets/code_lists/country_outlines.csv");

/// Where a country lies: boxes around its land, each south, west, north and east in degrees. None where nobody knows.
///
/// ```
/// # use waypost::assets::country_outline;
/// let malta: Vec<_> = country_outline("MLT").collect();
/// assert!(malta.iter().any(|[south, west, north, east]| *south < 35.9 && 35.9 < *north && *west < 14.5 && 14.5 < *east));
/// ```
pub fn country_outline(code: &str) -> impl Iterator<Item = [f64; 4]> {
    let is_code = !code.is_empty();
    let lines = OUTLINES.lines().filter(move |_| is_code);
    lines.filter_map(move |line| line.strip_prefix(code)?.strip_prefix(',')).filter_map(|edges| {
        let edges: Vec<f64> = edges.split(',').filter_map(|it| it.parse().ok()).collect();
        edges.try_into().ok() // the header, whose cells are words
    })
}

/// A generalisation hierarchy as CSV: `code`, `parent` and a label in each language. The code without a parent is the top.
#[must_use]
pub fn hierarchy(name: &str) -> Option<&'static str> {
    find(HIERARCHIES, name)
}

/// A generalisation hierarchy as rows: one a leaf, the code itself first, then the code above it, to the top.
///
/// All rows are equally long; their order is that of the file. Empty where there is no such hierarchy.
///
/// ```
/// # use waypost::assets::hierarchy_rows;
/// let rows = hierarchy_rows("countries");
/// assert!(rows.contains(&vec!["SOM", "014", "002", "001"]));
/// ```
#[must_use]
pub fn hierarchy_rows(name: &str) -> Vec<Vec<&'static str>> {
    let lines = hierarchy(name).unwrap_or_default().lines().skip(1);
    let mut codes = Vec::new();
    let mut above = BTreeMap::new();
    for line in lines {
        // Codes and parents hold neither commas nor quotes; labels, which may, come after them.
        let mut cells = line.splitn(3, ',');
        let (code, parent) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        codes.push(code);
        above.insert(code, parent);
    }
    let inner: BTreeSet<&str> = above.values().copied().collect();
    let leaves = codes.into_iter().filter(|code| !inner.contains(code));
    leaves.map(|leaf| way_up(leaf, &above)).collect()
}

fn way_up(leaf: &'static str, above: &BTreeMap<&'static str, &'static str>) -> Vec<&'static str> {
    let mut way = vec![leaf];
    // A way is never longer than there are codes, should a file ever hold a circle.
    while let Some(parent) = way.last().and_then(|code| above.get(code))
        && !parent.is_empty()
        && way.len() <= above.len()
    {
        way.push(parent);
    }
    way
}

/// The names of all hierarchies, ascending.
pub fn hierarchies() -> impl Iterator<Item = &'static str> {
    HIERARCHIES.iter().map(|(name, _)| *name)
}

fn find(lists: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    lists.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
