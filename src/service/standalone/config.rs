//! The settings of a run on a file of one's own: `cfg.json`, every key checked, none ignored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::StandaloneError;
use crate::{
    base::Message,
    privacy::{Distance, Diversity, SensitiveRule, Ties},
};

/// The value of `format`.
pub(super) const CONFIG_FORMAT: &str = "waypost-privacy-config/1";

/// How records are recoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Whole columns.
    FullDomain,
    /// Whole columns, and what would be suppressed on its own.
    Tail,
    /// Every class on its own, finest first.
    Local,
}

impl Mode {
    /// As the settings write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FullDomain => "full_domain",
            Self::Tail => "tail",
            Self::Local => "local",
        }
    }
}

/// A quasi-identifier as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quasi {
    /// The column.
    pub name: String,
    /// The finest level that may leave.
    pub min_level: usize,
    /// The coarsest; the top of its hierarchy where `None`.
    pub max_level: Option<usize>,
}

/// A sensitive column as asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitiveColumn {
    /// What is asked; its groups are in a file.
    pub rule: SensitiveRule,
    /// The file with `value;group` rows.
    pub groups: Option<String>,
}

/// A population that the records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KMap {
    /// How many of it must share the labels of each class.
    pub k: u32,
    /// The file with its quasi-identifiers.
    pub file: String,
}

/// When the search stops early.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Above so many nodes there is no sweep.
    pub nodes: usize,
    /// After so many groupings.
    pub groupings: Option<u64>,
    /// After so long.
    pub seconds: Option<f64>,
}

/// The settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Between cells.
    pub delimiter: u8,
    /// At least one, in the order of levels and ties.
    pub quasi: Vec<Quasi>,
    /// Sensitive columns.
    pub sensitive: Vec<SensitiveColumn>,
    /// Columns kept as they are.
    pub plain: Vec<String>,
    /// Whom k counts.
    pub subject: Option<String>,
    /// Households or cases around subjects.
    pub group: Option<String>,
    /// Subjects a class.
    pub k: u32,
    /// Groups a class.
    pub k_groups: u32,
    /// Members of a reference population a class.
    pub k_map: Option<KMap>,
    /// Share of records that may be suppressed.
    pub suppression_limit: f64,
    /// Classes over released records, at most.
    pub max_mean_risk: Option<f64>,
    /// The balance between recoding and suppressing.
    pub gs_factor: f64,
    /// Weights by quasi-identifier, as given.
    pub weights: BTreeMap<String, f64>,
    /// How records are recoded.
    pub mode: Mode,
    /// What decides between equals.
    pub ties: Ties,
    /// Hierarchy files by quasi-identifier, where they are named.
    pub hierarchies: BTreeMap<String, String>,
    /// When the search stops early.
    pub budget: Budget,
}

const KEYS: [&str; 20] = [
    "format",
    "delimiter",
    "quasi_identifiers",
    "sensitive",
    "plain",
    "subject",
    "group",
    "k",
    "k_groups",
    "k_map",
    "suppression_limit",
    "max_mean_risk",
    "metric",
    "gs_factor",
    "weights",
    "mode",
    "ties",
    "hierarchies",
    "budget",
    "threads",
];

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// [`StandaloneError::Config`] and [`StandaloneError::Parameter`] with the key that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, StandaloneError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let Ok(Value::Object(all)) = serde_json::from_slice(bytes) else {
            return Err(StandaloneError::Config(Message::new("err-cfg-json")));
        };
        let all = Keys { path: "", all: &all };
        all.known(&KEYS)?;
        all.one_of("format", &[CONFIG_FORMAT])?.ok_or_else(|| missing("format"))?;
        all.one_of("metric", &["loss"])?;
        all.whole("threads")?;
        let mode = match all.one_of("mode", &["full_domain", "tail", "local"])? {
            Some("tail") => Mode::Tail,
            Some("local") => Mode::Local,
            _ => Mode::FullDomain,
        };
        let ties = match all.one_of("ties", &["fewest_levels", "first_fields"])? {
            Some("first_fields") => Ties::FirstFields,
            _ => Ties::FewestLevels,
        };
        let k = all.whole("k")?.ok_or_else(|| missing("k"))?;
        let config = Self {
            delimiter: delimiter(&all)?,
            quasi: quasi(&all)?,
            sensitive: sensitive(&all)?,
            plain: all.names("plain")?,
            subject: all.text("subject")?.map(str::to_owned),
            group: all.text("group")?.map(str::to_owned),
            k,
            k_groups: all.whole("k_groups")?.unwrap_or(k),
            k_map: k_map(&all)?,
            suppression_limit: all.share("suppression_limit")?.unwrap_or(0.05),
            max_mean_risk: all.share("max_mean_risk")?,
            gs_factor: all.share("gs_factor")?.unwrap_or(if mode == Mode::Tail {
                0.2
            } else {
                0.5
            }),
            weights: weights(&all)?,
            mode,
            ties,
            hierarchies: files(&all)?,
            budget: budget(&all)?,
        };
        config.agree()?;
        Ok(config)
    }

    /// The names of the quasi-identifiers, in their order.
    pub fn quasi_names(&self) -> impl Iterator<Item = &str> {
        self.quasi.iter().map(|it| it.name.as_str())
    }

    /// Each column has one role, and what is named by column names a quasi-identifier.
    fn agree(&self) -> Result<(), StandaloneError> {
        let mut seen = BTreeSet::new();
        let sensitive = self.sensitive.iter().map(|it| it.rule.attribute.as_str());
        let plain = self.plain.iter().map(String::as_str);
        let owners = [&self.subject, &self.group].into_iter().flatten().map(String::as_str);
        for name in self.quasi_names().chain(sensitive).chain(plain).chain(owners) {
            if !seen.insert(name) {
                return Err(StandaloneError::Config(
                    Message::new("err-cfg-two-roles").text("column", name),
                ));
            }
        }
        let quasi: BTreeSet<&str> = self.quasi_names().collect();
        for (key, names) in [
            ("weights", self.weights.keys().collect::<Vec<_>>()),
            ("hierarchies", self.hierarchies.keys().collect()),
        ] {
            if let Some(name) = names.into_iter().find(|name| !quasi.contains(name.as_str())) {
                return Err(unknown(&format!("{key}.{name}")));
            }
        }
        Ok(())
    }
}

