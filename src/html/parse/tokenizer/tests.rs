//! The tokenizer tests of html5lib (see `tests/html5lib/README.md`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::cell::RefCell;
use std::path::Path;

use html5ever::LocalName;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use serde_json::{Value, json};

use super::{Content, Tokenizer, prepare};

/// Keeps tokens in the form of the tests.
#[derive(Default)]
struct Tokens(RefCell<Vec<Value>>);

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => push_text(&mut tokens, &text),
            Token::NullCharacterToken => push_text(&mut tokens, "\0"),
            Token::CommentToken(text) => tokens.push(json!(["Comment", &*text])),
            Token::DoctypeToken(doctype) => {
                let parts = [doctype.name, doctype.public_id, doctype.system_id];
                let [name, public, system] = parts.map(|part| part.map(|it| it.to_string()));
                tokens.push(json!(["DOCTYPE", name, public, system, !doctype.force_quirks]));
            }
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => tokens.push(json!(["EndTag", &*tag.name])),
            Token::TagToken(tag) => {
                let attributes: serde_json::Map<String, Value> =
                    tag.attrs.iter().map(|it| (it.name.local.to_string(), json!(&*it.value))).collect();
                let mut start = vec![json!("StartTag"), json!(&*tag.name), json!(attributes)];
                start.extend(tag.self_closing.then_some(json!(true)));
                tokens.push(Value::Array(start));
            }
            Token::EOFToken => {}
            Token::ParseError(error) => panic!("{error}"),
        }
        TokenSinkResult::Continue
    }
}

/// Adds text to text before it.
fn push_text(tokens: &mut Vec<Value>, text: &str) {
    match tokens.last_mut() {
        Some(Value::Array(last)) if last[0] == "Character" => last[1] = json!(last[1].as_str().unwrap().to_owned() + text),
        _ => tokens.push(json!(["Character", text])),
    }
}

fn tokens(input: &str, state: &str, last_start_tag: &str) -> Value {
    let sink = Tokens::default();
    let buffer = prepare(input);
    let mut tokenizer = Tokenizer::new(&buffer, &sink);
    tokenizer.raw_name = LocalName::from(last_start_tag);
    match state {
        "Data state" => {}
        "PLAINTEXT state" => tokenizer.content = Content::Plaintext,
        "RCDATA state" => tokenizer.content = Content::Rcdata,
        "RAWTEXT state" => tokenizer.content = Content::Rawtext,
        "Script data state" => tokenizer.content = Content::Script,
        "CDATA section state" => tokenizer.cdata(),
        state => panic!("{state}"),
    }
    tokenizer.run();
    Value::Array(sink.0.into_inner())
}

/// Undoes the second escaping that some tests have. None if what is meant is no text but half of a surrogate pair.
fn unescape(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => serde_json::from_str(&format!("\"{}\"", text.replace('"', "\\\""))).ok()?,
        Value::Array(parts) => Value::Array(parts.iter().map(unescape).collect::<Option<_>>()?),
        Value::Object(parts) => {
            let name = |name: &String| Some(unescape(&json!(name))?.as_str()?.to_owned());
            let parts = parts.iter().map(|(key, value)| Some((name(key)?, unescape(value)?)));
            Value::Object(parts.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

#[test]
fn html5lib_tokenizer_tests_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html5lib/tokenizer");
    let (mut passed, mut no_text, mut failed) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for test in file["tests"].as_array().unwrap() {
            let escaped = test["doubleEscaped"] == true;
            let [input, output] = ["input", "output"].map(|part| if escaped { unescape(&test[part]) } else { Some(test[part].clone()) });
            let (Some(input), Some(output)) = (input, output) else {
                no_text += 1;
                continue;
            };
            let input = input.as_str().unwrap();
            let data = vec![json!("Data state")];
            for state in test["initialStates"].as_array().unwrap_or(&data) {
                let last = test["lastStartTag"].as_str().unwrap_or("none");
                let found = tokens(input, state.as_str().unwrap(), last);
                if found == output {
                    passed += 1;
                } else {
                    let name = path.file_name().unwrap();
                    failed.push(format!("{name:?}, {state}: {input:?}\n expected {output}\n found    {found}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(passed > 2_500 && no_text < 10, "{passed} {no_text}");
}
