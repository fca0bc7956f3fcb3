//! The text room: order, caret, typing, undo, secrets, in every script that officers meet.

use std::{collections::BTreeSet, ops::Range};

use eframe::egui::{
    self, Event, Id, ImeEvent, Key, Modifiers, PointerButton, Rect, Ui, accesskit::Role, pos2,
};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use waypost::ui::text::{Direction, Field, Fit, Laid, Style, Text, TextRoom, isolate, lay};

use crate::stage::{set_up, stage};

const TEXTS: &[&str] = &[
    "أمينة محمد الحسن",
    "وصلت من Addis Ababa يوم الأحد",
    "شماره پرونده ۱۲۳۴ تاریخ ۱۴۰۵/۰۳/۲۱",
    "هاتف: 0912345678 أو +249 912 345 678 (المنزل)",
    "שרה (כהן) [12] לוי",
    "میرا نام فاطمہ ہے، عمر ۲۵ سال",
    "عبدالله احمدزی — ولایت ننگرهار",
    "Name: محمد علي (father of 3)",
    "ሰላም ኃይለ ሥላሴ ፲፪",
    "မောင်မောင် ကျော်စွာ",
    "কোমল বৌদি মোহাম্মদ",
    "हिन्दी क्षत्रिय राम",
    "لا إله السلام عليكم لأن",
    "José Nguyễn Thị Hải, Ça va",
    "abc אבג 123 ابت ۱۲۳ (x)",
    "(شركة) [ABC] ١٢٣",
    "می‌خواهم",
];

const NAME: &str = "Full name";

#[derive(Default)]
struct Form {
    name: String,
    father: String,
    secret: String,
    notes: String,
}

fn form_ui(ui: &mut Ui, form: &mut Form) {
    let label = ui.add(Text::new(NAME));
    let name = ui
        .add(Field::new(&mut form.name).id(Id::unique("name")).width(332.0).labelled_by(label.id));
    if name.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter)) {
        ui.memory_mut(|it| it.move_focus(egui::FocusDirection::Next));
    }
    let label = ui.add(Text::new("Father"));
    ui.add(Field::new(&mut form.father).id(Id::unique("father")).labelled_by(label.id));
    ui.add(Field::new(&mut form.secret).id(Id::unique("secret")).secret(false).name("Passphrase"));
    ui.add(Field::new(&mut form.notes).id(Id::unique("notes")).rows(3).name("Notes"));
}

fn form() -> Harness<'static, Form> {
    stage(Form::default(), false, form_ui)
}

fn laid(harness: &Harness<'_, Form>, text: &str) -> std::sync::Arc<Laid> {
    lay(&harness.ctx, text, Style::BODY, Direction::Auto, Fit::Line)
}

fn caret(harness: &Harness<'_, Form>, id: &str) -> (usize, Range<usize>) {
    harness.ctx.plugin::<TextRoom>().lock().caret(Id::unique(id)).expect("a field")
}

fn missing(harness: &Harness<'_, Form>) -> usize {
    harness.ctx.plugin::<TextRoom>().lock().missing()
}

fn type_into(harness: &mut Harness<'_, Form>, role: Role, name: &str, letters: &[&str]) {
    for letter in letters {
        harness.get_by_role_and_label(role, name).type_text(letter);
        harness.run();
    }
}

fn press(harness: &mut Harness<'_, Form>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn enter_name(harness: &mut Harness<'_, Form>) {
    harness.get_by_role_and_label(Role::TextInput, NAME).click();
    harness.run();
}

/// The first bytes of the clusters that have a width, from left to right.
fn seen(laid: &Laid) -> Vec<usize> {
    let mut seen: Vec<(f32, usize)> = Vec::new();
    for run in laid.layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
        for cluster in run.clusters().filter(|it| it.advance() > 0.0) {
            seen.extend(cluster.visual_offset().map(|x| (x, cluster.text_range().start)));
        }
    }
    seen.sort_by(|a, b| a.0.total_cmp(&b.0));
    seen.into_iter().map(|it| it.1).collect()
}

