//! Records: one fast table, searched while typing, filtered by what counts say, with a preview.

mod case;
mod filters;
mod header;
mod listing;
mod preview;
mod rows;
mod table;

use std::ops::Range;

use eframe::egui::{Id, Key, Ui};

pub use filters::Filters;
pub use listing::{LineId, Listing};
pub use rows::Rows;

use super::{new_record::NewRecord, record_words::way_to};
use crate::{
    assets::case_steps,
    base::{FormId, Message, RecordId},
    cases::Permission,
    service::query::{
        cases::{CaseView, Opens},
        persons::{ListPersons, PersonSort},
        records::{ListRecords, RecordSummary, RecordView, Sort},
    },
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint, Shortcut},
        loadable::{Failure, Loadable},
        notices::Notice,
        route::{Route, Target},
        widgets::{self, list_keys},
    },
};

/// The key that leads into the search field.
const SEARCH: Shortcut = keys::ctrl(Key::F);
/// The key that sorts by the next column; with Shift the other way round.
const ORDER: Shortcut = keys::plain(Key::F7);
/// The same the other way round.
const REVERSE: Shortcut = keys::shift(Key::F7);
/// The key that lists persons in place of records, and back.
const SWITCH: Shortcut = keys::plain(Key::F4);
/// The key that opens the next form of a case.
pub(super) const NEXT_FORM: Shortcut = keys::plain(Key::F8);
/// The key that drops every filter.
const CLEAR: Shortcut = keys::alt(Key::C);

/// View state.
#[derive(Debug, Default)]
pub struct Records {
    /// What the list holds.
    pub list: Loadable<Listing>,
    /// The lines at hand.
    pub rows: Rows,
    /// The selected record, whole.
    pub preview: Option<(RecordId, Loadable<Box<RecordView>>)>,
    /// The case of the selected record, where it belongs to one.
    pub case: Option<(RecordId, Loadable<Box<CaseView>>)>,
    /// Beginning a record.
    pub new: NewRecord,
    filters: Filters,
    /// Persons are listed, not records.
    persons: bool,
    sort: PersonSort,
    reversed: bool,
    selected: Option<usize>,
    seen: Range<usize>,
    /// It was drawn once, and the search field has had its focus.
    begun: bool,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask for the list: what is looked for has changed, or the last time failed.
    Search,
    /// Open a form of the case of a record.
    OpenForm {
        /// A record of the case.
        record: RecordId,
        /// The form.
        form: FormId,
    },
    /// Show another screen.
    Go(Route),
}

impl Records {
    /// The screen, searched for `text`.
    #[must_use]
    pub fn searching(text: &str) -> Self {
        let mut records = Self::default();
        text.clone_into(&mut records.filters.text);
        records
    }

    /// What is to be asked for.
    #[must_use]
    pub fn query(&self) -> ListRecords {
        let sort = match self.sort {
            PersonSort::Of(sort) => sort,
            PersonSort::AsWritten | PersonSort::Age | PersonSort::Sex => Sort::default(),
        };
        ListRecords { filter: self.filters.filter(), sort, reversed: self.reversed }
    }

    /// The same where persons are listed; `None` where records are.
    #[must_use]
    pub fn persons_query(&self) -> Option<ListPersons> {
        let (filter, reversed) = (self.filters.filter(), self.reversed);
        self.persons.then(|| ListPersons { filter, sort: self.sort, reversed })
    }

    /// Lists persons, or records.
    fn list_persons(&mut self, persons: bool) -> Option<Action> {
        if self.persons == persons {
            return None;
        }
        self.persons = persons;
        (self.sort, self.reversed) = (PersonSort::default(), false);
        Some(Action::Search)
    }

    /// The lines that are in view and not at hand.
    #[must_use]
    pub fn wanted_rows(&self) -> Vec<LineId> {
        self.list.ready().map_or_else(Vec::new, |list| self.rows.missing(&list.ids, &self.seen))
    }

    /// The record to be previewed, where it is not yet.
    #[must_use]
    pub fn wanted_preview(&self) -> Option<RecordId> {
        self.selected_id().filter(|id| self.preview.as_ref().is_none_or(|it| it.0 != *id))
    }