fn unknown(key: &str) -> StandaloneError {
    StandaloneError::Config(Message::new("err-cfg-unknown").text("key", key))
}

fn missing(key: &str) -> StandaloneError {
    StandaloneError::Config(Message::new("err-cfg-missing").text("key", key))
}

/// The members of one object of the settings.
struct Keys<'a> {
    path: &'a str,
    all: &'a Map<String, Value>,
}

impl<'a> Keys<'a> {
    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn known(&self, keys: &[&str]) -> Result<(), StandaloneError> {
        match self.all.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(unknown(&self.name(key))),
            None => Ok(()),
        }
    }

    /// The value of `key`, where it is there and not null.
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.all.get(key).filter(|value| !value.is_null())
    }

    fn wrong(&self, key: &str, allowed: &str) -> StandaloneError {
        StandaloneError::Config(
            Message::new("err-cfg-value").text("key", self.name(key)).text("allowed", allowed),
        )
    }

    fn read<T>(
        &self,
        key: &str,
        allowed: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, StandaloneError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| self.wrong(key, allowed))
    }

    fn text(&self, key: &str) -> Result<Option<&'a str>, StandaloneError> {
        self.read(key, "\"…\"", Value::as_str)
    }

    fn one_of(&self, key: &str, words: &[&str]) -> Result<Option<&'a str>, StandaloneError> {
        let allowed: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.read(key, &allowed.join(", "), |it| it.as_str().filter(|it| words.contains(it)))
    }

    fn names(&self, key: &str) -> Result<Vec<String>, StandaloneError> {
        let read =
            |it: &Value| it.as_array()?.iter().map(|it| it.as_str().map(str::to_owned)).collect();
        Ok(self.read(key, "[\"…\", …]", read)?.unwrap_or_default())
    }

    fn number(&self, key: &str) -> Result<Option<f64>, StandaloneError> {
        self.read(key, "0.05, 1, …", Value::as_f64)
    }

    /// A whole number from 1 on.
    fn whole(&self, key: &str) -> Result<Option<u32>, StandaloneError> {
        let Some(number) = self.read(key, "1, 2, 3, …", whole)? else { return Ok(None) };
        if number == 0 {
            return Err(self.out_of_range(key, Some(1.0)));
        }
        let most = |_err| self.out_of_range(key, Some(f64::from(u32::MAX)));
        u32::try_from(number).map(Some).map_err(most)
    }

    fn level(&self, key: &str) -> Result<Option<usize>, StandaloneError> {
        self.read(key, "0, 1, 2, …", |it| it.as_u64().and_then(|it| usize::try_from(it).ok()))
    }

    /// A number from 0 to 1.
    fn share(&self, key: &str) -> Result<Option<f64>, StandaloneError> {
        self.between(key, 0.0, 1.0)
    }

    fn between(&self, key: &str, low: f64, high: f64) -> Result<Option<f64>, StandaloneError> {
        let number = self.number(key)?;
        match number {
            Some(it) if !(low..=high).contains(&it) => {
                Err(self.out_of_range(key, Some(it.clamp(low, high))))
            }
            _ => Ok(number),
        }
    }

    fn out_of_range(&self, key: &str, attainable: Option<f64>) -> StandaloneError {
        StandaloneError::Parameter { name: self.name(key), attainable }
    }
}

