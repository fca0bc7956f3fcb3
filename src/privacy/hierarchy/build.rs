//! Hierarchies made from what a form declares.
