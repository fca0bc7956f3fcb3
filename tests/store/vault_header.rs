//! The header under attack: whoever changes it, with or without a key, is refused.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use waypost::base::Role;
use waypost::crypto::{self, KdfCost, Limits, Namespace, Passphrase, SigningKey, hex};
use waypost::vault::{Compartment, Notice, VaultError};

use crate::office::{Office, PASSPHRASE, every_compartment, person};

/// The header as JSON, to be changed.
fn read(office: &Office) -> Value {
    serde_json::from_slice(&fs::read(office.file("vault.hdr")).unwrap()).unwrap()
}

/// Writes a changed header with a right sum: the sum keeps out accidents, not attackers.
fn write(office: &Office, header: &Value) {
    fs::write(office.file("vault.hdr"), with_sum(header)).unwrap();
    let _absent = fs::remove_file(office.file("vault.hdr.bak"));
}

fn with_sum(header: &Value) -> String {
    let text = |sum: &str| {
        let field = |of: &Value, name: &str| of[name].clone();
        let line = |indent: &str, name: &str, value: &Value| format!("{indent}\"{name}\": {value}");
        let slots: Vec<String> = header["slots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|slot| {
                let names = ["id", "hint", "m", "t", "p", "salt", "commit", "nonce", "ct"];
                let lines: Vec<String> =
                    names.iter().map(|it| line("      ", it, &field(slot, it))).collect();
                format!("    {{\n{}\n    }}", lines.join(",\n"))
            })
            .collect();
        let keyring = format!(
            "  \"keyring\": {{\n    \"n\": {},\n    \"ct\": {}\n  }}",
            header["keyring"]["n"], header["keyring"]["ct"]
        );
        [
            line("  ", "format", &header["format"]),
            line("  ", "vault_id", &header["vault_id"]),
            line("  ", "gener", &header["gener"]),
            format!("  \"slots\": [\n{}\n  ]", slots.join(",\n")),
            keyring,
            line("  ", "signer", &header["signer"]),
            line("  ", "sig", &header["sig"]),
            line("  ", "sum", &json!(sum)),
        ]
        .join(",\n")
    };
    let bare = format!("{{\n{}\n}}", text(""));
    let sum = hex::encode(&crypto::sha256(&[bare.as_bytes()])[..8]);
    format!("{{\n{}\n}}", text(&sum))
}

fn office_of_two() -> Office {
    let (office, mut vault, _recovery) = Office::create();
    vault
        .add_person(
            &person("amina", &[Role::FieldOfficer], &[Compartment::general()]),
            KdfCost::for_tests(),
        )
        .expect("enrolled");
    vault.lock().expect("locked");
    office
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn bytes<const N: usize>(value: &Value) -> [u8; N] {
    hex::decode_array(text(value)).unwrap()
}

/// What an insider gets out of the own slot, by the documented format alone.
fn open_slot(header: &Value, slot: &Value) -> Value {
    let (vault_id, id) = (bytes::<16>(&header["vault_id"]), bytes::<16>(&slot["id"]));
    let number = |name: &str| u32::try_from(slot[name].as_u64().unwrap()).unwrap();
    let cost = KdfCost { memory_kib: number("m"), passes: number("t"), lanes: number("p") };
    let salt = bytes::<16>(&slot["salt"]);
    let okm =
        crypto::stretch(&Passphrase::typed(PASSPHRASE), &salt, cost, Limits::for_tests()).unwrap();
    let kek =
        crypto::derive_key(&vault_id, okm.as_ref(), &[b"waypost-vault/1 slot kek", &id]).unwrap();
    let mut about = b"waypost-vault/1 slot".to_vec();
    about.extend(vault_id);
    about.extend(id);
    for it in [cost.memory_kib, cost.passes, cost.lanes] {
        about.extend(it.to_le_bytes());
    }
    about.extend(salt);
    let plain = crypto::open(
        &kek,
        &bytes(&slot["nonce"]),
        &about,
        &hex::decode(text(&slot["ct"])).unwrap(),
    )
    .unwrap();
    serde_json::from_slice(&plain).unwrap()
}

fn keyring_about(header: &Value, gener: u64) -> Vec<u8> {
    [b"waypost-vault/1 keyring".as_slice(), &bytes::<16>(&header["vault_id"]), &gener.to_le_bytes()]
        .concat()
}

#[test]
fn the_sum_of_this_file_is_the_products() {
    let office = office_of_two();
    let product = fs::read_to_string(office.file("vault.hdr")).unwrap();
    assert_eq!(with_sum(&read(&office)), product);
}

#[test]
fn no_flipped_byte_lets_anything_but_an_error_or_the_same_vault_come_out() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    fs::remove_file(office.file("vault.hdr.bak")).unwrap();
    let whole = fs::read(office.file("vault.hdr")).unwrap();
    let database = fs::read(office.file("general.1.db")).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let flip = [0x01, 0x20, 0x80][at % 3];
        let mut flipped = whole.clone();
        flipped[at] ^= flip;
        fs::write(office.file("vault.hdr"), &flipped).unwrap();
        match office.unlock("root") {
            Err(VaultError::HeaderDamaged | VaultError::TooNew { .. }) => {}
            other => panic!("byte {at} ^ {flip:02x}: {other:?}"),
        }
    }
    assert_eq!(fs::read(office.file("general.1.db")).unwrap(), database);
}

