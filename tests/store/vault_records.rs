//! Records: drafts, revisions, comments, lists, searching.

use waypost::base::{BatchNumber, FormId, ImportId, Instant, OsEntropy, RecordId, Role, Sensitive};
use waypost::crypto::KdfCost;
use waypost::vault::{
    Act, Bounds, Compartment, ConsentRow, Filter, Group, NewBatch, NewComment, NewForm, NewImport,
    NewRecord, NewRevision, NewScheme, PersonRow, Place, Release, Sort, Summary, VaultError,
};

use crate::office::{NOON, Office, begin, form, person, submit, summary};

fn general() -> Compartment {
    Compartment::general()
}

fn pieces(texts: &[&str]) -> Vec<Sensitive<String>> {
    texts.iter().map(|it| Sensitive::from(*it)).collect()
}

#[test]
fn a_sitting_is_one_audit_line_however_many_answers() {
    let (office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    for answer in 0..20 {
        let instance = format!("{{\"size\":{answer}}}");
        vault.save_draft(&general(), id, &instance, Some("size"), None).expect("saved");
    }
    assert_eq!(vault.view().draft(id).unwrap().unwrap().instance.expose(), "{\"size\":19}");
    let actions = |vault: &waypost::vault::Vault| -> Vec<String> {
        vault.view().audit_of(id).unwrap().into_iter().map(|line| line.action).collect()
    };
    assert_eq!(actions(&vault), ["record.create", "record.edit"]);
    vault.lock().expect("locked");
    let mut vault = office.unlock("root").expect("unlocked");
    vault.save_draft(&general(), id, "{}", None, None).expect("saved");
    assert_eq!(actions(&vault), ["record.create", "record.edit", "record.edit"]);
}

#[test]
fn a_draft_of_no_record_is_refused() {
    let (_office, mut vault, _recovery) = Office::create();
    let nobody = RecordId::make(NOON, &mut OsEntropy);
    assert!(matches!(
        vault.save_draft(&general(), nobody, "{}", None, None),
        Err(VaultError::Conflict)
    ));
}

#[test]
fn submitting_keeps_every_revision_and_drops_the_draft() {
    let (office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    vault.save_draft(&general(), id, "{}", None, None).expect("saved");
    assert_eq!(submit(&mut vault, &general(), id, "{\"v\":1}", "Amina"), 1);
    assert!(vault.view().draft(id).unwrap().is_none());
    office.clock.advance_ms(1000);
    assert_eq!(submit(&mut vault, &general(), id, "{\"v\":2}", "Amina"), 2);
    let revisions = vault.view().revisions(id).unwrap();
    let instances: Vec<&str> = revisions.iter().map(|it| it.instance.expose().as_str()).collect();
    assert_eq!(instances, ["{\"v\":1}", "{\"v\":2}"]);
    let row = vault.view().record(id).unwrap();
    assert_eq!((row.state.as_str(), row.revision, row.base_revision), ("submitted", 2, 1));
    assert_eq!(row.submitted, Some(Instant(NOON.0 + 1000)));
    assert_eq!(vault.view().latest_revision(id).unwrap().unwrap().revision, 2);
}

#[test]
fn what_somebody_else_changed_first_is_stale_and_nothing_is_half_done() {
    let (_office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    submit(&mut vault, &general(), id, "{\"v\":1}", "Amina");
    let n_lines = vault.view().audit(&general(), None, 100).unwrap().len();
    let refused = vault.write(&general(), &Act::new("record.submit"), |tx| {
        tx.put_persons(id, &[])?;
        tx.add_revision(id, NewRevision { based_on: 0, instance: "{}", reason: None })
    });
    assert!(matches!(refused, Err(VaultError::Stale { expected: 0 })));
    assert_eq!(vault.view().persons(id).unwrap().len(), 1);
    assert_eq!(vault.view().audit(&general(), None, 100).unwrap().len(), n_lines);
    let unknown = vault.write(&general(), &Act::new("x"), |tx| tx.set_state(id, 1, "finalised"));
    assert!(matches!(unknown, Err(VaultError::Conflict)));
}

#[test]
fn a_comment_is_open_until_it_is_settled() {
    let (_office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    let comment = |text: &str, answers| NewComment {
        question: "members[1]/age".to_owned(),
        text: text.into(),
        answers,
    };
    let asked = vault
        .write(&general(), &Act::new("record.comment"), |tx| {
            tx.add_comment(id, &comment("which year?", None))
        })
        .expect("added");
    assert_eq!(vault.view().record(id).unwrap().open_comments, 1);
    vault
        .write(&general(), &Act::new("record.comment"), |tx| {
            tx.add_comment(id, &comment("1994", Some(asked)))?;
            tx.settle_comment(id, asked)
        })
        .expect("settled");
    assert_eq!(vault.view().record(id).unwrap().open_comments, 0);
    let comments = vault.view().comments(id).unwrap();
    assert_eq!(comments.len(), 2);
    assert!(comments[0].resolved.is_some() && comments[1].answers == Some(asked));
}

#[test]
fn a_withdrawn_consent_stays_withdrawn_when_the_answers_come_again() {
    let (_office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    let consent = ConsentRow {
        person_row: 0,
        purpose: "statistics".to_owned(),
        given: true,
        form: "written".to_owned(),
        at: "2026-11-09".to_owned(),
        withdrawn: None,
    };
    let put = |tx: &mut waypost::vault::Tx<'_>| tx.put_consents(id, std::slice::from_ref(&consent));
    vault.write(&general(), &Act::new("a"), put).unwrap();
    assert_eq!(vault.view().consents(id).unwrap(), std::slice::from_ref(&consent));
    let n = vault
        .write(&general(), &Act::new("b"), |tx| tx.withdraw_consent(id, "statistics"))
        .unwrap();
    assert_eq!(n, 1);
    vault.write(&general(), &Act::new("c"), put).unwrap();
    assert_eq!(vault.view().consents(id).unwrap()[0].withdrawn, Some(NOON));
}

#[test]
fn a_record_that_was_never_submitted_can_be_discarded_and_another_cannot() {
    let (_office, mut vault, _recovery) = Office::create();
    let draft = begin(&mut vault, &general(), "Household 1");
    vault.save_draft(&general(), draft, "{}", None, None).unwrap();
    vault
        .write(&general(), &Act::new("record.discard"), |tx| tx.discard_record(draft))
        .expect("discarded");
    assert!(matches!(vault.view().record(draft), Err(VaultError::NotFound)));
    let line = &vault.view().audit(&general(), None, 1).unwrap()[0];
    assert_eq!((line.action.as_str(), line.record), ("record.discard", Some(draft)));
    let kept = begin(&mut vault, &general(), "Household 2");
    submit(&mut vault, &general(), kept, "{}", "Amina");
    let refused =
        vault.write(&general(), &Act::new("record.discard"), |tx| tx.discard_record(kept));
    assert!(matches!(refused, Err(VaultError::Conflict)));
    assert!(vault.view().check().unwrap().chains.iter().all(|chain| chain.faults.is_empty()));
}

#[test]
fn a_list_is_merged_over_compartments_and_pages_without_gap_or_repeat() {
    let (office, mut vault, _recovery) = Office::create();
    let mut begun = Vec::new();
    for n in 0..23 {
        let compartment = if n % 3 == 0 { Compartment::protection() } else { general() };
        begun.push(begin(&mut vault, &compartment, &format!("Record {n}")));
        if n % 2 == 0 {
            office.clock.advance_ms(1);
        }
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = vault.view().list(&Filter::default(), after, 5).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.updated, last.id));
        seen.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(seen, vault.view().ids(&Filter::default(), Sort::Updated).unwrap());
    let mut all = seen.clone();
    all.sort();
    begun.sort();
    assert_eq!(all, begun);
    let by_title = vault.view().ids(&Filter::default(), Sort::Title).unwrap();
    let titles: Vec<String> = vault
        .view()
        .rows(&by_title)
        .unwrap()
        .iter()
        .map(|row| row.summary.title.expose().clone())
        .collect();
    assert!(titles.is_sorted(), "{titles:?}");
    let only = Filter { compartment: Some(Compartment::protection()), ..Filter::default() };
    assert_eq!(vault.view().count(&only).unwrap(), 8);
}

#[test]
fn filters_hold_together_and_are_counted() {
    let (_office, mut vault, _recovery) = Office::create();
    for n in 0..6 {
        let id = begin(&mut vault, &general(), &format!("Household {n}"));
        if n % 2 == 0 {
            submit(&mut vault, &general(), id, "{}", &format!("Person {n}"));
        }
    }
    let counts = vault.view().counts(&Filter::default(), Group::State).unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [("draft".to_owned(), 3), ("submitted".to_owned(), 3)]
    );
    let filter = Filter {
        states: vec!["submitted".to_owned()],
        form: Some(form().id),
        places: vec!["XW0101".to_owned()],
        owner: Some(vault.person().id),
        updated_from: Some(NOON),
        ..Filter::default()
    };
    assert_eq!(vault.view().count(&filter).unwrap(), 3);
    let elsewhere = Filter { places: vec!["XW0102".to_owned()], ..filter };
    assert_eq!(vault.view().count(&elsewhere).unwrap(), 0);
}

#[test]
fn a_search_finds_pieces_of_one_persons_name_and_of_a_records_own_text() {
    let (_office, mut vault, _recovery) = Office::create();
    let amina = begin(&mut vault, &general(), "Household 1");
    submit(&mut vault, &general(), amina, "{}", "amina tesfaye");
    let incident = begin(&mut vault, &general(), "Incident 7");
    vault
        .write(&general(), &Act::new("x"), |tx| {
            tx.put_summary(
                incident,
                &Summary { search: "incident 7 off tesfaye point".into(), ..summary("Incident 7") },
            )
        })
        .unwrap();
    let found = |texts: &[&str]| {
        vault
            .view()
            .ids(&Filter { search: pieces(texts), ..Filter::default() }, Sort::Created)
            .unwrap()
    };
    assert_eq!(found(&["amin"]), [amina]);
    assert_eq!(found(&["tesf", "min"]), [amina]);
    assert_eq!(found(&["tesf"]).len(), 2);
    assert_eq!(found(&["amina", "point"]), []);
    assert_eq!(found(&["%"]), []);
    assert_eq!(found(&[""]).len(), 2);
}

#[test]
fn thousands_come_in_as_one_step_with_one_line_and_can_be_taken_back() {
    let (_office, mut vault, _recovery) = Office::create();
    let import = ImportId::make(NOON, &mut OsEntropy);
    let new = NewRecord {
        id: None,
        form: form(),
        case: None,
        import: Some(import),
        author: None,
        created: None,
        summary: summary("Incident"),
    };
    let n_lines = vault.view().audit_heads().unwrap()[0].seq;
    let number = vault
        .write(&general(), &Act::new("records.import"), |tx| {
            for _row in 0..2000 {
                let id = tx.insert_record(&new)?;
                let revision =
                    tx.add_revision(id, NewRevision { based_on: 0, instance: "{}", reason: None })?;
                tx.set_state(id, revision, "submitted")?;
            }
            tx.add_import(&NewImport {
                id: import,
                form: form(),
                n_read: 2010,
                n_imported: 2000,
                n_refused: 10,
                sha256: [1; 32],
            })
        })
        .expect("imported");
    assert_eq!(number, 1);
    assert_eq!(vault.view().audit_heads().unwrap()[0].seq, n_lines + 1);
    let line = &vault.view().audit(&general(), None, 1).unwrap()[0];
    assert_eq!(
        (line.action.as_str(), line.record, line.record_version),
        ("records.import", None, 2000)
    );
    let mine =
        Filter { import: Some(import), states: vec!["submitted".to_owned()], ..Filter::default() };
    assert_eq!(vault.view().count(&mine).unwrap(), 2000);
    let report = vault.view().verify_audit(&general()).unwrap();
    assert_eq!((report.n_records, report.faults), (2000, Vec::new()));
    assert_eq!(
        vault.write(&general(), &Act::new("records.undo"), |tx| tx.undo_import(import)).unwrap(),
        2000
    );
    assert_eq!(vault.view().count(&mine).unwrap(), 0);
    assert!(vault.view().imports().unwrap()[0].undone.is_some());
    let again = vault.write(&general(), &Act::new("records.undo"), |tx| tx.undo_import(import));
    assert!(matches!(again, Err(VaultError::Conflict)));
}

#[test]
fn forms_are_kept_as_added_and_a_version_never_changes() {
    let (_office, mut vault, _recovery) = Office::create();
    let new = |definition: &[u8]| NewForm {
        key: form(),
        title: "Household".to_owned(),
        compartment: Compartment::protection(),
        definition: definition.to_vec(),
    };
    let add = |definition: &'static [u8]| {
        move |tx: &mut waypost::vault::Tx<'_>| tx.add_form(&new(definition))
    };
    vault.write(&general(), &Act::new("forms.add"), add(b"one")).expect("added");
    vault.write(&general(), &Act::new("forms.add"), add(b"one")).expect("the same again");
    assert!(matches!(
        vault.write(&general(), &Act::new("forms.add"), add(b"two")),
        Err(VaultError::Conflict)
    ));
    let (row, definition) = vault.view().form(&form()).unwrap();
    assert_eq!(
        (row.compartment, definition.as_slice()),
        (Compartment::protection(), b"one".as_slice())
    );
    assert_eq!(vault.view().forms().unwrap().len(), 1);
}

#[test]
fn places_and_settings_are_kept() {
    let (_office, mut vault, _recovery) = Office::create();
    let place = |code: &str, name: &str, parent: Option<&str>, level| Place {
        code: code.to_owned(),
        name: name.to_owned(),
        normalised: name.to_lowercase(),
        parent: parent.map(str::to_owned),
        level,
        bounds: None,
    };
    let mut places =
        [place("XW01", "Dellmar", None, 1), place("XW0101", "Old Harbour", Some("XW01"), 2)];
    places[1].bounds = Some(Bounds { south: -2.0, west: -12.0, north: 8.5, east: -10.0 });
    vault
        .write(&general(), &Act::new("places.add"), |tx| {
            tx.put_places(&places)?;
            tx.set_setting("idle_minutes", "5")?;
            tx.set_setting("idle_minutes", "10")
        })
        .unwrap();
    assert_eq!(vault.view().places().unwrap(), places);
    assert_eq!(vault.view().find_places("harb", 9).unwrap(), places[1..]);
    assert_eq!(vault.view().find_places("xw01", 9).unwrap(), places);
    assert_eq!(vault.view().setting("idle_minutes").unwrap().unwrap().expose(), "10");
    assert_eq!(vault.view().setting("absent").unwrap(), None);
}

fn batch(seq: u64, id: u8, prev: Option<[u8; 32]>) -> NewBatch {
    NewBatch {
        key_epoch: 1,
        seq: BatchNumber(seq),
        office: "OFF017".to_owned(),
        batch_id: [id; 32],
        prev,
        form: form(),
        destination: "headquarters".to_owned(),
        scheme: None,
        n_records: 12,
        manifest: b"{}".to_vec(),
        file: vec![id; 9],
    }
}

#[test]
fn a_batch_follows_the_one_before_and_its_file_is_kept() {
    let (_office, mut vault, _recovery) = Office::create();
    let mut add =
        |new: NewBatch| vault.write(&general(), &Act::new("batch.seal"), |tx| tx.add_batch(&new));
    assert!(matches!(add(batch(2, 1, None)), Err(VaultError::Conflict)));
    add(batch(1, 1, None)).expect("the first");
    assert!(matches!(add(batch(1, 2, None)), Err(VaultError::Conflict)));
    assert!(matches!(add(batch(2, 2, Some([9; 32]))), Err(VaultError::Conflict)));
    add(batch(2, 2, Some([1; 32]))).expect("the second");
    vault
        .write(&general(), &Act::new("batch.hand-over"), |tx| {
            tx.set_batch_state(1, BatchNumber(1), "handed-over")
        })
        .unwrap();
    let batches = vault.view().batches().unwrap();
    let shown: Vec<_> =
        batches.iter().map(|it| (it.seq.0, it.state.as_str(), it.n_bytes)).collect();
    assert_eq!(shown, [(2, "sealed", 9), (1, "handed-over", 9)]);
    assert_eq!(vault.view().last_batch(1).unwrap().unwrap().batch_id, [2; 32]);
    assert_eq!(vault.view().batch_file(1, BatchNumber(1)).unwrap(), (b"{}".to_vec(), vec![1; 9]));
}

#[test]
fn a_scheme_is_frozen_once_and_the_ledger_remembers_what_left() {
    let (_office, mut vault, _recovery) = Office::create();
    let scheme = NewScheme {
        destination: "headquarters".to_owned(),
        form: form().id,
        epoch: 1,
        levels: "{\"age\":2}".to_owned(),
        fallback: "{\"age\":3}".to_owned(),
        sha256: [3; 32],
        signatures: "[]".to_owned(),
    };
    let freeze = |tx: &mut waypost::vault::Tx<'_>| tx.add_scheme(&scheme);
    let id = vault.write(&general(), &Act::new("scheme.freeze"), freeze).expect("frozen");
    assert!(matches!(
        vault.write(&general(), &Act::new("scheme.freeze"), freeze),
        Err(VaultError::Conflict)
    ));
    assert_eq!(
        vault.view().scheme(&general(), "headquarters", &form().id).unwrap().unwrap().id,
        id
    );
    let left = begin(&mut vault, &general(), "Household 1");
    let waits = begin(&mut vault, &general(), "Household 2");
    let line = Release {
        destination: "headquarters".to_owned(),
        epoch: 1,
        subject: [5; 32],
        record: Some(left),
        form: form().id,
        batch: BatchNumber(1),
        labels: "[\"20-29\"]".to_owned(),
        class: 1,
        withdrawn: None,
    };
    vault
        .write(&general(), &Act::new("batch.seal"), |tx| {
            tx.add_releases(std::slice::from_ref(&line))?;
            tx.put_waiting("headquarters", &form().id, BatchNumber(1), &[waits])?;
            tx.add_batch(&batch(1, 1, None))
        })
        .expect("one step");
    assert_eq!(vault.view().releases(&general(), "headquarters", &form().id).unwrap(), [line]);
    vault
        .write(&general(), &Act::new("x"), |tx| {
            tx.put_waiting("headquarters", &form().id, BatchNumber(2), &[waits, left])
        })
        .unwrap();
    let waiting = vault.view().waiting(&general(), "headquarters", &form().id).unwrap();
    let mut since: Vec<_> = waiting.into_iter().map(|it| (it.record, it.since_batch.0)).collect();
    since.sort_by_key(|it| it.1);
    assert_eq!(since, [(waits, 1), (left, 2)]);
    let cleared = vault
        .write(&general(), &Act::new("y"), |tx| tx.forget_releases_from(BatchNumber(2)))
        .unwrap();
    assert_eq!(cleared, 0);
    assert!(
        vault.view().releases(&general(), "elsewhere", &FormId("x".to_owned())).unwrap().is_empty()
    );
}

#[test]
fn a_second_view_reads_on_another_thread_what_was_committed() {
    let (_office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    let reader = vault.reader().expect("a second view");
    submit(&mut vault, &general(), id, "{\"v\":1}", "Amina");
    let (reader, state) = std::thread::scope(|scope| {
        let other = scope.spawn(move || {
            let state = reader.record(id).unwrap().state;
            (reader, state)
        });
        other.join().unwrap()
    });
    assert_eq!(state, "submitted");
    assert_eq!(
        reader.persons(id).unwrap(),
        [PersonRow {
            names: "Amina".into(),
            names_normalised: "amina".into(),
            ..PersonRow::default()
        }]
    );
    assert!(reader.check().unwrap().chains.iter().all(|chain| chain.faults.is_empty()));
}

#[test]
fn an_error_of_the_callers_undoes_everything() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        NotYours,
        Vault,
    }
    impl From<VaultError> for Refusal {
        fn from(_err: VaultError) -> Self {
            Self::Vault
        }
    }
    let (_office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    let refused = vault.write(&general(), &Act::new("record.void"), |tx| {
        tx.set_state(id, 0, "void")?;
        Err::<(), Refusal>(Refusal::NotYours)
    });
    assert_eq!(refused, Err(Refusal::NotYours));
    assert_eq!(vault.view().record(id).unwrap().state, "draft");
}

#[test]
fn a_record_can_be_given_to_somebody_else() {
    let (_office, mut vault, _recovery) = Office::create();
    let amina = vault
        .add_person(&person("amina", &[Role::FieldOfficer], &[general()]), KdfCost::for_tests())
        .expect("enrolled");
    let id = begin(&mut vault, &general(), "Household 1");
    vault.write(&general(), &Act::new("record.assign"), |tx| tx.set_owner(id, amina)).unwrap();
    let hers = Filter { owner: Some(amina), ..Filter::default() };
    assert_eq!(vault.view().ids(&hers, Sort::Updated).unwrap(), [id]);
}
