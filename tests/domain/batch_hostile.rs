//! Containers that no office would make, signed all the same: each is refused within the limits.

use crate::made_batch as made;
use std::io::Write as _;

use waypost::batch::{BATCH_FORMAT, BatchError, Files, HqIdentity, SignerKey, sha256_hex, v1};

/// A tar of `members` as any tool might make it.
fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn encrypt(plain: &[u8], identity: &HqIdentity) -> Vec<u8> {
    let recipient: age::x25519::Recipient = identity.recipient().to_string().parse().unwrap();
    age::encrypt(&recipient, plain).unwrap()
}

fn outer(payload: &[u8], signer: &SignerKey, comment: &str) -> Vec<u8> {
    let signature = signer.sign(payload, comment).unwrap();
    tar_of(&[("payload.age", payload), ("payload.age.minisig", signature.as_bytes())])
}

/// A container around any archive.
fn around(archive: &[u8], identity: &HqIdentity) -> Vec<u8> {
    let compressed = zstd::encode_all(archive, 9).unwrap();
    outer(&encrypt(&compressed, identity), &made::signer(), BATCH_FORMAT)
}

fn open(sealed: &[u8], identity: &HqIdentity) -> Result<v1::Opened, BatchError> {
    v1::verify(sealed, &made::signer().public())?.open(identity)
}

/// The members of a good batch, and who may open it.
fn good() -> (Files, HqIdentity) {
    let (sealed, identity) = made::sealed();
    (open(&sealed.bytes, &identity).unwrap().files, identity)
}

fn reseal(files: &Files, identity: &HqIdentity) -> Vec<u8> {
    let members: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    around(&tar_of(&members), identity)
}

/// Puts `manifest` into `files`, signed.
fn with_manifest(files: &mut Files, manifest: &[u8], comment: &str) {
    let signature = made::signer().sign(manifest, comment).unwrap();
    files.insert("manifest.json".to_owned(), manifest.to_vec());
    files.insert("manifest.json.minisig".to_owned(), signature.into_bytes());
}

/// Changes the manifest of `files` and signs it again.
fn edit_manifest(files: &mut Files, change: impl FnOnce(&mut serde_json::Value)) {
    let mut manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
    change(&mut manifest);
    let bytes = serde_json::to_vec(&manifest).unwrap();
    with_manifest(files, &bytes, BATCH_FORMAT);
}

fn is_malformed(outcome: &Result<v1::Opened, BatchError>) -> bool {
    matches!(outcome, Err(BatchError::Malformed(_)))
}

#[test]
fn a_good_batch_may_come_from_another_tar() {
    let (files, identity) = good();
    assert!(open(&reseal(&files, &identity), &identity).is_ok());
}

#[test]
fn what_is_no_container_is_refused_before_decryption() {
    let (files, identity) = good();
    let payload = encrypt(b"x", &identity);
    let signature = made::signer().sign(&payload, BATCH_FORMAT).unwrap();
    let (payload, signature) = (payload.as_slice(), signature.as_bytes());
    let reseal = reseal(&files, &identity);
    let mut trailing = reseal.clone();
    trailing.extend_from_slice(&[1; 512]);
    for bytes in [
        Vec::new(),
        b"not a tar".to_vec(),
        vec![0; 1024],
        vec![0; 1 << 20],
        trailing,
        tar_of(&[("payload.age", payload)]),
        tar_of(&[("payload.age.minisig", signature), ("payload.age", payload)]),
        tar_of(&[("./payload.age", payload), ("payload.age.minisig", signature)]),
        tar_of(&[("payload.age", payload), ("../payload.age.minisig", signature)]),
    ] {
        assert!(is_malformed(&open(&bytes, &identity)), "{:?}", open(&bytes, &identity).err());
    }
    let three = tar_of(&[("payload.age", payload), ("payload.age.minisig", signature), ("x", b"")]);
    assert_eq!(open(&three, &identity), Err(BatchError::TooLarge("members")));
}

