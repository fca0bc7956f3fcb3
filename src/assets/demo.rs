//! Invented names and places from which a demonstration office is made.

const NAMES: &str = include_str!("../../assets/demo/names.csv");
const PLACES: &str = include_str!("../../assets/demo/places.csv");

/// A name or a word of an address, of nobody in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoName {
    /// The script it is written in.
    pub script: DemoScript,
    /// What it names.
    pub kind: DemoNameKind,
    /// As written in its script.
    pub name: &'static str,
    /// In Latin letters; the same as `name` where that is Latin already.
    pub latin: &'static str,
}

/// The scripts of the demonstration office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoScript {
    /// Latin, with accents.
    Latin,
    /// Arabic, right to left.
    Arabic,
    /// Ethiopic, as in Amharic and Tigrinya.
    Ethiopic,
}

/// What a name of the demonstration office names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoNameKind {
    /// A woman's or girl's given name.
    Female,
    /// A man's or boy's given name.
    Male,
    /// A family name; in Ethiopic the father's name, which stands in its place.
    Family,
    /// A street or a quarter.
    Street,
    /// A village.
    Village,
}

/// A place of the invented country.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoPlace {
    /// 0 is the country, 1 to 3 its administrative levels, 4 a site.
    pub level: u8,
    /// The place's code.
    pub code: &'static str,
    /// The code of the place around it; blank for the country.
    pub parent: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// French name.
    pub name_fr: &'static str,
    /// Southern, western, northern and eastern edge, in degrees; those of a site meet in a point.
    pub bounds: [f64; 4],
}

/// All places, each after the place around it.
#[must_use]
pub fn demo_places() -> Vec<DemoPlace> {
    PLACES.lines().skip(1).filter_map(read_place).collect()
}

/// All names, by script, then by kind, in the order of the list.
#[must_use]
pub fn demo_names() -> Vec<DemoName> {
    NAMES.lines().skip(1).filter_map(read_name).collect()
}

/// One line of the list, which has neither quotes nor commas inside a cell.
fn read_name(line: &'static str) -> Option<DemoName> {
    let mut cells = line.split(',');
    let script = match cells.next()? {
        "latin" => DemoScript::Latin,
        "arabic" => DemoScript::Arabic,
        "ethiopic" => DemoScript::Ethiopic,
        _ => return None,
    };
    let kind = match cells.next()? {
        "female" => DemoNameKind::Female,
        "male" => DemoNameKind::Male,
        "family" => DemoNameKind::Family,
        "street" => DemoNameKind::Street,
        "village" => DemoNameKind::Village,
        _ => return None,
    };
    Some(DemoName { script, kind, name: cells.next()?, latin: cells.next()? })
}

fn read_place(line: &'static str) -> Option<DemoPlace> {
    let mut cells = line.split(',');
    let level = cells.next()?.parse().ok()?; // not a level: no place
    let (code, parent) = (cells.next()?, cells.next()?);
    let (name_en, name_fr) = (cells.next()?, cells.next()?);
    let edges: Vec<f64> = cells.filter_map(|cell| cell.parse().ok()).collect();
    let bounds = <[f64; 4]>::try_from(edges).ok()?; // fewer edges: no place
    Some(DemoPlace { level, code, parent, name_en, name_fr, bounds })
}

#[cfg(test)]
mod tests {
    use super::{DemoNameKind, DemoScript, NAMES, PLACES, demo_names, demo_places};

    #[test]
    fn every_line_of_the_lists_is_read() {
        assert_eq!(demo_names().len(), NAMES.lines().count() - 1);
        assert_eq!(demo_places().len(), PLACES.lines().count() - 1);
    }

    #[test]
    fn each_script_has_sixty_names_of_each_kind_and_sex() {
        for script in [DemoScript::Latin, DemoScript::Arabic, DemoScript::Ethiopic] {
            for kind in [DemoNameKind::Female, DemoNameKind::Male, DemoNameKind::Family] {
                let n =
                    demo_names().iter().filter(|n| n.script == script && n.kind == kind).count();
                assert!(n >= 60, "{script:?} {kind:?}: {n}");
            }
        }
    }

    #[test]
    fn a_name_stands_in_its_script_and_its_transliteration_in_latin() {
        for name in demo_names() {
            let block = match name.script {
                DemoScript::Latin => 'A'..='ɏ',
                DemoScript::Arabic => '\u{600}'..='\u{6ff}',
                DemoScript::Ethiopic => '\u{1200}'..='\u{137f}',
            };
            assert!(name.name.chars().all(|c| c == ' ' || block.contains(&c)), "{name:?}");
            assert!(name.latin.chars().all(|c| c <= 'ɏ'), "{name:?}");
        }
    }
}
