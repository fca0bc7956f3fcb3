//! The search against an exhaustive one of its own kind: no bounds, no codes, nothing shared.
//!
//! Few labels and few records on purpose: classes of every size around k, ties, and nodes that just fail.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use waypost::privacy::{
    AttributeRole::{Group, QuasiIdentifier, Sensitive, Subject},
    Column, Control, Distance, Diversity, Found, Hierarchy, LevelRange, Microdata, Model, Outcome,
    PrivacyError, SearchConfig, SensitiveRule, Ties, search,
};

const LEAVES: [[&str; 3]; 6] = [
    ["a", "ab", "*"],
    ["b", "ab", "*"],
    ["c", "cd", "*"],
    ["d", "cd", "*"],
    ["e", "ef", "*"],
    ["f", "ef", "*"],
];
const VALUES: [&str; 4] = ["no", "x", "y", "z"];

/// A small table and what is asked of it.
#[derive(Clone, Debug)]
struct Case {
    cells: Vec<[usize; 3]>,
    values: Vec<usize>,
    subjects: Vec<usize>,
    groups: Vec<usize>,
    heights: [usize; 3],
    model: Model,
    config: SearchConfig,
}

fn any_diversity() -> impl Strategy<Value = Diversity> {
    let order = VALUES.map(str::to_owned).to_vec();
    prop_oneof![
        (2..4_u32).prop_map(|l| Diversity::Distinct { l }),
        (1.2..3.0_f64).prop_map(|l| Diversity::Entropy { l }),
        (0.8..4.0_f64, 2..4_u32).prop_map(|(c, l)| Diversity::Recursive { c, l }),
        (0.4..0.9_f64).prop_map(|alpha| Diversity::Alpha { alpha }),
        (0.1..0.6_f64).prop_map(|t| Diversity::Closeness { t, distance: Distance::Equal }),
        (0.05..0.4_f64).prop_map(move |t| {
            Diversity::Closeness { t, distance: Distance::Ordered(order.clone()) }
        }),
    ]
}

fn any_rule() -> impl Strategy<Value = SensitiveRule> {
    // The last quasi-identifier may be sensitive as well.
    let which = prop_oneof![3 => Just(("value", "no")), 1 => Just(("q2", "a"))];
    (which, prop::collection::vec(any_diversity(), 1..3), any::<bool>(), any::<bool>()).prop_map(
        |((attribute, harmless), criteria, neutral, grouped)| {
            let mut rule = SensitiveRule::new(attribute, criteria);
            if neutral {
                rule = rule.neutral([harmless]);
            }
            if grouped && attribute == "value" {
                rule.groups.extend([("y", "yz"), ("z", "yz")].map(|(a, b)| (a.into(), b.into())));
            }
            rule
        },
    )
}

prop_compose! {
    fn any_case()(
        cells in prop::collection::vec([0..6_usize, 0..4_usize, 0..6_usize], 6..40),
        values in prop::collection::vec(0..4_usize, 40),
        subjects in prop::collection::vec(0..30_usize, 40),
        owned in any::<bool>(),
        heights in [1..4_usize, 1..4_usize, 2..4_usize],
        rules in prop::collection::vec(any_rule(), 0..3),
        k in 1..5_u32,
        risk in prop_oneof![3 => Just(None), 1 => (0.1..0.4_f64).prop_map(Some)],
        limit in prop_oneof![Just(0.0), Just(0.1), Just(0.3), Just(1.0)],
        gs_factor in prop_oneof![Just(0.0), Just(0.2), Just(0.5), Just(0.75), Just(1.0)],
        weights in prop_oneof![Just([1.0; 3]), Just([1.0, 0.5, 0.25]), Just([0.0, 2.0, 1.0])],
        first in any::<bool>(),
    ) -> Case {
        let n = cells.len();
        let subjects: Vec<usize> =
            if owned { subjects[..n].to_vec() } else { (0..n).collect() };
        Case {
            values: values[..n].to_vec(),
            groups: subjects.iter().map(|it| if owned { it / 2 } else { *it }).collect(),
            subjects,
            cells,
            heights,
            model: Model { k, k_groups: 1 + k / 2, sensitive: rules, max_mean_risk: risk },
            config: SearchConfig {
                ranges: weights
                    .map(|weight| LevelRange { weight, ..LevelRange::default() })
                    .to_vec(),
                suppression_limit: limit,
                gs_factor,
                ties: if first { Ties::FirstFields } else { Ties::FewestLevels },
                ..SearchConfig::default()
            },
        }
    }
}

