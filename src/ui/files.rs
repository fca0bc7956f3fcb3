//! Choosing files and folders, without ever waiting for it.

use std::{
    cell::RefCell,
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    task::{Context as TaskContext, Poll, Wake, Waker},
};

use eframe::egui::Context;

/// What is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A folder.
    Folder,
    /// A file with one of these endings; any where empty.
    Open(&'static [&'static str]),
    /// A place for a new file of this name.
    Save(String),
}

/// Something that is being chosen. Dropping it means nobody waits any more.
pub struct Picking(RefCell<Pin<Box<dyn Future<Output = Option<PathBuf>>>>>, Context);

impl Picking {
    /// One that `future` will answer; `ctx` is woken when it does.
    pub fn new(future: impl Future<Output = Option<PathBuf>> + 'static, ctx: Context) -> Self {
        Self(RefCell::new(Box::pin(future)), ctx)
    }

    /// `None` while the person is choosing; then once the choice, or `Some(None)` if there was none.
    #[must_use]
    pub fn take(&self) -> Option<Option<PathBuf>> {
        let waker = Waker::from(Arc::new(Repaint(self.1.clone())));
        let mut future = self.0.try_borrow_mut().ok()?;
        match future.as_mut().poll(&mut TaskContext::from_waker(&waker)) {
            Poll::Ready(path) => Some(path),
            Poll::Pending => None,
        }
    }
}

struct Repaint(Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

/// Asks the person for a file or folder.
pub trait FileDialogs {
    /// Begins to ask.
    fn pick(&self, pick: &Pick, ctx: &Context) -> Picking;
}

/// The dialogs of the desktop.
#[derive(Clone, Copy, Debug, Default)]
pub struct DesktopDialogs;

impl FileDialogs for DesktopDialogs {
    fn pick(&self, pick: &Pick, ctx: &Context) -> Picking {
        let dialog = rfd::AsyncFileDialog::new();
        let path = |file: Option<rfd::FileHandle>| file.map(|it| it.path().to_owned());
        match pick {
            Pick::Folder => {
                let chosen = dialog.pick_folder();
                Picking::new(async move { path(chosen.await) }, ctx.clone())
            }
            Pick::Open(endings) => {
                let dialog = match endings.first() {
                    Some(first) => dialog.add_filter(*first, endings),
                    None => dialog,
                };
                let chosen = dialog.pick_file();
                Picking::new(async move { path(chosen.await) }, ctx.clone())
            }
            Pick::Save(name) => {
                let chosen = dialog.set_file_name(name).save_file();
                Picking::new(async move { path(chosen.await) }, ctx.clone())
            }
        }
    }
}

/// Dialogs that answer at once, for tests and scripts.
#[derive(Clone, Debug, Default)]
pub struct SetDialogs {
    /// What was "chosen".
    pub answer: Option<PathBuf>,
}

impl FileDialogs for SetDialogs {
    fn pick(&self, _pick: &Pick, ctx: &Context) -> Picking {
        Picking::new(std::future::ready(self.answer.clone()), ctx.clone())
    }
}
