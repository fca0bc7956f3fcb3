//! The shell with a real vault behind it: unlocking, locking, keys, the palette.

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use eframe::egui::{self, Key, Modifiers, ViewportId, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use tempfile::TempDir;
use waypost::{
    base::{Clock as _, FixedClock, Instant, Sensitive},
    l10n::Locale,
    service::{
        Service, Surroundings, Worker,
        command::office::{CreateOffice, Lock},
    },
    ui::{
        app::{App, Opening},
        files::SetDialogs,
        page::Desk,
        preferences::{KeepPreferences, Place, Preferences},
        route::Route,
        text::TextRoom,
    },
};

const PASSPHRASE: &str = "correct horse battery staple river 42";

#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Vec<Preferences>>>);

impl KeepPreferences for Kept {
    fn keep(&mut self, preferences: &Preferences) {
        self.0.borrow_mut().push(*preferences);
    }
}

/// The window of a small office, without a display.
struct Window {
    harness: Harness<'static, Rc<RefCell<Option<App>>>>,
    clock: Arc<FixedClock>,
    kept: Kept,
    _folder: TempDir,
}

impl Window {
    fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let office = folder.path().join("office");
        let clock = Arc::new(FixedClock::at(Instant(1_795_000_000_000)));
        let service = Service::new(Surroundings::for_tests(clock.clone()));
        let worker = Arc::new(Worker::start(service, || ()).expect("a thread"));
        let create = CreateOffice {
            folder: office.clone(),
            name: "Test".to_owned(),
            code: "TST".to_owned(),
            login: "hanan".to_owned(),
            person: Sensitive::from("Hanan Bakri"),
            passphrase: Sensitive::from(PASSPHRASE),
        };
        worker.ask(create).expect("room").wait().expect("an office");
        worker.ask(Lock).expect("room").wait().expect("locked");
        let (app, kept) = (Rc::new(RefCell::new(None)), Kept::default());
        let (slot, keep, ticking) = (Rc::clone(&app), kept.clone(), clock.clone());
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_step_dt(1.0 / 60.0)
            .with_context_setup(move |ctx| {
                let files = Arc::new(SetDialogs::default());
                let desk = Desk { worker, clock: ticking, files, ctx: ctx.clone() };
                let (preferences, keep) = (Preferences::default(), Box::new(keep));
                let opening = Opening { desk, preferences, keep, folder: Some(office) };
                *slot.borrow_mut() = Some(App::new(ctx, opening));
            })
            .build_ui_state(
                |ui, app: &mut Rc<RefCell<Option<App>>>| {
                    if let Some(app) = app.borrow_mut().as_mut() {
                        app.draw(ui);
                    }
                },
                app,
            );
        let mut window = Self { harness, clock, kept, _folder: folder };
        window.frames(3);
        window
    }

    fn frames(&mut self, n: usize) {
        for _ in 0..n {
            let ctx = self.harness.ctx.clone();
            self.with_app(|app| app.turn(&ctx));
            self.harness.step();
        }
    }

    /// How many frames are drawn where only what the window itself asks for is drawn, and time goes by.
    fn frames_wanted_within(&mut self, time: Duration) -> u64 {
        let before = self.with_app(|app| app.frames());
        let mut left = time;
        loop {
            let output = self.harness.output();
            let wait =
                output.viewport_output.get(&ViewportId::ROOT).expect("a window").repaint_delay;
            if wait > left || self.with_app(|app| app.frames()) > before + 100 {
                return self.with_app(|app| app.frames()) - before;
            }
            left -= wait;
            self.frames(1);
        }
    }

    fn with_app<R>(&self, f: impl FnOnce(&mut App) -> R) -> R {
        f(self.harness.state().borrow_mut().as_mut().expect("an app"))
    }

    fn route(&self) -> Route {
        self.with_app(|app| app.route().clone())
    }

    /// Frames until `done`; an answer of the vault takes a moment.
    fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        for _ in 0..2000 {
            if done(self) {
                return;
            }
            self.frames(1);
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("never: {what}");
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.frames(3);
    }

    fn type_text(&mut self, role: Role, name: &str, text: &str) {
        self.harness.get_by_role_and_label(role, name).focus();
        self.frames(2);
        self.harness.get_by_role_and_label(role, name).type_text(text);
        self.frames(2);
    }

    fn unlock(&mut self) {
        self.type_text(Role::TextInput, "Your login in this office", "hanan");
        self.type_text(Role::PasswordInput, "Passphrase", PASSPHRASE);
        self.key(Modifiers::NONE, Key::Enter);
        self.until("unlocked", |window| window.route() != Route::Unlock);
    }
}

#[test]
fn unlocking_shows_who_is_at_the_keyboard_and_locking_forgets_everything() {
    let mut window = Window::open();
    window.unlock();
    window.frames(2);
    window.harness.get_by_label("Hanan Bakri");
    window.harness.get_by_role_and_label(Role::Button, "Lock");
    window.key(Modifiers::COMMAND, Key::L);
    assert_eq!(window.route(), Route::Unlock);
    assert!(window.with_app(|app| app.session().is_none()));
    assert!(window.harness.query_by_label("Hanan Bakri").is_none());
    let login = window.harness.get_by_role_and_label(Role::TextInput, "Your login in this office");
    assert_eq!(login.value().unwrap_or_default(), "");
}

