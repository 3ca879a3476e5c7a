//! The tree-construction tests of html5lib (see `tests/html5lib/README.md`), with scripting disabled.

use std::path::Path;

use boiloff::html::parse::parse;
use html5ever::ns;
use scraper::{Html, Node};

use super::parsing::reference;

/// What html5ever with scraper's tree does not do. Markup in formulas whose encoding says it is HTML is taken for formula;
/// its text is there all the same. The chosen option of a list is not copied into the list's button, which suits us: the
/// text would be there twice.
const KNOWN: [&str; 2] = ["<annotation-xml encoding", "<selectedcontent>"];

/// A test: the markup, and the nodes that are expected.
struct Test {
    markup: String,
    lines: Vec<String>,
    /// Whether it is about a part of a page, or about pages whose scripts run, neither of which is parsed here.
    other: bool,
}

fn tests(file: &str) -> Vec<Test> {
    format!("\n{file}").split("\n#data\n").skip(1).map(test).collect()
}

fn test(text: &str) -> Test {
    let (markup, rest) = format!("\n{text}").split_once("\n#errors\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (head, tree) = format!("\n{rest}").split_once("\n#document\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let mut lines: Vec<String> = Vec::new();
    for line in tree.trim_end_matches('\n').split('\n') {
        match line.strip_prefix("| ") {
            Some(line) => lines.push(line.to_owned()),
            None => {
                let last = lines.last_mut().unwrap();
                last.push('\n');
                last.push_str(line);
            }
        }
    }
    let other = head.contains("\n#document-fragment") || head.contains("\n#script-on");
    Test { markup: markup.strip_prefix('\n').unwrap_or(&markup).to_owned(), lines: plain(lines), other }
}

/// The lines without comments, which our tree leaves out, and the text around one in one.
fn plain(lines: Vec<String>) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    for line in lines {
        let item = line.trim_start_matches(' ');
        let indent = &line[..line.len() - item.len()];
        if item.starts_with("<!-- ") {
            continue;
        }
        // scraper's tree does not tell an empty identifier from none.
        let line = line.replace(r#" "" "">"#, ">");
        match plain.last_mut() {
            Some(last) if item.starts_with('"') && last.starts_with(&format!("{indent}\"")) => {
                last.pop();
                last.push_str(&item[1..]);
            }
            _ => plain.push(line),
        }
    }
    plain
}

/// A tree in the form of the tests.
fn dump(html: &Html) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest: Vec<_> = html.tree.root().children().rev().map(|child| (child, 0)).collect();
    while let Some((node, depth)) = rest.pop() {
        let indent = "  ".repeat(depth);
        match node.value() {
            Node::Text(text) => lines.push(format!("{indent}\"{}\"", &**text)),
            Node::Comment(text) => lines.push(format!("{indent}<!-- {} -->", &**text)),
            Node::Fragment => lines.push(format!("{indent}content")),
            Node::Doctype(doctype) => {
                let ids = format!(" \"{}\" \"{}\"", doctype.public_id(), doctype.system_id());
                lines.push(format!("{indent}<!DOCTYPE {}{ids}>", doctype.name()));
            }
            Node::Element(element) => {
                let prefix = match element.name.ns {
                    ns!(svg) => "svg ",
                    ns!(mathml) => "math ",
                    _ => "",
                };
                lines.push(format!("{indent}<{prefix}{}>", element.name()));
                let mut attributes: Vec<_> = element
                    .attrs
                    .iter()
                    .map(|(name, value)| {
                        let prefix = name.prefix.as_ref().filter(|prefix| !prefix.is_empty()).map(|prefix| format!("{prefix} "));
                        format!("{}{}=\"{}\"", prefix.unwrap_or_default(), name.local, &**value)
                    })
                    .collect();
                attributes.sort();
                lines.extend(attributes.into_iter().map(|attribute| format!("{indent}  {attribute}")));
            }
            Node::Document | Node::ProcessingInstruction(_) => {}
        }
        rest.extend(node.children().rev().map(|child| (child, depth + 1)));
    }
    plain(lines)
}

#[test]
fn html5lib_tree_tests_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html5lib/tree-construction");
    let (mut passed, mut other, mut known, mut theirs, mut ours) = (0, 0, [0; 2], Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for test in tests(&std::fs::read_to_string(&path).unwrap()) {
            if test.other {
                other += 1;
            } else if dump(&parse(&test.markup).html) == test.lines {
                passed += 1;
            } else if let Some(reason) = KNOWN.iter().position(|part| test.markup.contains(part)) {
                known[reason] += 1;
                assert_eq!(dump(&reference(&test.markup)), dump(&parse(&test.markup).html));
            } else {
                let failed = if dump(&reference(&test.markup)) == test.lines { &mut ours } else { &mut theirs };
                failed.push(format!(
                    "{:?} {:?}\n{}\n --\n{}",
                    path.file_name().unwrap(),
                    test.markup,
                    test.lines.join("\n"),
                    dump(&parse(&test.markup).html).join("\n")
                ));
            }
        }
    }
    assert!(ours.is_empty(), "{} failed:\n{}", ours.len(), ours.join("\n\n"));
    assert!(theirs.is_empty(), "{} failed in html5ever too:\n{}", theirs.len(), theirs.join("\n"));
    assert!(passed > 1_500 && other == 200 && known == [4, 4], "{passed} {other} {known:?}");
}