#[test]
fn the_copy_opens_when_the_header_is_damaged_and_says_so() {
    let office = office_of_two();
    fs::write(office.file("vault.hdr"), b"{").unwrap();
    let mut vault = office.unlock("root").expect("the copy opens");
    assert!(vault.take_notices().contains(&Notice::HeaderCopyUsed));
    drop(vault);
    fs::write(office.file("vault.hdr.bak"), b"").unwrap();
    assert!(matches!(office.unlock("root"), Err(VaultError::HeaderDamaged)));
}

#[test]
fn a_later_format_is_refused_and_left_untouched() {
    let office = office_of_two();
    let text = fs::read_to_string(office.file("vault.hdr"))
        .unwrap()
        .replace("waypost-vault/1", "waypost-vault/2");
    fs::write(office.file("vault.hdr"), &text).unwrap();
    assert!(matches!(office.unlock("root"), Err(VaultError::TooNew { found: 2, supported: 1 })));
    assert_eq!(fs::read_to_string(office.file("vault.hdr")).unwrap(), text);
}

#[test]
fn a_cost_outside_the_limits_is_refused_before_any_work() {
    let office = office_of_two();
    let honest = read(&office);
    for (name, value) in [("m", 8), ("m", 64 * 1024 * 1024), ("t", 0), ("t", 400), ("p", 99)] {
        let mut header = honest.clone();
        header["slots"][0][name] = json!(value);
        write(&office, &header);
        let start = Instant::now();
        assert!(
            matches!(office.unlock("root"), Err(VaultError::HeaderDamaged)),
            "{name} = {value}"
        );
        assert!(start.elapsed() < Duration::from_millis(50), "{name} = {value}");
    }
}

#[test]
fn a_weakened_cost_within_the_limits_opens_nothing() {
    let office = office_of_two();
    let mut header = read(&office);
    header["slots"][0]["t"] = json!(2);
    write(&office, &header);
    assert!(matches!(office.unlock("root"), Err(VaultError::WrongPassphrase)));
}

#[test]
fn one_persons_slot_does_not_open_as_another() {
    let office = office_of_two();
    let honest = read(&office);
    // Amina's sealed bytes under root's name.
    let mut header = honest.clone();
    for name in ["salt", "commit", "nonce", "ct"] {
        header["slots"][0][name] = honest["slots"][1][name].clone();
    }
    write(&office, &header);
    assert!(matches!(office.unlock("root"), Err(VaultError::WrongPassphrase)));
    // Her whole slot, found by root's login: it opens as nobody but her.
    let mut header = honest.clone();
    header["slots"][0] = honest["slots"][1].clone();
    header["slots"][0]["hint"] = honest["slots"][0]["hint"].clone();
    write(&office, &header);
    let vault = office.unlock("root").expect("it is her passphrase");
    assert_eq!(vault.person().login, "amina");
}

