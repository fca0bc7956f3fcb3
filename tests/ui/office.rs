//! A page on a stage, with a real office behind its worker.

use std::sync::Arc;

use eframe::egui::{Context, Event, Key, Modifiers, Ui};
use egui_kittest::Harness;
use waypost::{
    base::{FixedClock, RecordId, Sensitive},
    l10n::{Locale, Texts},
    service::{
        Service, SessionView, Worker,
        command::office::{Lock, Unlock},
        query::{
            records::{OpenRecord, RecordView},
            today::Today,
        },
    },
    ui::{
        action::ShellAction,
        cx::Cx,
        files::DesktopDialogs,
        notices::Notices,
        page::{Desk, Page},
        preferences::Preferences,
    },
};

use crate::{
    service::{Bureau, PASSPHRASE},
    stage::set_up,
};

/// One page, everything around it, and what it asked of the shell.
pub(crate) struct Stage<P> {
    pub(crate) page: P,
    pub(crate) desk: Desk,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) session: SessionView,
    pub(crate) texts: Texts,
    pub(crate) notices: Notices,
    pub(crate) asked: Vec<ShellAction>,
    _home: tempfile::TempDir,
}

/// A page that is being used.
pub(crate) type Played<P> = Harness<'static, Stage<P>>;

impl<P: Page> Stage<P> {
    /// `page` with `login` at the keyboard of `bureau`.
    pub(crate) fn new(mut bureau: Bureau, login: &str, locale: Locale, page: P) -> Self {
        bureau.service.ask(Lock).expect("locked");
        let unlock = Unlock {
            folder: bureau.folder(),
            login: login.to_owned(),
            passphrase: Sensitive::from(PASSPHRASE),
        };
        let session = bureau.service.ask(unlock).expect("unlocked");
        Self::opened(bureau, session, locale, page)
    }

    /// `page` for whoever has unlocked `bureau` already.
    pub(crate) fn opened(bureau: Bureau, session: SessionView, locale: Locale, page: P) -> Self {
        let Bureau { home, clock, service } = bureau;
        let desk = desk(service, Arc::<FixedClock>::clone(&clock));
        Self {
            page,
            desk,
            clock,
            session,
            texts: Texts::new(locale),
            notices: Notices::default(),
            asked: Vec::new(),
            _home: home,
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        self.asked.extend(self.page.collect(&self.desk));
        let cx = Cx {
            texts: &self.texts,
            session: Some(&self.session),
            today: self.desk.clock.today(),
            offset_secs: 0,
            preferences: Preferences::default(),
            notices: &self.notices,
        };
        self.asked.extend(self.page.ui(ui, &cx, &self.desk));
    }

    /// The record as the office has it now.
    pub(crate) fn stored(&self, record: RecordId) -> RecordView {
        self.desk.worker.ask(OpenRecord { record }).expect("room").wait().expect("a record")
    }
}

fn desk(service: Service, clock: Arc<FixedClock>) -> Desk {
    let worker = Worker::start(service, || ()).expect("a thread");
    Desk {
        worker: Arc::new(worker),
        clock,
        files: Arc::new(DesktopDialogs),
        ctx: Context::default(),
    }
}

/// Puts a page on a stage of 1280 by 800 and lets its first answers arrive.
pub(crate) fn play<P: Page + 'static>(stage: Stage<P>) -> Played<P> {
    play_at(stage, 1280.0, 800.0, false)
}

/// The same at another size, perhaps from the right.
pub(crate) fn play_at<P: Page + 'static>(
    stage: Stage<P>,
    width: f32,
    height: f32,
    rtl: bool,
) -> Played<P> {
    let mut harness = Harness::builder()
        .with_size([width, height])
        .with_theme(eframe::egui::Theme::Light)
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(move |ctx| set_up(ctx, rtl))
        .build_ui_state(|ui, stage: &mut Stage<P>| stage.draw(ui), stage);
    settle(&mut harness);
    harness
}

/// Draws until everything that was asked so far has been answered and taken in.
pub(crate) fn settle<P: Page>(harness: &mut Played<P>) {
    for _ in 0..3 {
        harness.run_steps(3);
        // The queue is in order: when this is answered, all before it is.
        harness.state().desk.worker.ask(Today).expect("room").wait().expect("answered");
        harness.run_steps(2);
    }
}

/// Presses a key and draws what follows from it.
pub(crate) fn press<P>(harness: &mut Played<P>, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

/// The same with keys held down.
pub(crate) fn press_with<P>(harness: &mut Played<P>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

/// Types into whatever has the focus, one letter a frame.
pub(crate) fn type_in<P>(harness: &mut Played<P>, text: &str) {
    for letter in text.chars() {
        harness.event(Event::Text(letter.to_string()));
        harness.step();
    }
    harness.run_steps(2);
}
