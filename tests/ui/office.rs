//! A page on a stage, with a real office behind its worker.

use std::sync::Arc;

use eframe::egui::{Context, Event, Key, Modifiers, Theme, Ui};
use egui_kittest::Harness;
use waypost::{
    base::{FixedClock, RecordId, Sensitive},
    l10n::{Direction, Locale, Texts},
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
    picture::Textures,
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
    play_at(stage, Look::default())
}

/// How a stage looks.
#[derive(Clone, Default)]
pub(crate) struct Look {
    pub(crate) size: Option<[f32; 2]>,
    pub(crate) rtl: bool,
    pub(crate) dark: bool,
    pub(crate) zoom: Option<f32>,
    /// Where its textures go, for pictures.
    pub(crate) textures: Textures,
}

/// The same, looking otherwise.
pub(crate) fn play_at<P: Page + 'static>(mut stage: Stage<P>, look: Look) -> Played<P> {
    let Look { size, rtl, dark, zoom, textures } = look;
    if rtl {
        stage.texts = Texts::ids(Direction::RightToLeft);
    }
    let theme = if dark { Theme::Dark } else { Theme::Light };
    let mut harness = Harness::builder()
        .with_size(size.unwrap_or([1280.0, 800.0]))
        .with_theme(theme)
        .with_step_dt(1.0 / 60.0)
        .renderer(textures)
        .with_context_setup(move |ctx| {
            set_up(ctx, rtl);
            ctx.set_theme(theme);
            ctx.set_zoom_factor(zoom.unwrap_or(1.0));
        })
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

/// The same at once, as a fast hand or an input method does.
pub(crate) fn type_at_once<P>(harness: &mut Played<P>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.step();
}