#[test]
fn letters_stand_in_the_order_of_the_unicode_algorithm() {
    let harness = form();
    let more = ["12/03/2026 هـ", "A\u{2067}ب1\u{2069}C"];
    for text in TEXTS.iter().chain(&more) {
        let laid = laid(&harness, text);
        let bidi = unicode_bidi::BidiInfo::new(text, None);
        let paragraph = &bidi.paragraphs[0];
        assert_eq!(paragraph.level.is_rtl(), laid.rtl, "{text}");
        let levels = bidi.reordered_levels_per_char(paragraph, paragraph.range.clone());
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let have = seen(&laid);
        let known: BTreeSet<usize> = have.iter().copied().collect();
        let want: Vec<usize> = unicode_bidi::BidiInfo::reorder_visual(&levels)
            .into_iter()
            .map(|n| starts[n])
            .filter(|at| known.contains(at))
            .collect();
        assert_eq!(want, have, "{text}");
    }
    assert_eq!(missing(&harness), 0);
}

#[test]
fn arabic_is_typed_edited_and_undone() {
    let mut harness = form();
    enter_name(&mut harness);
    type_into(&mut harness, Role::TextInput, NAME, &["م", "ح", "م", "د", " ", "ع", "ل", "ي"]);
    let whole = "محمد علي".len();
    assert_eq!(caret(&harness, "name").0, whole);
    press(&mut harness, Key::ArrowRight); // towards the start
    assert_eq!(caret(&harness, "name").0, whole - 2);
    press(&mut harness, Key::Home);
    type_into(&mut harness, Role::TextInput, NAME, &["X"]);
    assert_eq!(harness.state().name, "Xمحمد علي");
    press(&mut harness, Key::End);
    type_into(&mut harness, Role::TextInput, NAME, &[" Ali", " ۱۲"]);
    press(&mut harness, Key::Backspace);
    assert_eq!(harness.state().name, "Xمحمد علي Ali ۱");
    harness.key_press_modifiers(Modifiers::CTRL, Key::Backspace);
    harness.run();
    assert_eq!(harness.state().name, "Xمحمد علي Ali ");
    press(&mut harness, Key::Home);
    press(&mut harness, Key::Delete);
    let full = harness.state().name.clone();
    assert_eq!(full, "محمد علي Ali ");
    for _ in 0..20 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run();
    }
    assert_eq!(harness.state().name, "");
    for _ in 0..20 {
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
        harness.run();
    }
    assert_eq!(harness.state().name, full);
}

#[test]
fn what_is_pasted_loses_direction_marks_and_keeps_joiners() {
    let mut harness = form();
    enter_name(&mut harness);
    harness.event(Event::Paste("سطر\nثان\u{202E}".into()));
    harness.run();
    assert_eq!(harness.state().name, "سطر ثان");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Cut);
    harness.run();
    assert_eq!(harness.state().name, "");
    harness.event(Event::Paste("می\u{200C}خواهم \u{202E}x".into()));
    harness.run();
    assert_eq!(harness.state().name, "می\u{200C}خواهم x");
    assert_eq!(missing(&harness), 0);
}

#[test]
fn the_caret_walks_through_every_script_and_backspace_empties_it() {
    let mut harness = form();
    enter_name(&mut harness);
    for text in TEXTS {
        harness.event(Event::Paste((*text).into()));
        harness.run();
        press(&mut harness, Key::Home);
        let towards_end = if laid(&harness, text).rtl { Key::ArrowLeft } else { Key::ArrowRight };
        let mut stops = BTreeSet::from([caret(&harness, "name").0]);
        for _ in 0..100 {
            press(&mut harness, towards_end);
            stops.insert(caret(&harness, "name").0);
        }
        // Where directions meet, two places in the text are one place on the screen.
        let laid = laid(&harness, text);
        let runs: usize = laid.layout.lines().map(|line| line.runs().count()).sum();
        assert!(stops.len() + runs > seen(&laid).len(), "{text}: {stops:?}");
        press(&mut harness, Key::End);
        assert_eq!(caret(&harness, "name").0, text.len(), "{text}");
        let mut steps = 0;
        while !harness.state().name.is_empty() && steps < 300 {
            press(&mut harness, Key::Backspace);
            steps += 1;
        }
        assert_eq!(steps, text.chars().count(), "{text}");
    }
}

