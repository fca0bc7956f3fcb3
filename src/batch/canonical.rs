//! Canonical JSON: keys sorted bytewise, no spaces, numbers in their shortest form that reads back.
//!
//! The same content is the same bytes, whatever order a library keeps its maps in.

use serde::Serialize;
use serde_json::Value;

use super::BatchError;

/// `value` as canonical JSON, without a line end.
///
/// # Errors
///
/// [`BatchError::Unfit`] where a number is not finite or the type has no JSON form.
pub fn to_canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, BatchError> {
    let no_json = |_err| BatchError::Unfit { what: "a value without a JSON form", at: None };
    let tree = serde_json::to_value(value).map_err(no_json)?;
    let mut out = Vec::new();
    write_value(&tree, &mut out)?;
    Ok(out)
}

fn write_value(value: &Value, out: &mut Vec<u8>) -> Result<(), BatchError> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            out.push(b'{');
            for (n, (key, member)) in members.into_iter().enumerate() {
                if n != 0 {
                    out.push(b',');
                }
                write_scalar(&Value::String(key.clone()), out)?;
                out.push(b':');
                write_value(member, out)?;
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (n, item) in items.iter().enumerate() {
                if n != 0 {
                    out.push(b',');
                }
                write_value(item, out)?;
            }
            out.push(b']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            write_scalar(value, out)?;
        }
    }
    Ok(())
}

fn write_scalar(value: &Value, out: &mut Vec<u8>) -> Result<(), BatchError> {
    serde_json::to_writer(out, value)
        .map_err(|_err| BatchError::Unfit { what: "a value without a JSON form", at: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_nothing_is_spaced() {
        let value = serde_json::json!({"b": [1, 2.5, null], "a": {"z": "é\n", "aa": true}});
        let text = String::from_utf8(to_canonical(&value).unwrap()).unwrap();
        assert_eq!(text, "{\"a\":{\"aa\":true,\"z\":\"é\\n\"},\"b\":[1,2.5,null]}");
    }
}
