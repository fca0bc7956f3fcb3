//! Who sees what, and the names under which commands are kept.

use std::collections::BTreeSet;

use waypost::{
    base::{FormId, Role, Sensitive},
    service::{
        ServiceError,
        command::{forms::AddForm, people::AddPerson, records::NewRecord},
        query::{
            office::{FormSource, ListForms},
            records::{ListRecords, OpenRecord},
            today::Today,
        },
        request::commands,
    },
};

use crate::service::{Bureau, PASSPHRASE};

fn restricted() -> AddForm {
    let survey = "type,name,label::English (en),data_class\ntext,story,Story,sensitive\n";
    let settings = "form_title,form_id,version,compartment\nScreening,screening,1,protection\n";
    let sheets = vec![
        ("survey".to_owned(), survey.as_bytes().to_vec()),
        ("settings".to_owned(), settings.as_bytes().to_vec()),
    ];
    AddForm { source: FormSource::Sheets(sheets), compartment: None }
}

#[test]
fn restricted_records_do_not_exist_for_whoever_is_not_cleared() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let form = bureau.service.ask(restricted()).expect("a form");
    assert_eq!((form.compartment.as_str(), form.may_enter), ("protection", true));
    let cleared = AddPerson {
        login: "cleared".to_owned(),
        name: Sensitive::default(),
        roles: vec![Role::FieldOfficer],
        compartments: vec!["general".to_owned(), "protection".to_owned()],
        passphrase: Sensitive::from(PASSPHRASE),
    };
    bureau.service.ask(cleared).expect("a person");
    bureau.become_("cleared");
    let form = FormId("screening".to_owned());
    let record = bureau.service.ask(NewRecord { form }).expect("a record");
    assert_eq!(bureau.service.ask(ListRecords::default()).unwrap().ids, [record]);

    bureau.become_("officer");
    let list = bureau.service.ask(ListRecords::default()).unwrap();
    assert_eq!((list.ids.len(), list.total), (0, 0));
    assert_eq!(bureau.service.ask(Today).unwrap().records, 0);
    let opened = bureau.service.ask(OpenRecord { record });
    assert!(matches!(opened, Err(ServiceError::Unknown { .. })));
    let forms = bureau.service.ask(ListForms).unwrap();
    let screening = forms.iter().find(|it| it.key.id.0 == "screening").unwrap();
    assert!(screening.may_enter && screening.records == 0, "one may write for it, and not read");
}

#[test]
fn a_form_that_would_not_run_is_not_added() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let survey = "type,name,label,relevant\ntext,a,A,${nobody} = 1\n";
    let settings = "form_title,form_id,version\nBroken,broken,1\n";
    let sheets = vec![
        ("survey".to_owned(), survey.as_bytes().to_vec()),
        ("settings".to_owned(), settings.as_bytes().to_vec()),
    ];
    let add = AddForm { source: FormSource::Sheets(sheets), compartment: None };
    let refused = bureau.service.ask(add).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("FORM-2", 1));
    assert!(matches!(refused, ServiceError::FormRefused { findings } if !findings.is_empty()));
}

#[test]
fn an_administrator_without_a_compartment_opens_nothing() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let it = AddPerson {
        login: "it".to_owned(),
        name: Sensitive::default(),
        roles: vec![Role::Administrator],
        compartments: Vec::new(),
        passphrase: Sensitive::from(PASSPHRASE),
    };
    bureau.service.ask(it).expect("a person");
    bureau.become_("it");
    assert!(bureau.service.session().unwrap().compartments.is_empty());
    assert!(bureau.service.ask(ListForms).unwrap().is_empty());
    assert!(matches!(
        bureau.service.ask(ListRecords::default()),
        Err(ServiceError::NotAllowed { .. })
    ));
}

#[test]
fn commands_keep_the_names_under_which_the_audit_log_has_them() {
    let names: Vec<&str> = commands().iter().map(|(name, _)| *name).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(unique.len(), names.len(), "a name used twice");
    let known = [
        "batch.handed-over",
        "batch.rewrite",
        "batch.seal",
        "comment.add",
        "comment.answer",
        "comment.settle",
        "office.create",
        "office.demo",
        "office.forms.add",
        "office.headquarters.add",
        "office.people.add",
        "office.people.remove",
        "office.places.import",
        "office.recover",
        "office.settings",
        "record.discard",
        "record.edit",
        "record.fill",
        "record.import",
        "record.new",
        "record.submit",
        "record.undo-import",
        "record.void",
        "review.approve",
        "review.reopen",
        "review.return",
        "scheme.freeze",
        "session.lock",
        "session.unlock",
    ];
    for name in known {
        assert!(unique.contains(name), "{name} is gone");
    }
}
