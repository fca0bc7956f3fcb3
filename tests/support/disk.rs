//! A disk that is soon full.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A small file system that goes away, or `None` with a line that says why.
pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    pub fn mount(what: &str, megabytes: u32) -> Option<Self> {
        let home = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(home.path())
            .output()
            .is_ok_and(|it| it.status.success());
        if !mounted {
            println!("skipped: {what} (mounting a small tmpfs is not allowed here)");
            return None;
        }
        Some(Self(home))
    }

    /// Writes until nothing fits; removing the file that is answered makes space.
    pub fn fill(&self) -> PathBuf {
        let ballast = self.0.path().join("ballast");
        let mut size = 1 << 20;
        let mut bytes = Vec::new();
        while 0 < size {
            let longer = [bytes.clone(), vec![0; size]].concat();
            if fs::write(&ballast, &longer).is_ok() {
                bytes = longer;
            } else {
                size /= 2;
            }
        }
        fs::write(&ballast, &bytes).unwrap();
        ballast
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg(self.0.path()).status();
    }
}
