//! The parts that screens are made of: keys and pointer in, values out.

use eframe::egui::{Id, Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use waypost::ui::{
    cx::Cx,
    text::Text,
    widgets::{
        Answer, CheckList, Column, DateField, Dialog, Item, NumberField, Precision, SearchSelect,
        Segment, Sort, Table, Width,
    },
};

use crate::stage::{aloud, stage};

#[derive(Default)]
struct Values {
    place: String,
    other: String,
    date: String,
    month: String,
    born: String,
    number: String,
    yes_no: Option<usize>,
    needs: Vec<bool>,
    changes: usize,
}

const PLACES: [Item<'static>; 4] = [
    Item { code: "XW01", label: "Al Fao", note: "Gedaref" },
    Item { code: "XW02", label: "Medani Al Kubra", note: "Aj Jazirah" },
    Item { code: "XW03", label: "Éthiopie", note: "" },
    Item { code: "XW04", label: "الفاو", note: "القضارف" },
];

fn form(rtl: bool) -> Harness<'static, Values> {
    stage(Values::default(), rtl, move |ui, values| {
        let cx = if rtl { Cx::for_tests_rtl() } else { Cx::for_tests() };
        let id = Id::unique;
        let mut changed = false;
        let place = SearchSelect::new(id("place"), &mut values.place, &PLACES).name("Place");
        changed |= place.show(ui, &cx).changed();
        let other = SearchSelect::new(id("other"), &mut values.other, &PLACES).name("Other");
        changed |= other.show(ui, &cx).changed();
        changed |=
            DateField::new(id("date"), &mut values.date).name("Date").show(ui, &cx).changed();
        let month = DateField::new(id("month"), &mut values.month).precision(Precision::Month);
        changed |= month.name("Month").show(ui, &cx).changed();
        let born = DateField::new(id("born"), &mut values.born).precision(Precision::AsKnown);
        changed |= born.name("Born").show(ui, &cx).changed();
        changed |= ui.add(NumberField::new(id("n"), &mut values.number).name("Age")).changed();
        let words = ["Yes".to_owned(), "No".to_owned()];
        let segment = Segment::new(id("yes"), "Head?", &words, &mut values.yes_no).answer();
        changed |= ui.add(segment).changed();
        let needs = ["food".to_owned(), "cash".to_owned(), "shelter".to_owned()];
        changed |=
            ui.add(CheckList::new(id("needs"), "Needs", &needs, &mut values.needs)).changed();
        values.changes += usize::from(changed);
    })
}

fn press(harness: &mut Harness<'_, Values>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn focus(harness: &mut Harness<'_, Values>, role: Role, name: &str) {
    harness.get_by_role_and_label(role, name).focus();
    harness.run();
}

fn type_text(harness: &mut Harness<'_, Values>, role: Role, name: &str, text: &str) {
    focus(harness, role, name);
    harness.get_by_role_and_label(role, name).type_text(text);
    harness.run();
}

#[test]
fn one_of_many_is_found_by_typing_and_taken_with_enter() {
    let mut harness = form(false);
    type_text(&mut harness, Role::EditableComboBox, "Place", "medani");
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 1);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().place, "XW02");
    assert_eq!(harness.state().changes, 1);
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 0);
    let place = harness.get_by_role_and_label(Role::EditableComboBox, "Place");
    assert_eq!(place.value().as_deref(), Some("Medani Al Kubra"));
}

#[test]
fn a_list_that_grows_while_it_is_open_shows_as_many_rows_as_one_that_was_long() {
    let labels = ["Ab", "Ac", "Ad", "Ae", "Af", "Ag", "Ah", "Ai", "Aj", "Ak"];
    let items: Vec<Item<'static>> =
        labels.iter().map(|label| Item { code: label, label, note: "" }).collect();
    let mut harness =
        stage((String::new(), 10), false, move |ui, (place, n): &mut (String, usize)| {
            let id = Id::unique("place");
            SearchSelect::new(id, place, &items[..*n]).name("Place").show(ui, &Cx::for_tests());
        });
    harness.get_by_role_and_label(Role::EditableComboBox, "Place").focus();
    harness.run();
    let at_once = harness.query_all_by_role(Role::ListBoxOption).count();
    harness.state_mut().1 = 1;
    harness.run();
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 1);
    harness.state_mut().1 = 10;
    harness.run();
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), at_once);
}

