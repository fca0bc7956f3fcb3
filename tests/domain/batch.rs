//! Batches are written, believed and opened; or refused with the reason.

use crate::made_batch as made;
use waypost::{
    base::SeededEntropy,
    batch::{
        BatchError, HqIdentity, HqRecipient, OfficeProfile, PROFILE_FORMAT, RecipientType,
        SignerKey, SignerPublic, certify::certify_batch, to_canonical, v1,
    },
};

#[test]
fn what_was_sealed_is_what_is_opened() {
    let (sealed, identity) = made::sealed();
    let opened =
        v1::verify(&sealed.bytes, &made::signer().public()).unwrap().open(&identity).unwrap();
    assert!(opened.manifest == sealed.manifest);
    assert_eq!(opened.batch_id, sealed.batch_id);
    assert_eq!(opened.manifest.records, 27);
    let data = std::str::from_utf8(&opened.files["data/p6a.csv"]).unwrap();
    let mut lines = data.lines();
    assert_eq!(lines.next(), Some("pseudonym,adm1,size_band,quarter,head_age_class"));
    assert_eq!(
        lines.next(),
        Some("#meta+id,#adm1+code,#group+type,#date+start,#indicator+head_age")
    );
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), 27);
    assert!(rows.is_sorted(), "rows stand in pseudonym order");
    let claims = certify_batch(&opened.files).unwrap();
    let failing: Vec<_> = claims.iter().filter(|claim| !claim.ok).collect();
    assert!(failing.is_empty() && claims.len() > 50, "{failing:?}");
}

#[test]
fn the_same_content_has_the_same_id_whatever_the_order_of_rows() {
    let identity = HqIdentity::make();
    let seal = |contents| {
        let prepared = v1::prepare(&contents, made::certificate()).unwrap();
        prepared.seal(made::meta(), &made::signer(), &[identity.recipient()]).unwrap()
    };
    let mut turned = made::contents();
    turned.rows.reverse();
    let (a, b) = (seal(made::contents()), seal(turned));
    assert_eq!(a.batch_id, b.batch_id);
    assert_ne!(a.bytes, b.bytes, "sealing is randomised");
}

#[test]
fn the_manifest_is_canonical_json() {
    let (sealed, identity) = made::sealed();
    let opened =
        v1::verify(&sealed.bytes, &made::signer().public()).unwrap().open(&identity).unwrap();
    let bytes = &opened.files["manifest.json"];
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    assert!(&to_canonical(&value).unwrap() == bytes);
    assert!(bytes.starts_with(b"{\"app_version\":"));
}

fn refusal(sealed: &[u8], signer: &SignerKey, identity: &HqIdentity) -> Option<BatchError> {
    v1::verify(sealed, &signer.public()).and_then(|it| it.open(identity)).err()
}

#[test]
fn a_batch_for_another_recipient_stays_closed() {
    let (sealed, _identity) = made::sealed();
    assert_eq!(
        refusal(&sealed.bytes, &made::signer(), &HqIdentity::make()),
        Some(BatchError::NotForThisKey)
    );
}

#[test]
fn a_batch_by_another_signer_is_not_believed() {
    let (sealed, identity) = made::sealed();
    let other = SignerKey::make(&mut SeededEntropy::new(6));
    assert_eq!(refusal(&sealed.bytes, &other, &identity), Some(BatchError::NotAuthentic));
}

