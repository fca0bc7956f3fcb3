//! The table as the search sees it: distinct tuples with counts, and per level what each code becomes.
//!
//! All numbers here index arrays that are built beside them, so they are in range by construction.

use std::sync::Arc;

use super::{
    super::{
        Code, PrivacyError,
        criteria::{Categories, Criteria, FieldCriteria},
        error::RequestFault,
        hierarchy::Hierarchy,
        microdata::{Attribute, Microdata},
        model::{Model, SensitiveRule},
        number::{code, float, float_len},
    },
    keys::Keys,
};

/// One level of one quasi-identifier.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    /// Per value of the column's dictionary, its label among those that occur.
    pub(crate) map: Vec<Code>,
    /// How many labels occur.
    pub(crate) n_labels: usize,
    /// Per value, the share of the leaves that its label covers.
    pub(crate) share: Vec<f64>,
    /// The sum of shares over all records.
    pub(crate) shares: f64,
    /// Per label, its records.
    pub(crate) frequency: Vec<u64>,
}

/// One quasi-identifier, level 0 to top.
#[derive(Clone, Debug)]
pub(crate) struct Dimension {
    pub(crate) n_leaves: f64,
    pub(crate) levels: Vec<Level>,
    /// Per value of the column's dictionary, its records.
    pub(crate) frequency: Vec<u64>,
}

/// A rule over an attribute that is a quasi-identifier too, at each of its levels.
#[derive(Clone, Debug)]
pub(crate) struct QuasiSensitive {
    pub(crate) dimension: usize,
    /// Per level the criteria, and the category of each label that occurs; `None` where the whole level is one
    /// label and so says nothing.
    pub(crate) levels: Vec<Option<(FieldCriteria, Vec<Code>)>>,
}

/// Who owns which tuple, where that differs from one record each: sorted, each pair once.
#[derive(Clone, Debug)]
pub(crate) struct Owners(pub(crate) Vec<(Code, Code)>);

/// The table as the search sees it.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    pub(crate) records: u64,
    pub(crate) dimensions: Arc<[Dimension]>,
    /// Per quasi-identifier, the value code of each tuple.
    pub(crate) columns: Vec<Vec<Code>>,
    /// Records of each tuple.
    pub(crate) counts: Vec<u32>,
    /// Per field of `criteria`, the category of each tuple and how many categories there are.
    pub(crate) fields: Vec<(Vec<Code>, usize)>,
    pub(crate) criteria: Criteria,
    pub(crate) quasi_sensitive: Vec<QuasiSensitive>,
    /// `None` where each record is a subject of its own.
    pub(crate) subjects: Option<Owners>,
    /// `None` where groups are the subjects.
    pub(crate) groups: Option<Owners>,
    /// Per record of the table, its tuple.
    pub(crate) tuple_of: Vec<Code>,
    /// Members of the reference population of each tuple: those that no record shares stand at the end, with no
    /// records. Empty without a population.
    pub(crate) population: Vec<u32>,
}

/// Everybody whom a released record could be about, and how many of them must share its labels.
#[derive(Clone, Debug)]
pub struct Population {
    /// Their quasi-identifiers, by the names of the table's.
    pub people: Microdata,
    /// How many must share the labels of each released class.
    pub k: u32,
}

impl Encoded {
    /// `table` under `hierarchies`, one a quasi-identifier and in their order.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] where a hierarchy or an attribute is missing;
    /// [`PrivacyError::NotInHierarchy`] for values that a hierarchy lacks.
    pub(crate) fn new(
        table: &Microdata,
        hierarchies: &[Hierarchy],
        model: &Model,
    ) -> Result<Self, PrivacyError> {
        Self::in_population(table, hierarchies, model, None)
    }

