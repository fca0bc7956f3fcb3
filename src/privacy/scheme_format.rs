//! A scheme as bytes: canonical JSON, keys sorted, no spaces, numbers as the shortest that read back.
//!
//! Two people sign these bytes and the vault keeps them, so they never change for a scheme that exists.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    PrivacyError,
    model::{Distance, Diversity, Model, SensitiveRule},
    scheme::{Purpose, Scheme, SchemeAttribute},
};

/// The value of `format`.
const FORMAT: &str = "waypost-scheme/1";

impl Scheme {
    /// The bytes to sign, to hash and to keep. The same scheme always has the same.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let purpose = &self.purpose;
        let value = json!({
            "attributes": self.attributes.iter().map(attribute).collect::<Vec<_>>(),
            "format": FORMAT,
            "gs_factor": self.gs_factor,
            "model": model(&self.model),
            "purpose": {
                "destination": purpose.destination,
                "epoch": purpose.epoch,
                "form": purpose.form,
                "profile": purpose.profile,
            },
            "suppression_limit": self.suppression_limit,
        });
        let mut text = String::new();
        write(&value, &mut text);
        text.into_bytes()
    }

    /// The scheme that [`Scheme::canonical_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::SchemeFormat`] for anything else, other spellings of the same included.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrivacyError> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|_err| PrivacyError::SchemeFormat)?;
        let scheme = read(&value).ok_or(PrivacyError::SchemeFormat)?;
        if scheme.canonical_bytes() == bytes { Ok(scheme) } else { Err(PrivacyError::SchemeFormat) }
    }
}

/// Writes `value` with sorted keys, whatever order the map keeps.
fn write(value: &Value, into: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            into.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    into.push(',');
                }
                into.push_str(&Value::from(key.as_str()).to_string());
                into.push(':');
                write(map.get(key).unwrap_or(&Value::Null), into);
            }
            into.push('}');
        }
        Value::Array(all) => {
            into.push('[');
            for (at, value) in all.iter().enumerate() {
                if at > 0 {
                    into.push(',');
                }
                write(value, into);
            }
            into.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            into.push_str(&value.to_string());
        }
    }
}

