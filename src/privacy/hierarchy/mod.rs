//! Generalisation hierarchies: which broader label stands for a value at each level.
//!
//! A hierarchy is a tree, or a forest when its top level has several labels: each label of a level has
//! exactly one parent at the next. The search depends on it (§5.4, lemma 2 of the privacy design), so what is no tree is refused.
//! [`build`] makes them from bands, dates, code lists with parents, and place codes.

pub mod build;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Code, PrivacyError,
    error::HierarchyFault,
    number::{code, float_len},
};

/// The label of everything.
pub const TOP: &str = "*";

/// The labels of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Level {
    /// Distinct labels in order of their first leaf.
    labels: Vec<String>,
    /// Per leaf, the position of its label.
    of_leaf: Vec<Code>,
    /// Per label, how many leaves it covers.
    n_leaves: Vec<u32>,
}

/// Which label stands for each value of one attribute, level by level. Level 0 is the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    attribute: String,
    levels: Vec<Level>,
    leaf_at: BTreeMap<String, Code>,
}

impl Hierarchy {
    /// A hierarchy from its rows: one a leaf, column 0 the value, column L its label at level L.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Hierarchy`] with the row or label that is wrong.
    pub fn from_rows(
        attribute: impl Into<String>,
        rows: &[Vec<String>],
    ) -> Result<Self, PrivacyError> {
        let attribute = attribute.into();
        let refuse = |fault| PrivacyError::Hierarchy { attribute: attribute.clone(), fault };
        let width = rows.first().map_or(0, Vec::len);
        if width == 0 {
            return Err(refuse(HierarchyFault::Empty));
        }
        let mut leaf_at = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            if row.len() != width {
                return Err(refuse(HierarchyFault::UnequalRows { row: at + 1 }));
            }
            let leaf = row.first().cloned().unwrap_or_default();
            if leaf_at.insert(leaf.clone(), code(at)).is_some() {
                return Err(refuse(HierarchyFault::DuplicateLeaf { row: at + 1, leaf }));
            }
        }
        one_parent_each(rows, width).map_err(refuse)?;
        let levels = (0..width).map(|level| Level::from_column(rows, level)).collect();
        Ok(Self { attribute, levels, leaf_at })
    }

    /// The attribute it is for.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// The same tree for another attribute.
    #[must_use]
    pub fn renamed(mut self, attribute: impl Into<String>) -> Self {
        self.attribute = attribute.into();
        self
    }

    /// How many levels, level 0 included. At least 1.
    pub fn n_levels(&self) -> usize {
        self.levels.len()
    }

    /// The highest level.
    pub fn top(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    /// How many leaves: the domain, whether they occur in the data or not.
    pub fn n_leaves(&self) -> usize {
        self.leaf_at.len()
    }

    /// The leaf number of `value`.
    pub fn leaf(&self, value: &str) -> Option<Code> {
        self.leaf_at.get(value).copied()
    }

    /// The distinct labels of `level`, in order of their first leaf; empty past the top.
    pub fn labels(&self, level: usize) -> &[String] {
        self.levels.get(level).map_or(&[], |it| it.labels.as_slice())
    }

    /// The label that stands for `value` at `level`.
    pub fn label(&self, value: &str, level: usize) -> Option<&str> {
        let level = self.levels.get(level)?;
        let leaf = self.leaf(value)?;
        let label = level.of_leaf.get(leaf as usize)?;
        level.labels.get(*label as usize).map(String::as_str)
    }

    /// The number of the label of `leaf` at `level`; `leaf` and `level` are this hierarchy's own.
    pub(crate) fn label_code(&self, leaf: Code, level: usize) -> Code {
        self.levels[level].of_leaf[leaf as usize]
    }

    /// The label of `leaf` at `level`; both are this hierarchy's own.
    pub(crate) fn label_of_leaf(&self, leaf: Code, level: usize) -> &str {
        &self.levels[level].labels[self.label_code(leaf, level) as usize]
    }

    /// The share of all leaves that the label of `leaf` covers at `level`.
    pub(crate) fn share(&self, leaf: Code, level: usize) -> f64 {
        let label = self.label_code(leaf, level);
        f64::from(self.levels[level].n_leaves[label as usize]) / float_len(self.n_leaves())
    }

    /// How many leaves each label of `level` covers.
    pub(crate) fn leaves_per_label(&self, level: usize) -> BTreeMap<&str, u32> {
        self.levels.get(level).map_or_else(BTreeMap::new, |it| {
            it.labels.iter().map(String::as_str).zip(it.n_leaves.iter().copied()).collect()
        })
    }

    /// The leaves under each label of `level`, by label number.
    pub(crate) fn leaves_below(&self, level: usize) -> Vec<Vec<&str>> {
        let level = &self.levels[level];
        let mut below = vec![Vec::new(); level.labels.len()];
        for (leaf, at) in &self.leaf_at {
            below[level.of_leaf[*at as usize] as usize].push(leaf.as_str());
        }
        below
    }

    /// The rows it was made from: what a batch carries and [`Hierarchy::from_rows`] reads.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |leaf: usize| {
            self.levels.iter().map(move |it| it.labels[it.of_leaf[leaf] as usize].clone()).collect()
        };
        (0..self.n_leaves()).map(row).collect()
    }

    /// SHA-256 over the rows, each cell preceded by its length: what a frozen scheme pins.
    pub fn sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update((self.n_levels() as u64).to_le_bytes());
        for cell in self.rows().iter().flatten() {
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell.as_bytes());
        }
        hash.finalize().into()
    }

    /// Pairs of labels of one level that look alike: different bytes, equal after NFC. Worth a warning.
    pub fn lookalikes(&self) -> Vec<(usize, String, String)> {
        let mut found = Vec::new();
        for (at, level) in self.levels.iter().enumerate() {
            let mut seen: BTreeMap<String, &String> = BTreeMap::new();
            for label in &level.labels {
                if let Some(first) = seen.insert(label.nfc().collect(), label) {
                    found.push((at, first.clone(), label.clone()));
                }
            }
        }
        found
    }
}