#[test]
fn a_secret_field_shows_bullets_and_cannot_be_undone_or_copied() {
    let mut harness = form();
    harness.get_by_role_and_label(Role::PasswordInput, "Passphrase").click();
    harness.run();
    type_into(&mut harness, Role::PasswordInput, "Passphrase", &["p", "å", "س", "9"]);
    assert_eq!(harness.state().secret, "påس9");
    let shown = harness.get_by_role_and_label(Role::PasswordInput, "Passphrase").value();
    assert_eq!(shown.as_deref(), Some("••••"));
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::Backspace);
    assert_eq!(harness.state().secret, "på9");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(harness.state().secret, "på9");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    assert!(harness.output().platform_output.commands.is_empty());
}

#[test]
fn enter_goes_to_the_next_field_and_does_not_leave_it_again() {
    let mut harness = form();
    enter_name(&mut harness);
    press(&mut harness, Key::Enter);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::TextInput, "Father").is_focused());
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_role_and_label(Role::PasswordInput, "Passphrase").is_focused());
}

#[test]
fn a_note_has_lines() {
    let mut harness = form();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Notes").click();
    harness.run();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Notes").type_text("one");
    harness.run();
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Notes").type_text("two");
    harness.run();
    assert_eq!(harness.state().notes, "one\ntwo");
}

fn click(harness: &mut Harness<'_, Form>, x: f32, y: f32, times: usize, modifiers: Modifiers) {
    for _ in 0..40 {
        harness.step(); // or it counts as a double click
    }
    let pos = pos2(x, y);
    for _ in 0..times {
        harness.hover_at(pos);
        for pressed in [true, false] {
            let button = PointerButton::Primary;
            harness.event_modifiers(
                Event::PointerButton { pos, button, pressed, modifiers },
                modifiers,
            );
            harness.step();
        }
    }
    harness.run();
}

#[test]
fn the_mouse_finds_places_words_and_lines() {
    let mut harness = form();
    let text = "محمد abc علي";
    harness.state_mut().name = text.to_owned();
    harness.run();
    let rect: Rect = harness.get_by_role_and_label(Role::TextInput, NAME).rect();
    let y = rect.center().y;
    click(&mut harness, rect.right() - 3.0, y, 1, Modifiers::NONE);
    assert_eq!(caret(&harness, "name").0, 0);
    click(&mut harness, rect.left() + 5.0, y, 1, Modifiers::NONE);
    assert_eq!(caret(&harness, "name").0, text.len());
    click(&mut harness, rect.right() - 20.0, y, 2, Modifiers::NONE);
    assert_eq!(caret(&harness, "name").1, 0..8);
    click(&mut harness, rect.right() - 20.0, y, 3, Modifiers::NONE);
    assert_eq!(caret(&harness, "name").1, 0..text.len());
    click(&mut harness, rect.right() - 3.0, y, 1, Modifiers::NONE);
    click(&mut harness, rect.left() + 5.0, y, 1, Modifiers::SHIFT);
    assert_eq!(caret(&harness, "name").1, 0..text.len());
}

#[test]
fn an_input_method_may_delete_around_the_caret() {
    let mut harness = form();
    harness.state_mut().name = "محمد abc علي".to_owned();
    harness.run();
    enter_name(&mut harness);
    press(&mut harness, Key::End);
    harness.event(Event::Ime(ImeEvent::DeleteSurrounding { before_chars: 2, after_chars: 0 }));
    harness.run();
    assert_eq!(harness.state().name, "محمد abc ع");
}