#[test]
fn links_and_folders_are_no_members() {
    let identity = HqIdentity::make();
    for kind in [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Directory,
        tar::EntryType::Char,
    ] {
        let mut header = tar::Header::new_ustar();
        header.set_path("data/p6a.csv").unwrap();
        header.set_entry_type(kind);
        header.set_size(0);
        if kind == tar::EntryType::Symlink || kind == tar::EntryType::Link {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        let mut archive = header.as_bytes().to_vec();
        archive.resize(2048, 0);
        assert!(is_malformed(&open(&around(&archive, &identity), &identity)), "{kind:?}");
    }
}

#[test]
fn names_outside_the_list_are_refused() {
    let (files, identity) = good();
    for name in [
        "/data/x.csv",
        "../x.csv",
        "data/../../x.csv",
        "run.sh",
        "data/x.exe",
        "data/p6a.csv/x",
        "data/P6A.csv",
    ] {
        let mut altered = files.clone();
        altered.insert(name.to_owned(), b"x".to_vec());
        assert!(is_malformed(&open(&reseal(&altered, &identity), &identity)), "{name}");
    }
    let twice = tar_of(&[("data/p6a.csv", b"x"), ("data/p6a.csv", b"x")]);
    assert!(is_malformed(&open(&around(&twice, &identity), &identity)));
}

#[test]
fn a_bomb_is_stopped_by_the_ratio() {
    let identity = HqIdentity::make();
    let zeros = vec![0; 64 << 20];
    let bomb = around(&tar_of(&[("data/p6a.csv", &zeros)]), &identity);
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    assert_eq!(open(&bomb, &identity), Err(BatchError::TooLarge("the unpacked batch")));
    // An archive that ends early, with the bomb behind its end.
    let mut archive = tar_of(&[]);
    archive.resize(64 << 20, 0);
    assert!(open(&around(&archive, &identity), &identity).is_err());
}

#[test]
fn a_header_that_claims_too_much_allocates_nothing() {
    let identity = HqIdentity::make();
    for size in [1 << 33, 1 << 41, u64::MAX] {
        for name in ["data/p6a.csv", "manifest.json"] {
            let mut header = tar::Header::new_ustar();
            header.set_path(name).unwrap();
            header.set_size(size);
            header.set_cksum();
            let refused = open(&around(header.as_bytes(), &identity), &identity).unwrap_err();
            assert!(
                matches!(refused, BatchError::Malformed(_) | BatchError::TooLarge(_)),
                "{refused}"
            );
        }
    }
}

#[test]
fn too_many_members_are_refused() {
    let identity = HqIdentity::make();
    let names: Vec<String> = (0..10_001).map(|n| format!("data/n{n:06}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let refused = open(&around(&tar_of(&members), &identity), &identity);
    assert!(matches!(refused, Err(BatchError::TooLarge(_))), "{refused:?}");
}

#[test]
fn each_limit_holds() {
    let (sealed, identity) = made::sealed();
    let public = made::signer().public();
    let with = |limits| {
        let verified = v1::verify_within(&sealed.bytes, &public, limits);
        verified.and_then(|verified| verified.open(&identity)).map(|opened| opened.manifest.records)
    };
    let all = v1::Limits::default();
    assert_eq!(with(all), Ok(27));
    assert_eq!(
        with(v1::Limits { sealed: 100, ..all }),
        Err(BatchError::TooLarge("the sealed file"))
    );
    assert_eq!(
        with(v1::Limits { expanded: 4096, ..all }),
        Err(BatchError::TooLarge("the unpacked batch"))
    );
    assert_eq!(with(v1::Limits { members: 9, ..all }), Err(BatchError::TooLarge("members")));
    assert_eq!(
        with(v1::Limits { in_memory: 4096, ..all }),
        Err(BatchError::TooLarge("held in memory"))
    );
}

#[test]
fn a_later_version_is_told_apart_from_damage() {
    let (mut files, identity) = good();
    let payload = encrypt(b"something new", &identity);
    let newer = outer(&payload, &made::signer(), "waypost-batch/2");
    assert_eq!(open(&newer, &identity), Err(BatchError::TooNew));
    let other = outer(&payload, &made::signer(), "waypost-profile/1");
    assert_eq!(open(&other, &identity), Err(BatchError::NotAuthentic));
    edit_manifest(&mut files, |it| it["format"] = "waypost-batch/2".into());
    assert_eq!(open(&reseal(&files, &identity), &identity), Err(BatchError::TooNew));
}

#[test]
fn a_payload_that_is_no_age_file_is_refused() {
    let identity = HqIdentity::make();
    for payload in
        [&b""[..], b"age-encryption.org/v1\n", b"age-encryption.org/v9\n-> X\n", b"PK\x03\x04"]
    {
        let sealed = outer(payload, &made::signer(), BATCH_FORMAT);
        assert!(is_malformed(&open(&sealed, &identity)));
    }
    // Not compressed, cut off inside, or with something behind it.
    let archive = tar_of(&[("data/p6a.csv", b"x")]);
    let compressed = zstd::encode_all(archive.as_slice(), 9).unwrap();
    let mut behind = compressed.clone();
    behind.write_all(b"more").unwrap();
    for plain in [archive.as_slice(), &compressed[..compressed.len() - 3], &behind] {
        let sealed = outer(&encrypt(plain, &identity), &made::signer(), BATCH_FORMAT);
        assert!(is_malformed(&open(&sealed, &identity)));
    }
}

#[test]
fn deep_or_foreign_json_is_refused() {
    let (files, identity) = good();
    for manifest in [
        &b"["[..],
        b"{}",
        b"null",
        b"{\"format\":\"waypost-batch/1\"}",
        "[".repeat(1 << 19).as_bytes(),
    ] {
        let mut altered = files.clone();
        with_manifest(&mut altered, manifest, BATCH_FORMAT);
        assert!(is_malformed(&open(&reseal(&altered, &identity), &identity)));
    }
    let mut altered = files;
    edit_manifest(&mut altered, |it| it["extra"] = 1.into());
    assert!(is_malformed(&open(&reseal(&altered, &identity), &identity)));
}

#[test]
fn the_manifest_must_name_its_signer_and_this_recipient() {
    let (files, identity) = good();
    let mut altered = files.clone();
    edit_manifest(&mut altered, |it| it["signer"] = "RWQ".into());
    assert_eq!(open(&reseal(&altered, &identity), &identity), Err(BatchError::NotAuthentic));
    let mut altered = files.clone();
    edit_manifest(&mut altered, |it| it["recipients"] = serde_json::json!([]));
    assert_eq!(open(&reseal(&altered, &identity), &identity), Err(BatchError::NotForThisKey));
    let mut altered = files;
    altered.insert("manifest.json.minisig".to_owned(), b"nothing".to_vec());
    assert_eq!(open(&reseal(&altered, &identity), &identity), Err(BatchError::NotAuthentic));
}

#[test]
fn a_file_that_differs_from_the_manifest_is_named_with_both_hashes() {
    let (files, identity) = good();
    let mut altered = files.clone();
    altered.get_mut("data/p6a.csv").unwrap().push(b'\n');
    let Err(BatchError::Disagrees { file, want, got }) =
        open(&reseal(&altered, &identity), &identity)
    else {
        panic!("it was believed")
    };
    assert_eq!(file, "data/p6a.csv");
    assert_eq!(want, sha256_hex(&files["data/p6a.csv"]));
    assert_eq!(got, sha256_hex(&altered["data/p6a.csv"]));

    let mut altered = files.clone();
    altered.remove("data/p6a.csv");
    let refused = open(&reseal(&altered, &identity), &identity);
    assert!(matches!(refused, Err(BatchError::Disagrees { got, .. }) if got.is_empty()));

    let mut altered = files;
    altered.insert("data/more.csv".to_owned(), Vec::new());
    let refused = open(&reseal(&altered, &identity), &identity);
    assert!(matches!(refused, Err(BatchError::Disagrees { want, .. }) if want.is_empty()));
}
