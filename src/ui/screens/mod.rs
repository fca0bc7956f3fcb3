//! The screens: view state in, picture and at most one action out. Beside each, its wiring.

pub mod entry;
pub mod entry_wiring;
pub mod settings;
pub mod settings_wiring;
pub mod unlock;
pub mod unlock_wiring;