/// kittest gives every event a frame of its own; here they come in batches, as from ibus.
#[test]
fn a_syllable_that_its_space_overtook_stands_before_the_space() {
    let ctx = egui::Context::default();
    set_up(&ctx, false);
    let mut form = Form::default();
    let pre =
        |text: &str| Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None });
    let com = |text: &str| Event::Ime(ImeEvent::Commit(text.into()));
    let tab = Event::Key {
        key: Key::Tab,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let batches = [
        vec![],
        vec![tab],
        vec![],
        vec![pre(""), pre("ስ")],
        vec![pre(""), pre("ስ"), pre("ሰ")],
        vec![pre(""), pre("ሰ"), pre(""), com("ሰ")],
        vec![pre(""), pre("ም")],
        vec![pre(""), com(" "), pre(""), pre("ም"), pre(""), pre(""), com("ም")],
        vec![pre("በ"), pre(""), com(" "), pre("በ"), pre(""), com("በ")],
    ];
    for (n, events) in batches.into_iter().enumerate() {
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(900.0, 800.0))),
            time: Some(n as f64),
            events,
            ..egui::RawInput::default()
        };
        let output = ctx.run_ui(input, |ui| form_ui(ui, &mut form));
        output.drop_without_applying_deltas();
    }
    assert_eq!(form.name, "ሰም በ ");
}

#[test]
fn a_screen_reader_gets_runs_with_their_true_direction() {
    let mut harness = form();
    enter_name(&mut harness);
    harness.event(Event::Paste("Name محمد علي 12".into()));
    harness.run();
    let node = harness.get_by_role_and_label(Role::TextInput, NAME);
    let node = node.accesskit_node();
    let rtl = Some(egui::accesskit::TextDirection::RightToLeft);
    assert!(node.children().any(|run| {
        run.data().text_direction() == rtl
            && run.data().value().is_some_and(|it| it.contains("محمد"))
    }));
    assert!(node.data().text_selection().is_some());
}

#[test]
fn an_isolated_number_keeps_its_order_and_its_marks_are_not_read_aloud() {
    let harness = form();
    let text = format!("هاتف {} المنزل", isolate("+249 912 345 678"));
    let laid = laid(&harness, &text);
    let ascii: String = seen(&laid)
        .into_iter()
        .filter_map(|at| text[at..].chars().next())
        .filter(char::is_ascii)
        .collect();
    assert!(ascii.contains("+249 912 345 678"), "{ascii}");
    assert!(!laid.galley.text().contains('\u{2068}'));
    assert_eq!(missing(&harness), 0);
}

#[test]
fn every_row_is_as_high_as_any_other() {
    let harness = form();
    for text in TEXTS {
        assert!((laid(&harness, text).galley.rect.height() - 20.0).abs() < 0.1, "{text}");
    }
}

#[test]
fn locking_forgets_what_was_typed() {
    let mut harness = form();
    enter_name(&mut harness);
    type_into(&mut harness, Role::TextInput, NAME, &["ab"]);
    let room = harness.ctx.plugin::<TextRoom>();
    assert!(room.lock().held().0 > 0);
    room.lock().wipe();
    assert_eq!(room.lock().held(), (0, 0));
}

#[test]
fn no_text_of_ours_needs_the_net_and_foreign_text_is_caught_by_it() {
    let mut harness = stage((), false, |ui, ()| {
        ui.add(Text::new("محمد علي"));
    });
    harness.run();
    assert_eq!(harness.ctx.plugin::<TextRoom>().lock().repaired(), 0);
    let mut harness = stage((), false, |ui, ()| {
        ui.label(["محمد", "علي"].join(" "));
    });
    harness.run();
    assert!(harness.ctx.plugin::<TextRoom>().lock().repaired() > 0);
}