impl Level {
    fn from_column(rows: &[Vec<String>], level: usize) -> Self {
        let mut at: BTreeMap<&str, Code> = BTreeMap::new();
        let (mut labels, mut of_leaf, mut n_leaves) = (Vec::new(), Vec::new(), Vec::<u32>::new());
        for label in rows.iter().filter_map(|row| row.get(level)) {
            let next = code(labels.len());
            let found = *at.entry(label).or_insert(next);
            if found == next {
                labels.push(label.clone());
                n_leaves.push(0);
            }
            n_leaves[found as usize] += 1;
            of_leaf.push(found);
        }
        Self { labels, of_leaf, n_leaves }
    }
}

/// Each label of each level has one parent.
fn one_parent_each(rows: &[Vec<String>], width: usize) -> Result<(), HierarchyFault> {
    for level in 1..width {
        let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
        for row in rows {
            let (label, parent) = (row[level - 1].as_str(), row[level].as_str());
            let first = *parents.entry(label).or_insert(parent);
            if first != parent {
                return Err(HierarchyFault::TwoParents {
                    level: level - 1,
                    label: label.to_owned(),
                    parents: [first.to_owned(), parent.to_owned()],
                });
            }
        }
    }
    Ok(())
}

/// The distinct values of `values` that `hierarchy` lacks, for the person on the screen.
pub fn missing_values(hierarchy: &Hierarchy, values: &[String]) -> BTreeSet<String> {
    values.iter().filter(|value| hierarchy.leaf(value).is_none()).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[&str]) -> Vec<Vec<String>> {
        text.iter().map(|row| row.split(';').map(str::to_owned).collect()).collect()
    }

    #[track_caller]
    fn check_refused(text: &[&str], want: HierarchyFault) {
        let got = Hierarchy::from_rows("x", &rows(text));
        assert_eq!(got, Err(PrivacyError::Hierarchy { attribute: "x".to_owned(), fault: want }));
    }

    #[test]
    fn what_is_no_tree_is_refused_with_the_label_that_has_two_parents() {
        check_refused(
            &["15;15-19;minor", "16;15-19;minor", "18;15-19;adult"],
            HierarchyFault::TwoParents {
                level: 1,
                label: "15-19".to_owned(),
                parents: ["minor".to_owned(), "adult".to_owned()],
            },
        );
        check_refused(&[], HierarchyFault::Empty);
        check_refused(&["a;x", "b"], HierarchyFault::UnequalRows { row: 2 });
        check_refused(
            &["a;x", "a;x"],
            HierarchyFault::DuplicateLeaf { row: 2, leaf: "a".to_owned() },
        );
    }

    #[test]
    fn the_domain_is_the_file_and_shares_count_its_leaves() {
        let place =
            Hierarchy::from_rows("place", &rows(&["A;N;*", "B;S;*", "C;S;*", "D;N;*", "E;S;*"]))
                .expect("a tree");
        assert_eq!(place.label("C", 1), Some("S"));
        assert_eq!(place.label("Z", 1), None);
        let leaf = place.leaf("C").expect("C");
        assert!((place.share(leaf, 1) - 0.6).abs() < 1e-12);
        assert_eq!(Hierarchy::from_rows("place", &place.rows()), Ok(place));
    }

    #[test]
    fn labels_that_look_alike_are_told() {
        let names = Hierarchy::from_rows("x", &rows(&["e\u{301};*", "\u{e9};*"])).expect("a tree");
        assert_eq!(names.lookalikes().len(), 1);
    }

    #[test]
    fn the_hash_sees_every_cell_and_where_it_ends() {
        let hash = |text: &[&str]| Hierarchy::from_rows("x", &rows(text)).expect("tree").sha256();
        assert_ne!(hash(&["ab;c"]), hash(&["a;bc"]));
        assert_eq!(hash(&["a;*", "b;*"]), hash(&["a;*", "b;*"]));
    }
}
