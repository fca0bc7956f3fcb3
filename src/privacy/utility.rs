//! What a recoding costs, beside the loss that is optimised: shown for whoever decides, never optimised.

use super::{
    Code, Hierarchy, PrivacyError,
    microdata::{Attribute, Microdata},
    model::Model,
    number::{float, float_len},
    report::{LossFigures, Variation},
    search::{
        encode::{Dimension, Encoded},
        group::Grouper,
        keys::Keys,
        loss,
    },
};

/// One node applied to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoded {
    /// One level per quasi-identifier.
    pub levels: Vec<usize>,
    /// Record by record: it is in a class that passes, so it leaves.
    pub kept: Vec<bool>,
    /// Classes that pass.
    pub n_classes: u64,
}

impl Recoded {
    /// Records suppressed.
    pub fn n_suppressed(&self) -> usize {
        self.kept.iter().filter(|kept| !**kept).count()
    }
}

/// Recodes `table` at `levels`: which records are in classes that pass `model`.
///
/// # Errors
///
/// [`PrivacyError::Request`] where hierarchies, levels and quasi-identifiers do not match, and
/// [`PrivacyError::NotInHierarchy`] for a value that has no label.
pub fn recode(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    levels: &[usize],
) -> Result<Recoded, PrivacyError> {
    let encoded = Encoded::new(table, hierarchies, model)?;
    fits(&encoded, levels)?;
    let mut grouper = Grouper::new(&encoded);
    let n_classes = grouper.group(levels).classes;
    let passes: Vec<bool> = grouper.verdicts().map(|(_, passes)| passes).collect();
    let kept = encoded.tuple_of.iter().map(|tuple| passes[*tuple as usize]).collect();
    Ok(Recoded { levels: levels.to_vec(), kept, n_classes })
}

/// Each level is one of its quasi-identifier's.
fn fits(encoded: &Encoded, levels: &[usize]) -> Result<(), PrivacyError> {
    let within = |(it, level): (&Dimension, &usize)| *level < it.levels.len();
    if levels.len() == encoded.dimensions.len() && encoded.dimensions.iter().zip(levels).all(within)
    {
        return Ok(());
    }
    let fault = super::RequestFault::Levels;
    Err(PrivacyError::Request { attribute: String::new(), fault })
}

/// What `recoded` costs over all records of `table`, suppressed ones included, in units of `model`'s k.
///
/// Sources: discernibility and average class as in `LeFevre` et al. (2006); non-uniform entropy as in Gionis and Tassa (2009).
///
/// # Errors
///
/// Those of [`recode`].
pub fn utility(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    recoded: &Recoded,
) -> Result<LossFigures, PrivacyError> {
    let encoded = Encoded::new(table, hierarchies, model)?;
    fits(&encoded, &recoded.levels)?;
    let n = table.n_records();
    let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
    let suppressed = recoded.n_suppressed();
    let plain = loss(&encoded, 0.5, &vec![1.0; quasi.len()])?;
    let (mut cells, mut bits) = (0.0, 0.0);
    for (at, attribute) in quasi.iter().enumerate() {
        let level = &encoded.dimensions[at].levels[recoded.levels[at]];
        let lost: f64 = attribute
            .codes()
            .iter()
            .zip(&recoded.kept)
            .filter(|(_, kept)| !**kept)
            .map(|(value, _)| level.share[*value as usize])
            .sum();
        cells += plain.of_attribute(at, level.shares, float_len(suppressed), lost);
        bits += bits_lost(attribute, &level.map, level.n_labels, &recoded.kept);
    }
    let mut keys = Keys::default();
    let codes = labels(&encoded, &quasi, &recoded.levels);
    keys.start(n);
    for (labels, n_labels) in &codes {
        keys.add(labels, *n_labels, None);
    }
    keys.group();
    let mut sizes = vec![0_u64; keys.first.len()];
    for (class, kept) in keys.class_of.iter().zip(&recoded.kept) {
        sizes[*class as usize] += u64::from(*kept);
    }
    let squares: f64 = sizes.iter().map(|size| float(*size) * float(*size)).sum();
    let classes = float(recoded.n_classes.max(1)) * f64::from(model.k.max(1));
    Ok(LossFigures {
        mean_cell: cells / float_len(quasi.len().max(1)),
        discernibility: squares + float_len(suppressed) * float_len(n),
        average_class: float_len(n - suppressed) / classes,
        nonuniform_entropy: Some(bits),
    })
}

