#![doc = include_str!("../ARCHITECTURE.md")]

pub mod base;

pub mod assets;
pub mod l10n;