/// What stands for a leaf at a level.
const fn label(cell: usize, level: usize) -> &'static str {
    LEAVES[cell][level]
}

/// A released class: its labels and its rows.
type Class<'a> = (&'a [&'static str; 3], &'a Vec<usize>);

impl Case {
    fn n(&self) -> usize {
        self.cells.len()
    }

    fn table(&self, order: &[usize]) -> Microdata {
        let quasi = |at: usize| {
            let cells = order.iter().map(move |row| label(self.cells[*row][at], 0));
            Column::new(format!("q{at}"), QuasiIdentifier, cells)
        };
        let numbers = |of: &[usize]| -> Vec<String> {
            order.iter().map(|row| format!("{:02}", of[*row])).collect()
        };
        Microdata::new(vec![
            quasi(0),
            quasi(1),
            quasi(2),
            Column::new("value", Sensitive, order.iter().map(|row| VALUES[self.values[*row]])),
            Column::new("who", Subject, numbers(&self.subjects)),
            Column::new("home", Group, numbers(&self.groups)),
        ])
        .expect("a table")
    }

    fn hierarchies(&self) -> Vec<Hierarchy> {
        let tree = |(at, height): (usize, &usize)| {
            let row =
                |leaf: &[&str; 3]| leaf[..*height].iter().map(|it| (*it).to_owned()).collect();
            let rows: Vec<Vec<String>> = LEAVES.iter().map(row).collect();
            Hierarchy::from_rows(format!("q{at}"), &rows).expect("a tree")
        };
        self.heights.iter().enumerate().map(tree).collect()
    }

    fn search(&self, order: &[usize]) -> Result<Outcome, PrivacyError> {
        let table = self.table(order);
        search(&table, &self.hierarchies(), &self.model, &self.config, &mut |_| Control::Continue)
    }

