//! The window.

pub mod mark;
pub mod text;
pub mod theme;
