//! The head of a record, and of the HTTP response in it: a first line, and lines of names and values up to a blank one.

/// Longest head. Those of the largest crawls have some KB.
pub const HEAD_MAX: usize = 256 << 10;

/// A head.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its first line.
    pub first: String,
    fields: Vec<(String, String)>,
    /// There was a line that is no field.
    pub has_odd_lines: bool,
}

impl Head {
    /// The head that `bytes` begins with, and its length, the blank line included. Lines end with a line feed, with or without
    /// a carriage return; one that begins with a blank goes on with the one before. `None` if there is no blank line.
    pub fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut head = Self::default();
        let mut at = 0;
        loop {
            let end = at + memchr::memchr(b'\n', &bytes[at..])?;
            let line = bytes[at..end].strip_suffix(b"\r").unwrap_or(&bytes[at..end]);
            let is_first = at == 0;
            at = end + 1;
            if line.is_empty() {
                return Some((head, at));
            }
            head.line(&String::from_utf8_lossy(line), is_first);
        }
    }

    fn line(&mut self, line: &str, is_first: bool) {
        match line.split_once(':') {
            _ if is_first => line.trim().clone_into(&mut self.first),
            _ if line.starts_with([' ', '\t']) => {
                if let Some((_, value)) = self.fields.last_mut() {
                    *value = format!("{value} {}", line.trim()).trim().to_owned();
                }
            }
            Some((name, value)) if !name.trim().is_empty() => self.fields.push((name.trim().to_owned(), value.trim().to_owned())),
            _ => self.has_odd_lines = true,
        }
    }

    /// The value of the first field of this name that has one. Capitals do not matter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of all fields of this name.
    pub fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &str> {
        self.fields.iter().filter(move |(n, value)| n.eq_ignore_ascii_case(name) && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let (head, length) = Head::read(b"WARC/1.0\r\nA: b:c\r\nfolded:  one\r\n\ttwo \r\nEmpty:\r\nempty: x\r\n\r\nA: no").unwrap();
        assert_eq!((head.first.as_str(), length), ("WARC/1.0", 59));
        assert_eq!((head.get("a"), head.get("Folded"), head.get("EMPTY"), head.get("b")), (Some("b:c"), Some("one two"), Some("x"), None));
        assert!(!head.has_odd_lines);
        let (head, length) = Head::read(b"HTTP/1.1 200 OK\nA: b\nodd\n: odd\n\xff: \xe9\n\n").unwrap();
        assert_eq!((head.get("a"), head.has_odd_lines, length), (Some("b"), true, 37));
        assert_eq!(Head::read(b"WARC/1.0\r\nA: b\r\n"), None);
        assert_eq!(Head::read(b"\r\n").unwrap().1, 2);
    }
}