    /// The same, with the population that the records come from.
    ///
    /// # Errors
    ///
    /// Those of [`Encoded::new`].
    pub(crate) fn in_population(
        table: &Microdata,
        hierarchies: &[Hierarchy],
        model: &Model,
        population: Option<&Population>,
    ) -> Result<Self, PrivacyError> {
        let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
        matching(&quasi, hierarchies)?;
        let people: Vec<Option<&Attribute>> = quasi
            .iter()
            .map(|it| population.map(|all| named(&all.people, it.name())).transpose())
            .collect::<Result<_, _>>()?;
        let values: Vec<Values> =
            quasi.iter().zip(&people).map(|(own, all)| Values::new(own, *all)).collect();
        let dimensions: Vec<Dimension> = values
            .iter()
            .zip(hierarchies)
            .map(|(values, hierarchy)| Dimension::new(values, hierarchy))
            .collect::<Result<_, _>>()?;
        let (mut plain, mut quasi_sensitive) = (Vec::new(), Vec::new());
        for rule in &model.sensitive {
            match quasi.iter().position(|attribute| attribute.name() == rule.attribute) {
                Some(dimension) => quasi_sensitive.push(QuasiSensitive::new(
                    rule,
                    dimension,
                    &values[dimension],
                    &hierarchies[dimension],
                    &dimensions[dimension],
                )),
                None => plain.push(field(rule, table)?),
            }
        }
        let (criteria, fields): (Vec<_>, Vec<_>) = plain.into_iter().unzip();
        let criteria = Criteria::new(model, population.map(|it| it.k), criteria);
        let mut encoded =
            Self::collapse(table, &quasi, dimensions, criteria, &fields, quasi_sensitive);
        if let Some(population) = population {
            encoded.join_population(population.people.n_records(), &values);
        }
        Ok(encoded)
    }

    /// Counts the population in the tuples whose values they share, and adds tuples without records for the others.
    fn join_population(&mut self, n_people: usize, values: &[Values]) {
        let n_tuples = self.n_tuples();
        let mut keys = Keys::default();
        keys.start(n_tuples + n_people);
        for (column, values) in self.columns.iter().zip(values) {
            let both: Vec<Code> = column.iter().chain(&values.people).copied().collect();
            keys.add(&both, values.labels.len(), None);
        }
        keys.group();
        let mut members = vec![0_u32; keys.first.len()];
        for class in keys.class_of.iter().skip(n_tuples) {
            members[*class as usize] += 1;
        }
        self.population =
            keys.class_of.iter().take(n_tuples).map(|class| members[*class as usize]).collect();
        // Tuples that differ in their sensitive values alone share one place in the population: it is counted once.
        let mut counted = vec![false; members.len()];
        for (tuple, class) in keys.class_of.iter().take(n_tuples).enumerate() {
            if std::mem::replace(&mut counted[*class as usize], true) {
                self.population[tuple] = 0;
            }
        }
        for (class, first) in keys.first.iter().enumerate() {
            let Some(person) = (*first as usize).checked_sub(n_tuples) else { continue };
            for (column, values) in self.columns.iter_mut().zip(values) {
                column.push(values.people[person]);
            }
            self.counts.push(0);
            self.population.push(members[class]);
            for (categories, _) in &mut self.fields {
                categories.push(0);
            }
        }
    }

    /// Joins records that agree on every quasi-identifier and category into tuples, sorted by their codes.
    fn collapse(
        table: &Microdata,
        quasi: &[&Attribute],
        dimensions: Vec<Dimension>,
        criteria: Criteria,
        fields: &[(Vec<Code>, usize)],
        quasi_sensitive: Vec<QuasiSensitive>,
    ) -> Self {
        let n = table.n_records();
        let mut keys = Keys::default();
        keys.start(n);
        for attribute in quasi {
            keys.add(attribute.codes(), attribute.labels().len(), None);
        }
        for (categories, n_categories) in fields {
            keys.add(categories, *n_categories, None);
        }
        let (tuple_of, first) = keys.sorted();
        let mut counts = vec![0; first.len()];
        for tuple in &tuple_of {
            counts[*tuple as usize] += 1;
        }
        let pick = |codes: &[Code]| first.iter().map(|row| codes[*row as usize]).collect();
        let columns = quasi.iter().map(|attribute| pick(attribute.codes())).collect();
        let fields = fields.iter().map(|(codes, n)| (pick(codes), *n)).collect();
        let (subjects, groups) = owners(table, &tuple_of);
        Self {
            records: n as u64,
            dimensions: dimensions.into(),
            columns,
            counts,
            fields,
            criteria,
            quasi_sensitive,
            subjects,
            groups,
            tuple_of,
            population: Vec::new(),
        }
    }

