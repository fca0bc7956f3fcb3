//! Batches as they were sealed, and what anybody can check about one.

use crate::{
    base::{BatchNumber, Message},
    batch::{
        BATCH_FORMAT, BatchError, Files, HqIdentity, Manifest, SignerPublic, certify, hex, v1,
    },
    cases::Permission,
    vault::{Act, BatchRow, VaultError},
};

use super::super::{
    Command, Request, Service, ServiceError, Thing,
    command::release::{HandedOver, RewriteBatch},
    query::batches::{
        BatchState, BatchVerdict, BatchView, Certified, CertifyBatch, ClaimView, ListBatches,
        OpenBatch, OpenedBatch, UnpackBatch, UnpackedBatch, VerifyBatch,
    },
};

/// The name a sealed file has: office and number, nothing else.
pub(super) fn file_name(office: &str, number: BatchNumber) -> String {
    format!("{office}-{:06}.waypost", number.0)
}

/// A line of the outbox.
pub(super) fn batch_view(
    row: &BatchRow,
    manifest: &[u8],
    login: String,
) -> Result<BatchView, ServiceError> {
    let read = Manifest::from_bytes(manifest)?;
    let certificate = crate::batch::to_canonical(&read.privacy)?;
    Ok(BatchView {
        number: row.seq,
        batch_id: hex(&row.batch_id),
        previous: row.prev.map_or_else(|| crate::batch::GENESIS.to_owned(), |id| hex(&id)),
        file_name: file_name(&row.office, row.seq),
        bytes: row.n_bytes,
        form: row.form.clone(),
        destination: row.destination.clone(),
        records: u64::from(row.n_records),
        sealed_at: row.sealed_at,
        sealed_by: login,
        state: if row.state == "sealed" { BatchState::Sealed } else { BatchState::HandedOver },
        certificate: String::from_utf8(certificate).map_err(|_err| VaultError::Damaged)?,
        levels: read
            .privacy
            .levels
            .iter()
            .map(|it| (it.attribute.clone(), it.level, it.top))
            .collect(),
    })
}

impl Request for ListBatches {
    type Answer = Vec<BatchView>;
    const NEEDS: Permission = Permission::Release;

    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError> {
        let office = service.office()?;
        let mut views = Vec::new();
        for row in office.view().batches()? {
            let (manifest, _file) = office.view().batch_file(row.key_epoch, row.seq)?;
            views.push(batch_view(&row, &manifest, office.login(row.sealed_by))?);
        }
        Ok(views)
    }
}

/// The batch with this number, of the latest key epoch that has one.
fn row_of(service: &mut Service, number: BatchNumber) -> Result<BatchRow, ServiceError> {
    let rows = service.office()?.view().batches()?;
    rows.into_iter().find(|it| it.seq == number).ok_or(ServiceError::Unknown { what: Thing::Batch })
}

impl Request for RewriteBatch {
    type Answer = Vec<u8>;
    const NEEDS: Permission = Permission::Release;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<Vec<u8>, ServiceError> {
        let row = row_of(service, self.number)?;
        let vault = &mut service.office()?.vault;
        let general = vault.view().compartments().find(|it| it.name() == "general").cloned();
        let general = general.ok_or(ServiceError::NotCleared)?;
        let (_manifest, file) = vault.view().batch_file(row.key_epoch, row.seq)?;
        vault
            .write(&general, &Act::new(Self::AUDIT_NAME), |_tx| Ok::<_, VaultError>(file))
            .map_err(ServiceError::from)
    }
}

impl Command for RewriteBatch {
    const AUDIT_NAME: &'static str = "batch.rewrite";
}

impl Request for HandedOver {
    type Answer = ();
    const NEEDS: Permission = Permission::Release;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<(), ServiceError> {
        let row = row_of(service, self.number)?;
        let vault = &mut service.office()?.vault;
        let general = vault.view().compartments().find(|it| it.name() == "general").cloned();
        let general = general.ok_or(ServiceError::NotCleared)?;
        vault.write(&general, &Act::new(Self::AUDIT_NAME), |tx| {
            tx.set_batch_state(row.key_epoch, row.seq, "handed-over")
        })?;
        Ok(())
    }
}

impl Command for HandedOver {
    const AUDIT_NAME: &'static str = "batch.handed-over";
}

impl Request for VerifyBatch {
    type Answer = BatchVerdict;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _service: &mut Service) -> Result<BatchVerdict, ServiceError> {
        let signer = SignerPublic::parse(&self.signer)?;
        let mut verdict = BatchVerdict {
            ok: true,
            signed: true,
            format: BATCH_FORMAT.to_owned(),
            office: None,
            sequence: None,
            previous: None,
            findings: Vec::new(),
        };
        match v1::verify(&self.sealed, &signer) {
            Ok(verified) => {
                let Some(identity) = &self.identity else { return Ok(verdict) };
                // Sequence and chain stand inside the encryption.
                let opened = verified.check(&HqIdentity::parse(identity.expose())?)?;
                if self.after.as_ref().is_some_and(|it| *it != opened.manifest.prev) {
                    verdict.ok = false;
                    verdict.findings.push(Message::new("batch-finding-chain"));
                }
                verdict.office = Some(opened.manifest.office);
                verdict.sequence = Some(BatchNumber(opened.manifest.seq));
                verdict.previous = Some(opened.manifest.prev);
            }
            Err(BatchError::NotAuthentic) => {
                (verdict.ok, verdict.signed) = (false, false);
                verdict.findings.push(Message::new("batch-finding-signature"));
            }
            Err(err) => return Err(err.into()),
        }
        Ok(verdict)
    }
}

impl Request for OpenBatch {
    type Answer = OpenedBatch;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _service: &mut Service) -> Result<OpenedBatch, ServiceError> {
        let verified = v1::verify(&self.sealed, &SignerPublic::parse(&self.signer)?)?;
        let opened = verified.open(&HqIdentity::parse(self.identity.expose())?)?;
        Ok(OpenedBatch {
            files: opened.files.into_iter().collect(),
            office: opened.manifest.office,
            sequence: BatchNumber(opened.manifest.seq),
            batch_id: opened.batch_id,
            previous: opened.manifest.prev,
        })
    }
}

impl Request for UnpackBatch {
    type Answer = UnpackedBatch;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _service: &mut Service) -> Result<UnpackedBatch, ServiceError> {
        let verified = v1::verify(&self.sealed, &SignerPublic::parse(&self.signer)?)?;
        let opened = verified.unpack(&HqIdentity::parse(self.identity.expose())?, &self.to)?;
        Ok(UnpackedBatch {
            files: opened.listing.into_iter().map(|it| (it.name, it.bytes, it.sha256)).collect(),
            office: opened.manifest.office,
            sequence: BatchNumber(opened.manifest.seq),
            batch_id: opened.batch_id,
            previous: opened.manifest.prev,
        })
    }
}

impl Request for CertifyBatch {
    type Answer = Certified;
    const NEEDS: Permission = Permission::Anybody;

    fn handle(self, _service: &mut Service) -> Result<Certified, ServiceError> {
        let files: Files = self.files.into_iter().collect();
        let claims: Vec<ClaimView> = certify::certify_batch(&files)?
            .into_iter()
            .map(|it| ClaimView {
                name: it.name,
                claimed: it.claimed.to_string(),
                measured: it.measured.to_string(),
                ok: it.ok,
            })
            .collect();
        Ok(Certified { ok: claims.iter().all(|it| it.ok), claims })
    }
}
