//! A good batch is altered, one way after the other: `certify` must name what no longer holds,
//! also where whoever altered it mended the hashes.

use crate::made_batch as made;
use waypost::batch::{
    Certificate, Criterion, Files,
    certify::{Subject, certify, certify_batch, rows_root},
    sha256_hex, v1,
};

const DATA: &str = "data/p6a.csv";
const PLACES: &str = "hierarchies/p6a/adm1.csv";

/// The files of a good batch and its certificate.
#[derive(Clone)]
struct Pair {
    files: Files,
    certificate: Certificate,
}

impl Pair {
    fn good() -> Self {
        let prepared = v1::prepare(&made::contents(), made::certificate()).unwrap();
        Self { files: prepared.files().clone(), certificate: prepared.certificate().clone() }
    }

    fn failing(&self) -> Vec<String> {
        let claims = certify(&Subject::of_batch(&self.files, &self.certificate));
        claims.into_iter().filter(|claim| !claim.ok).map(|claim| claim.name).collect()
    }

    /// Changes the lines of a file.
    fn edit(&mut self, file: &str, change: impl FnOnce(&mut Vec<String>)) {
        let text = String::from_utf8(self.files[file].clone()).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        let text = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
        self.files.insert(file.to_owned(), text.into_bytes());
    }

    /// Makes hashes and counts fit again, as somebody would who does not want to be found out.
    fn mend(&mut self) {
        let data = &self.files[DATA];
        let output = &mut self.certificate.output;
        output.sha256 = sha256_hex(data);
        output.rows_root = rows_root(data, b',', 2).unwrap_or_default();
        output.records = data.split(|byte| *byte == b'\n').count() as u64 - 3;
        for hierarchy in &mut self.certificate.hierarchies {
            if let Some(bytes) = self.files.get(&hierarchy.file) {
                hierarchy.sha256 = sha256_hex(bytes);
                hierarchy.leaves = bytes.split(|byte| *byte == b'\n').count() as u64 - 1;
            }
        }
    }
}

/// `change` must make the claim `want` fail, with the hashes mended too if `want` is no hash.
#[track_caller]
fn check(want: &str, change: impl FnOnce(&mut Pair)) {
    let mut pair = Pair::good();
    assert_eq!(pair.failing(), Vec::<String>::new());
    change(&mut pair);
    if !want.starts_with("output.sha256") {
        pair.mend();
    }
    let failing = pair.failing();
    assert!(failing.iter().any(|name| name == want), "{want} holds; failing: {failing:?}");
}

/// Line numbers of the rows whose cells after the pseudonym are `cells`.
fn rows_of(lines: &[String], cells: &str) -> Vec<usize> {
    let is_one =
        |line: &String| line.split_once(',').is_some_and(|(_, rest)| rest.starts_with(cells));
    (2..lines.len()).filter(|at| is_one(&lines[*at])).collect()
}

fn replace_first(lines: &mut [String], row: &str, from: &str, to: &str) {
    let at = rows_of(lines, row)[0];
    lines[at] = lines[at].replacen(from, to, 1);
}

fn drop_row(lines: &mut Vec<String>) {
    lines.remove(10);
}

fn duplicate_row(lines: &mut Vec<String>) {
    let twin = lines[10].clone();
    lines.insert(11, twin);
}

fn duplicate_under_another_name(lines: &mut Vec<String>) {
    let twin = lines[10].replacen(',', "a,", 1);
    lines.insert(11, twin);
}

fn swap_labels(lines: &mut [String]) {
    replace_first(lines, "XW01,1-3", "XW01", "XW0?");
    replace_first(lines, "XW02,1-3", "XW02", "XW01");
    replace_first(lines, "XW0?", "XW0?", "XW02");
}

fn flip_sensitive(lines: &mut [String]) {
    replace_first(lines, "XW02,1-3,2026Q2,elderly", "elderly", "adult");
}

#[test]
fn a_row_deleted_is_noticed() {
    for want in ["output.sha256", "classes.histogram", "risk.after.records"] {
        check(want, |it| it.edit(DATA, drop_row));
    }
}

#[test]
fn a_row_duplicated_is_noticed() {
    for want in ["output.sha256", "output.pseudonyms", "classes.histogram"] {
        check(want, |it| it.edit(DATA, duplicate_row));
    }
    check("classes.histogram", |it| it.edit(DATA, duplicate_under_another_name));
}

#[test]
fn labels_swapped_between_rows_are_noticed() {
    for want in ["output.sha256", "classes.histogram", "model.k", "risk.after.unique_records"] {
        check(want, |it| it.edit(DATA, |lines| swap_labels(lines)));
    }
}