#[test]
fn a_wrong_passphrase_is_told_and_not_kept() {
    let mut window = Window::open();
    window.type_text(Role::TextInput, "Your login in this office", "hanan");
    window.type_text(Role::PasswordInput, "Passphrase", "wrong");
    window.key(Modifiers::NONE, Key::Enter);
    window.until("told", |window| window.harness.query_by_role(Role::Alert).is_some());
    assert_eq!(window.route(), Route::Unlock);
    let passphrase = window.harness.get_by_role_and_label(Role::PasswordInput, "Passphrase");
    assert_eq!(passphrase.value().unwrap_or_default(), "");
}

#[test]
fn an_idle_office_locks_itself() {
    let mut window = Window::open();
    window.unlock();
    let minutes = window.with_app(|app| app.session().expect("open").office.idle_lock_minutes);
    window.clock.advance_ms(i64::from(minutes) * 60_000 - 1000);
    window.frames(2);
    assert_ne!(window.route(), Route::Unlock);
    window.clock.advance_ms(2000);
    window.frames(2);
    assert_eq!(window.route(), Route::Unlock);
    assert!(window.clock.now() > Instant(0));
}

#[test]
fn idle_costs_no_frame() {
    let mut window = Window::open();
    window.unlock();
    window.frames(10);
    let output = window.harness.output();
    let root = output.viewport_output.get(&ViewportId::ROOT).expect("a window");
    assert!(root.repaint_delay >= Duration::from_secs(30), "{:?}", root.repaint_delay);
}

#[test]
fn text_grows_by_key_and_the_size_is_kept_and_outlives_a_lock() {
    let mut window = Window::open();
    window.unlock();
    window.key(Modifiers::COMMAND, Key::Plus);
    window.frames(2);
    let kept = window.kept.0.borrow().last().copied().expect("kept");
    assert!((kept.zoom - 1.25).abs() < 0.01);
    window.key(Modifiers::COMMAND, Key::L);
    window.frames(2);
    assert!((window.harness.ctx.zoom_factor() - 1.25).abs() < 0.01);
    let strong = &window.harness.ctx.global_style().text_styles[&egui::TextStyle::Heading];
    assert!((strong.size - 20.0).abs() < 0.01, "the style is set again");
}

#[test]
fn the_palette_opens_by_key_finds_a_screen_and_goes_there() {
    let mut window = Window::open();
    window.unlock();
    window.key(Modifiers::COMMAND, Key::K);
    window.type_text(Role::TextInput, "Find or do…", "sett");
    window.key(Modifiers::NONE, Key::Enter);
    window.frames(2);
    assert_eq!(window.route(), Route::Settings);
}

#[test]
fn another_language_is_spoken_at_once_and_kept() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::RadioButton, "Français").click();
    window.frames(4);
    window.harness.get_by_role_and_label(Role::Button, "Déverrouiller");
    assert_eq!(window.kept.0.borrow().last().expect("kept").locale, Locale::Fr);
    assert_eq!(window.harness.ctx.plugin::<TextRoom>().lock().missing(), 0);
}

#[test]
fn an_idle_window_draws_no_frame_in_five_seconds_on_any_screen() {
    let mut window = Window::open();
    window.unlock();
    let tabs = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7];
    for key in tabs {
        window.key(Modifiers::ALT, key);
        // What was asked is answered meanwhile.
        for _ in 0..40 {
            window.frames(1);
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(window.frames_wanted_within(Duration::from_secs(5)), 0, "{:?}", window.route());
    }
}

#[test]
fn the_window_opens_where_it_stood() {
    let mut window = Window::open();
    window.unlock();
    let rect = |x, y, width, height| {
        Some(egui::Rect::from_min_size(egui::pos2(x, y), egui::vec2(width, height)))
    };
    let stand = |window: &mut Window, maximized| {
        let input = window.harness.input_mut();
        let info = input.viewports.entry(ViewportId::ROOT).or_default();
        info.inner_rect = rect(130.0, 60.0, 1300.0, 760.0);
        info.outer_rect = rect(120.0, 40.0, 1320.0, 790.0);
        info.maximized = Some(maximized);
        window.frames(1);
    };
    stand(&mut window, false);
    window.with_app(App::close);
    let kept = window.kept.0.borrow().last().copied().expect("kept").place.expect("a place");
    assert_eq!(
        kept,
        Place { corner: Some([120.0, 40.0]), size: [1300.0, 760.0], maximised: false }
    );
    stand(&mut window, true);
    window.with_app(App::close);
    let kept = window.kept.0.borrow().last().copied().expect("kept").place.expect("a place");
    let back = Place { corner: Some([120.0, 40.0]), size: [1300.0, 760.0], maximised: true };
    assert_eq!(kept, back, "with what it goes back to");
}

#[test]
fn a_place_that_no_screen_has_is_put_right() {
    let mad = Place { corner: Some([f32::NAN, 4.0]), size: [3.0, 1e9], maximised: false };
    let right = mad.within_reason();
    assert_eq!(right.corner, None);
    let [width, height] = right.size;
    assert!((1000.0..1100.0).contains(&width), "{width}");
    assert!(height < 20_000.0, "{height}");
}