fn attribute(it: &SchemeAttribute) -> Value {
    json!({
        "fallback": it.fallback,
        "hierarchy": hex(&it.hierarchy),
        "level": it.level,
        "name": it.name,
        "neutral_labels": it.neutral_labels,
        "top": it.top,
        "weight": it.weight,
    })
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn model(it: &Model) -> Value {
    json!({
        "k": it.k,
        "k_groups": it.k_groups,
        "max_mean_risk": it.max_mean_risk,
        "sensitive": it.sensitive.iter().map(rule).collect::<Vec<_>>(),
    })
}

fn rule(it: &SensitiveRule) -> Value {
    json!({
        "attribute": it.attribute,
        "criteria": it.criteria.iter().map(criterion).collect::<Vec<_>>(),
        "groups": it.groups,
        "neutral": it.neutral,
    })
}

fn criterion(it: &Diversity) -> Value {
    match it {
        Diversity::Distinct { l } => json!({"l": l, "model": "distinct_l"}),
        Diversity::Entropy { l } => json!({"l": l, "model": "entropy_l"}),
        Diversity::Recursive { c, l } => json!({"c": c, "l": l, "model": "recursive_cl"}),
        Diversity::Alpha { alpha } => json!({"alpha": alpha, "model": "alpha"}),
        Diversity::Closeness { t, distance: Distance::Equal } => {
            json!({"distance": "equal", "model": "t_closeness", "t": t})
        }
        Diversity::Closeness { t, distance: Distance::Ordered(order) } => {
            json!({"distance": "ordered", "model": "t_closeness", "order": order, "t": t})
        }
    }
}

fn read(value: &Value) -> Option<Scheme> {
    if value.get("format")?.as_str()? != FORMAT {
        return None;
    }
    let purpose = value.get("purpose")?;
    let attributes = value.get("attributes")?.as_array()?;
    Some(Scheme {
        purpose: Purpose {
            form: text(purpose, "form")?,
            destination: text(purpose, "destination")?,
            epoch: small(purpose, "epoch")?,
            profile: text(purpose, "profile")?,
        },
        model: read_model(value.get("model")?)?,
        suppression_limit: number(value, "suppression_limit")?,
        gs_factor: number(value, "gs_factor")?,
        attributes: attributes.iter().map(read_attribute).collect::<Option<_>>()?,
    })
}

fn read_attribute(value: &Value) -> Option<SchemeAttribute> {
    Some(SchemeAttribute {
        name: text(value, "name")?,
        hierarchy: hash(value.get("hierarchy")?.as_str()?)?,
        level: small(value, "level")? as usize,
        fallback: small(value, "fallback")? as usize,
        top: small(value, "top")? as usize,
        weight: number(value, "weight")?,
        neutral_labels: texts(value, "neutral_labels")?,
    })
}

fn read_model(value: &Value) -> Option<Model> {
    let sensitive = value.get("sensitive")?.as_array()?;
    Some(Model {
        k: small(value, "k")?,
        k_groups: small(value, "k_groups")?,
        sensitive: sensitive.iter().map(read_rule).collect::<Option<_>>()?,
        max_mean_risk: value.get("max_mean_risk")?.as_f64(),
    })
}

fn read_rule(value: &Value) -> Option<SensitiveRule> {
    let groups: &Map<String, Value> = value.get("groups")?.as_object()?;
    let criteria = value.get("criteria")?.as_array()?;
    Some(SensitiveRule {
        attribute: text(value, "attribute")?,
        neutral: texts(value, "neutral")?,
        groups: groups
            .iter()
            .map(|(value, group)| Some((value.clone(), group.as_str()?.to_owned())))
            .collect::<Option<_>>()?,
        criteria: criteria.iter().map(read_criterion).collect::<Option<_>>()?,
    })
}

fn read_criterion(value: &Value) -> Option<Diversity> {
    match value.get("model")?.as_str()? {
        "distinct_l" => Some(Diversity::Distinct { l: small(value, "l")? }),
        "entropy_l" => Some(Diversity::Entropy { l: number(value, "l")? }),
        "recursive_cl" => {
            Some(Diversity::Recursive { c: number(value, "c")?, l: small(value, "l")? })
        }
        "alpha" => Some(Diversity::Alpha { alpha: number(value, "alpha")? }),
        "t_closeness" => {
            let distance = match value.get("distance")?.as_str()? {
                "equal" => Distance::Equal,
                "ordered" => Distance::Ordered(list(value, "order")?),
                _ => return None,
            };
            Some(Diversity::Closeness { t: number(value, "t")?, distance })
        }
        _ => None,
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn list(value: &Value, key: &str) -> Option<Vec<String>> {
    let all = value.get(key)?.as_array()?;
    all.iter().map(|it| it.as_str().map(str::to_owned)).collect()
}

fn texts(value: &Value, key: &str) -> Option<BTreeSet<String>> {
    list(value, key).map(|all| all.into_iter().collect())
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key)?.as_f64()
}

fn small(value: &Value, key: &str) -> Option<u32> {
    value.get(key)?.as_u64()?.try_into().ok()
}

fn hash(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::{Hierarchy, SearchConfig};

    fn scheme() -> Scheme {
        let rows = [["a", "x", "*"], ["b", "x", "*"], ["c", "y", "*"]]
            .map(|row| row.map(str::to_owned).to_vec());
        let place = Hierarchy::from_rows("place", &rows).expect("a tree");
        let rule = SensitiveRule::new(
            "harm",
            vec![
                Diversity::Distinct { l: 2 },
                Diversity::Alpha { alpha: 0.8 },
                Diversity::Entropy { l: 1.5 },
                Diversity::Recursive { c: 2.0, l: 2 },
                Diversity::Closeness { t: 0.2, distance: Distance::Equal },
                Diversity::Closeness {
                    t: 0.25,
                    distance: Distance::Ordered(vec!["é\"".to_owned()]),
                },
            ],
        )
        .neutral(["no"]);
        let purpose = Purpose {
            form: "f".to_owned(),
            destination: "headquarters".to_owned(),
            epoch: 1,
            profile: "headquarters".to_owned(),
        };
        let model = Model { max_mean_risk: Some(0.03), ..Model::k_anonymity(5) }.with(rule);
        Scheme::new(purpose, &[place], &model, &SearchConfig::default(), &[1], &[2])
            .expect("a scheme")
    }

    #[test]
    fn a_scheme_reads_back_from_its_bytes_and_only_from_those() {
        let bytes = scheme().canonical_bytes();
        assert_eq!(Scheme::from_bytes(&bytes), Ok(scheme()));
        let spaced = [b" ".as_slice(), &bytes].concat();
        assert_eq!(Scheme::from_bytes(&spaced), Err(PrivacyError::SchemeFormat));
        assert_eq!(Scheme::from_bytes(b"{}"), Err(PrivacyError::SchemeFormat));
        let other = String::from_utf8(bytes).expect("text").replace("scheme/1", "scheme/2");
        assert_eq!(Scheme::from_bytes(other.as_bytes()), Err(PrivacyError::SchemeFormat));
    }

    #[test]
    fn the_bytes_that_are_signed_never_change() {
        let text = String::from_utf8(scheme().canonical_bytes()).expect("text");
        assert!(text.starts_with(r#"{"attributes":[{"fallback":2,"hierarchy":""#), "{text}");
        let rest = text.split_once(r#","level""#).expect("a level").1;
        assert_eq!(
            rest,
            concat!(
                r#":1,"name":"place","neutral_labels":[],"top":2,"weight":1.0}],"format":"waypost-scheme/1","#,
                r#""gs_factor":0.5,"model":{"k":5,"k_groups":5,"max_mean_risk":0.03,"sensitive":[{"attribute":"harm","#,
                r#""criteria":[{"l":2,"model":"distinct_l"},{"alpha":0.8,"model":"alpha"},{"l":1.5,"model":"entropy_l"},"#,
                r#"{"c":2.0,"l":2,"model":"recursive_cl"},{"distance":"equal","model":"t_closeness","t":0.2},"#,
                r#"{"distance":"ordered","model":"t_closeness","order":["é\""],"t":0.25}],"groups":{},"neutral":["no"]}]},"#,
                r#""purpose":{"destination":"headquarters","epoch":1,"form":"f","profile":"headquarters"},"#,
                r#""suppression_limit":0.05}"#
            )
        );
    }
}
