//! `datapackage.json`: the CSV files described for anybody's tools (Frictionless data package).

use serde_json::{Map, Value, json};

use super::{
    BatchError, Column, ColumnKind, Contents, Files, archive::len, canonical::to_canonical,
    columns::PSEUDONYM, hash::sha256_hex,
};

/// The package over those of `files` that are data, tables or codebook.
pub(super) fn data_package(contents: &Contents, files: &Files) -> Result<Vec<u8>, BatchError> {
    let mut resources =
        vec![resource(files, &contents.data_file(), Some(data_schema(contents)), true)?];
    for table in &contents.tables {
        let schema = json!({"fields": table.columns.iter().map(|it| field(it, it.hxl.as_deref())).collect::<Vec<_>>()});
        resources.push(resource(files, &format!("tables/{}.csv", table.name), Some(schema), true)?);
    }
    resources.push(resource(files, &format!("codebook/{}.csv", contents.form), None, false)?);
    let mut package = Map::new();
    package.insert("name".to_owned(), slug(&contents.form).into());
    if let Some((_language, title)) = contents.titles.first() {
        package.insert("title".to_owned(), title.as_str().into());
    }
    package.insert("resources".to_owned(), resources.into());
    to_canonical(&Value::Object(package))
}

fn resource(
    files: &Files,
    path: &str,
    schema: Option<Value>,
    has_tags: bool,
) -> Result<Value, BatchError> {
    let bytes =
        files.get(path).ok_or_else(|| BatchError::unfit("a file that was not written", path))?;
    let mut resource = json!({
        "name": slug(path.trim_end_matches(".csv")),
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(bytes),
        "hash": format!("sha256:{}", sha256_hex(bytes)),
    });
    if let Some(members) = resource.as_object_mut() {
        if has_tags {
            members.insert("dialect".to_owned(), json!({"headerRows": [1], "commentRows": [2]}));
        }
        if let Some(schema) = schema {
            members.insert("schema".to_owned(), schema);
        }
    }
    Ok(resource)
}

fn data_schema(contents: &Contents) -> Value {
    let mut fields = vec![json!({
        "name": PSEUDONYM,
        "type": "string",
        "constraints": {"required": true, "unique": true},
    })];
    fields.extend(contents.columns.iter().enumerate().map(|(at, column)| {
        let tag = contents.tag(at);
        field(column, Some(tag.as_str()).filter(|tag| !tag.is_empty()))
    }));
    json!({"fields": fields, "primaryKey": [PSEUDONYM]})
}

fn field(column: &Column, tag: Option<&str>) -> Value {
    let mut field = Map::new();
    field.insert("name".to_owned(), column.name.as_str().into());
    if let Some((_language, label)) = column.labels.first() {
        field.insert("title".to_owned(), label.as_str().into());
    }
    if let Some(tag) = tag {
        field.insert("rdfType".to_owned(), format!("hxl:{tag}").into());
    }
    let (kind, constraints) = match &column.kind {
        ColumnKind::Text => ("string", Value::Null),
        ColumnKind::Integer { min, max } => {
            let bounds = [("minimum", min), ("maximum", max)];
            let bounds: Map<String, Value> = bounds
                .into_iter()
                .filter_map(|(name, bound)| bound.map(|bound| (name.to_owned(), bound.into())))
                .collect();
            ("integer", if bounds.is_empty() { Value::Null } else { Value::Object(bounds) })
        }
        ColumnKind::Decimal => ("number", Value::Null),
        ColumnKind::Date => ("date", Value::Null),
        ColumnKind::Codes { codes, .. } => {
            let codes: Vec<&str> = codes.iter().map(|it| it.code.as_str()).collect();
            // A list without codes constrains nothing; an empty enum would be an invalid schema.
            ("string", if codes.is_empty() { Value::Null } else { json!({"enum": codes}) })
        }
    };
    field.insert("type".to_owned(), kind.into());
    if !constraints.is_null() {
        field.insert("constraints".to_owned(), constraints);
    }
    Value::Object(field)
}

/// A name as the standard wants it: lower-case letters, digits, `.`, `_`, `-`.
fn slug(text: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) { c.to_ascii_lowercase() } else { '-' }
    };
    text.chars().map(plain).collect()
}
