//! The shell: one door out, one door in.
//!
//! It holds the screen that is shown, turns what it asks into what happens, and draws what stands around it.
//! [`App::turn`] runs before every frame and also while the window is hidden; [`App::draw`] draws.

use std::path::PathBuf;

use eframe::egui::{self, Context, Ui};

use super::{
    action::ShellAction,
    bars,
    counts::Counts,
    cx::Cx,
    frame, keys,
    notices::{Notice, Notices},
    page::{Desk, Page},
    pages,
    palette::Palette,
    preferences::{Brightness, KeepPreferences, Place, Preferences},
    route::{Route, Tab},
    text::TextRoom,
    theme,
};
use crate::{base::Message, l10n::Texts, service::SessionView};

/// What the window is opened with.
pub struct Opening {
    /// What screens' wirings may reach.
    pub desk: Desk,
    /// Language, text size, theme.
    pub preferences: Preferences,
    /// Where those are kept.
    pub keep: Box<dyn KeepPreferences>,
    /// The office's folder, where one was named on the command line.
    pub folder: Option<PathBuf>,
}

/// The shell.
pub struct App {
    desk: Desk,
    texts: Texts,
    preferences: Preferences,
    keep: Box<dyn KeepPreferences>,
    folder: Option<PathBuf>,
    session: Option<SessionView>,
    route: Route,
    page: Box<dyn Page>,
    notices: Notices,
    palette: Option<Palette>,
    counts: Counts,
    /// By a clock that only rises.
    last_input_ms: u64,
    /// The vault has not yet been told to lock.
    must_lock: bool,
    /// Frames drawn so far.
    frames: u64,
}

impl App {
    /// Gives egui our fonts and style, and shows the locked screen. Before the first pass.
    pub fn new(ctx: &Context, opening: Opening) -> Self {
        let Opening { desk, preferences, keep, folder } = opening;
        TextRoom::install(ctx);
        let page = pages::unlock(folder.as_deref(), None);
        let last_input_ms = desk.clock.monotonic_ms();
        let app = Self {
            texts: Texts::new(preferences.locale),
            desk,
            preferences,
            keep,
            folder,
            session: None,
            route: Route::Unlock,
            page,
            notices: Notices::default(),
            palette: None,
            counts: Counts::default(),
            last_input_ms,
            must_lock: false,
            frames: 0,
        };
        app.dress(ctx);
        app
    }

