//! The office's places, in memory: tens of thousands.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cases::names,
    vault::{Bounds, Place, VaultError, View},
};

use super::query::records::PlaceView;

/// Every place, by code.
#[derive(Debug, Default)]
pub(super) struct PlaceTree {
    places: BTreeMap<String, Place>,
}

impl PlaceTree {
    pub(super) fn of(view: &View) -> Result<Self, VaultError> {
        let places = match view.places() {
            Ok(places) => places,
            // An administrator who holds no compartment sees no places.
            Err(VaultError::NotCleared) => Vec::new(),
            Err(err) => return Err(err),
        };
        Ok(Self { places: places.into_iter().map(|it| (it.code.clone(), it)).collect() })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = PlaceView> {
        self.places.values().map(view_of)
    }

    /// The place with this code; its code alone where the list lacks it.
    pub(super) fn place(&self, code: &str) -> PlaceView {
        self.places.get(code).map_or_else(
            || PlaceView { code: code.to_owned(), name: code.to_owned(), level: 0, parent: None },
            view_of,
        )
    }

    /// The places of a level, by code.
    pub(super) fn at(&self, level: u8) -> impl Iterator<Item = &Place> {
        self.places.values().filter(move |it| it.level == level)
    }

    /// What a further list of places must fit to: the place above each, and its level.
    pub(super) fn above(&self) -> BTreeMap<String, (Option<String>, u8)> {
        let above = |(code, it): (&String, &Place)| (code.clone(), (it.parent.clone(), it.level));
        self.places.iter().map(above).collect()
    }

    /// Whether the list knows a place of this level.
    pub(super) fn has(&self, level: u8) -> bool {
        self.places.values().any(|it| it.level == level)
    }

    /// How far a place reaches, where its list says so.
    pub(super) fn bounds(&self, code: &str) -> Option<Bounds> {
        self.places.get(code)?.bounds
    }

    /// A place of the list as it is kept there.
    pub(super) fn known(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    /// The codes from the outermost place down to this one.
    pub(super) fn way_to<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        let mut way = vec![code];
        let mut at = code;
        // A list whose parents run in a ring ends after as many steps as it has places.
        while let Some(parent) = self.places.get(at).and_then(|it| it.parent.as_deref())
            && way.len() <= self.places.len()
        {
            way.push(parent);
            at = parent;
        }
        way.reverse();
        way
    }

    /// The place at `level` in which `code` lies; itself where it lies higher or nobody knows.
    pub(super) fn at_level<'a>(&'a self, code: &'a str, level: u8) -> &'a str {
        let way = self.way_to(code);
        let level_of = |it: &str| self.places.get(it).map_or(0, |place| place.level);
        way.into_iter().find(|it| level_of(it) == level).unwrap_or(code)
    }

    /// The codes of all places of `level`, in order.
    pub(super) fn codes_at(&self, level: u8) -> Vec<&str> {
        self.places.values().filter(|it| it.level == level).map(|it| it.code.as_str()).collect()
    }

    /// All codes that lie in one of `codes`, these included.
    pub(super) fn within(&self, codes: &[String]) -> BTreeSet<String> {
        let inside =
            |code: &str| self.way_to(code).iter().any(|it| codes.iter().any(|wanted| wanted == it));
        let known = self.places.keys().filter(|code| inside(code)).cloned();
        known.chain(codes.iter().cloned()).collect()
    }

    /// Places found by name in any spelling, or by the beginning of their code; the best first.
    ///
    /// Where no name has the words as they were typed, those are taken that differ by a letter or two.
    pub(super) fn search(
        &self,
        text: &str,
        inside: Option<&str>,
        level: Option<u8>,
        limit: usize,
    ) -> Vec<PlaceView> {
        let wanted = Wanted::of(text);
        let lies = |place: &Place| {
            level.is_none_or(|level| place.level == level)
                && inside.is_none_or(|outer| self.way_to(&place.code).contains(&outer))
        };
        let mut found: Vec<(usize, &Place)> =
            self.found(&lies, |place| wanted.rank(place)).collect();
        if found.is_empty() {
            let guess = |place: &Place| names::distance(&wanted.words, &place.normalised);
            found = self.found(&lies, guess).collect();
        }
        // What was found by the beginning of its code stands in the order of the codes.
        let name = |rank: usize, place: &'_ Place| (rank != BY_CODE).then(|| place.name.clone());
        found.sort_by_cached_key(|(rank, it)| (*rank, it.level, name(*rank, it), it.code.clone()));
        found.into_iter().take(limit).map(|(_, place)| view_of(place)).collect()
    }

    /// The places that have a rank and lie where they should.
    fn found<'p>(
        &'p self,
        lies: &'p impl Fn(&Place) -> bool,
        rank: impl Fn(&Place) -> Option<usize> + 'p,
    ) -> impl Iterator<Item = (usize, &'p Place)> {
        self.places.values().filter_map(move |it| Some((rank(it)?, it))).filter(|(_, it)| lies(it))
    }
}

/// The rank of a place whose code begins as typed.
const BY_CODE: usize = 3;

/// What is looked for.
struct Wanted {
    /// In capitals, as codes are written.
    code: String,
    /// Its words, folded, a blank before the first.
    name: String,
    words: Vec<String>,
    pieces: Vec<String>,
}

impl Wanted {
    fn of(text: &str) -> Self {
        Self {
            code: text.trim().to_uppercase(),
            name: format!(" {}", names::fold(text)),
            words: names::words(text),
            pieces: names::pieces(text),
        }
    }

    /// How well a place fits, 0 the best; `None` where it does not.
    fn rank(&self, place: &Place) -> Option<usize> {
        if place.code == self.code {
            return Some(0);
        }
        let rest = place.normalised.strip_prefix(self.name.as_str());
        if let Some(rest) = rest {
            return Some(if rest.is_empty() || rest.starts_with(' ') { 1 } else { 2 });
        }
        if place.code.starts_with(&self.code) {
            return Some(BY_CODE);
        }
        let any = !self.pieces.is_empty();
        (any && self.pieces.iter().all(|it| place.normalised.contains(it))).then_some(4)
    }
}

fn view_of(place: &Place) -> PlaceView {
    PlaceView {
        code: place.code.clone(),
        name: place.name.clone(),
        level: place.level,
        parent: place.parent.clone(),
    }
}
