//! One record as it is being read: its words, the question in sight, what deserves a look.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    base::Message,
    forms::{Environment, Instance, Path},
    service::query::records::{RecordView, Thread},
    ui::{
        cx::Cx,
        loadable::Failure,
        screens::entry::{Filling, Only, RecordBody},
    },
};

/// One record as it is being read.
#[derive(Debug)]
pub struct Reading {
    pub(super) view: RecordView,
    pub(super) body: RecordBody,
    /// Which lines are shown.
    pub(super) only: Only,
    here: Option<Path>,
    /// What deserves a look, in order: changed, remarked on, kept in spite of a warning.
    notable: Vec<Path>,
    looked: BTreeSet<Path>,
}

impl Reading {
    /// A record in words.
    ///
    /// # Errors
    ///
    /// What to say where its answers cannot be read with its form.
    pub fn new(view: RecordView, environment: &Environment, cx: &Cx<'_>) -> Result<Self, Failure> {
        let mut environment = environment.clone();
        cx.language().clone_into(&mut environment.language);
        let instance = Instance::from_json(Arc::clone(&view.form), &environment, &view.instance);
        let instance = instance.map_err(|_unreadable| Failure {
            code: "ENTRY-1",
            message: Message::new("entry-unreadable"),
            advice: Some(Message::new("entry-unreadable-advice")),
        })?;
        let body = RecordBody::new(&view, &Filling::new(instance, cx.language()), cx);
        let mut reading = Self {
            view,
            body,
            only: Only::All,
            here: None,
            notable: Vec::new(),
            looked: BTreeSet::new(),
        };
        reading.note();
        Ok(reading)
    }

    /// Whether `view` holds the same answers: only what is said about them may differ.
    pub(super) fn is_same(&self, view: &RecordView) -> bool {
        let old = &self.view;
        old.summary.id == view.summary.id
            && old.revision == view.revision
            && *old.instance == *view.instance
            && old.before.as_ref().map(|it| it.as_str())
                == view.before.as_ref().map(|it| it.as_str())
    }

    /// Takes in what is said about the same answers.
    pub(super) fn refresh(&mut self, view: RecordView) {
        self.view = view;
        self.note();
    }

    fn note(&mut self) {
        let warned: BTreeSet<&Path> = self.view.overrides.iter().map(|it| &it.question).collect();
        let remarked: BTreeSet<&Path> = self.view.threads.iter().map(|it| &it.question).collect();
        let all = self.body.paths(Only::All, &self.view);
        self.notable = all
            .into_iter()
            .filter(|it| self.body.is_changed(it) || warned.contains(it) || remarked.contains(it))
            .collect();
    }

    /// The question in sight.
    #[must_use]
    pub const fn here(&self) -> Option<&Path> {
        self.here.as_ref()
    }

    /// Looks at a question.
    pub fn look_at(&mut self, question: Path) {
        self.looked.insert(question.clone());
        self.here = Some(question);
    }

    /// How many of those that deserve a look were looked at, and how many there are.
    #[must_use]
    pub fn looked(&self) -> (usize, usize) {
        let looked = self.notable.iter().filter(|it| self.looked.contains(it)).count();
        (looked, self.notable.len())
    }

    /// How many lines a choice shows.
    #[must_use]
    pub fn count(&self, only: Only) -> usize {
        self.body.paths(only, &self.view).len()
    }

    /// Looks at the next one that deserves it, or the one before; round the end it begins again.
    pub(super) fn next_notable(&mut self, after: bool) {
        let all = self.body.paths(Only::All, &self.view);
        let at = |path: &Path| all.iter().position(|it| it == path);
        let here = self.here.as_ref().and_then(at);
        let found = if after {
            let later = |it: &&Path| here.is_none_or(|here| at(it).is_some_and(|n| n > here));
            self.notable.iter().find(later).or_else(|| self.notable.first())
        } else {
            let sooner = |it: &&Path| here.is_some_and(|here| at(it).is_some_and(|n| n < here));
            self.notable.iter().rev().find(sooner).or_else(|| self.notable.last())
        };
        if let Some(found) = found.cloned() {
            self.look_at(found);
        }
    }

    /// Moves over the lines that are shown.
    pub(super) fn move_line(&mut self, down: bool) {
        let shown = self.body.paths(self.only, &self.view);
        let here = self.here.as_ref().and_then(|here| shown.iter().position(|it| it == here));
        let next = match here {
            None => 0,
            Some(n) if down => n + 1,
            Some(n) => n.saturating_sub(1),
        };
        if let Some(next) = shown.into_iter().nth(next) {
            self.look_at(next);
        }
    }

    /// The threads on a question, those nobody has settled first.
    pub(super) fn threads_at(&self, question: Option<&Path>) -> Vec<&Thread> {
        let mut threads: Vec<&Thread> =
            self.view.threads.iter().filter(|it| Some(&it.question) == question).collect();
        threads.sort_by_key(|it| it.settled);
        threads
    }

    /// Comments that nobody has settled and that somebody waits for; notes that only the author wrote are none.
    #[must_use]
    pub fn n_open(&self) -> usize {
        let author = self.view.summary.author;
        let asked = |it: &&Thread| !it.settled && it.comments.iter().any(|one| one.by != author);
        self.view.threads.iter().filter(asked).count()
    }

    /// What a question is called: its number, or a dash for the record as a whole.
    pub(super) fn number(&self, question: &Path) -> String {
        let number = self.body.number(question);
        if number.is_empty() { "–".to_owned() } else { number.to_owned() }
    }

    /// The number people say of the record.
    #[must_use]
    pub fn record_number(&self) -> &str {
        &self.view.summary.number
    }
}