#[test]
fn the_code_accents_and_other_scripts_find_too() {
    for (typed, code) in [("xw03", "XW03"), ("ethio", "XW03"), ("الف", "XW04")] {
        let mut harness = form(false);
        type_text(&mut harness, Role::EditableComboBox, "Place", typed);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().place, code, "{typed}");
    }
}

#[test]
fn arrows_move_in_the_list_and_escape_keeps_what_was_chosen() {
    let mut harness = form(false);
    focus(&mut harness, Role::EditableComboBox, "Place");
    assert_eq!(harness.query_all_by_role(Role::ListBoxOption).count(), 4, "opens with the focus");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().place, "XW02");
    type_text(&mut harness, Role::EditableComboBox, "Place", "al fao");
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().place, "XW02");
}

#[test]
fn half_a_word_that_fits_several_changes_nothing_and_an_emptied_field_is_blank() {
    let mut harness = form(false);
    harness.state_mut().place = "XW01".to_owned();
    harness.run();
    type_text(&mut harness, Role::EditableComboBox, "Place", "zzz");
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().place, "XW01");
    focus(&mut harness, Role::EditableComboBox, "Place");
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().place, "");
}

#[test]
fn a_click_in_the_list_chooses() {
    let mut harness = form(false);
    focus(&mut harness, Role::EditableComboBox, "Place");
    harness.get_by_role_and_label(Role::ListBoxOption, "Al Fao").click();
    harness.run();
    assert_eq!(harness.state().place, "XW01");
}

#[test]
fn a_date_is_read_as_it_is_typed_when_the_field_is_left() {
    let mut harness = form(false);
    type_text(&mut harness, Role::TextInput, "Date", "3/5/94");
    assert_eq!(harness.state().date, "");
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().date, "1994-05-03");
    let date = harness.get_by_role_and_label(Role::TextInput, "Date");
    assert_eq!(date.value().as_deref(), Some("03/05/1994"));
    type_text(&mut harness, Role::TextInput, "Month", "8/2026");
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().month, "2026-08-01");
}

#[test]
fn what_is_no_date_stays_as_typed_and_stores_nothing() {
    let mut harness = form(false);
    type_text(&mut harness, Role::TextInput, "Date", "31/2/2026");
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().date, "");
    let date = harness.get_by_role_and_label(Role::TextInput, "Date");
    assert_eq!(date.value().as_deref(), Some("31/2/2026"));
}

#[test]
fn the_calendar_opens_by_key_and_its_days_are_walked() {
    let mut harness = form(false);
    focus(&mut harness, Role::TextInput, "Date");
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    harness.run();
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().date, "2026-12-02");
}

fn press_alt(harness: &mut Harness<'_, Values>, key: Key) {
    harness.key_press_modifiers(Modifiers::ALT, key);
    harness.run();
}

#[test]
fn a_date_that_is_partly_known_is_picked_as_a_year_a_month_or_a_day() {
    let mut harness = form(false);
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().born, "2021", "a year by keys");
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    press_alt(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().born, "2021-02", "a month by keys");
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    press_alt(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().born, "2021-02-08", "a day by keys");
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    press_alt(&mut harness, Key::ArrowUp);
    press_alt(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().born, "2021", "less by keys");
}