    /// The record whose case is to be shown, where it is not yet.
    #[must_use]
    pub fn wanted_case(&self) -> Option<RecordId> {
        let row = self.selected_row()?;
        let of_case = case_steps().any(|it| it.form == row.form.id.0);
        let there = self.case.as_ref().is_some_and(|it| it.0 == row.id);
        (of_case && !there).then_some(row.id)
    }

    /// The form that the case of the selected record can go on with.
    fn next_form(&self) -> Option<Action> {
        let row = self.selected_row()?;
        let (record, case) = self.case.as_ref().filter(|it| it.0 == row.id)?;
        let step = case.ready()?.steps.iter().find(|it| it.opens == Opens::Now)?;
        Some(Action::OpenForm { record: *record, form: step.form.clone() })
    }

    /// Takes in a list; the same record stays selected where it is still there.
    pub fn put_list(&mut self, list: Loadable<Listing>) {
        let before = self.selected_line();
        self.rows.age();
        self.list = list;
        let ids = self.list.ready().map_or(&[][..], |it| &it.ids);
        let at = |found: &dyn Fn(&LineId) -> bool| ids.iter().position(found);
        let same =
            before.and_then(|id| at(&|it| *it == id).or_else(|| at(&|it| it.record == id.record)));
        self.selected = same.or((!ids.is_empty()).then_some(0));
        // What stands in the preview may have changed too.
        let before = before.map(|it| it.record);
        self.preview = self.preview.take().filter(|it| Some(it.0) == before && same.is_some());
        self.case = None;
    }

    fn selected_line(&self) -> Option<LineId> {
        let ids = &self.list.ready()?.ids;
        self.selected.and_then(|n| ids.get(n)).copied()
    }

    fn selected_id(&self) -> Option<RecordId> {
        self.selected_line().map(|it| it.record)
    }

    fn selected_row(&self) -> Option<&RecordSummary> {
        self.selected_line().and_then(|id| self.rows.of(id))
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        // The palette and the list of forms take their own keys.
        let free = ui.ctx().memory(|memory| memory.top_modal_layer().is_none());
        let mut action = if free { self.keys_pressed(ui, cx) } else { None };
        let header = header::ui(self, ui, cx);
        action = action.or(header);
        if let Some(form) = self.new.list_ui(ui, cx) {
            action = Some(Action::Go(Route::Entry(Target::New(form))));
        }
        let mut changed = false;
        frame::left_rail(ui, cx, |ui| {
            if let Loadable::Ready(list) = &self.list {
                changed = filters::ui(&mut self.filters, ui, cx, &list.facets);
            }
        });
        if changed {
            action = action.or(Some(Action::Search));
        }
        frame::right_rail(ui, cx, |ui| {
            if let Some(row) = self.selected_row() {
                let case = self.case.as_ref().filter(|it| it.0 == row.id);
                let case = case.and_then(|it| it.1.ready());
                let form = preview::ui(
                    ui,
                    cx,
                    (row, self.persons),
                    self.preview.as_ref(),
                    case.map(|it| &**it),
                );
                let open = form.map(|form| Action::OpenForm { record: row.id, form });
                action = action.take().or(open);
            }
        });
        let work = frame::work(ui, cx, |ui| self.work_ui(ui, cx));
        action.or(work)
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        match &self.list {
            Loadable::Ready(list) if list.ids.is_empty() => self.empty_ui(ui, cx),
            Loadable::Ready(_) => table::ui(self, ui, cx),
            Loadable::Loading => None,
            Loadable::Failed(failure) => failed_ui(ui, cx, failure),
        }
    }

