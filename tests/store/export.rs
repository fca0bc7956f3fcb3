//! From approved records to a batch that headquarters verifies, opens and certifies.

use std::fs;

use waypost::{
    base::{FormId, Sensitive},
    cases::State,
    service::{
        ServiceError,
        command::release::{
            HandedOver, HeldBack, Release, RewriteBatch, RiskReport, SchemeState, SealBatch,
        },
        job::Progress,
        query::{
            batches::{BatchState, CertifyBatch, ListBatches, OpenBatch, VerifyBatch},
            records::{Filter, ListRecords},
        },
    },
};

use crate::demo::{Made, made};

const DATA: &str = "data/household_registration.csv";

fn release() -> Release {
    Release { form: Some(FormId("household_registration".to_owned())), ..Release::default() }
}

fn seal(made: &mut Made) -> Result<waypost::service::command::release::SealedBatch, ServiceError> {
    let seal = SealBatch { release: release(), dry_run: false, second: None };
    made.service.run(seal, &Progress::default())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn approved_households_leave_in_a_batch_that_headquarters_opens_and_certifies() {
    let mut made = made(700, 3);
    made.become_("data");
    let names: Vec<String> = made
        .titles()
        .into_iter()
        .filter_map(|it| it.split_once(' ').map(|(_, name)| name.to_owned()))
        .filter(|it| it.contains(' '))
        .collect();
    let risk = made.service.run(RiskReport { release: release() }, &Progress::default()).unwrap();
    assert!(
        matches!(risk.scheme, SchemeState::Frozen { ref signed_by, .. } if signed_by.len() == 2)
    );
    assert!(0 < risk.leaving && risk.leaving <= risk.candidates);
    assert_eq!(risk.after.below_k, 0);
    let held = |why| risk.held_back.iter().find(|(it, _)| *it == why).map_or(0, |(_, n)| *n);
    assert!(0 < held(HeldBack::NoConsent), "{:?}", risk.held_back);

    let sealed = seal(&mut made).expect("a batch");
    let batch = sealed.batch.expect("stored");
    assert_eq!((batch.number.0, batch.records), (1, risk.leaving));
    assert_eq!(batch.previous, "genesis");
    let signer = fs::read_to_string(&made.demo.signer).unwrap();
    let identity = Sensitive::new(fs::read_to_string(&made.demo.hq_identity).unwrap());
    let verify = |sealed: Vec<u8>| VerifyBatch {
        sealed,
        signer: signer.clone(),
        after: None,
        identity: Some(identity.clone()),
    };
    let verdict = made.service.ask(verify(sealed.sealed.clone())).unwrap();
    assert!(verdict.ok);
    assert_eq!(verdict.sequence, Some(batch.number));
    let mut flipped = sealed.sealed.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert!(!made.service.ask(verify(flipped)).unwrap().ok);

    let open = OpenBatch { sealed: sealed.sealed.clone(), signer, identity };
    let opened = made.service.ask(open).unwrap();
    assert_eq!(opened.batch_id, batch.batch_id);
    let file = |name: &str| {
        let found = opened.files.iter().find(|(it, _)| it == name);
        String::from_utf8(found.expect("in the batch").1.clone()).unwrap()
    };
    // Header, HXL tags, then one row a household.
    assert_eq!(u64::try_from(file(DATA).lines().count()).unwrap(), batch.records + 2);
    for (name, bytes) in &opened.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(names.iter().all(|it| !text.contains(it)), "a name in {name}");
    }
    let certified = made.service.ask(CertifyBatch { files: opened.files.clone() }).unwrap();
    assert!(certified.ok, "{:?}", certified.claims);
    let mut thinned = opened.files.clone();
    for (name, bytes) in &mut thinned {
        if name == DATA {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let kept: Vec<&str> = text.lines().take(text.lines().count() - 1).collect();
            *bytes = format!("{}\n", kept.join("\n")).into_bytes();
        }
    }
    assert!(!made.service.ask(CertifyBatch { files: thinned }).is_ok_and(|it| it.ok));

    let filter = Filter { states: vec![State::Exported], ..Filter::default() };
    let list = ListRecords { filter, ..ListRecords::default() };
    let exported = made.service.ask(list).unwrap().ids.len();
    assert_eq!(u64::try_from(exported).unwrap(), batch.records);
    let again = made.service.ask(RewriteBatch { number: batch.number }).unwrap();
    assert_eq!(again, sealed.sealed);
    made.service.ask(HandedOver { number: batch.number }).unwrap();
    let batches = made.service.ask(ListBatches).unwrap();
    assert_eq!((batches.len(), batches[0].state), (1, BatchState::HandedOver));
    // Nobody leaves twice.
    match seal(&mut made) {
        Ok(second) => assert!(second.risk.leaving < batch.records),
        Err(err) => assert!(matches!(err.exit_code(), 1), "{}", err.code()),
    }
    made.become_("officer");
    assert!(matches!(seal(&mut made), Err(ServiceError::NotAllowed { .. })));
}