    /// The tuples at `places`, which ascend, numbered anew. What is said of records does not hold of it.
    pub(crate) fn pick(&self, places: &[Code]) -> Self {
        let kept = |codes: &[Code]| -> Vec<Code> {
            places.iter().filter_map(|at| codes.get(*at as usize)).copied().collect()
        };
        let owners = |owners: &Option<Owners>| {
            let Owners(pairs) = owners.as_ref()?;
            let number = |tuple: &Code| places.binary_search(tuple).ok().map(code);
            let pairs = pairs.iter().filter_map(|(owner, at)| Some((*owner, number(at)?)));
            Some(Owners(pairs.collect()))
        };
        Self {
            records: self.records,
            dimensions: Arc::clone(&self.dimensions),
            columns: self.columns.iter().map(|column| kept(column)).collect(),
            counts: kept(&self.counts),
            fields: self.fields.iter().map(|(categories, n)| (kept(categories), *n)).collect(),
            criteria: self.criteria.clone(),
            quasi_sensitive: Vec::new(),
            subjects: owners(&self.subjects),
            groups: owners(&self.groups),
            tuple_of: Vec::new(),
            population: kept(&self.population),
        }
    }

    /// How many tuples.
    pub(crate) fn n_tuples(&self) -> usize {
        self.counts.len()
    }
}

/// Each quasi-identifier has its hierarchy at the same place.
pub(crate) fn matching(
    quasi: &[&Attribute],
    hierarchies: &[Hierarchy],
) -> Result<(), PrivacyError> {
    let refuse = |attribute: &str, fault| {
        Err(PrivacyError::Request { attribute: attribute.to_owned(), fault })
    };
    if quasi.is_empty() {
        return refuse("", RequestFault::NoQuasiIdentifier);
    }
    for (at, attribute) in quasi.iter().enumerate() {
        if hierarchies.get(at).is_none_or(|it| it.attribute() != attribute.name()) {
            return refuse(attribute.name(), RequestFault::NoHierarchy);
        }
    }
    match hierarchies.get(quasi.len()) {
        Some(extra) => refuse(extra.attribute(), RequestFault::Unknown),
        None => Ok(()),
    }
}

/// The values of one quasi-identifier: the table's dictionary, then what only the population holds.
struct Values {
    attribute: String,
    labels: Vec<String>,
    /// Per value, records of the table.
    frequency: Vec<u64>,
    /// Per member of the population, the value.
    people: Vec<Code>,
}

impl Values {
    fn new(own: &Attribute, people: Option<&Attribute>) -> Self {
        let mut labels = own.labels().to_vec();
        let n_own = labels.len();
        let mut translate = Vec::new();
        for label in people.map_or(&[][..], Attribute::labels) {
            translate.push(code(own.labels().binary_search(label).unwrap_or_else(|_gap| {
                labels.push(label.clone());
                labels.len() - 1
            })));
        }
        let mut frequency = vec![0_u64; labels.len().max(n_own)];
        for value in own.codes() {
            frequency[*value as usize] += 1;
        }
        let codes = people.map_or(&[][..], Attribute::codes);
        Self {
            attribute: own.name().to_owned(),
            labels,
            frequency,
            people: codes.iter().map(|value| translate[*value as usize]).collect(),
        }
    }

    /// The leaf of each value.
    fn leaves(&self, hierarchy: &Hierarchy) -> Result<Vec<Code>, PrivacyError> {
        let found: Vec<Option<Code>> =
            self.labels.iter().map(|value| hierarchy.leaf(value)).collect();
        let missing = |value: &usize| found[*value].is_none();
        let values = (0..found.len()).filter(missing).count() as u64;
        if values > 0 {
            let own = (0..found.len()).filter(missing).map(|value| self.frequency[value]);
            let people = self.people.iter().filter(|value| missing(&(**value as usize))).count();
            let attribute = self.attribute.clone();
            let records = own.sum::<u64>() + people as u64;
            return Err(PrivacyError::NotInHierarchy { attribute, records, values });
        }
        Ok(found.into_iter().flatten().collect())
    }
}

/// The quasi-identifier `name` of the population.
fn named<'a>(people: &'a Microdata, name: &str) -> Result<&'a Attribute, PrivacyError> {
    people.attribute(name).ok_or_else(|| PrivacyError::Request {
        attribute: name.to_owned(),
        fault: RequestFault::Unknown,
    })
}