/// A whole number; one with a fraction of 0 too.
fn whole(value: &Value) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked here")]
    let of_float = |it: f64| (it.fract() == 0.0 && (0.0..1e15).contains(&it)).then_some(it as u64);
    // Below 1 is out of range rather than no number.
    let negative = value.as_i64().filter(|it| *it < 0).map(|_| 0);
    value.as_u64().or(negative).or_else(|| value.as_f64().and_then(of_float))
}

fn delimiter(all: &Keys<'_>) -> Result<u8, StandaloneError> {
    let one = |it: &Value| match it.as_str()?.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Some(*byte),
        _ => None,
    };
    Ok(all.read("delimiter", "\";\", \",\", \"\\t\", \"|\"", one)?.unwrap_or(b';'))
}

fn quasi(all: &Keys<'_>) -> Result<Vec<Quasi>, StandaloneError> {
    let key = "quasi_identifiers";
    let list = all.read(
        key,
        "[\"…\", {\"name\": \"…\", \"min_level\": 0, \"max_level\": 1}]",
        Value::as_array,
    )?;
    let list = list.ok_or_else(|| missing(key))?;
    if list.is_empty() {
        return Err(StandaloneError::Config(Message::new("err-cfg-no-quasi")));
    }
    list.iter()
        .map(|entry| match entry {
            Value::String(name) => Ok(Quasi { name: name.clone(), min_level: 0, max_level: None }),
            Value::Object(members) => {
                let keys = Keys { path: key, all: members };
                keys.known(&["name", "min_level", "max_level"])?;
                let name = keys.text("name")?.ok_or_else(|| missing(&keys.name("name")))?;
                Ok(Quasi {
                    name: name.to_owned(),
                    min_level: keys.level("min_level")?.unwrap_or(0),
                    max_level: keys.level("max_level")?,
                })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                Err(all.wrong(key, "\"…\", {\"name\": \"…\"}"))
            }
        })
        .collect()
}

fn sensitive(all: &Keys<'_>) -> Result<Vec<SensitiveColumn>, StandaloneError> {
    let list = all.read("sensitive", "[{\"name\": \"…\", \"models\": […]}]", Value::as_array)?;
    list.map_or(&[][..], Vec::as_slice)
        .iter()
        .map(|entry| {
            let members = entry.as_object().ok_or_else(|| all.wrong("sensitive", "[{…}]"))?;
            let keys = Keys { path: "sensitive", all: members };
            keys.known(&["name", "models", "neutral", "groups"])?;
            let name = keys.text("name")?.ok_or_else(|| missing("sensitive.name"))?;
            let models = keys.read("models", "[{\"model\": \"…\"}]", Value::as_array)?;
            let models = models.map_or(&[][..], Vec::as_slice);
            let criteria =
                models.iter().map(|it| criterion(&keys, it)).collect::<Result<_, _>>()?;
            let rule = SensitiveRule::new(name, criteria).neutral(keys.names("neutral")?);
            Ok(SensitiveColumn { rule, groups: keys.text("groups")?.map(str::to_owned) })
        })
        .collect()
}

fn criterion(column: &Keys<'_>, entry: &Value) -> Result<Diversity, StandaloneError> {
    const MODELS: [&str; 5] = ["distinct_l", "entropy_l", "recursive_cl", "t_closeness", "alpha"];
    let members = entry.as_object().ok_or_else(|| column.wrong("models", "[{…}]"))?;
    let keys = Keys { path: "sensitive.models", all: members };
    let model = keys.one_of("model", &MODELS)?.ok_or_else(|| missing("sensitive.models.model"))?;
    let need = |key: &str| missing(&keys.name(key));
    let from = |key, low, high| keys.between(key, low, high)?.ok_or_else(|| need(key));
    Ok(match model {
        "distinct_l" => {
            keys.known(&["model", "l"])?;
            Diversity::Distinct { l: keys.whole("l")?.ok_or_else(|| need("l"))? }
        }
        "entropy_l" => {
            keys.known(&["model", "l"])?;
            Diversity::Entropy { l: from("l", 1.0, f64::MAX)? }
        }
        "recursive_cl" => {
            keys.known(&["model", "c", "l"])?;
            let l = keys.whole("l")?.ok_or_else(|| need("l"))?;
            Diversity::Recursive { c: from("c", f64::MIN_POSITIVE, f64::MAX)?, l }
        }
        "alpha" => {
            keys.known(&["model", "alpha"])?;
            Diversity::Alpha { alpha: from("alpha", 0.0, 1.0)? }
        }
        _ => {
            keys.known(&["model", "t", "distance", "order"])?;
            let t = from("t", 0.0, 1.0)?;
            let distance = match keys.one_of("distance", &["equal", "ordered"])? {
                Some("ordered") => Distance::Ordered(keys.names("order")?),
                _ => Distance::Equal,
            };
            Diversity::Closeness { t, distance }
        }
    })
}