#[test]
fn a_label_of_another_level_is_noticed() {
    for label in ["XW0101", "*", "XW09", ""] {
        check("levels.adm1.rows_elsewhere", |it| {
            it.edit(DATA, |lines| replace_first(lines, "XW01,1-3", "XW01", label));
        });
    }
}

#[test]
fn a_class_thinned_to_below_k_is_noticed_even_if_every_figure_tells_it() {
    let thin = |lines: &mut Vec<String>| {
        let at = rows_of(lines, "XW01,4+")[0];
        lines.remove(at);
    };
    check("achieved.k", |it| it.edit(DATA, thin));
    check("model.k", |it| {
        it.edit(DATA, thin);
        it.certificate.achieved.k = 4;
        it.certificate.classes.smallest = 4;
        it.certificate.classes.histogram[0] = (4, 1);
        it.certificate.risk.after.max = 0.25;
        it.certificate.risk.after.records_below_k = 4;
    });
}

#[test]
fn a_sensitive_value_flipped_is_noticed() {
    for figure in ["output.sha256", "achieved.head_age_class.alpha", "achieved.head_age_class.t"] {
        check(figure, |it| it.edit(DATA, |lines| flip_sensitive(lines)));
    }
}

#[test]
fn a_class_that_gives_its_sensitive_value_away_is_noticed() {
    check("model.head_age_class.distinct_l", |it| {
        it.edit(DATA, |lines| {
            for at in rows_of(lines, "XW01,4+") {
                lines[at] = lines[at].replace("adult", "minor");
            }
        });
        it.certificate.achieved.sensitive[0].distinct_l = Some(1);
    });
    check("model.head_age_class.alpha", |it| {
        it.certificate.model.sensitive[0].models[1] = Criterion::Alpha { alpha: 0.4 };
    });
    check("model.head_age_class.distinct_l", |it| {
        it.certificate.model.sensitive[0].models[0] = Criterion::DistinctL { l: 3 };
    });
    check("achieved.head_age_class.alpha", |it| {
        it.certificate.model.sensitive[0].neutral.push("elderly".to_owned());
    });
    check("achieved.sensitive", |it| it.certificate.achieved.sensitive.clear());
}

#[test]
fn hashes_and_counts_altered_are_noticed() {
    check("output.sha256", |it| it.certificate.output.sha256 = "00".repeat(32));
    check("output.sha256", |it| it.edit(DATA, |lines| lines[0] = lines[0].replace("adm1", "adm2")));
    check("levels.adm1", |it| it.edit(DATA, |lines| lines[0] = lines[0].replace("adm1", "adm2")));
    check("output.columns", |it| {
        it.certificate.output.columns.pop();
    });
    let mut pair = Pair::good();
    pair.certificate.output.rows_root = "00".repeat(32);
    assert_eq!(pair.failing(), ["output.rows_root"]);
    let mut pair = Pair::good();
    pair.certificate.output.records = 28;
    assert_eq!(pair.failing(), ["output.records"]);
}

#[test]
fn figures_altered_are_noticed() {
    check("classes.histogram", |it| it.certificate.classes.histogram[0] = (6, 1));
    check("classes.count", |it| it.certificate.classes.count = 5);
    check("classes.mean", |it| it.certificate.classes.mean = 6.0);
    check("score", |it| it.certificate.score = Some(0.2));
    check("score", |it| it.certificate.score = None);
    check("levels.size_band.loss", |it| it.certificate.levels[1].loss = 0.3);
    check("loss.mean_cell", |it| it.certificate.loss.mean_cell = 0.2);
    check("loss.discernibility", |it| it.certificate.loss.discernibility = 190.0);
    check("loss.average_class", |it| it.certificate.loss.average_class = 1.0);
    check("risk.after.mean", |it| it.certificate.risk.after.mean = 0.1);
    check("risk.after.max", |it| it.certificate.risk.after.max = 0.1);
    check("joint_history.below_k", |it| it.certificate.joint_history.below_k = 1);
    check("model.max_mean_risk", |it| it.certificate.model.max_mean_risk = Some(0.03));
}

#[test]
fn a_level_altered_is_noticed() {
    check("levels.adm1.rows_elsewhere", |it| it.certificate.levels[0].level = 0);
    check("levels.adm1.rows_elsewhere", |it| it.certificate.levels[0].level = 7);
    check("levels.adm1.top", |it| it.certificate.levels[0].top = 3);
    // A quasi-identifier kept quiet about makes the classes look larger than they are.
    check("classes.histogram", |it| {
        it.certificate.levels.remove(1);
    });
    check("levels.distinct", |it| {
        let twice = it.certificate.levels[0].clone();
        it.certificate.levels.push(twice);
    });
}