#[test]
fn an_older_keyring_in_a_newer_header_is_refused() {
    let (office, mut vault, _recovery) = Office::create();
    let old = read(&office);
    vault
        .add_person(
            &person("amina", &[Role::FieldOfficer], &every_compartment()),
            KdfCost::for_tests(),
        )
        .expect("enrolled");
    vault.lock().expect("locked");
    let mut header = read(&office);
    header["keyring"] = old["keyring"].clone();
    write(&office, &header);
    assert!(matches!(office.unlock("root"), Err(VaultError::HeaderDamaged)));
    header["gener"] = old["gener"].clone();
    write(&office, &header);
    assert!(matches!(office.unlock("root"), Err(VaultError::HeaderDamaged)));
}

/// Amina holds the master key, as everybody does. She makes herself administrator and signs what she can sign with.
#[test]
fn an_insider_cannot_promote_herself() {
    let office = office_of_two();
    let honest = read(&office);
    let secret = open_slot(&honest, &honest["slots"][1]);
    let vmk = bytes::<32>(&secret["vmk"]);
    let gener = honest["gener"].as_u64().unwrap();
    let sealed = hex::decode(text(&honest["keyring"]["ct"])).unwrap();
    let plain = crypto::open(
        &vmk,
        &bytes(&honest["keyring"]["n"]),
        &keyring_about(&honest, gener),
        &sealed,
    )
    .unwrap();
    let own_key = SigningKey::from_seed(&bytes(&secret["sign_seed"]));
    for forge in ["certificate of her own", "root's name", "herself as root"] {
        let mut keyring: Value = serde_json::from_slice(&plain).unwrap();
        keyring["users"][1]["roles"] = json!(["administrator"]);
        let mut header = honest.clone();
        header["signer"] = keyring["users"][1]["id"].clone();
        if forge == "certificate of her own" {
            let vk = own_key.public();
            let sig = own_key.sign(Namespace::Certificate, &[vk.as_slice(), b"header"].concat());
            let cert = json!({"vk": hex::encode(&vk), "may": "header", "by": hex::encode(&vk), "sig": hex::encode(&sig)});
            keyring["certs"].as_array_mut().unwrap().push(cert);
        } else if forge == "root's name" {
            header["signer"] = keyring["users"][0]["id"].clone();
        } else {
            keyring["users"][0]["vk"] = keyring["users"][1]["vk"].clone();
            header["signer"] = keyring["users"][0]["id"].clone();
        }
        let nonce = [9; 24];
        let bytes = serde_json::to_vec(&keyring).unwrap();
        let sealed = crypto::seal(&vmk, &nonce, &keyring_about(&honest, gener), &bytes).unwrap();
        header["keyring"] = json!({"n": hex::encode(&nonce), "ct": hex::encode(&sealed)});
        let signed = format!(
            r#"{{"format":{},"gener":{},"keyring":{{"ct":{},"n":{}}},"sig":"","signer":{},"vault_id":{}}}"#,
            header["format"],
            header["gener"],
            header["keyring"]["ct"],
            header["keyring"]["n"],
            header["signer"],
            header["vault_id"]
        );
        header["sig"] = json!(hex::encode(&own_key.sign(Namespace::Header, signed.as_bytes())));
        write(&office, &header);
        for login in ["root", "amina"] {
            let refused = office.unlock(login);
            assert!(
                matches!(refused, Err(VaultError::HeaderDamaged)),
                "{forge}, {login}: {refused:?}"
            );
        }
    }
    write(&office, &honest);
    office.unlock("amina").expect("the honest header still opens");
}

#[test]
fn a_sealed_key_does_not_open_another_compartment() {
    let (office, vault, recovery) = Office::create();
    vault.lock().expect("locked");
    let mut vault = office.unlock("root").expect("unlocked");
    fs::copy(office.file("recovery/general.1.age"), office.file("recovery/protection.1.age"))
        .unwrap();
    assert!(matches!(vault.try_recovery(&recovery), Err(VaultError::HeaderDamaged)));
    assert!(vault.take_notices().is_empty());
}
