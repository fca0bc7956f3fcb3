//! Forms made to hang a program or to fill its memory, handed to the command line as files. Each is refused in words, by
//! a process that may have half a gigabyte of addresses and twenty seconds of a processor: in a release build a second does.
#![cfg(target_os = "linux")]

use std::{
    fmt::Write as _,
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::cli;

/// Runs `waypost-cli forms check` on a file within the bounds.
fn check(home: &Path, form: &Path) -> Output {
    let inner = cli::command(home);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 524288; ulimit -t 20; exec \"$@\"", "sh"]);
    command.arg(inner.get_program()).args(inner.get_args()).args(["forms", "check"]).arg(form);
    command.current_dir(home);
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.output().expect("it runs")
}

/// Whether the process came to its own end, with an answer that can be read.
#[track_caller]
fn answered(what: &str, output: &Output) -> i32 {
    let error = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or_else(|| panic!("{what}: killed: {error}"));
    assert!(!error.contains("panicked") && !error.contains("memory allocation"), "{what}: {error}");
    let answer: Result<serde_json::Value, _> = serde_json::from_slice(&output.stdout);
    assert!(answer.is_ok(), "{what}: {error}");
    code
}

#[track_caller]
fn refused(name: &str, bytes: &[u8]) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = name.strip_suffix("/survey.csv");
    if let Some(folder) = folder {
        fs::create_dir(home.path().join(folder)).expect("a folder");
    }
    fs::write(home.path().join(name), bytes).expect("written");
    let form = home.path().join(folder.unwrap_or(name));
    assert_ne!(answered(name, &check(home.path(), &form)), 0, "{name} is not refused");
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook whose survey sheet has a header and then what `rest` writes.
fn workbook(rest: &dyn Fn(&mut dyn std::io::Write)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    for (name, text) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
    ] {
        zip.start_file(name, packed).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.start_file("xl/worksheets/sheet1.xml", packed).expect("a part");
    let header = [cell("A1", "type"), cell("B1", "name"), cell("C1", "label")].concat();
    write!(zip, "<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\">{header}</row>")
        .expect("written");
    rest(&mut zip);
    zip.write_all(b"</sheetData></worksheet>").expect("written");
    zip.finish().expect("finished").into_inner()
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// An `XForm` with these bindings.
fn xform(model: &str, binds: &str) -> String {
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>t</h:title>\
         <model><instance><data id=\"t\">{model}</data></instance>{binds}</model></h:head><h:body/></h:html>"
    )
}

#[test]
fn workbooks_that_unpack_to_more_than_any_form_are_refused() {
    let piece = vec![b' '; 1 << 20];
    let blank = workbook(&|out| (0..400).for_each(|_| out.write_all(&piece).expect("written")));
    assert!(blank.len() < 1 << 20, "small as it comes");
    refused("blank.xlsx", &blank);
    let piece = vec![b'a'; 1 << 20];
    refused(
        "cell.xlsx",
        &workbook(&|out| {
            out.write_all(b"<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>").expect("written");
            (0..300).for_each(|_| out.write_all(&piece).expect("written"));
            out.write_all(b"</t></is></c></row>").expect("written");
        }),
    );
}

#[test]
fn cells_at_both_ends_of_a_sheet_take_no_room_between_them() {
    let far = workbook(&|out| {
        let rows = format!(
            "<row r=\"2\">{}</row><row r=\"1048576\">{}</row>",
            [cell("A2", "text"), cell("B2", "a"), cell("C2", "A")].concat(),
            cell("XFD1048576", "x")
        );
        out.write_all(rows.as_bytes()).expect("written");
    });
    let home = tempfile::tempdir().expect("a folder");
    let form = home.path().join("far.xlsx");
    fs::write(&form, far).expect("written");
    assert_eq!(answered("far.xlsx", &check(home.path(), &form)), 0, "the form itself is sound");
    refused(
        "wide.xlsx",
        &workbook(&|out| {
            for row in 2..2_000 {
                let line = format!("<row r=\"{row}\">{}</row>", cell(&format!("XFD{row}"), "x"));
                out.write_all(line.as_bytes()).expect("written");
            }
        }),
    );
}