    /// The records that leave at `levels`, and how many classes they make.
    fn released(&self, levels: [usize; 3]) -> (Vec<usize>, usize) {
        let key = |row: usize| [0, 1, 2].map(|at| label(self.cells[row][at], levels[at]));
        let mut classes: BTreeMap<[&'static str; 3], Vec<usize>> = BTreeMap::new();
        for row in 0..self.n() {
            classes.entry(key(row)).or_default().push(row);
        }
        classes.retain(|_, rows| self.class_passes(rows));
        loop {
            let mut gone = BTreeSet::new();
            for rule in self.model.sensitive.iter().filter(|it| it.attribute == "q2") {
                let mut others: BTreeMap<[&str; 2], Vec<Class<'_>>> = BTreeMap::new();
                for (key, rows) in &classes {
                    others.entry([key[0], key[1]]).or_default().push((key, rows));
                }
                for parts in others.values() {
                    let labels: Vec<&str> =
                        parts.iter().flat_map(|(key, rows)| rows.iter().map(|_| key[2])).collect();
                    if !self.labels_pass(rule, &labels, levels[2]) {
                        gone.extend(parts.iter().map(|(key, _)| **key));
                    }
                }
            }
            if gone.is_empty() {
                break;
            }
            classes.retain(|key, _| !gone.contains(key));
        }
        let n = classes.len();
        (classes.into_values().flatten().collect(), n)
    }

    fn class_passes(&self, rows: &[usize]) -> bool {
        let distinct =
            |of: &[usize]| rows.iter().map(|row| of[*row]).collect::<BTreeSet<_>>().len();
        let alike = self.model.k as usize <= distinct(&self.subjects)
            && self.model.k_groups as usize <= distinct(&self.groups);
        let all: Vec<&str> = self.values.iter().map(|it| VALUES[*it]).collect();
        let here: Vec<&str> = rows.iter().map(|row| all[*row]).collect();
        alike
            && self
                .model
                .sensitive
                .iter()
                .filter(|rule| rule.attribute == "value")
                .all(|rule| passes(rule, &here, &all))
    }

    fn labels_pass(&self, rule: &SensitiveRule, labels: &[&str], level: usize) -> bool {
        // The only label of a level says nothing.
        let distinct: BTreeSet<&str> = LEAVES.iter().map(|leaf| leaf[level]).collect();
        if distinct.len() < 2 {
            return true;
        }
        let safe = |label: &str| {
            LEAVES
                .iter()
                .filter(|leaf| leaf[level] == label)
                .all(|leaf| rule.neutral.contains(leaf[0]))
        };
        let rule = SensitiveRule {
            neutral: distinct.iter().filter(|it| safe(it)).map(|it| (*it).to_owned()).collect(),
            ..rule.clone()
        };
        let all: Vec<&str> = self.cells.iter().map(|row| label(row[2], level)).collect();
        passes(&rule, labels, &all)
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn score(&self, levels: [usize; 3], released: &[usize]) -> f64 {
        let g = self.config.gs_factor;
        let (sf, gf) = ((2.0 * g).min(1.0), if g <= 0.5 { 1.0 } else { 2.0 - 2.0 * g });
        let most = self.config.ranges.iter().map(|it| it.weight).fold(0.0, f64::max);
        let (n, domain) = (self.n() as f64, LEAVES.len() as f64);
        let mut product = 1.0;
        for at in 0..3 {
            let mut sum = 0.0;
            for row in 0..self.n() {
                let label = label(self.cells[row][at], levels[at]);
                let under = LEAVES.iter().filter(|leaf| leaf[levels[at]] == label).count() as f64;
                let share = under / domain;
                sum += match released.contains(&row) {
                    true => gf * share,
                    false if g >= 0.5 => 1.0,
                    false => share + sf * (1.0 - share),
                };
            }
            let x = ((sum - gf * n / domain) / (n - gf * n / domain)).max(0.0);
            product *= (1.0 + self.config.ranges[at].weight / most * x).powf(1.0 / 3.0);
        }
        product - 1.0
    }

    /// Every feasible node with its score and how many records leave.
    fn nodes(&self) -> Vec<([usize; 3], f64, usize)> {
        let limit = (self.config.suppression_limit
            * f64::from(u32::try_from(self.n()).expect("small"))
            + 1e-9)
            .floor();
        let [a, b, c] = self.heights;
        let all = (0..a).flat_map(|x| (0..b).flat_map(move |y| (0..c).map(move |z| [x, y, z])));
        all.filter_map(|levels| {
            let (released, classes) = self.released(levels);
            let number = |n: usize| f64::from(u32::try_from(n).expect("small"));
            let risk =
                if released.is_empty() { 0.0 } else { number(classes) / number(released.len()) };
            let feasible = number(self.n() - released.len()) <= limit
                && self.model.max_mean_risk.is_none_or(|most| risk <= most + 1e-12);
            feasible.then(|| (levels, self.score(levels, &released), released.len()))
        })
        .collect()
    }

    fn best(&self) -> Option<([usize; 3], f64, usize)> {
        let nodes = self.nodes();
        let least = nodes.iter().map(|node| node.1).fold(f64::INFINITY, f64::min);
        let sum = |levels: &[usize; 3]| match self.config.ties {
            Ties::FewestLevels => levels.iter().sum(),
            Ties::FirstFields => 0_usize,
        };
        nodes
            .into_iter()
            .filter(|node| node.1 <= least + 1e-9)
            .min_by_key(|node| (sum(&node.0), node.0))
    }
}

/// The criteria, straight from their definitions.
fn passes(rule: &SensitiveRule, here: &[&str], all: &[&str]) -> bool {
    let groups: BTreeSet<&str> = all.iter().map(|it| rule.group_of(it)).collect();
    let harmless = |group: &str| {
        all.iter().filter(|it| rule.group_of(it) == group).all(|it| rule.neutral.contains(*it))
    };
    let share = |of: &[&str], group: &str| {
        let n = |n: usize| f64::from(u32::try_from(n).expect("small"));
        n(of.iter().filter(|it| rule.group_of(it) == group).count()) / n(of.len())
    };
    let mut shares: Vec<f64> =
        groups.iter().map(|it| share(here, it)).filter(|it| *it > 0.0).collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    rule.criteria.iter().all(|criterion| match criterion {
        Diversity::Distinct { l } => {
            *l as usize <= shares.len() || here.iter().all(|it| harmless(rule.group_of(it)))
        }
        Diversity::Entropy { l } => {
            -shares.iter().map(|it| it * it.ln()).sum::<f64>() >= l.ln() - 1e-12
        }
        Diversity::Recursive { c, l } => {
            let rare: f64 = shares.iter().skip(*l as usize - 1).sum();
            *l as usize <= shares.len() && shares[0] < c * rare - 1e-13
        }
        Diversity::Alpha { alpha } => {
            groups.iter().all(|it| harmless(it) || share(here, it) <= alpha + 1e-12)
        }
        Diversity::Closeness { t, distance: Distance::Equal } => {
            let apart = groups.iter().map(|it| (share(here, it) - share(all, it)).abs());
            apart.sum::<f64>() / 2.0 <= t + 1e-12
        }
        Diversity::Closeness { t, distance: Distance::Ordered(order) } => {
            // Values that do not occur count as well; groups that the order does not name come last.
            let unnamed =
                groups.iter().copied().filter(|it| !order.iter().any(|named| named == it));
            let sorted: Vec<&str> = order.iter().map(String::as_str).chain(unnamed).collect();
            let (mut carried, mut moved) = (0.0_f64, 0.0);
            for group in &sorted {
                carried += share(here, group) - share(all, group);
                moved += carried.abs();
            }
            let steps = f64::from(u32::try_from(sorted.len()).expect("small") - 1);
            steps == 0.0 || moved / steps <= t + 1e-12
        }
    })
}

/// How many tables a property is tried on: a few hundred, or what `PROPTEST_CASES` says.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

fn chosen(outcome: &Outcome) -> Option<&Found> {
    match outcome {
        Outcome::Found(found) | Outcome::AllSuppressed(found) => Some(found),
        Outcome::Nothing { .. } => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Under every model, weight and factor, what is found is what trying every node finds.
    #[test]
    fn the_optimum_is_that_of_trying_every_node(case in any_case()) {
        let order: Vec<usize> = (0..case.n()).collect();
        let outcome = match case.search(&order) {
            Ok(outcome) => outcome,
            Err(PrivacyError::TooFew { .. } | PrivacyError::Parameter { .. }) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        let best = case.best();
        match (chosen(&outcome), best) {
            (Some(found), Some((levels, score, released))) => {
                prop_assert!((found.score - score).abs() < 1e-9, "{} {score}", found.score);
                prop_assert_eq!(&found.levels, &levels.to_vec());
                prop_assert_eq!(found.released, released as u64);
                prop_assert!(found.optimal);
                prop_assert_eq!(matches!(outcome, Outcome::AllSuppressed(_)), released == 0);
            }
            (None, None) => {
                let Outcome::Nothing { nearest, .. } = &outcome else { unreachable!() };
                let limit = SearchConfig { suppression_limit: 1.0, ..case.config.clone() };
                let anything = Case { config: limit, ..case.clone() };
                let most = anything.nodes().into_iter().map(|node| node.2).max();
                prop_assert_eq!(nearest.as_ref().map(|it| it.released), most.map(|n| n as u64));
            }
            (found, best) => prop_assert!(false, "{found:?} {best:?}"),
        }
    }

    /// The order of the records decides nothing, to the last bit.
    #[test]
    fn the_order_of_records_decides_nothing(case in any_case(), seed in any::<u64>()) {
        let straight: Vec<usize> = (0..case.n()).collect();
        let mut mixed = straight.clone();
        mixed.sort_by_key(|row| (*row as u64 + 1).wrapping_mul(seed | 1).rotate_left(29));
        prop_assert_eq!(case.search(&straight), case.search(&mixed));
    }

    /// Asking for more alike never loses less.
    #[test]
    fn a_larger_k_never_loses_less(case in any_case()) {
        let order: Vec<usize> = (0..case.n()).collect();
        let mut case = case;
        case.model.sensitive.clear();
        case.model.max_mean_risk = None;
        let score = |case: &Case| match case.search(&order) {
            Ok(outcome) => chosen(&outcome).map_or(f64::INFINITY, |found| found.score),
            Err(_) => f64::INFINITY,
        };
        let before = score(&case);
        case.model.k += 1;
        prop_assert!(before <= score(&case) + 1e-9);
    }

    /// Every record twice, by other people, under twice the k: the same recoding at the same loss.
    #[test]
    fn everybody_twice_under_twice_the_k_is_the_same(case in any_case()) {
        let order: Vec<usize> = (0..case.n()).collect();
        let mut twice = case.clone();
        twice.cells.extend_from_within(..);
        twice.values.extend_from_within(..);
        twice.subjects = case.subjects.iter().copied().chain(case.subjects.iter().map(|it| it + 50)).collect();
        twice.groups = case.groups.iter().copied().chain(case.groups.iter().map(|it| it + 50)).collect();
        twice.model.k *= 2;
        twice.model.k_groups *= 2;
        twice.model.max_mean_risk = case.model.max_mean_risk.map(|risk| risk / 2.0);
        twice.config.suppression_limit = if case.config.suppression_limit < 1.0 { 0.0 } else { 1.0 };
        let single = Case { config: twice.config.clone(), ..case };
        let both: Vec<usize> = (0..twice.n()).collect();
        match (single.search(&order), twice.search(&both)) {
            (Ok(one), Ok(two)) => match (chosen(&one), chosen(&two)) {
                (Some(one), Some(two)) => {
                    prop_assert_eq!(&one.levels, &two.levels);
                    prop_assert!((one.score - two.score).abs() < 1e-9);
                }
                (one, two) => prop_assert_eq!(one.is_some(), two.is_some()),
            },
            (one, two) => prop_assert_eq!(one.is_ok(), two.is_ok()),
        }
    }
}

#[test]
fn a_search_can_be_stopped_or_finished_early() {
    let case = Case {
        cells: (0..36).map(|row| [row % 6, row / 6 % 4, row * 7 % 6]).collect(),
        values: vec![0; 36],
        subjects: (0..36).collect(),
        groups: (0..36).collect(),
        heights: [3, 3, 3],
        model: Model::k_anonymity(3),
        config: SearchConfig {
            ranges: vec![LevelRange::default(); 3],
            suppression_limit: 0.2,
            ..SearchConfig::default()
        },
    };
    let order: Vec<usize> = (0..36).collect();
    let (table, trees) = (case.table(&order), case.hierarchies());
    let stopped = search(&table, &trees, &case.model, &case.config, &mut |_| Control::Cancel);
    assert_eq!(stopped, Err(PrivacyError::Cancelled));

    let best = case.best().expect("feasible").1;
    let mut calls = 0;
    let early = search(&table, &trees, &case.model, &case.config, &mut |progress| {
        calls += 1;
        assert_eq!(progress.grouped, calls);
        if calls < 2 { Control::Continue } else { Control::Finish }
    });
    let Ok(Outcome::Found(early)) = early else { panic!("{early:?}") };
    assert!(!early.optimal && early.score - early.gap <= best + 1e-9, "{early:?}");

    let small = SearchConfig { max_nodes: 5, ..case.config.clone() };
    let descent = search(&table, &trees, &case.model, &small, &mut |_| Control::Continue);
    let Ok(Outcome::Found(descent)) = descent else { panic!("{descent:?}") };
    assert!(!descent.optimal && descent.score - descent.gap <= best + 1e-9, "{descent:?}");
}