#[test]
fn a_k_altered_is_noticed() {
    check("model.k", |it| it.certificate.model.k = 6);
    check("model.k_groups", |it| it.certificate.model.k_groups = 6);
    check("achieved.k", |it| it.certificate.achieved.k = 6);
    check("model.k.floor", |it| it.certificate.model.k = 2);
}

#[test]
fn a_hierarchy_altered_is_noticed() {
    let grow = |lines: &mut Vec<String>| lines.push("XW0203,XW02,*".to_owned());
    check("levels.adm1.loss", |it| it.edit(PLACES, grow));
    let mut pair = Pair::good();
    pair.edit(PLACES, grow);
    assert!(pair.failing().contains(&"hierarchies.adm1.sha256".to_owned()));
    assert!(pair.failing().contains(&"hierarchies.adm1.leaves".to_owned()));
    check("hierarchies.adm1.labels_with_two_parents", |it| {
        it.edit(PLACES, |lines| lines[0] = lines[0].replace('*', "?"));
    });
    check("hierarchies.adm1", |it| it.edit(PLACES, |lines| lines[0] = lines[1].clone()));
    check("hierarchies.adm1", |it| it.edit(PLACES, Vec::clear));
    check("hierarchies.adm1", |it| {
        it.files.remove(PLACES);
    });
    check("hierarchies.adm1", |it| {
        it.certificate.hierarchies.remove(0);
    });
}

#[test]
fn a_file_that_cannot_be_read_is_a_failed_claim() {
    check("output.file", |it| it.edit(DATA, |lines| lines[5].push('"')));
    check("output.file", |it| it.edit(DATA, |lines| lines[5].push(',')));
    check("output.sha256", |it| it.edit(DATA, |lines| lines.swap(5, 6)));
    check("output.order", |it| it.edit(DATA, |lines| lines.swap(5, 6)));
    let mut pair = Pair::good();
    pair.files.remove(DATA);
    assert_eq!(pair.failing(), ["output.file"]);
}

#[test]
fn rows_at_the_fallback_are_counted_where_they_stand() {
    // Nine rows of the last class go to the fallback, where the place is not told.
    let pair = Pair::good();
    let mut moved = pair.clone();
    moved.edit(DATA, |lines| {
        for at in rows_of(lines, "XW02,4+") {
            lines[at] = lines[at].replace("XW02", "*");
        }
    });
    moved.mend();
    assert!(moved.failing().contains(&"levels.adm1.rows_elsewhere".to_owned()));
    let node =
        |levels: &[u32], records| waypost::batch::Recoding { levels: levels.to_vec(), records };
    moved.certificate.recodings = vec![node(&[1, 1, 0], 18), node(&[2, 1, 0], 9)];
    let place = (18.0 * 0.5 + 9.0 - 27.0 / 4.0) / (27.0 - 27.0 / 4.0);
    let size = moved.certificate.levels[1].loss;
    moved.certificate.levels[0].loss = place;
    moved.certificate.score = Some(((1.0_f64 + place) * (1.0 + size)).powf(1.0 / 3.0) - 1.0);
    moved.certificate.loss.mean_cell = (place + size) / 3.0;
    assert_eq!(moved.failing(), Vec::<String>::new());
    moved.certificate.recodings[1].records = 8;
    assert_eq!(moved.failing(), ["recodings.1.records"]);
}

#[test]
fn any_file_of_an_opened_batch_that_changed_is_named() {
    let (sealed, identity) = made::sealed();
    let opened =
        v1::verify(&sealed.bytes, &made::signer().public()).unwrap().open(&identity).unwrap();
    for name in opened.files.keys().filter(|name| !name.starts_with("manifest.json")) {
        let mut files = opened.files.clone();
        files.get_mut(name).unwrap().push(b'\n');
        let claims = certify_batch(&files).unwrap();
        assert!(
            claims.iter().any(|claim| !claim.ok && claim.name == format!("files.{name}")),
            "{name}"
        );
        files.remove(name);
        let claims = certify_batch(&files).unwrap();
        assert!(
            claims.iter().any(|claim| !claim.ok && claim.name == format!("files.{name}")),
            "{name}"
        );
    }
    let mut files = opened.files.clone();
    files.insert("data/more.csv".to_owned(), Vec::new());
    assert!(certify_batch(&files).unwrap().iter().any(|claim| !claim.ok && claim.name == "files"));
    files.remove("manifest.json");
    assert!(certify_batch(&files).is_err());
}
