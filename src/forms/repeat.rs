//! Adding and removing instances of a repeat.

use std::sync::Arc;

use super::{AnswerError, Instance, Item, Path, instance::Located};

/// The most instances of one repeat that a person may add.
const MAX_INSTANCES: usize = 10_000;

impl Instance {
    /// Adds an instance behind the others and answers with its path.
    ///
    /// # Errors
    ///
    /// [`AnswerError::NoSuchNode`] where `repeat` is no repeat, [`AnswerError::Counted`] where an
    /// expression says how many there are, [`AnswerError::TooMany`].
    pub fn add_repeat(&mut self, repeat: &Path) -> Result<Path, AnswerError> {
        let Some(Located::Slot(scope, def)) = self.locate(repeat) else {
            return Err(AnswerError::NoSuchNode);
        };
        if self.is_counted(def) {
            return Err(AnswerError::Counted);
        }
        if self.instances(scope, def).len() >= MAX_INSTANCES {
            return Err(AnswerError::TooMany);
        }
        let form = Arc::clone(&self.form);
        let new = self.new_instance(&form, scope, def, true);
        self.recompute();
        self.changed.clear();
        Ok(self.path_of(new, 0))
    }

    /// Removes an instance with all its answers. Its key is not given again.
    ///
    /// # Errors
    ///
    /// [`AnswerError::NoSuchNode`] where there is none, [`AnswerError::Counted`] where an
    /// expression says how many there are and it is not one too many.
    pub fn remove_repeat(&mut self, instance: &Path) -> Result<(), AnswerError> {
        let Some(Located::Cell(scope, 0)) = self.locate(instance) else {
            return Err(AnswerError::NoSuchNode);
        };
        let Some((def, parent)) = self.scopes.get(scope as usize).map(|it| (it.def, it.parent))
        else {
            return Err(AnswerError::NoSuchNode);
        };
        if scope == 0 {
            return Err(AnswerError::NoSuchNode);
        }
        let n = self.instances(parent, def).len();
        let surplus = self
            .slot(parent, def)
            .and_then(|it| it.wanted)
            .is_some_and(|wanted| n > wanted as usize);
        if self.is_counted(def) && !surplus {
            return Err(AnswerError::Counted);
        }
        let form = Arc::clone(&self.form);
        self.drop_scope(&form, scope);
        self.recompute();
        self.changed.clear();
        Ok(())
    }

    /// The paths of a repeat's instances, in order.
    #[must_use]
    pub fn repeat_instances(&self, repeat: &Path) -> Vec<Path> {
        let Some(Located::Slot(scope, def)) = self.locate(repeat) else { return Vec::new() };
        let key = |it: &u32| self.scopes.get(*it as usize).map_or(0, |it| it.key);
        self.instances(scope, def).iter().map(|it| repeat.clone().with_key(key(it))).collect()
    }

    /// The place of an instance among its like, from 1; 1 for anything else.
    #[must_use]
    pub fn position(&self, instance: &Path) -> usize {
        let Some(Located::Cell(scope, 0)) = self.locate(instance) else { return 1 };
        let Some(own) = self.scopes.get(scope as usize) else { return 1 };
        own.place as usize
    }

    /// Whether a person may add instances: no expression says how many there are.
    #[must_use]
    pub fn may_add(&self, repeat: &Path) -> bool {
        matches!(self.locate(repeat), Some(Located::Slot(_, def)) if !self.is_counted(def))
    }

    /// Whether an instance is one more than its count says, kept because it holds answers.
    #[must_use]
    pub fn is_surplus(&self, instance: &Path) -> bool {
        let Some(Located::Cell(scope, 0)) = self.locate(instance) else { return false };
        self.scope_is_surplus(scope)
    }

    pub(super) fn scope_is_surplus(&self, scope: u32) -> bool {
        let Some(own) = self.scopes.get(scope as usize).filter(|_| scope != 0) else {
            return false;
        };
        let slot = self.slot(own.parent, own.def);
        slot.is_some_and(|slot| slot.wanted.is_some_and(|wanted| own.place > wanted))
    }

    fn is_counted(&self, def: u32) -> bool {
        let item = self.form.scope(def).and_then(|it| self.form.item(it.item));
        matches!(item, Some(Item::Repeat(repeat)) if repeat.has_count || repeat.is_fixed)
    }
}
