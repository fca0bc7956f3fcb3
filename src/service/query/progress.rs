//! How far drafts are, for those who go on with them.

use std::sync::Arc;

use crate::{
    base::RecordId,
    forms::{Environment, Instance, Item, NodeView},
};

use super::super::{
    Service, ServiceError, command::records::answers_of, permission::Permission, request::Request,
};

/// How far these records are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftProgress {
    /// Which; those that cannot be read are left out of the answer.
    pub records: Vec<RecordId>,
}

/// How far a record is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Questions that have an answer.
    pub answered: usize,
    /// Questions that are asked, as the answers stand.
    pub asked: usize,
    /// The number of the question at which somebody stopped: `C3`.
    pub stopped_at: Option<String>,
}

impl Request for DraftProgress {
    type Answer = Vec<(RecordId, Progress)>;
    const NEEDS: Permission = Permission::Enter;

    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError> {
        let office = service.office()?;
        let mut all = Vec::with_capacity(self.records.len());
        for record in self.records {
            let row = office.record(record)?;
            let (json, at) = answers_of(office, record)?;
            let form = office.form(&row.form)?;
            let environment = Environment::default();
            let Ok(instance) = Instance::from_json(Arc::clone(&form), &environment, json.expose())
            else {
                continue;
            };
            let question = at.and_then(|it| instance.item(&it)?.question());
            let stopped_at = question.map(|it| it.number.clone()).filter(|it| !it.is_empty());
            all.push((record, Progress { stopped_at, ..Progress::of(&instance) }));
        }
        Ok(all)
    }
}

impl Progress {
    /// Counts what is put before a person: neither calculations nor what does not apply.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let mut progress = Self::default();
        let mut nodes = instance.nodes().into_iter().peekable();
        while let Some(node) = nodes.next() {
            match node.item {
                Item::Question(_) if is_asked(instance, &node) => {
                    progress.asked += 1;
                    progress.answered += usize::from(!instance.value(&node.path).is_empty());
                }
                // What stands in a part that does not apply is not asked, whatever its own condition says.
                Item::Group(_) | Item::Repeat(_) if !node.relevant => {
                    while nodes.next_if(|it| it.depth > node.depth).is_some() {}
                }
                Item::Question(_) | Item::Group(_) | Item::Repeat(_) => {}
            }
        }
        progress
    }
}

fn is_asked(instance: &Instance, node: &NodeView<'_>) -> bool {
    let shown = node.item.question().is_some_and(|it| it.kind.is_shown());
    shown && node.relevant && !instance.is_read_only(&node.path)
}