/// Per record log₂ of how many more records its label stands for than its value did; all of them for a suppressed cell.
fn bits_lost(attribute: &Attribute, map: &[Code], n_labels: usize, kept: &[bool]) -> f64 {
    let mut values = vec![0_u64; attribute.labels().len()];
    let mut labels = vec![0_u64; n_labels];
    for value in attribute.codes() {
        values[*value as usize] += 1;
        labels[map[*value as usize] as usize] += 1;
    }
    let mut kept_of = vec![0_u64; values.len()];
    for (value, kept) in attribute.codes().iter().zip(kept) {
        kept_of[*value as usize] += u64::from(*kept);
    }
    let n = float_len(attribute.codes().len());
    // Summed value by value, so that the order of records does not matter.
    values
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(value, count)| {
            let own = float(*count);
            let label = float(labels[map[value] as usize]);
            let kept = float(kept_of[value]);
            kept * (label / own).log2() + (own - kept) * (n / own).log2()
        })
        .sum()
}

/// Per quasi-identifier the label of each record at its level, and how many labels occur.
fn labels(encoded: &Encoded, quasi: &[&Attribute], levels: &[usize]) -> Vec<(Vec<Code>, usize)> {
    quasi
        .iter()
        .zip(encoded.dimensions.iter())
        .zip(levels)
        .map(|((attribute, dimension), level)| {
            let level = &dimension.levels[*level];
            let of = attribute.codes().iter().map(|value| level.map[*value as usize]).collect();
            (of, level.n_labels)
        })
        .collect()
}

/// How far the kept records' labels are from those of all records: half the sum of differences, one field and two at a time.
///
/// # Errors
///
/// Those of [`recode`].
pub fn variation(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    recoded: &Recoded,
) -> Result<Variation, PrivacyError> {
    let encoded = Encoded::new(table, hierarchies, model)?;
    fits(&encoded, &recoded.levels)?;
    let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
    let codes = labels(&encoded, &quasi, &recoded.levels);
    let mut keys = Keys::default();
    let mut apart = |columns: &[&(Vec<Code>, usize)]| {
        keys.start(table.n_records());
        for (labels, n) in columns {
            keys.add(labels, *n, None);
        }
        keys.group();
        distance(&keys, &recoded.kept)
    };
    let one_way = quasi
        .iter()
        .zip(&codes)
        .map(|(attribute, column)| (attribute.name().to_owned(), apart(&[column])))
        .collect();
    let (mut sum, mut pairs) = (0.0, 0_u64);
    for (at, a) in codes.iter().enumerate() {
        for b in codes.iter().skip(at + 1) {
            sum += apart(&[a, b]);
            pairs += 1;
        }
    }
    let two_way = if pairs == 0 { 0.0 } else { sum / float(pairs) };
    Ok(Variation { one_way, two_way })
}

/// Half the sum of differences between the shares of classes among all records and among the kept ones; 1 without any.
fn distance(keys: &Keys, kept: &[bool]) -> f64 {
    let mut counts = vec![(0_u64, 0_u64); keys.first.len()];
    for (class, kept) in keys.class_of.iter().zip(kept) {
        let count = &mut counts[*class as usize];
        count.0 += 1;
        count.1 += u64::from(*kept);
    }
    let all = float_len(kept.len().max(1));
    let out: u64 = counts.iter().map(|count| count.1).sum();
    if out == 0 {
        return 1.0;
    }
    let differ = |(a, b): &(u64, u64)| (float(*a) / all - float(*b) / float(out)).abs();
    counts.iter().map(differ).sum::<f64>() / 2.0
}