    /// Style, theme, text size and direction: all live in egui's memory, and are set again after it was wiped.
    fn dress(&self, ctx: &Context) {
        theme::apply(ctx);
        ctx.set_theme(match self.preferences.brightness {
            Brightness::System => egui::ThemePreference::System,
            Brightness::Light => egui::ThemePreference::Light,
            Brightness::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.preferences.zoom);
        // Our own keys for text size keep it within bounds and remember it.
        ctx.options_mut(|options| {
            options.zoom_with_keyboard = false;
            // Where the desktop says nothing: paper.
            options.fallback_theme = egui::Theme::Light;
        });
        ctx.plugin::<TextRoom>().lock().set_rtl(self.texts.direction().is_rtl());
    }

    /// The screen that is shown.
    #[must_use]
    pub const fn route(&self) -> &Route {
        &self.route
    }

    /// Who is at the keyboard.
    #[must_use]
    pub const fn session(&self) -> Option<&SessionView> {
        self.session.as_ref()
    }

    /// Frames drawn so far. For tests: an idle window draws none.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// Before every frame: takes in what has arrived, locks when it is time. Never waits.
    pub fn turn(&mut self, ctx: &Context) {
        self.counts.collect();
        let asked = self.page.collect(&self.desk);
        self.follow(ctx, asked);
        for notice in self.desk.worker.notices() {
            let now = ctx.input(|input| input.time);
            self.notices.push(Notice::failed(&notice.error), now);
        }
        self.tell_vault_to_lock();
        self.lock_when_idle(ctx);
    }

    /// Draws a frame.
    pub fn draw(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.frames += 1;
        self.preferences.place = place(&ctx, self.preferences.place);
        if let Some(left) = self.notices.tick(ctx.input(|input| input.time)) {
            ctx.request_repaint_after_secs(seconds(left));
        }
        let mut asked = self.global_keys(&ctx);
        let cx = Cx {
            texts: &self.texts,
            session: self.session.as_ref(),
            today: self.desk.clock.today(),
            offset_secs: self.desk.clock.offset_secs(),
            preferences: self.preferences,
            notices: &self.notices,
        };
        frame::handle_keys(ui);
        if cx.session.is_some() {
            asked.extend(bars::top(ui, &cx, &self.route, &self.counts, &mut self.palette));
        }
        bars::keys(ui, &cx, self.page.as_ref());
        asked.extend(self.page.ui(ui, &cx, &self.desk));
        if let Some(palette) = &mut self.palette
            && let Some(chosen) = palette.ui(&ctx, &cx)
        {
            self.palette = None;
            asked.extend(chosen);
        }
        if let Some(answer) = frame::take_notice_answer(&ctx) {
            let answered = self.notices.answer(answer.n).and_then(|notice| notice.action);
            asked.extend(answered.filter(|_| answer.act).map(|(_, action)| action));
        }
        self.follow(&ctx, asked);
    }

    /// Before the window goes: what was typed is handed over, and where it stood is kept.
    pub fn close(&mut self) {
        self.page.leave(&self.desk);
        self.page = pages::unlock(None, None);
        self.keep.keep(&self.preferences);
    }

    fn global_keys(&mut self, ctx: &Context) -> Vec<ShellAction> {
        let mut asked = Vec::new();
        for (shortcut, larger) in [(keys::ZOOM_IN, true), (keys::ZOOM_OUT, false)] {
            if keys::pressed(ctx, shortcut) {
                asked.push(ShellAction::Prefer(self.preferences.zoomed(larger)));
            }
        }
        if keys::pressed(ctx, keys::ZOOM_RESET) {
            asked.push(ShellAction::Prefer(Preferences { zoom: 1.0, ..self.preferences }));
        }
        let Some(session) = &self.session else { return asked };
        if keys::pressed(ctx, keys::LOCK) {
            asked.push(ShellAction::Lock);
        }
        if keys::pressed(ctx, keys::FIND) {
            self.palette = Some(Palette::new());
        }
        for (tab, key) in bars::tabs(session).zip(bars::TAB_KEYS) {
            if keys::pressed(ctx, keys::alt(key)) {
                asked.push(ShellAction::Go(tab.route()));
            }
        }
        asked
    }

    fn follow(&mut self, ctx: &Context, asked: Vec<ShellAction>) {
        for action in asked {
            match action {
                ShellAction::Go(route) => self.go(ctx, route),
                ShellAction::Notice(notice) => {
                    let now = ctx.input(|input| input.time);
                    self.notices.push(*notice, now);
                }
                ShellAction::Unlocked(session) => self.unlocked(ctx, *session),
                ShellAction::Session(session) => self.session = Some(*session),
                ShellAction::Lock => self.lock(ctx, self.locked_now("unlock-was-locked")),
                ShellAction::Prefer(preferences) => self.prefer(ctx, preferences),
                ShellAction::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            }
            ctx.request_repaint();
        }
    }

    fn go(&mut self, ctx: &Context, route: Route) {
        if self.session.is_none() {
            return;
        }
        self.page.leave(&self.desk);
        ctx.plugin::<TextRoom>().lock().forget_fields();
        if let Some(id) = ctx.memory(egui::Memory::focused) {
            ctx.memory_mut(|memory| memory.surrender_focus(id));
        }
        self.counts.ask(&self.desk.worker);
        self.page = pages::open(&route);
        self.route = route;
        self.palette = None;
    }

    fn prefer(&mut self, ctx: &Context, preferences: Preferences) {
        let preferences = Preferences { place: self.preferences.place, ..preferences };
        if preferences.locale != self.preferences.locale {
            self.texts = Texts::new(preferences.locale);
        }
        self.preferences = preferences;
        self.keep.keep(&preferences);
        self.dress(ctx);
    }

    fn unlocked(&mut self, ctx: &Context, session: SessionView) {
        self.folder = self.page.folder().or(self.folder.take());
        let now = ctx.input(|input| input.time);
        for message in &session.notices {
            self.notices.push(Notice::warning(message.clone()), now);
        }
        self.session = Some(session);
        self.last_input_ms = self.desk.clock.monotonic_ms();
        let first = self.session.iter().flat_map(bars::tabs).next();
        self.go(ctx, first.unwrap_or(Tab::Settings).route());
    }

    /// Locks: what was typed is handed over, every screen dropped, everything of it wiped. `why` is told.
    pub fn lock(&mut self, ctx: &Context, why: Message) {
        if self.session.take().is_none() {
            return;
        }
        self.page.leave(&self.desk);
        self.page = pages::unlock(self.folder.as_deref(), Some(why));
        self.route = Route::Unlock;
        self.palette = None;
        self.notices.clear();
        self.counts = Counts::default();
        self.must_lock = true;
        self.tell_vault_to_lock();
        ctx.plugin::<TextRoom>().lock().wipe();
        ctx.memory_mut(|memory| *memory = egui::Memory::default());
        self.dress(ctx);
        ctx.request_repaint();
    }

    /// That it was locked, and when.
    fn locked_now(&self, id: &'static str) -> Message {
        let clock = &self.desk.clock;
        Message::new(id).text("time", self.texts.clock(clock.now(), clock.offset_secs()))
    }

    /// The vault is told until it has heard: its queue may be full.
    fn tell_vault_to_lock(&mut self) {
        if self.must_lock && pages::lock_vault(&self.desk.worker) {
            self.must_lock = false;
        }
    }

    /// Locks when nobody has touched a key or the mouse for the office's minutes.
    fn lock_when_idle(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        let now = self.desk.clock.monotonic_ms();
        if ctx.input(|input| !input.events.is_empty()) {
            self.last_input_ms = now;
        }
        let limit = u64::from(session.office.idle_lock_minutes.max(1)) * 60_000;
        let idle = now.saturating_sub(self.last_input_ms);
        if idle >= limit {
            let minutes = u64::from(session.office.idle_lock_minutes);
            let why = self.locked_now("unlock-was-idle").number("minutes", minutes);
            self.lock(ctx, why);
        } else {
            ctx.request_repaint_after(std::time::Duration::from_millis(limit - idle));
        }
    }
}

/// Where the window stands; a maximised one keeps the place it goes back to.
fn place(ctx: &Context, before: Option<Place>) -> Option<Place> {
    let zoom = ctx.zoom_factor();
    ctx.input(|input| {
        let window = input.viewport();
        if window.minimized == Some(true) {
            return before;
        }
        if window.maximized == Some(true) || window.fullscreen == Some(true) {
            return Some(Place { maximised: true, ..before.unwrap_or_default() });
        }
        let inner = window.inner_rect?;
        let corner = window.outer_rect.map(|it| [it.min.x * zoom, it.min.y * zoom]);
        let size = [inner.width() * zoom, inner.height() * zoom];
        Some(Place { corner, size, maximised: false })
    })
    .or(before)
}

#[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
const fn seconds(left: f64) -> f32 {
    left as f32
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.turn(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.close();
    }
}
