//! Keys: what they are called, and which work everywhere.

use eframe::egui::{Context, Event, Key, KeyboardShortcut, Modifiers, Response, Ui};

use super::{cx::Cx, text::after_leaving_key};
use crate::cases::Permission;

/// A key with the keys held down beside it.
pub type Shortcut = KeyboardShortcut;

/// A key held with Ctrl.
#[must_use]
pub const fn ctrl(key: Key) -> Shortcut {
    Shortcut::new(Modifiers::COMMAND, key)
}

/// A key held with Alt.
#[must_use]
pub const fn alt(key: Key) -> Shortcut {
    Shortcut::new(Modifiers::ALT, key)
}

/// A key held with Shift.
#[must_use]
pub const fn shift(key: Key) -> Shortcut {
    Shortcut::new(Modifiers::SHIFT, key)
}

/// A key alone.
#[must_use]
pub const fn plain(key: Key) -> Shortcut {
    Shortcut::new(Modifiers::NONE, key)
}

/// Find or do.
pub const FIND: Shortcut = ctrl(Key::K);
/// Lock the office.
pub const LOCK: Shortcut = ctrl(Key::L);
/// Larger text.
pub const ZOOM_IN: Shortcut = ctrl(Key::Plus);
/// Smaller text.
pub const ZOOM_OUT: Shortcut = ctrl(Key::Minus);
/// Text as large as it comes.
pub const ZOOM_RESET: Shortcut = ctrl(Key::Num0);
/// The next pane, or the next drawer.
pub const PANE: Shortcut = plain(Key::F6);

/// Takes the key out of this frame's events, so that no widget sees it; answers whether it was pressed.
#[must_use]
pub fn pressed(ctx: &Context, shortcut: Shortcut) -> bool {
    ctx.input_mut(|input| {
        let pressed = input.consume_shortcut(&shortcut);
        if pressed && shortcut.modifiers.alt {
            // A letter held with Alt comes as text too; the field with the focus must not get it.
            let letter = shortcut.logical_key.name();
            input
                .events
                .retain(|it| !matches!(it, Event::Text(text) if text.eq_ignore_ascii_case(letter)));
        }
        pressed
    })
}

/// A key without Ctrl or Alt, while no text field has the focus: the single letters of review and the numbers of lists.
#[must_use]
pub fn pressed_outside_fields(ctx: &Context, key: Key) -> bool {
    !ctx.egui_wants_keyboard_input() && pressed(ctx, plain(key))
}

/// The keys pressed in this frame that belong to a part with the focus, with what was held beside them.
///
/// On a busy computer a letter, the Tab after it and the next letter arrive in one frame. What came before the key that
/// gave the focus belongs to the part before: an age of 12 must not choose the second answer of the next question.
#[must_use]
pub fn pressed_here(ui: &Ui, response: &Response) -> Vec<(Key, Modifiers)> {
    let events = ui.input(|input| input.events.clone());
    let first = if response.gained_focus() { after_leaving_key(&events) } else { 0 };
    events
        .into_iter()
        .skip(first)
        .filter_map(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } => Some((key, modifiers)),
            _ => None,
        })
        .collect()
}

/// What the key caps say: `Ctrl K`, `Maj Entrée`.
#[must_use]
pub fn caption(cx: &Cx<'_>, shortcut: Shortcut) -> String {
    let held = [
        (shortcut.modifiers.command || shortcut.modifiers.ctrl, "key-ctrl"),
        (shortcut.modifiers.alt, "key-alt"),
        (shortcut.modifiers.shift, "key-shift"),
    ];
    let mut words: Vec<String> =
        held.into_iter().filter(|(held, _)| *held).map(|(_, id)| cx.t(id)).collect();
    words.push(key_caption(cx, shortcut.logical_key));
    words.join(" ")
}

fn key_caption(cx: &Cx<'_>, key: Key) -> String {
    let id = match key {
        Key::Enter => "key-enter",
        Key::Escape => "key-escape",
        Key::Tab => "key-tab",
        Key::Space => "key-space",
        Key::Delete => "key-delete",
        Key::Home => "key-home",
        Key::End => "key-end",
        Key::PageUp => "key-page-up",
        Key::PageDown => "key-page-down",
        Key::ArrowUp => return "↑".to_owned(),
        Key::ArrowDown => return "↓".to_owned(),
        Key::ArrowLeft => return "←".to_owned(),
        Key::ArrowRight => return "→".to_owned(),
        Key::Plus => return "+".to_owned(),
        Key::Minus => return "\u{2212}".to_owned(),
        other => return other.name().to_owned(),
    };
    cx.t(id)
}

/// One entry of the bar of keys: keys that work now, and the id of what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// The keys, each with a cap of its own.
    pub keys: Vec<Shortcut>,
    /// Text id of what they do.
    pub text: &'static str,
    /// Shown only to those who have this right.
    pub needs: Option<Permission>,
}

impl KeyHint {
    /// One key.
    #[must_use]
    pub fn new(key: Shortcut, text: &'static str) -> Self {
        Self { keys: vec![key], text, needs: None }
    }

    /// Several keys that do the same kind of thing.
    #[must_use]
    pub fn several(keys: impl Into<Vec<Shortcut>>, text: &'static str) -> Self {
        Self { keys: keys.into(), text, needs: None }
    }

    /// Only for those who have the right.
    #[must_use]
    pub const fn needs(mut self, right: Permission) -> Self {
        self.needs = Some(right);
        self
    }
}