    /// Nothing is found, or nothing is there yet.
    fn empty_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        if self.filters.is_any() {
            let words = cx.t("records-clear");
            let what = cx.t("records-none-found");
            let how = cx.t("records-none-found-how");
            if widgets::empty(ui, cx, &what, &how, Some((&words, Some(CLEAR)))) {
                self.filters = Filters::default();
                return Some(Action::Search);
            }
            return None;
        }
        let words = cx.t("records-new");
        let offered = self.new.is_offered(cx);
        let how = cx.t(if offered { "records-empty-enter" } else { "records-empty-wait" });
        let button = offered.then_some((words.as_str(), None));
        if widgets::empty(ui, cx, &cx.t("records-empty"), &how, button) {
            let form = self.new.begin(cx)?;
            return Some(Action::Go(Route::Entry(Target::New(form))));
        }
        None
    }

    fn keys_pressed(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<Action> {
        let ctx = ui.ctx();
        let field = header::field_id();
        let focus = ctx.memory(eframe::egui::Memory::focused);
        let first = !std::mem::replace(&mut self.begun, true);
        let kept = part_id("switch kept");
        if first && ctx.data(|data| data.get_temp(kept)) == Some(true) {
            ctx.memory_mut(|memory| memory.request_focus(field));
            return self.list_persons(true);
        }
        ctx.data_mut(|data| data.insert_temp(kept, self.persons));
        if first || keys::pressed(ctx, SEARCH) {
            ctx.memory_mut(|memory| memory.request_focus(field));
        }
        if !self.filters.text.is_empty() && keys::pressed(ctx, keys::plain(Key::Escape)) {
            self.filters.text.clear();
            return Some(Action::Search);
        }
        if self.filters.is_any() && keys::pressed(ctx, CLEAR) {
            self.filters = Filters::default();
            return Some(Action::Search);
        }
        if keys::pressed(ctx, NEXT_FORM)
            && let Some(action) = self.next_form()
        {
            return Some(action);
        }
        if keys::pressed(ctx, SWITCH) {
            return self.list_persons(!self.persons);
        }
        // The key with Shift first: the other would take it too.
        if keys::pressed(ctx, REVERSE) {
            self.reversed = !self.reversed;
            return Some(Action::Search);
        }
        if keys::pressed(ctx, ORDER) {
            self.sort = table::next_order(self.sort, self.persons);
            self.reversed = false;
            return Some(Action::Search);
        }
        if focus.is_none() || focus == Some(field) {
            let rows = self.list.ready().map_or(0, |it| it.ids.len());
            list_keys(ui, rows, self.seen.len().saturating_sub(1).max(1), &mut self.selected);
            if keys::pressed(ctx, keys::plain(Key::Enter)) {
                return self.open(cx);
            }
        }
        None
    }

    /// Opens the selected record, where its line has come.
    fn open(&self, cx: &Cx<'_>) -> Option<Action> {
        self.selected_row().map(|row| Action::Go(way_to(cx, row)))
    }

    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let plain = keys::plain;
        let mut hints = vec![
            KeyHint::several([plain(Key::ArrowUp), plain(Key::ArrowDown)], "records-key-row"),
            KeyHint::new(plain(Key::Enter), "records-key-open"),
        ];
        if self.filters.text.is_empty() {
            hints.push(KeyHint::new(SEARCH, "records-key-search"));
        } else {
            hints.push(KeyHint::new(plain(Key::Escape), "records-key-clear"));
        }
        hints.push(KeyHint::several(filters::KEYS.map(|it| it.0), "records-key-filters"));
        if self.filters.is_any() {
            hints.push(KeyHint::new(CLEAR, "records-clear"));
        }
        hints.push(KeyHint::several([ORDER, REVERSE], "records-key-order"));
        hints.push(KeyHint::new(SWITCH, "records-key-switch"));
        if self.next_form().is_some() {
            hints.push(KeyHint::new(NEXT_FORM, "case-open-next").needs(Permission::Enter));
        }
        hints.extend(self.new.hint());
        hints
    }

    /// Which row of how many.
    #[must_use]
    pub fn fact(&self, cx: &Cx<'_>) -> Option<String> {
        let all = self.list.ready()?.ids.len();
        let row = self.selected?;
        let message = Message::new("records-row")
            .text("n", cx.texts.count(row + 1))
            .text("all", cx.texts.count(all));
        Some(cx.m(&message))
    }
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) -> Option<Action> {
    eframe::egui::Frame::NONE
        .inner_margin(16)
        .show(ui, |ui| {
            let _answer = widgets::notice(ui, cx, &Notice::from(failure.clone()));
            let again = ui.add(widgets::Button::new(&cx.t("records-again"))).clicked();
            again.then_some(Action::Search)
        })
        .inner
}

/// Where a part of this screen keeps what egui remembers of it.
fn part_id(name: &str) -> Id {
    Id::unique(("records", name))
}
