//! Workbooks from the field: which of them run, and why the others don't.
//!
//! They are third-party data and lie beside the checkout; without them nothing is checked here.

use std::{
    collections::BTreeMap,
    fs,
    sync::{Arc, OnceLock},
};

use waypost::forms::{
    Definition, Diagnostic, Form, Instance, Item, Path, QuestionType, Severity, compile,
    is_runnable,
};

use crate::support::{
    scenario::{codes, environment},
    shared,
};

/// Workbooks that must run.
const RUN: &[&str] = &[
    "blsq_form_a.xlsx",
    "correlaid_all_types.xlsx",
    "correlaid_testb.xlsx",
    "iom_htcds.xlsx",
    "kobo_date_time.xlsx",
    "kobo_dda_round2.xlsx",
    "kobo_gps.xlsx",
    "kobo_matrix_calc.xlsx",
    "kobo_select_map.xlsx",
    "kobocruncher_likert.xlsx",
    "kobocruncher_sample.xlsx",
    "odk_all_question_types.xlsx",
    "odk_socio_economic.xlsx",
    "ona_children_sw.xlsx",
    "ona_external_choice.xlsx",
    "ona_grains.xlsx",
    "ona_mch.xlsx",
    "ona_nested_repeats.xlsx",
    "ona_subdistrict_profiling.xlsx",
    "ona_tutorial_encrypted.xlsx",
    "ona_xlsx_output.xlsx",
    "pyxform_pulldata.xlsx",
    "pyxform_spec.xlsx",
    "reach_cleaningtools.xlsx",
    "reach_som_dsa.xlsx",
    "terrafirma_devolucao.xlsx",
    "terrafirma_parcelas.xlsx",
    "ucl_biomass.xlsx",
    "unhcr_kobo_examples.xlsx",
    "unhcr_koboloader_template.xlsx",
    "unhcr_surveydesigner_ref.xlsx",
    "unhcr_xlsformutil_demo.xlsx",
];

/// Workbooks that can't run, with the code of each reason: functions of another platform, and
/// groups whose condition reads what is in them.
const REFUSED: &[(&str, &[&str])] = &[
    ("cht_delivery.xlsx", &["FORM-09", "FORM-13"]),
    ("cht_pregnancy.xlsx", &["FORM-09", "FORM-13"]),
];

type Verdicts = BTreeMap<String, (Arc<Form>, Vec<Diagnostic>)>;

/// Form and diagnostics of every workbook; read once, which takes most of the time here.
fn verdicts() -> Option<&'static Verdicts> {
    static VERDICTS: OnceLock<Option<Verdicts>> = OnceLock::new();
    let read = || {
        let folder = shared("workbooks from the field")?.join("data/xlsforms");
        let mut verdicts = BTreeMap::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            if file.extension().is_some_and(|it| it == "xlsx") {
                let bytes = fs::read(&file).expect("readable");
                let definition = Definition::from_xlsx(&bytes).expect("a workbook");
                let (form, diagnostics) = compile(&definition);
                verdicts.insert(name, (Arc::new(form), diagnostics));
            }
        }
        Some(verdicts)
    };
    VERDICTS.get_or_init(read).as_ref()
}

#[test]
fn named_workbooks_of_the_field_run_and_the_others_say_why_not() {
    let Some(verdicts) = verdicts() else { return };
    for (name, (_, diagnostics)) in verdicts {
        let errors = codes(diagnostics, Severity::Error);
        let (n, word) = (diagnostics.len(), if errors.is_empty() { "runs" } else { "refused" });
        println!("{name}: {word}, {n} findings");
        for (code, row, excerpt) in &errors {
            println!("    {code} row {row}: {excerpt}");
        }
    }
    for name in RUN {
        let (_, diagnostics) = verdicts.get(*name).unwrap_or_else(|| panic!("{name} is missing"));
        assert!(is_runnable(diagnostics), "{name}");
    }
    for (name, want) in REFUSED {
        let (_, diagnostics) = verdicts.get(*name).unwrap_or_else(|| panic!("{name} is missing"));
        let mut got: Vec<&str> =
            codes(diagnostics, Severity::Error).iter().map(|it| it.0).collect();
        got.sort_unstable();
        got.dedup();
        assert_eq!(got, *want, "{name}");
    }
}

#[test]
fn old_workbooks_are_read_like_new_ones() {
    let Some(shared) = shared("old workbooks from the field") else { return };
    for name in ["hot_camping.xls", "pyxform_tablelist.xls"] {
        let bytes = fs::read(shared.join("data/xlsforms").join(name)).expect("readable");
        let (form, found) = compile(&Definition::from_file(&bytes).expect("a workbook"));
        assert!(is_runnable(&found), "{name}: {found:?}");
        let asked = form.questions().filter(|(_, it)| it.is_asked());
        let labelled = asked.filter(|(_, it)| it.label.source(0).is_some_and(|it| it.len() > 1));
        assert!(labelled.count() > 1, "{name}");
    }
}

#[test]
fn workbooks_that_run_can_be_filled_in_stored_and_read_back() {
    let Some(verdicts) = verdicts() else { return };
    for (name, (form, diagnostics)) in verdicts {
        if !is_runnable(diagnostics) {
            continue;
        }
        let mut instance = Instance::new(Arc::clone(form), &environment());
        let n_answered = answer_everything(&mut instance);
        let asks = form.questions().any(|(_, question)| question.is_asked());
        assert_eq!(n_answered > 0, asks, "{name}");
        let stored = instance.to_json();
        let back =
            Instance::from_json(Arc::clone(form), &environment(), &stored).expect("own text");
        assert_eq!(*back.to_json(), *stored, "{name}");
    }
}

/// Gives each question that is asked an answer of its type, in document order.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest take any text")]
fn answer_everything(instance: &mut Instance) -> usize {
    let asked: Vec<Path> = instance.nodes().into_iter().map(|it| it.path).collect();
    let mut n_answered = 0;
    for path in asked {
        let Some(Item::Question(question)) = instance.item(&path) else { continue };
        if !question.is_asked() || !instance.is_relevant(&path) || instance.is_read_only(&path) {
            continue;
        }
        let choice = instance.choices(&path).first().map(|it| it.code.clone());
        let text = match question.kind {
            QuestionType::Integer | QuestionType::Decimal | QuestionType::Range => "3".to_owned(),
            QuestionType::Date => "2024-02-29".to_owned(),
            QuestionType::Time => "13:45".to_owned(),
            QuestionType::DateTime => "2024-02-29T13:45:00.000+00:00".to_owned(),
            QuestionType::Geopoint => "9.5 40.25 0 0".to_owned(),
            QuestionType::Acknowledge => "OK".to_owned(),
            QuestionType::SelectOne | QuestionType::SelectMultiple | QuestionType::Rank => {
                choice.unwrap_or_default()
            }
            _ => "abc".to_owned(),
        };
        // Bounds of a range may leave the 3 out.
        n_answered += usize::from(instance.answer(&path, &text).is_ok());
    }
    n_answered
}