fn k_map(all: &Keys<'_>) -> Result<Option<KMap>, StandaloneError> {
    let members = all.read("k_map", "{\"k\": 5, \"file\": \"…\"}", Value::as_object)?;
    members
        .map(|members| {
            let keys = Keys { path: "k_map", all: members };
            keys.known(&["k", "file"])?;
            let k = keys.whole("k")?.ok_or_else(|| missing("k_map.k"))?;
            let file = keys.text("file")?.ok_or_else(|| missing("k_map.file"))?;
            Ok(KMap { k, file: file.to_owned() })
        })
        .transpose()
}

fn weights(all: &Keys<'_>) -> Result<BTreeMap<String, f64>, StandaloneError> {
    let members = all.read("weights", "{\"…\": 1}", Value::as_object)?;
    let Some(members) = members else { return Ok(BTreeMap::new()) };
    let keys = Keys { path: "weights", all: members };
    let weight = |name: &String| {
        let weight = keys.between(name, 0.0, f64::MAX)?;
        Ok((name.clone(), weight.unwrap_or(1.0)))
    };
    members.keys().map(weight).collect()
}

fn files(all: &Keys<'_>) -> Result<BTreeMap<String, String>, StandaloneError> {
    let members = all.read("hierarchies", "{\"…\": \"….csv\"}", Value::as_object)?;
    let Some(members) = members else { return Ok(BTreeMap::new()) };
    let keys = Keys { path: "hierarchies", all: members };
    let file = |name: &String| {
        let file = keys.text(name)?.ok_or_else(|| missing(&keys.name(name)))?;
        Ok((name.clone(), file.to_owned()))
    };
    members.keys().map(file).collect()
}

fn budget(all: &Keys<'_>) -> Result<Budget, StandaloneError> {
    let mut budget = Budget { nodes: 5_000_000, groupings: None, seconds: None };
    let Some(members) = all.read("budget", "{\"nodes\": 5000000}", Value::as_object)? else {
        return Ok(budget);
    };
    let keys = Keys { path: "budget", all: members };
    keys.known(&["nodes", "groupings", "seconds"])?;
    if let Some(nodes) = keys.level("nodes")? {
        budget.nodes = nodes;
    }
    budget.groupings = keys.level("groupings")?.map(|it| it as u64);
    budget.seconds = keys.between("seconds", 0.0, f64::MAX)?;
    Ok(budget)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(key: &str, value: Value) -> Value {
        let mut config = json!({
            "format": CONFIG_FORMAT, "quasi_identifiers": ["age"], "k": 2,
        });
        config[key] = value;
        config
    }

    #[track_caller]
    fn refused(key: &str, value: Value) -> &'static str {
        let config = with(key, value).to_string();
        Config::parse(config.as_bytes()).expect_err("refused").code()
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let config = Config::parse(with("mode", json!("tail")).to_string().as_bytes());
        let config = config.expect("settings");
        assert_eq!((config.delimiter, config.k_groups), (b';', 2));
        assert!(
            (config.gs_factor - 0.2).abs() < 1e-12
                && (config.suppression_limit - 0.05).abs() < 1e-12
        );
    }

    #[test]
    fn every_key_is_checked_and_none_is_ignored() {
        assert_eq!(refused("kk", json!(2)), "PRIV-13");
        assert_eq!(refused("metric", json!("entropy")), "PRIV-13");
        assert_eq!(refused("k", json!("2")), "PRIV-13");
        assert_eq!(refused("quasi_identifiers", json!([])), "PRIV-13");
        assert_eq!(refused("plain", json!(["age"])), "PRIV-13");
        assert_eq!(refused("weights", json!({"sex": 1})), "PRIV-13");
        assert_eq!(refused("delimiter", json!(";;")), "PRIV-13");
        assert_eq!(refused("budget", json!({"node": 1})), "PRIV-13");
        assert_eq!(
            refused("sensitive", json!([{"name": "x", "models": [{"model": "l"}]}])),
            "PRIV-13"
        );
        assert_eq!(refused("k", json!(0)), "PRIV-15");
        assert_eq!(refused("k", json!(-3)), "PRIV-15");
        assert_eq!(refused("gs_factor", json!(1.5)), "PRIV-15");
        assert_eq!(refused("suppression_limit", json!(-0.1)), "PRIV-15");
        assert_eq!(refused("weights", json!({"age": -1})), "PRIV-15");
    }
}
