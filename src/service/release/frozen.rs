//! A frozen scheme as the vault keeps it: the scheme, its hierarchies, and the signatures of two people.

use serde::{Deserialize, Serialize};

use crate::{
    base::UserId,
    batch::{Approval, Approved, hex},
    cases::Permission,
    crypto::Namespace,
    privacy::{Hierarchy, Scheme},
    vault::{self, Act, NewScheme, Vault, VaultError},
};

use super::{
    super::{Needed, Service, ServiceError, command::release::SecondPerson},
    gather::Gathered,
};

/// What the vault's column `levels` holds. The hierarchies are frozen with the scheme: a list that changes later
/// would change what the levels mean.
#[derive(Serialize, Deserialize)]
struct Stored {
    scheme: String,
    hierarchies: Vec<StoredTree>,
}

#[derive(Serialize, Deserialize)]
struct StoredTree {
    attribute: String,
    rows: Vec<Vec<String>>,
}

/// One of the two who froze a scheme.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Signer {
    /// Their id, in hexadecimal.
    user: String,
    pub(super) login: String,
    pub(super) vk: String,
    signature: String,
}

/// A scheme that applies.
#[derive(Clone, Debug)]
pub(super) struct Frozen {
    pub(super) id: Option<i64>,
    pub(super) scheme: Scheme,
    pub(super) hierarchies: Vec<Hierarchy>,
    pub(super) signers: Vec<Signer>,
}

impl Frozen {
    /// The scheme as it was frozen.
    ///
    /// # Errors
    ///
    /// [`VaultError::Damaged`] where what is stored is not what was signed.
    pub(super) fn thaw(row: &vault::Scheme, vault: &Vault) -> Result<Self, ServiceError> {
        let damaged = |_err| VaultError::Damaged;
        let stored: Stored = serde_json::from_str(&row.levels).map_err(damaged)?;
        let scheme = Scheme::from_bytes(stored.scheme.as_bytes())?;
        let signers: Vec<Signer> = serde_json::from_str(&row.signatures).map_err(damaged)?;
        if scheme.sha256() != row.sha256 || signers.len() < 2 {
            return Err(VaultError::Damaged.into());
        }
        for signer in &signers {
            let user = unhex::<8>(&signer.user).map(UserId).ok_or(VaultError::Damaged)?;
            let signature = unhex::<64>(&signer.signature).ok_or(VaultError::Damaged)?;
            vault
                .verify(user, Namespace::Scheme, &row.sha256, &signature)
                .map_err(|_err| VaultError::Damaged)?;
        }
        let hierarchies = stored
            .hierarchies
            .into_iter()
            .map(|it| Hierarchy::from_rows(it.attribute, &it.rows))
            .collect::<Result<_, _>>()?;
        Ok(Self { id: Some(row.id), scheme, hierarchies, signers })
    }

    /// What two people approved, for the manifest.
    pub(super) fn approvals(&self) -> Vec<Approval> {
        let approval = |it: &Signer| Approval {
            what: Approved::Scheme,
            vk: it.vk.clone(),
            signature: it.signature.clone(),
        };
        self.signers.iter().map(approval).collect()
    }
}

/// Freezes `scheme`: the person at the keyboard and a supervisor who types their own passphrase sign its hash.
pub(super) fn freeze(
    service: &mut Service,
    from: &Gathered,
    scheme: Scheme,
    hierarchies: Vec<Hierarchy>,
    second: &SecondPerson,
    audit_name: &str,
) -> Result<Frozen, ServiceError> {
    let first = service.session()?.clone();
    let office = service.office()?;
    let sha256 = scheme.sha256();
    let (person, signature) = office.vault.sign_as(
        &second.login,
        second.passphrase.expose(),
        Namespace::Scheme,
        &sha256,
    )?;
    if person.id == first.user {
        return Err(ServiceError::SamePerson);
    }
    if !person.roles.iter().any(|role| Permission::Review.comes_with(*role)) {
        return Err(ServiceError::Missing { what: Needed::SecondPerson });
    }
    let own = office.vault.sign(Namespace::Scheme, &sha256);
    let signers = vec![
        signer(first.user, &first.login, &office.vault.public_key(), &own),
        signer(person.id, &person.login, &person.public, &signature),
    ];
    let stored = Stored {
        scheme: String::from_utf8(scheme.canonical_bytes()).map_err(|_err| VaultError::Damaged)?,
        hierarchies: hierarchies
            .iter()
            .map(|it| StoredTree { attribute: it.attribute().to_owned(), rows: it.rows() })
            .collect(),
    };
    let purpose = scheme.purpose();
    let new = NewScheme {
        destination: purpose.destination.clone(),
        form: from.form_key().id,
        epoch: purpose.epoch,
        levels: serde_json::to_string(&stored).map_err(|_err| VaultError::Damaged)?,
        fallback: serde_json::to_string(&scheme.fallback()).map_err(|_err| VaultError::Damaged)?,
        sha256,
        signatures: serde_json::to_string(&signers).map_err(|_err| VaultError::Damaged)?,
    };
    let act = Act::new(audit_name);
    let id = office.vault.write(&from.compartment, &act, |tx| tx.add_scheme(&new))?;
    Ok(Frozen { id: Some(id), scheme, hierarchies, signers })
}

fn signer(user: UserId, login: &str, public: &[u8; 32], signature: &[u8; 64]) -> Signer {
    Signer {
        user: user.to_string(),
        login: login.to_owned(),
        vk: hex(public),
        signature: hex(signature),
    }
}

/// Bytes from hexadecimal text of exactly `N` of them.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