#[test]
fn no_flipped_bit_goes_through() {
    let (sealed, identity) = made::sealed();
    let signer = made::signer();
    for at in (0..sealed.bytes.len()).step_by(131) {
        let mut flipped = sealed.bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        let got = v1::verify(&flipped, &signer.public()).and_then(|it| it.open(&identity));
        match got {
            Err(BatchError::NotAuthentic | BatchError::Malformed(_) | BatchError::TooLarge(_)) => {}
            // The first line of a signature, and the mode, owner and time of a member, are not part of what is signed.
            Ok(opened) => assert_eq!(opened.batch_id, sealed.batch_id, "byte {at}"),
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
}

#[test]
fn a_batch_that_is_cut_off_is_refused_wherever_it_was_cut() {
    let (sealed, identity) = made::sealed();
    for end in (0..sealed.bytes.len()).step_by(97) {
        let refused = refusal(&sealed.bytes[..end], &made::signer(), &identity);
        assert!(matches!(refused, Some(BatchError::Malformed(_))), "{end}: {refused:?}");
    }
}

#[test]
fn contents_that_no_batch_may_have_are_refused_with_the_column() {
    let refused = |change: &dyn Fn(&mut waypost::batch::Contents)| {
        let mut contents = made::contents();
        change(&mut contents);
        let refused = v1::prepare(&contents, made::certificate()).unwrap_err();
        let BatchError::Unfit { at, .. } = refused else { panic!("{refused}") };
        at
    };
    assert_eq!(
        refused(&|it| it.columns[1].hxl = Some("#affected+type".to_owned())).unwrap(),
        "size_band"
    );
    assert_eq!(refused(&|it| it.rows[0].cells[0] = "XW09".to_owned()).unwrap(), "adm1");
    assert_eq!(
        refused(&|it| it.rows[0].pseudonym = it.rows[1].pseudonym.clone()).unwrap(),
        "pseudonym"
    );
    assert_eq!(refused(&|it| it.form = "../p6a".to_owned()).unwrap(), "codebook/../p6a.csv");
    assert!(refused(&|it| it.rows[0].cells.truncate(2)).is_none());
    assert_eq!(refused(&|it| it.columns[0].name = "size_band".to_owned()).unwrap(), "size_band");
}

#[test]
fn a_statement_that_does_not_follow_from_the_files_is_not_sealed() {
    let mut contents = made::contents();
    contents.rows.truncate(25);
    let refused = v1::prepare(&contents, made::certificate()).unwrap_err();
    let BatchError::CertificateFails { claims } = refused else { panic!("{refused}") };
    assert!(claims.iter().any(|claim| claim == "classes.histogram"), "{claims:?}");
}

#[test]
fn a_batch_without_a_recipient_is_not_sealed() {
    let prepared = v1::prepare(&made::contents(), made::certificate()).unwrap();
    let refused = prepared.seal(made::meta(), &made::signer(), &[]).unwrap_err();
    assert!(matches!(refused, BatchError::Unfit { .. }));
}

#[test]
fn unpacking_leaves_everything_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (sealed, identity) = made::sealed();
    let public = made::signer().public();
    let verified = v1::verify(&sealed.bytes, &public).unwrap();

    let to = folder.path().join("opened");
    std::fs::write(folder.path().join("sealed"), &sealed.bytes).unwrap();
    assert!(v1::read_sealed(&folder.path().join("sealed")).unwrap() == sealed.bytes);
    std::fs::remove_file(folder.path().join("sealed")).unwrap();
    assert!(verified.unpack(&HqIdentity::make(), &to).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    let opened = verified.unpack(&identity, &to).unwrap();
    for file in &opened.listing {
        assert_eq!(std::fs::metadata(to.join(&file.name)).unwrap().len(), file.bytes);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(v1::read_folder(&to).unwrap() == verified.open(&identity).unwrap().files);
    let again = verified.unpack(&identity, &to).unwrap_err();
    assert_eq!(again, BatchError::Storage(std::io::ErrorKind::AlreadyExists));
}

#[test]
fn a_certificate_of_another_place_in_the_sequence_is_not_sealed() {
    let identity = HqIdentity::make();
    let prepared = v1::prepare(&made::contents(), made::certificate()).unwrap();
    for meta in
        [v1::Meta { seq: 2, ..made::meta() }, v1::Meta { prev: "00".repeat(32), ..made::meta() }]
    {
        let refused = prepared.seal(meta, &made::signer(), &[identity.recipient()]).unwrap_err();
        assert!(matches!(refused, BatchError::Unfit { .. }));
    }
}

fn profile(root: &SignerKey, keys: &[(&str, Option<&str>)]) -> OfficeProfile {
    let day = |text: &str| text.parse().unwrap();
    OfficeProfile {
        format: PROFILE_FORMAT.to_owned(),
        profile_seq: 1,
        prev: "genesis".to_owned(),
        office: "OFF017".to_owned(),
        root: root.public().line(),
        hq_recipients: keys
            .iter()
            .map(|(from, to)| HqRecipient {
                age_pk: HqIdentity::make().recipient().to_string(),
                from: day(from),
                to: to.map(day),
            })
            .collect(),
        recipient_type: RecipientType::X25519,
        office_batch_keys: Vec::new(),
        supervisors: Vec::new(),
        retention: Vec::new(),
        kdf_floor: None,
        min_app_version: None,
        destinations: Vec::new(),
        new_root: None,
    }
}

#[test]
fn a_profile_is_believed_only_as_its_root_signed_it() {
    let root = SignerKey::make(&mut SeededEntropy::new(8));
    let (bytes, signature) = profile(&root, &[("2026-01-01", None)]).sign(&root).unwrap();
    let read = OfficeProfile::read(&bytes, &signature).unwrap();
    assert_eq!(read.fingerprint().unwrap(), root.public().fingerprint());

    let other = SignerKey::make(&mut SeededEntropy::new(9));
    assert!(profile(&root, &[]).sign(&other).is_err());
    let forged = other.sign(&bytes, PROFILE_FORMAT).unwrap();
    assert_eq!(OfficeProfile::read(&bytes, &forged), Err(BatchError::NotAuthentic));
    let as_batch = root.sign(&bytes, "waypost-batch/1").unwrap();
    assert_eq!(OfficeProfile::read(&bytes, &as_batch), Err(BatchError::NotAuthentic));
    let text = String::from_utf8(bytes).unwrap();
    let changed = text.replace("OFF017", "OFF018");
    assert_eq!(OfficeProfile::read(changed.as_bytes(), &signature), Err(BatchError::NotAuthentic));
    let later = text.replace("waypost-profile/1", "waypost-profile/2");
    assert_eq!(OfficeProfile::read(later.as_bytes(), &signature), Err(BatchError::TooNew));
    assert!(matches!(OfficeProfile::read(b"{}", &signature), Err(BatchError::Malformed(_))));
}

#[test]
fn batches_go_to_the_keys_in_use_on_the_day() {
    let root = SignerKey::make(&mut SeededEntropy::new(8));
    let profile = profile(&root, &[("2026-01-01", Some("2026-06-30")), ("2026-06-01", None)]);
    let n_on = |day: &str| profile.recipients_on(day.parse().unwrap()).unwrap().len();
    assert_eq!(
        [n_on("2025-12-31"), n_on("2026-01-01"), n_on("2026-06-30"), n_on("2026-07-01")],
        [0, 1, 2, 1]
    );
}

/// Every version that left an office is kept as a file and opened for ever.
#[test]
fn a_batch_of_the_first_version_still_opens_and_holds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/batch-1");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let sealed = v1::read_sealed(&folder.join("OFF017-000001.waypost")).unwrap();
    let signer = SignerPublic::parse(&text("OFF017.pub")).unwrap();
    let identity = HqIdentity::parse(&text("hq.key")).unwrap();
    let opened = v1::verify(&sealed, &signer).unwrap().open(&identity).unwrap();
    assert_eq!(opened.batch_id, "1340d8c6b891f39b5e97ddbaa278aff97faafbeeb1d721b11c7c7060d0ea2636");
    assert!(certify_batch(&opened.files).unwrap().iter().all(|claim| claim.ok));
}