impl Dimension {
    fn new(values: &Values, hierarchy: &Hierarchy) -> Result<Self, PrivacyError> {
        let leaves = values.leaves(hierarchy)?;
        let levels = (0..hierarchy.n_levels())
            .map(|level| {
                let wide: Vec<Code> =
                    leaves.iter().map(|leaf| hierarchy.label_code(*leaf, level)).collect();
                let mut seen = wide.clone();
                seen.sort_unstable();
                seen.dedup();
                let map: Vec<Code> =
                    wide.iter().map(|label| code(seen.partition_point(|it| it < label))).collect();
                let share: Vec<f64> =
                    leaves.iter().map(|leaf| hierarchy.share(*leaf, level)).collect();
                let own = values.frequency.iter();
                let shares = own.zip(&share).map(|(n, share)| float(*n) * share).sum();
                let mut frequency = vec![0; seen.len()];
                for (label, n) in map.iter().zip(&values.frequency) {
                    frequency[*label as usize] += n;
                }
                Level { map, n_labels: seen.len(), share, shares, frequency }
            })
            .collect();
        let n_leaves = float_len(hierarchy.n_leaves());
        Ok(Self { n_leaves, levels, frequency: values.frequency.clone() })
    }
}

/// A rule over a column that is no quasi-identifier: its criteria, and each record's category.
fn field(
    rule: &SensitiveRule,
    table: &Microdata,
) -> Result<(FieldCriteria, (Vec<Code>, usize)), PrivacyError> {
    let attribute = table.attribute(&rule.attribute).ok_or_else(|| PrivacyError::Request {
        attribute: rule.attribute.clone(),
        fault: RequestFault::Unknown,
    })?;
    let categories = Categories::new(rule, attribute.labels().iter().map(String::as_str));
    let of_record: Vec<Code> =
        attribute.codes().iter().map(|value| categories.of_value[*value as usize]).collect();
    let mut counts = vec![0; categories.names.len()];
    for category in &of_record {
        counts[*category as usize] += 1;
    }
    let n = counts.len();
    Ok((FieldCriteria::new(rule, &categories, &counts), (of_record, n)))
}

impl QuasiSensitive {
    /// `rule` at each level: a label is neutral where every leaf under it is.
    fn new(
        rule: &SensitiveRule,
        at: usize,
        values: &Values,
        hierarchy: &Hierarchy,
        dimension: &Dimension,
    ) -> Self {
        let levels = dimension
            .levels
            .iter()
            .enumerate()
            .map(|(number, level)| {
                if hierarchy.labels(number).len() < 2 {
                    return None;
                }
                let mut names = vec![""; level.n_labels];
                let counts: Vec<u32> =
                    level.frequency.iter().map(|n| u32::try_from(*n).unwrap_or(u32::MAX)).collect();
                for (value, label) in values.labels.iter().zip(&level.map) {
                    names[*label as usize] = hierarchy.label(value, number).unwrap_or_default();
                }
                let rule = at_level(rule, hierarchy, number);
                let categories = Categories::new(&rule, names.iter().copied());
                let mut of_category = vec![0; categories.names.len()];
                for (label, category) in categories.of_value.iter().enumerate() {
                    of_category[*category as usize] += counts[label];
                }
                Some((FieldCriteria::new(&rule, &categories, &of_category), categories.of_value))
            })
            .collect();
        Self { dimension: at, levels }
    }
}

/// The rule over the labels of `level`: a label is neutral where all its leaves are.
pub(crate) fn at_level(rule: &SensitiveRule, hierarchy: &Hierarchy, level: usize) -> SensitiveRule {
    let neutral = hierarchy
        .labels(level)
        .iter()
        .zip(hierarchy.leaves_below(level))
        .filter(|(_, leaves)| leaves.iter().all(|leaf| rule.neutral.contains(*leaf)))
        .map(|(label, _)| label.clone())
        .collect();
    SensitiveRule { neutral, ..rule.clone() }
}

/// Who owns which tuple, where subjects or groups own several records.
fn owners(table: &Microdata, tuple_of: &[Code]) -> (Option<Owners>, Option<Owners>) {
    let pairs = |owner: &[Code]| {
        let mut pairs: Vec<(Code, Code)> =
            owner.iter().copied().zip(tuple_of.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Owners(pairs)
    };
    let (subjects, groups) = (table.subjects(), table.groups());
    let own = table.n_subjects() == table.n_records();
    let same = subjects == groups || (own && table.n_groups() == table.n_records());
    ((!own).then(|| pairs(&subjects)), (!same).then(|| pairs(&groups)))
}