fn pick(harness: &mut Harness<'_, Values>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

#[test]
fn what_is_pressed_in_the_calendar_goes_in_and_may_be_all_that_is_known() {
    let mut harness = form(false);
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    pick(&mut harness, "date-years-before");
    pick(&mut harness, "2003");
    pick(&mut harness, "month-may 2003");
    pick(&mut harness, "3\u{a0}month-short-may 2003");
    assert_eq!(harness.state().born, "2003-05-03");
    focus(&mut harness, Role::TextInput, "Born");
    press_alt(&mut harness, Key::ArrowDown);
    pick(&mut harness, "date-only");
    assert_eq!(harness.state().born, "2003-05");
}

#[test]
fn a_calendar_that_was_only_looked_at_answers_nothing() {
    let mut harness = form(false);
    focus(&mut harness, Role::TextInput, "Born");
    for _ in 0..3 {
        press_alt(&mut harness, Key::ArrowDown);
    }
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().born, "");
    focus(&mut harness, Role::TextInput, "Date");
    press_alt(&mut harness, Key::ArrowDown);
    pick(&mut harness, "date-month-before");
    press_alt(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Tab);
    assert_eq!(harness.state().date, "");
    assert_eq!(harness.query_all_by_label("date-month-before").count(), 0, "and it closes");
}

#[test]
fn a_number_takes_digits_of_any_script_and_no_letters() {
    let mut harness = form(false);
    type_text(&mut harness, Role::TextInput, "Age", "٤٦x");
    assert_eq!(harness.state().number, "46");
}

#[test]
fn one_of_few_is_chosen_by_digit_arrow_and_pointer_and_taken_back() {
    let mut harness = form(false);
    focus(&mut harness, Role::RadioGroup, "Head?");
    press(&mut harness, Key::Num2);
    assert_eq!(harness.state().yes_no, Some(1));
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(harness.state().yes_no, Some(0));
    press(&mut harness, Key::Backspace);
    assert_eq!(harness.state().yes_no, None);
    harness.get_by_role_and_label(Role::RadioButton, "No").click();
    harness.run();
    assert_eq!(harness.state().yes_no, Some(1));
}

#[test]
fn one_of_few_is_chosen_by_its_first_letter_where_no_other_has_it() {
    let mut harness = form(false);
    focus(&mut harness, Role::RadioGroup, "Head?");
    press(&mut harness, Key::N);
    assert_eq!(harness.state().yes_no, Some(1));
    press(&mut harness, Key::Y);
    assert_eq!(harness.state().yes_no, Some(0));
    press(&mut harness, Key::X);
    assert_eq!(harness.state().yes_no, Some(0));
}

#[test]
fn arrows_follow_the_eye_where_the_interface_runs_from_the_right() {
    let mut harness = form(true);
    focus(&mut harness, Role::RadioGroup, "Head?");
    press(&mut harness, Key::Num1);
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(harness.state().yes_no, Some(1));
}

#[test]
fn several_are_checked_by_digit_space_and_pointer() {
    let mut harness = form(false);
    focus(&mut harness, Role::Group, "Needs");
    press(&mut harness, Key::Num1);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Space);
    assert_eq!(harness.state().needs, [true, true, false]);
    harness.get_by_role_and_label(Role::CheckBox, "shelter").click();
    harness.run();
    assert_eq!(harness.state().needs, [true, true, true]);
}

#[derive(Default)]
struct List {
    selected: Option<usize>,
    opened: Option<usize>,
    sorted: Option<usize>,
    drawn: usize,
}

fn table() -> Harness<'static, List> {
    stage(List::default(), false, |ui, list| {
        let cx = Cx::for_tests();
        let columns = [
            Column::text("Name", Width::Share(1.0, 100.0)).sortable(),
            Column::number("Age", Width::Exact(60.0)),
        ];
        list.drawn = 0;
        let sort = Some(Sort { column: 0, ascending: true });
        let table = Table::new(Id::unique("t"), "People", &columns, 100_000, &mut list.selected);
        let drawn = &mut list.drawn;
        let out = table.sort(sort).show(
            ui,
            &cx,
            |row| format!("row {row}"),
            |ui, row, column| {
                *drawn += 1;
                let words = format!("{row} {column}");
                let width = ui.available_width();
                ui.add(Text::new(&words).cell(width));
            },
        );
        list.opened = out.opened.or(list.opened);
        list.sorted = out.sort.or(list.sorted);
    })
}

