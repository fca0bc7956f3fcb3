//! What this computer remembers of the vaults it opened: that somebody copied last month's folder back shows.
//!
//! It lies outside the vault, holds numbers and hashes only, and is authenticated with the vault's master key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::folder::{read_small, write_whole};
use super::{AuditHead, VaultError};
use crate::base::{DeviceId, Entropy, Instant};
use crate::crypto::{hex, hmac_sha256};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct File {
    /// This computer's id, drawn once.
    device: String,
    /// By vault id.
    vaults: BTreeMap<String, Memory>,
}

/// What is remembered of one vault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) gener: u64,
    pub(crate) heads: BTreeMap<String, (u64, String)>,
    pub(crate) at: i64,
    mac: String,
}

/// The file, in memory; without a folder for it, a computer that forgets.
#[derive(Debug)]
pub(crate) struct Witness {
    path: Option<PathBuf>,
    file: File,
}

impl Witness {
    /// Reads `witness.json`; one that cannot be read is begun anew.
    pub(crate) fn read(config: Option<&Path>, entropy: &mut dyn Entropy) -> Self {
        let path = config.map(|folder| folder.join("witness.json"));
        let bytes = path.as_deref().map(read_small).and_then(Result::ok).unwrap_or_default();
        let mut file: File = serde_json::from_slice(&bytes).unwrap_or_default();
        if hex::decode_array::<8>(&file.device).is_none() {
            file.device = hex::encode(&DeviceId::make(entropy).0);
        }
        Self { path, file }
    }

    /// This computer.
    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(hex::decode_array(&self.file.device).unwrap_or_default())
    }

    /// What is remembered of a vault, if it was written by somebody who held its master key.
    pub(crate) fn memory(&self, vault_id: &str, vmk: &[u8; 32]) -> Option<&Memory> {
        self.file.vaults.get(vault_id).filter(|it| it.mac == mac(vault_id, it, vmk))
    }

    /// Remembers where the vault stands; what was remembered of compartments not open now is kept.
    pub(crate) fn remember(
        &mut self,
        vault_id: &str,
        vmk: &[u8; 32],
        (gener, heads, at): (u64, &[AuditHead], Instant),
    ) -> Result<(), VaultError> {
        let mut memory = self.memory(vault_id, vmk).cloned().unwrap_or_default();
        memory.gener = gener;
        memory.at = at.0;
        for head in heads {
            memory
                .heads
                .insert(head.compartment.name().to_owned(), (head.seq, hex::encode(&head.hash)));
        }
        memory.mac = mac(vault_id, &memory, vmk);
        self.file.vaults.insert(vault_id.to_owned(), memory);
        let Some(path) = &self.path else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let bytes =
            serde_json::to_vec_pretty(&self.file).map_err(|_err| VaultError::Unavailable)?;
        write_whole(path, &bytes)
    }
}

fn mac(vault_id: &str, memory: &Memory, vmk: &[u8; 32]) -> String {
    let bare = Memory { mac: String::new(), ..memory.clone() };
    // Fields in a fixed order and a sorted map: the text is canonical. It cannot fail to be made.
    let bytes = serde_json::to_vec(&bare).unwrap_or_default();
    hex::encode(&hmac_sha256(vmk, &[b"waypost-vault/1 witness", vault_id.as_bytes(), &bytes]))
}
