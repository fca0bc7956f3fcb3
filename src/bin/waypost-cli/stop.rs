//! Ctrl+C: what is under way stops as soon as nothing is half done.

use std::{
    process::exit,
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use waypost::{
    l10n::{Locale, Texts},
    service::{ServiceError, job::Progress},
};

use crate::{failure::Failure, reply::tell};

/// What the one command of this process watches.
static PROGRESS: LazyLock<Progress> = LazyLock::new(Progress::default);
/// Whether that command has begun something that should come to its end.
static BEGUN: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl+C asks the command to stop. Pressed before anything was begun, at the prompt for a passphrase, or
/// pressed again, it ends the process at once: each change is one transaction, so nothing is ever half done.
pub(crate) fn listen(json: bool, locale: Locale) {
    let handler = move || {
        let again = PROGRESS.seen().cancelled;
        PROGRESS.cancel();
        let failure = match (BEGUN.load(Ordering::SeqCst), again) {
            (true, false) => return,
            (true, true) => Failure::CutOff,
            (false, _) => Failure::Service(ServiceError::Cancelled),
        };
        let code = failure.exit_code();
        let _said = tell(Err(failure), json, &Texts::new(locale));
        exit(code.into());
    };
    // Where the system takes no handler, Ctrl+C ends the process as it always did.
    let _set = ctrlc::set_handler(handler);
}

/// Says that something has begun, and answers what tells it to stop.
pub(crate) fn begun() -> &'static Progress {
    BEGUN.store(true, Ordering::SeqCst);
    &PROGRESS
}
