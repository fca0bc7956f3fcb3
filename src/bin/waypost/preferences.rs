//! The one file this program keeps outside an office: language, text size, theme, the window's place. No name, no folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use waypost::{
    l10n::Locale,
    ui::preferences::{Brightness, KeepPreferences, Place, Preferences},
};

/// `ui.json` in the person's configuration folder.
#[derive(Debug)]
pub(crate) struct PreferenceFile(Option<PathBuf>);

impl PreferenceFile {
    /// Where this computer keeps such files; nowhere if it has no such place.
    pub(crate) fn of_this_computer() -> Self {
        let home = || env::var_os("HOME").map(PathBuf::from);
        let base = if cfg!(windows) {
            env::var_os("APPDATA").map(PathBuf::from)
        } else if cfg!(target_os = "macos") {
            home().map(|it| it.join("Library/Application Support"))
        } else {
            env::var_os("XDG_CONFIG_HOME")
                .map(PathBuf::from)
                .or_else(|| Some(home()?.join(".config")))
        };
        Self(base.map(|it| it.join("waypost").join("ui.json")))
    }

    /// What was kept, else what the computer's language suggests.
    pub(crate) fn read(&self) -> Preferences {
        let mut preferences = Preferences::default();
        let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|it| env::var(it).ok());
        if let Some(locale) = tag.and_then(|it| Locale::from_tag(&it)) {
            preferences.locale = locale;
        }
        let kept = self.0.as_deref().and_then(|path| fs::read(path).ok());
        let kept: Option<serde_json::Value> = kept.and_then(|it| serde_json::from_slice(&it).ok());
        let Some(kept) = kept else { return preferences };
        let text = |name: &str| kept.get(name).and_then(|it| it.as_str());
        if let Some(locale) = text("language").and_then(Locale::from_tag) {
            preferences.locale = locale;
        }
        preferences.brightness = match text("theme") {
            Some("light") => Brightness::Light,
            Some("dark") => Brightness::Dark,
            _ => Brightness::System,
        };
        if let Some(percent) = kept.get("text_size").and_then(serde_json::Value::as_f64) {
            preferences.zoom = zoom(percent);
        }
        preferences.place = kept.get("window").and_then(place);
        preferences
    }
}

impl KeepPreferences for PreferenceFile {
    fn keep(&mut self, preferences: &Preferences) {
        let Some(path) = &self.0 else { return };
        let theme = match preferences.brightness {
            Brightness::System => "system",
            Brightness::Light => "light",
            Brightness::Dark => "dark",
        };
        let text_size = (f64::from(preferences.zoom) * 100.0).round();
        let mut kept = serde_json::json!({
            "language": preferences.locale.tag(),
            "theme": theme,
            "text_size": text_size,
        });
        if let Some(place) = &preferences.place {
            kept["window"] = serde_json::json!({
                "corner": place.corner.map(|it| it.map(f32::round)),
                "size": place.size.map(f32::round),
                "maximised": place.maximised,
            });
        }
        if let Some(folder) = path.parent() {
            // Without the file they are asked for again; nothing is lost.
            drop(fs::create_dir_all(folder).and_then(|()| write(path, &kept)));
        }
    }
}

/// The window's place, where the file says it whole.
fn place(kept: &serde_json::Value) -> Option<Place> {
    let pair = |name: &str| -> Option<[f32; 2]> {
        let numbers = kept.get(name)?.as_array()?;
        let [x, y] = numbers.as_slice() else { return None };
        Some([point(x.as_f64()?), point(y.as_f64()?)])
    };
    let maximised = kept.get("maximised").and_then(serde_json::Value::as_bool).unwrap_or(false);
    Some(Place { corner: pair("corner"), size: pair("size")?, maximised })
}

#[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
const fn point(at: f64) -> f32 {
    at as f32
}

fn write(path: &Path, kept: &serde_json::Value) -> std::io::Result<()> {
    fs::write(path, format!("{kept:#}\n"))
}

#[expect(clippy::cast_possible_truncation, reason = "80 to 200")]
fn zoom(percent: f64) -> f32 {
    (percent.clamp(80.0, 200.0) / 100.0) as f32
}
