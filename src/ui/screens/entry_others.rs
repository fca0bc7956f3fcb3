//! Entry: other records beside the one being filled in: the last one of its form, and one to compare with.

use std::sync::Arc;

use super::entry::Sitting;
use crate::{
    base::{Message, RecordId},
    cases::State,
    forms::{Instance, Path},
    service::{
        ServiceError, Ticket,
        query::records::{Filter, ListRecords, OpenRecord, RecordList, RecordView, Sort},
    },
    ui::{
        action::ShellAction,
        loadable::take_ready,
        notices::{Kind, Notice},
        page::Desk,
    },
};

/// Other records, as they are asked for. What they hold is in memory only, and goes with the screen.
#[derive(Default)]
pub(super) struct Others {
    last: Last,
    /// The question at which the last record's answer is wanted.
    wanted: Option<Path>,
    beside: Option<Ticket<RecordView>>,
}

/// The record of the same form that its author changed last before this one.
#[derive(Default)]
enum Last {
    #[default]
    Unknown,
    Listing(Option<Ticket<RecordList>>),
    Opening(Option<Ticket<RecordView>>),
    Known(Option<Box<Instance>>),
}

impl Others {
    /// Wants the last record's answer at a question. Answers whether there was room to ask for it.
    pub(super) fn want_last(&mut self, question: Path, sitting: &Sitting, desk: &Desk) -> bool {
        self.wanted = Some(question);
        if !matches!(self.last, Last::Unknown) {
            return true;
        }
        let summary = &sitting.view().summary;
        let filter = Filter {
            forms: vec![summary.form.id.clone()],
            officers: vec![summary.author],
            states: State::ALL.into_iter().filter(|it| *it != State::Void).collect(),
            ..Filter::default()
        };
        let request = ListRecords { filter, sort: Sort::Changed, reversed: false };
        match desk.worker.ask(request) {
            Ok(ticket) => {
                self.last = Last::Listing(Some(ticket));
                true
            }
            Err(_busy) => false,
        }
    }

    /// Asks for the record to compare with. Answers whether there was room.
    pub(super) fn compare(&mut self, record: RecordId, desk: &Desk) -> bool {
        self.beside = desk.worker.ask(OpenRecord { record }).ok();
        self.beside.is_some()
    }

    /// Takes in what has come.
    pub(super) fn collect(
        &mut self,
        sitting: &mut Sitting,
        desk: &Desk,
        asked: &mut Vec<ShellAction>,
    ) {
        match take_ready(&mut self.beside) {
            Some(Ok(view)) => sitting.set_beside(&view),
            Some(Err(error)) => {
                sitting.end_comparison();
                asked.push(Notice::failed(&error).into());
            }
            None => {}
        }
        if let Err(error) = self.collect_last(sitting, desk) {
            self.last = Last::Unknown;
            self.wanted = None;
            asked.push(Notice::failed(&error).into());
        }
        if let Last::Known(last) = &self.last
            && let Some(question) = self.wanted.take()
        {
            let answer = last.as_ref().map(|it| answer_at(it, &question));
            let said = match answer {
                None => Some("entry-no-last"),
                Some(answer) if sitting.takes(&question, &answer) => {
                    sitting.give(question, answer);
                    None
                }
                Some(_) => Some("entry-last-blank"),
            };
            asked.extend(said.map(|id| {
                let notice = Notice::done(Message::new(id));
                ShellAction::from(Notice { kind: Kind::News, ..notice })
            }));
        }
    }

    fn collect_last(&mut self, sitting: &Sitting, desk: &Desk) -> Result<(), ServiceError> {
        if let Last::Listing(ticket) = &mut self.last
            && let Some(list) = take_ready(ticket)
        {
            let own = sitting.view().summary.id;
            let record = list?.ids.into_iter().find(|it| *it != own);
            self.last = match record {
                Some(record) => {
                    let ticket = desk.worker.ask(OpenRecord { record });
                    Last::Opening(Some(ticket.map_err(|_busy| ServiceError::Busy)?))
                }
                None => Last::Known(None),
            };
        }
        if let Last::Opening(ticket) = &mut self.last
            && let Some(view) = take_ready(ticket)
        {
            let view = view?;
            let environment = sitting.filling().instance().environment();
            let read = Instance::from_json(Arc::clone(&view.form), environment, &view.instance);
            // What cannot be read any more has nothing to repeat.
            self.last = Last::Known(read.ok().map(Box::new));
        }
        Ok(())
    }
}

/// The answer that a record gives at a question; empty where it was not asked.
fn answer_at(record: &Instance, question: &Path) -> String {
    if record.is_relevant(question) { record.value(question).to_owned() } else { String::new() }
}
