//! JSON as pages embed it: in comments or CDATA sections, with line breaks in strings, stray commas and comments.

use serde_json::Value;

/// Reads the JSON values in a script. What follows the first fault is left; the values before it count.
#[must_use]
pub fn values(script: &str) -> Vec<Value> {
    let script = unwrapped(script);
    if let Ok(value) = serde_json::from_str(script) {
        return vec![value];
    }
    let mended = mended(script);
    serde_json::Deserializer::from_str(&mended).into_iter::<Value>().map_while(Result::ok).collect()
}

/// The script without what hides it from browsers of old.
fn unwrapped(script: &str) -> &str {
    let mut text = script.trim();
    loop {
        let before = text.len();
        for open in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "// <![CDATA[", "/* <![CDATA[ */"] {
            text = text.strip_prefix(open).unwrap_or(text).trim_start();
        }
        for close in ["-->", "//]]>", "/*]]>*/", "]]>", "// ]]>", "/* ]]> */", "//", ";"] {
            text = text.strip_suffix(close).unwrap_or(text).trim_end();
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Where in the text the mending is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Outside,
    String,
    Line,
    Comment,
}

/// The text with blanks for control characters in strings, and without comments, escapes that JSON does not know, and commas
/// before a closing bracket. In one pass.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = At::Outside;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (at, c) {
            (At::String, '"') => {
                out.push(c);
                at = At::Outside;
            }
            (At::String, '\\') => match chars.next() {
                Some(known @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => out.extend(['\\', known]),
                // The escape means nothing; what it stands before is itself.
                Some(other) => out.push(if other.is_control() { ' ' } else { other }),
                None => {}
            },
            (At::String, c) => out.push(if c.is_control() { ' ' } else { c }),
            (At::Line, '\n' | '\r') => at = At::Outside,
            (At::Comment, '*') if chars.peek() == Some(&'/') => {
                chars.next();
                at = At::Outside;
            }
            (At::Line | At::Comment, _) => {}
            (At::Outside, '"') => {
                out.push(c);
                at = At::String;
            }
            (At::Outside, '/') if chars.peek() == Some(&'/') => at = At::Line,
            (At::Outside, '/') if chars.peek() == Some(&'*') => at = At::Comment,
            (At::Outside, ']' | '}') => {
                out.truncate(out.trim_end().trim_end_matches(',').len());
                out.push(c);
            }
            (At::Outside, c) if c.is_control() => out.push(' '),
            (At::Outside, c) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_write() {
        for script in [
            r#"{"a": "b c"}"#,
            "<!-- {\"a\": \"b c\"} -->",
            "//<![CDATA[\n{\"a\": \"b c\"}\n//]]>",
            "/*<![CDATA[*/{\"a\": \"b c\"};/*]]>*/",
            "{\"a\": \"b\nc\",}",
            "{\"a\": \"b\tc\", /* x */ }",
            "{ // a line\n \"a\": \"b c\" }",
            r#"{"a": "b c"} trailing"#,
        ] {
            let values = values(script);
            assert_eq!(values.first().and_then(|v| v["a"].as_str()), Some("b c"), "{script}");
        }
        assert_eq!(values("{\"a\": 1}\n{\"b\": 2}").len(), 2);
        assert_eq!(values(r#"{"a": "it\'s"}"#)[0]["a"], "it's");
    }

    #[test]
    fn hostile_scripts_end_in_nothing() {
        assert!(values(&"[".repeat(200_000)).is_empty());
        assert!(values(&"{\"a\":".repeat(200_000)).is_empty());
        assert!(values("{\"a\": \"").is_empty());
        assert!(values(&"],".repeat(100_000)).is_empty());
        assert!(values("").is_empty());
    }
}