#[test]
fn a_table_draws_only_what_is_seen_and_is_walked_by_keys() {
    let mut harness = table();
    assert!(harness.state().drawn < 100, "{}", harness.state().drawn);
    harness.get_by_role_and_label(Role::Row, "row 2").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(2));
    for key in [Key::End, Key::ArrowUp, Key::Enter] {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(harness.state().selected, Some(99_998));
    assert_eq!(harness.state().opened, Some(99_998));
    harness.get_by_role_and_label(Role::Row, "row 99998");
}

#[test]
fn a_head_that_sorts_tells_so() {
    let mut harness = table();
    harness.get_by_role_and_label(Role::ColumnHeader, "Name").click();
    harness.run();
    assert_eq!(harness.state().sorted, Some(0));
}

#[test]
fn a_dialog_says_no_on_escape_and_yes_on_its_key() {
    for (modifiers, key, want) in
        [(Modifiers::NONE, Key::Escape, Answer::No), (Modifiers::COMMAND, Key::Enter, Answer::Yes)]
    {
        let mut harness = stage(None, false, |ui, answer: &mut Option<Answer>| {
            let cx = Cx::for_tests();
            if answer.is_none() {
                *answer = Dialog::new("d", "Return?", "Return").show(ui.ctx(), &cx, |_| {});
            }
        });
        harness.get_by_role_and_label(Role::Button, "Return");
        harness.key_press_modifiers(modifiers, key);
        harness.run();
        assert_eq!(*harness.state(), Some(want));
    }
}

#[test]
fn a_form_as_it_is_read_aloud() {
    let harness = form(false);
    let aloud = aloud(harness.root());
    for line in [
        "EditableComboBox Place",
        "TextInput Date",
        "Button date-calendar",
        "RadioGroup Head?",
        "RadioButton Yes",
        "CheckBox food",
    ] {
        assert!(aloud.lines().any(|it| it == line), "{line}\n{aloud}");
    }
}

/// kittest gives every event a frame of its own; on a busy computer they come in batches.
#[test]
fn letters_that_arrive_with_their_tab_belong_to_the_field_before_it() {
    use eframe::egui::{Context, Event, Pos2, RawInput, Rect, vec2};
    use waypost::ui::text::Field;

    let ctx = Context::default();
    crate::stage::set_up(&ctx, false);
    let (mut first, mut second, mut chosen) = (String::new(), String::new(), None);
    let words = ["Yes".to_owned(), "No".to_owned()];
    let key = |key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let text = |text: &str| Event::Text(text.to_owned());
    let digit = [key(Key::Num2), text("2")];
    let batches = [
        vec![],
        vec![key(Key::Tab)],
        vec![],
        vec![text("a")],
        vec![text("b"), key(Key::Tab), text("c")],
        vec![digit[0].clone(), digit[1].clone(), key(Key::Tab)],
        vec![],
    ];
    for (n, events) in batches.into_iter().enumerate() {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(900.0, 800.0))),
            time: Some(n as f64),
            events,
            ..RawInput::default()
        };
        let output = ctx.run_ui(input, |ui| {
            ui.add(Field::new(&mut first).id(Id::unique("first")).name("First"));
            ui.add(Field::new(&mut second).id(Id::unique("second")).name("Second"));
            ui.add(Segment::new(Id::unique("yes"), "Head?", &words, &mut chosen));
        });
        output.drop_without_applying_deltas();
    }
    assert_eq!((first.as_str(), second.as_str(), chosen), ("ab", "c2", None));
}
