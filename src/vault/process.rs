//! What the binaries do first: nothing that this process writes or leaves behind can be read by others.

/// Files are made for their owner alone, and no core dump is ever written.
///
/// Call it before the first file is opened and before the first thread starts.
pub fn harden() {
    #[cfg(unix)]
    {
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
        // Lowering a limit is always allowed; where it is not, there is nothing better to do.
        let _lowered = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    }
    set_readable_by_others(false);
}

/// Whether other programs of the same user may read this process's memory.
///
/// Raise it only while a file dialog is open: the desktop's portal refuses dialogs to a process it cannot look at.
pub fn set_readable_by_others(readable: bool) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let behaviour =
            if readable { DumpableBehavior::Dumpable } else { DumpableBehavior::NotDumpable };
        // Fails only on kernels without the call; the memory is then guarded by the user's account alone.
        let _set = set_dumpable_behavior(behaviour);
    }
    #[cfg(not(target_os = "linux"))]
    let _unused = readable;
}
