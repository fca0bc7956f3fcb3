//! A screen with its wiring, as the shell holds it.

use std::{path::PathBuf, sync::Arc};

use eframe::egui::{Context, Ui};

use super::{action::ShellAction, autosave::Saving, cx::Cx, files::FileDialogs, keys::KeyHint};
use crate::{base::Clock, service::Worker};

/// What a screen's wiring may reach. The screen itself has none of it.
#[derive(Clone)]
pub struct Desk {
    /// Where requests go.
    pub worker: Arc<Worker>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Choosing files.
    pub files: Arc<dyn FileDialogs>,
    /// To ask for another frame later.
    pub ctx: Context,
}

/// A screen with its wiring. One lives at a time; it is dropped on leaving and on lock.
///
/// `…_wiring.rs` beside each screen implements it: `ui` draws the screen and turns its action into requests,
/// `collect` puts answers back into its view state.
pub trait Page {
    /// Puts answers that have arrived into the view state. Runs before every frame, also while the window is hidden.
    fn collect(&mut self, desk: &Desk) -> Vec<ShellAction>;

    /// Draws everything between top bar and keys bar, and hands over what was asked.
    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, desk: &Desk) -> Vec<ShellAction>;

    /// The keys that work now; at most seven are shown.
    fn keys(&self) -> Vec<KeyHint> {
        Vec::new()
    }

    /// The truth about saving, where the screen saves anything.
    fn saving(&self) -> Option<Saving> {
        None
    }

    /// A fact for the keys bar: `row 2 of 1,284`.
    fn fact(&self, _cx: &Cx<'_>) -> Option<String> {
        None
    }

    /// The folder of the office that was typed, on the locked screen.
    fn folder(&self) -> Option<PathBuf> {
        None
    }

    /// Before it goes: what is typed and not yet sent is handed over now.
    fn leave(&mut self, _desk: &Desk) {}
}
