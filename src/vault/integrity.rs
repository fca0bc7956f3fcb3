//! Looking whether everything is as it was left: pages, chains, records, space.

use rusqlite::Connection;

use super::audit::AuditFault;
use super::connection::checkpoint;
use super::view::View;
use super::{AuditReport, Compartment, VaultError};

/// Less space than this is worth a warning: a batch and a checkpoint need some.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A page of a file was changed, or does not fit the others. Restore from a backup.
    Pages(Compartment),
    /// An audit chain does not hold, at this line.
    Audit(Compartment, u64, AuditFault),
    /// Little space is left: this many bytes.
    Space(u64),
}

/// The result of looking.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// One report for each open compartment.
    pub chains: Vec<AuditReport>,
    /// Bytes free where the vault lies; `None` where the system does not say.
    pub free_bytes: Option<u64>,
    /// What is not as it should be; empty when all is well.
    pub findings: Vec<Finding>,
}

impl View {
    /// Looks at every page, every audit line and every record of the open compartments. Takes seconds in a large office.
    ///
    /// # Errors
    ///
    /// Only where it could not be looked at all; what is wrong is a [`Finding`].
    pub fn check(&self) -> Result<CheckReport, VaultError> {
        let mut report =
            CheckReport { chains: Vec::new(), free_bytes: self.free_bytes(), findings: Vec::new() };
        for (compartment, part) in self.parts() {
            if !pages_are_whole(&part.conn) {
                report.findings.push(Finding::Pages(compartment.clone()));
                continue;
            }
            match self.verify_audit(compartment) {
                Ok(chain) => {
                    let faults = chain.faults.iter();
                    report.findings.extend(
                        faults
                            .map(|(seq, fault)| Finding::Audit(compartment.clone(), *seq, *fault)),
                    );
                    report.chains.push(chain);
                }
                Err(VaultError::Damaged) => {
                    report.findings.push(Finding::Pages(compartment.clone()));
                }
                Err(err) => return Err(err),
            }
        }
        if let Some(free) = report.free_bytes.filter(|free| *free < LITTLE_SPACE) {
            report.findings.push(Finding::Space(free));
        }
        Ok(report)
    }

    /// Bytes free where the vault lies; `None` where the system does not say.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        #[cfg(unix)]
        {
            let found = rustix::fs::statvfs(&self.folder).ok()?;
            Some(found.f_bavail.saturating_mul(found.f_frsize))
        }
        #[cfg(not(unix))]
        {
            None
        }
    }
}

/// Both checks of SQLCipher and SQLite: each answers nothing, or `ok`, for a whole file.
fn pages_are_whole(conn: &Connection) -> bool {
    let answers = |sql: &str| -> rusqlite::Result<Vec<String>> {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    // The check of seals reads the main file only. What is still in the log must be in it first, else pages that are
    // half written there after a crash would be called damaged while the log holds the good ones.
    let all_in_main = checkpoint(conn).unwrap_or(false);
    let sealed =
        !all_in_main || matches!(answers("PRAGMA cipher_integrity_check").as_deref(), Ok([]));
    sealed && matches!(answers("PRAGMA integrity_check").as_deref(), Ok([only]) if only == "ok")
}
