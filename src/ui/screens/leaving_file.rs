//! A file on its way out of the vault: a person says where it goes, then it is written there.

use std::path::PathBuf;

use crate::{
    service::{Busy, ServiceError, Ticket, command::files::WriteFile},
    ui::{
        files::{Pick, Picking},
        loadable::take_ready,
        page::Desk,
    },
};

/// What is being chosen, and what is being written.
#[derive(Default)]
pub(super) struct LeavingFile {
    picking: Option<Picking>,
    writing: Option<Ticket<PathBuf>>,
}

impl LeavingFile {
    /// Asks where a file of this name goes.
    pub(super) fn pick(&mut self, name: String, desk: &Desk) {
        self.picking = Some(desk.files.pick(&Pick::Save(name), &desk.ctx));
    }

    /// The path that was chosen, once.
    pub(super) fn picked(&mut self) -> Option<String> {
        let chosen = self.picking.as_ref().and_then(Picking::take)?;
        self.picking = None;
        chosen.map(|it| it.display().to_string())
    }

    /// Has `bytes` written to `path`, or into it under `name` where it is a folder.
    pub(super) fn write(
        &mut self,
        (path, name): (PathBuf, String),
        bytes: Vec<u8>,
        desk: &Desk,
    ) -> Result<(), Busy> {
        self.writing = Some(desk.worker.ask(WriteFile { path, name, bytes })?);
        Ok(())
    }

    /// Where it was written, or why it was not; once.
    pub(super) fn written(&mut self) -> Option<Result<String, ServiceError>> {
        let outcome = take_ready(&mut self.writing)?;
        Some(outcome.map(|it| it.display().to_string()))
    }
}