#[test]
fn sheets_and_documents_without_end_are_refused() {
    refused(
        "wide/survey.csv",
        ("type,name,label\n".to_owned() + &",".repeat(20_000_000)).as_bytes(),
    );
    refused(
        "long/survey.csv",
        ("type,name,label\n".to_owned() + &"text,a,b\n".repeat(3_000_000)).as_bytes(),
    );
    refused("nodes.xml", xform(&"<a/>".repeat(5_000_000), "").as_bytes());
    let mut attributes = String::new();
    for at in 0..100_000 {
        write!(attributes, " a{at}='1'").expect("a text");
    }
    refused("attributes.xml", xform(&format!("<a{attributes}/>"), "").as_bytes());
    refused("deep.xml", "<a>".repeat(1_000_000).as_bytes());
}

#[test]
fn entities_expressions_and_counts_that_grow_are_refused() {
    let mut bomb = "<!DOCTYPE a [<!ENTITY e0 \"lol\">".to_owned();
    for at in 1..10 {
        let before = format!("&e{};", at - 1).repeat(10);
        write!(bomb, "<!ENTITY e{at} \"{before}\">").expect("a text");
    }
    refused("entities.xml", (bomb + "]>" + &xform("<a>&e9;</a>", "")).as_bytes());
    let deep = "(".repeat(10_000) + "1" + &")".repeat(10_000);
    let bind = format!("<bind nodeset=\"/data/a\" calculate=\"{deep}\"/>");
    refused("expression.xml", xform("<a/>", &bind).as_bytes());
    let (mut model, mut binds) = ("<c0>0123456789</c0>".to_owned(), String::new());
    for at in 1..60 {
        write!(model, "<c{at}/>").expect("a text");
        let before = at - 1;
        write!(
            binds,
            "<bind nodeset=\"/data/c{at}\" calculate=\"concat(/data/c{before}, /data/c{before})\"/>"
        )
        .expect("a text");
    }
    refused("doubling.xml", xform(&model, &binds).as_bytes());
    refused(
        "count/survey.csv",
        b"type,name,label,repeat_count\nbegin repeat,r,R,1000000000\ntext,a,A,\nend repeat,,,\n",
    );
}

/// Bytes that are changed here and there, the same in every run.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = bytes.to_vec();
    for _change in 0..8 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(state >> 33).expect("small") % out.len();
        out[at] = state.to_le_bytes()[3];
    }
    out
}

#[test]
fn damaged_workbooks_sheets_and_xforms_get_an_answer() {
    let book = workbook(&|out| {
        let row = [cell("A2", "text"), cell("B2", "a"), cell("C2", "A")].concat();
        out.write_all(format!("<row r=\"2\">{row}</row>").as_bytes()).expect("written");
    });
    let form = xform("<a/><b/>", "<bind nodeset=\"/data/b\" calculate=\"/data/a + 1\"/>");
    let sheet = "type,name,label,relevant\ninteger,a,A,\ntext,b,\"B ${a}\",${a} > 1\n";
    let home = tempfile::tempdir().expect("a folder");
    let sheets = home.path().join("sheets");
    fs::create_dir(&sheets).expect("a folder");
    for seed in 1..=12 {
        let files: [(PathBuf, &[u8], PathBuf); 3] = [
            (home.path().join("a.xlsx"), &book, home.path().join("a.xlsx")),
            (home.path().join("a.xml"), form.as_bytes(), home.path().join("a.xml")),
            (sheets.join("survey.csv"), sheet.as_bytes(), sheets.clone()),
        ];
        for (file, bytes, given) in files {
            fs::write(&file, damaged(bytes, seed)).expect("written");
            answered(&format!("{} {seed}", file.display()), &check(home.path(), &given));
        }
    }
}
