//! The office's places, in memory: thousands at most.

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

    /// Places found by the beginning of a word of their name, or of their code.
    pub(super) fn search(
        &self,
        text: &str,
        inside: Option<&str>,
        level: Option<u8>,
        limit: usize,
    ) -> Vec<PlaceView> {
        let pieces = names::pieces(text);
        let code = text.trim().to_uppercase();
        let fits = |place: &&Place| {
            level.is_none_or(|level| place.level == level)
                && inside.is_none_or(|outer| self.way_to(&place.code).contains(&outer))
                && (place.code.starts_with(&code)
                    || pieces.iter().all(|it| place.normalised.contains(it)))
        };
        self.places.values().filter(fits).take(limit).map(view_of).collect()
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
