//! What each place in a line adds to the score: names, brackets, quote marks, signs.

use super::words::{Known, LONGEST_KNOWN, known};
use super::{Scan, is_ident};

/// Score from which on a quote mark behind a colon or parenthesis opens a string, and is not speech.
const STRING_SCORE: i32 = 12;
/// Words of a comment in front of the code that it is about.
const ANCHOR_WORDS: u32 = 40;
/// A command of LaTeX.
const LATEX: i32 = -30;
/// The end of a brace that holds nothing but words, `{so}`: takes back what its opening earned.
const BARE_BRACE: i32 = -12;
/// Most words of a comment to the line's end, or of a declaration's value.
const FREE_WORDS: u32 = 25;
/// Length and digits of a name that is a random id.
const RANDOM_LENGTH: usize = 20;
const RANDOM_DIGITS: usize = 4;
/// Longest name of a CSS variable that is read, in bytes.
const LONGEST_NAME: usize = 80;

// What a joint adds, in tenths. The grades were set by how often a class of joints stands in prose: TRACE in any, FAINT and WEAK in
// some (a colon between words, a name with a capital inside), FAIR and GOOD hardly ever, STRONG and SURE never but by accident.
const TRACE: i32 = 1;
const FAINT: i32 = 3;
const WEAK: i32 = 4;
const FAIR: i32 = 6;
const GOOD: i32 = 9;
const STRONG: i32 = 12;
const SURE: i32 = 15;

impl Scan<'_> {
    /// A name: what it is known as counts where code stands beside it.
    pub(super) fn ident(&mut self, start: usize) -> usize {
        let mut end = start;
        let (mut camel, mut snake, mut digits) = (false, false, 0);
        while let Some(&byte) = self.bytes.get(end).filter(|b| is_ident(**b)) {
            camel |= byte.is_ascii_uppercase() && end > start && self.at(end - 1).is_ascii_lowercase();
            snake |= byte == b'_' && end > start && is_ident(self.at(end + 1));
            digits += usize::from(byte.is_ascii_digit());
            self.token_letters |= byte.is_ascii_alphabetic();
            self.token_digits |= byte.is_ascii_digit();
            end += 1;
        }
        let word = &self.bytes[start..end];
        let (prev, next) = (self.before(start), self.at(end));
        let joined = matches!(next, b'(' | b'=' | b'[' | b'{' | b'}' | b';' | b'"' | b'\'')
            || (matches!(next, b'.' | b':' | b',') && self.at(end + 1) != b' ')
            || matches!(prev, b'.' | b'"' | b'\'' | b'(' | b'[' | b'{' | b'!' | b',' | b':' | b';' | b'@' | b'=')
            || (next == b' ' && matches!(self.at(end + 1), b'=' | b'{') && self.at(end + 2) != b'=');
        let mut weight = 0;
        if camel && joined {
            weight += WEAK;
        }
        if snake {
            weight += WEAK;
        }
        if word[0] == b'$' && word.len() > 1 && !word[1].is_ascii_digit() {
            weight += WEAK;
        }
        if word.len() >= RANDOM_LENGTH && digits >= RANDOM_DIGITS && digits < word.len() {
            weight += FAINT;
        }
        if digits == 0 || !word[0].is_ascii_digit() {
            weight += self.known_weight(word, start, end, joined);
        } else if word.len() > 2 && joined_unit(word) {
            weight += WEAK;
        }
        self.add(weight, end);
        end
    }

    fn known_weight(&mut self, word: &[u8], start: usize, end: usize, joined: bool) -> i32 {
        match known(word) {
            Some(Known::Machinery) if joined => {
                self.counts.machinery += 1;
                SURE
            }
            Some(Known::Machinery) => FAINT,
            Some(Known::Browser) if joined => {
                self.counts.browser += 1;
                WEAK
            }
            Some(Known::Foreign) => {
                self.counts.foreign +=
                    u32::from(matches!(self.at(end), b' ' | b',' | b')') && matches!(self.before(start), b' ' | b'(' | b'{' | b';' | b'='));
                0
            }
            Some(Known::Browser) => 0,
            Some(Known::Keyword) if joined => FAINT,
            Some(Known::Keyword) => {
                let declares = matches!(word, b"var" | b"const" | b"let" | b"function" | b"typeof" | b"new") && self.at(end) == b' ';
                self.token_is_free = true;
                if declares && (start == 0 || matches!(self.last_filled(start), b';' | b'}' | b'{' | b'(' | b'=' | b'/' | b' ')) {
                    FAIR
                } else {
                    0
                }
            }
            Some(Known::CssWord) => {
                self.token_is_free = true;
                let declares = self.at(end) == b':' && (matches!(self.last_filled(start), b';' | b'{' | b'}') || self.at(end + 1) != b' ');
                self.counts.css += u32::from(declares);
                if declares { FAIR } else { 0 }
            }
            Some(Known::Element) => {
                self.token_is_free = self.active && word.len() > 1;
                0
            }
            Some(Known::Css | Known::Shortcode) | None => self.hyphenated(start, end),
        }
    }

    /// A property of CSS of two words or more, from its first part on: one of the list, or any in a block.
    fn hyphenated(&mut self, start: usize, first_end: usize) -> i32 {
        if self.at(first_end) != b'-' || (self.before(start) == b'-' && is_ident(self.before(start.saturating_sub(1)))) {
            return 0;
        }
        let rest = &self.bytes[start..self.bytes.len().min(start + LONGEST_KNOWN)];
        let length = rest.iter().position(|b| !b.is_ascii_lowercase() && *b != b'-').unwrap_or(rest.len());
        let behind = self.at(start + length);
        if behind != b':' && (behind != b' ' || self.at(start + length + 1) != b':') {
            return 0;
        }
        let listed = known(&rest[..length]) == Some(Known::Css);
        let in_block = self.active && matches!(self.last_filled(start), b'{' | b';');
        self.counts.css += u32::from(listed || in_block);
        if listed || in_block {
            self.free_words = FREE_WORDS;
            GOOD
        } else {
            0
        }
    }

    pub(super) fn mark(&mut self, at: usize, byte: u8) -> usize {
        let (prev, next) = (self.before(at), self.at(at + 1));
        let end = at + 1;
        let tight = next != b' ';
        if prev == b' ' && self.active {
            self.counts.loose += u32::from(
                matches!(byte, b';' | b',')
                    || (byte == b'(' && next == b' ' && is_ident(self.before(at - 1)))
                    || (byte == b')' && self.before(at - 1) == b'('),
            );
            self.counts.foreign += u32::from(byte == b'-' && next == b'>');
        }
        if byte == b'<' && ((next == b' ' && self.at(at + 2).is_ascii_lowercase()) || (next == b'/' && self.at(at + 2) == b' ')) {
            self.counts.loose += 1;
        }
        if self.active && ((byte == b'{' && next == b'%') || (byte == b':' && next == b'=')) {
            self.counts.foreign += 1;
        }
        match byte {
            b'\\' => return self.backslash(at),
            b'"' | b'\'' | b'`' => self.quote(at, at, byte),
            b'{' | b'(' | b'[' => {
                let weight = self.opening(at, byte, prev, next);
                self.add(weight, end);
                self.counts.depth += 1;
                if self.best_end == end {
                    self.best_counts = self.counts;
                }
                if byte == b'(' {
                    self.calls = self.calls << 1 | u64::from(self.is_call(at) || weight > 0);
                }
                self.bare_brace = byte == b'{';
            }
            b'}' | b')' | b']' => {
                self.counts.depth -= 1;
                self.counts.lowest = self.counts.lowest.min(self.counts.depth);
                let weight = self.closing(at, byte, prev, next);
                self.add(weight, end);
            }
            b';' => {
                self.free_words = 0;
                self.semicolon(at, prev, next);
            }
            b'=' => self.equals(at, prev, next),
            b':' if next == b'/' && self.at(at + 2) == b'/' => return self.address(at),
            b':' => {
                let weight = match next {
                    b'{' | b'[' => GOOD,
                    _ if self.is_pseudo_class(end) => GOOD,
                    b':' => WEAK,
                    b' ' if matches!(self.at(at + 2), b'{' | b'[') => FAIR,
                    b' ' if matches!(self.at(at + 2), b'"' | b'\'') && is_ident(prev) => WEAK,
                    _ if prev.is_ascii_alphabetic() && (is_ident(next) || matches!(next, b'#' | b'.' | b'!' | b'-')) => WEAK,
                    _ => 0,
                };
                self.counts.keys += u32::from(matches!(prev, b'"' | b'\''));
                self.counts.foreign += u32::from(next == b':' && !self.is_pseudo_class(end + 1) && self.at(end + 1) != b'-');
                self.tally(weight, tight);
                self.add(weight, end);
            }
            b',' => {
                let joins = |b: u8| is_ident(b) || matches!(b, b'.' | b'#' | b'"' | b'\'' | b'{' | b'[' | b'}' | b']' | b')');
                let weight = if joins(prev) && joins(next) && !(prev.is_ascii_digit() && next.is_ascii_digit()) { FAINT } else { 0 };
                self.tally(weight, true);
                self.add(weight, end);
            }
            b'.' => {
                let weight = match prev {
                    b' ' | b',' | b'}' | b'{' | b'>' | b'(' | b';' | b'/' if next.is_ascii_alphabetic() || next == b'_' => WEAK,
                    b')' | b']' | b'"' | b'\'' if next.is_ascii_lowercase() => GOOD,
                    _ => 0,
                };
                self.add(weight, end);
            }
            b'#' => {
                let hex = self.bytes[end..].iter().take(9).take_while(|b| b.is_ascii_hexdigit()).count();
                let digits = self.bytes[end..end + hex].iter().any(u8::is_ascii_digit);
                let weight = i32::from(matches!(hex, 3 | 4 | 6 | 8) && !is_ident(self.at(end + hex)) && (digits || prev == b':')) * WEAK;
                self.add(weight, end + hex);
            }
            b'/' => return self.slash(at, prev, next),
            b'*' if next == b'/' => {
                let closes = std::mem::take(&mut self.block_comment);
                self.add(GOOD, end + 1);
                self.cut |= self.active && !closes && !self.opened_string;
                return at + 2;
            }
            b'&' | b'|' if next == byte => {
                self.add(GOOD, end + 1);
                return at + 2;
            }
            b'!' if matches!(prev, b'(' | b'=' | b'&' | b'|' | b';' | b',')
                && (is_ident(next) || (next == b'!' && is_ident(self.at(at + 2)))) =>
            {
                self.add(FAIR, end);
            }
            b'!' if self.bytes[end..].starts_with(b"important") => {
                self.counts.machinery += 1;
                self.add(SURE, end + 9);
                return end + 9;
            }
            b'@' => {
                let rules: [&[u8]; 6] = [b"media", b"font-face", b"import ", b"keyframes", b"supports", b"charset "];
                let keys: [&[u8]; 4] = [b"context\"", b"type\"", b"graph\"", b"id\""];
                if rules.iter().any(|r| self.bytes[end..].starts_with(r))
                    && matches!(self.last_filled(at), b' ' | b'}' | b'/' | b';' | b'{')
                {
                    self.counts.machinery += 1;
                    self.add(STRONG, end);
                } else if prev == b'"' && keys.iter().any(|k| self.bytes[end..].starts_with(k)) {
                    self.counts.machinery += 1;
                    self.add(SURE, end);
                }
            }
            b'-' if next == b'-' && !is_ident(prev) && prev != b'-' && is_ident(self.at(at + 2)) => {
                let name = self.bytes[at + 2..].iter().take_while(|b| is_ident(**b) || **b == b'-').take(LONGEST_NAME).count();
                let declares = self.at(at + 2 + name) == b':';
                if declares {
                    self.free_words = FREE_WORDS;
                }
                self.counts.foreign += u32::from(prev == b' ' && matches!(self.at(at + 2 + name), b' ' | b'='));
                let weight = if declares || matches!(prev, b'(' | b'{' | b';') { GOOD } else { WEAK };
                self.add(weight, end + 1);
            }
            b'-' if matches!(prev, b' ' | b';' | b'{' | b':' | b',') && self.is_vendor(end) => {
                self.counts.machinery += 1;
                self.add(STRONG, end);
            }
            b'<' => {
                self.counts.foreign +=
                    2 * u32::from(self.bytes[end..].starts_with(b"!doctype") || self.bytes[end..].starts_with(b"!DOCTYPE"));
                self.counts.tags += u32::from(next == b'/' || next.is_ascii_alphabetic());
                let weight = if next == b'!' || next == b'/' {
                    FAIR
                } else if next.is_ascii_lowercase() {
                    FAINT
                } else {
                    0
                };
                self.add(weight, end);
            }
            b'%' if next.is_ascii_hexdigit() && self.at(at + 2).is_ascii_hexdigit() && !prev.is_ascii_digit() => self.add(FAINT, end),
            b'+' if (prev == b'"' || prev == b'\'' || next == b'"' || next == b'\'') && !prev.is_ascii_digit() => self.add(WEAK, end),
            _ => {}
        }
        end
    }

    fn is_pseudo_class(&self, at: usize) -> bool {
        let names: [&[u8]; 9] = [b"hover", b"focus", b"not(", b"before", b"after", b"root", b"where(", b"nth-", b"first-"];
        names.iter().any(|n| self.bytes[at..].starts_with(n))
    }

    fn is_vendor(&self, at: usize) -> bool {
        let prefixes: [&[u8]; 4] = [b"webkit-", b"moz-", b"ms-", b"o-"];
        prefixes.iter().any(|p| self.bytes[at..].starts_with(p))
    }

    fn tally(&mut self, weight: i32, tight: bool) {
        if weight > 0 {
            self.counts.dense += u32::from(tight);
            self.counts.spaced += u32::from(!tight);
        }
    }

    /// True if the parenthesis at `at` follows a name, as that of a call does: not a number, nor a lone capital letter, which is a
    /// function of mathematics.
    fn is_call(&self, at: usize) -> bool {
        let window = &self.bytes[at.saturating_sub(LONGEST_KNOWN)..at];
        let name = window.iter().rev().take_while(|b| is_ident(**b)).count();
        match window[window.len() - name..] {
            [] => false,
            [only] => !only.is_ascii_uppercase() && !only.is_ascii_digit(),
            [first, ..] => !first.is_ascii_digit(),
        }
    }

    fn opening(&mut self, at: usize, byte: u8, prev: u8, next: u8) -> i32 {
        let after_name = is_ident(prev) && (byte != b'(' || self.is_call(at));
        let weight = match byte {
            b'{' if self.latex > 0 || matches!(prev, b'^' | b'_') => 0,
            b'{' if next == b'{' || prev == b'{' => {
                self.in_template = true;
                0
            }
            b'{' if prev == b'$' => GOOD,
            b'{' if !next.is_ascii() => FAINT,
            b'{' => STRONG,
            b'(' if after_name => match next {
                b')' | b'"' | b'\'' | b'{' | b'[' | b'#' | b'!' => GOOD,
                b'f' if self.bytes[at + 1..].starts_with(b"function") => SURE,
                _ => WEAK,
            },
            b'(' if next == b'f' && self.bytes[at + 1..].starts_with(b"function") => SURE,
            b'(' if next == b'(' || next == b')' => WEAK,
            b'(' if matches!(prev, b')' | b']' | b';' | b'!' | b'=') => FAIR,
            b'[' if after_name && !next.is_ascii_digit() && next != b']' => WEAK,
            b'[' if matches!(next, b'"' | b'\'' | b'{') || matches!(prev, b'=' | b':' | b'(') => GOOD,
            b'[' if next == b']' => FAIR,
            _ => 0,
        };
        if byte == b'{' {
            self.tally(1, prev != b' ' || next != b' ');
        }
        weight
    }

    fn closing(&mut self, at: usize, byte: u8, prev: u8, next: u8) -> i32 {
        if byte == b')' {
            self.closed_call = self.calls & 1 == 1;
            self.calls >>= 1;
        }
        if byte == b'}' && self.latex > 0 {
            return 0;
        }
        if byte == b'}' && self.in_template {
            self.in_template = next == b'}';
            return 0;
        }
        if byte == b'}' && self.bare_brace && prev != b'{' {
            return BARE_BRACE;
        }
        if byte == b'}' {
            self.free_words = 0;
            self.counts.statements += 1;
            self.tally(1, prev != b' ' || (next != b' ' && next != b';' && next != b')' && next != b','));
            return STRONG;
        }
        match next {
            b'{' => {
                self.counts.dense += 1;
                GOOD
            }
            b'(' if byte == b')' && self.closed_call => GOOD,
            b')' | b'}' => WEAK,
            b';' => WEAK,
            b',' if byte == b']' && matches!(self.at(at + 3), b'[' | b'{') => WEAK,
            b']' | b'=' | b'&' | b'|' | b'?' if prev != b']' => WEAK,
            _ => 0,
        }
    }

    fn semicolon(&mut self, at: usize, prev: u8, next: u8) {
        let weight = match prev {
            b')' if !self.closed_call => 0,
            b']' if next == b' ' => WEAK,
            b')' | b'}' | b'"' | b'\'' | b']' | b'`' => STRONG,
            _ if self.is_entity(at) => {
                let quote = [b"&quot".as_slice(), b"&#34", b"&#39", b"&#x27", b"&#x22"].iter().any(|q| self.bytes[..at].ends_with(q));
                self.counts.keys += u32::from(quote && next == b':');
                if quote { WEAK } else { TRACE }
            }
            _ if is_ident(prev) && next != b' ' => GOOD,
            _ if (is_ident(prev) || prev == b'%') && self.active => FAINT,
            _ => 0,
        };
        if weight >= FAINT {
            self.counts.statements += 1;
            self.tally(1, next != b' ');
        }
        self.add(weight, at + 1);
    }

    /// True if the semicolon at `at` ends a character reference such as `&amp;`.
    fn is_entity(&self, at: usize) -> bool {
        let window = &self.bytes[at.saturating_sub(9)..at];
        window.iter().rposition(|b| *b == b'&').is_some_and(|amp| window[amp + 1..].iter().all(|b| is_ident(*b) || *b == b'#'))
    }

    fn equals(&mut self, at: usize, prev: u8, next: u8) {
        let weight = match (prev, next) {
            (b'=', _) => 0,
            (_, b'=') if self.at(at + 2) == b'=' && self.at(at + 3) == b'=' => 0,
            (_, b'=' | b'>') | (b'!' | b'+' | b'-' | b'|' | b'&' | b'<' | b'>', _) => GOOD,
            (_, b'"' | b'\'') if self.is_attribute(at) => FAINT,
            (_, b'"' | b'\'' | b'{' | b'[' | b'!') => FAIR,
            (b' ', b' ')
                if (is_ident(self.at(at + 2)) && !self.at(at + 2).is_ascii_uppercase())
                    || matches!(self.at(at + 2), b'"' | b'\'' | b'{' | b'[' | b'(' | b'!') =>
            {
                WEAK
            }
            (_, b'f') if self.bytes[at + 1..].starts_with(b"function") => STRONG,
            (b' ', _) | (_, b' ') => 0,
            _ if is_ident(prev) || matches!(prev, b']' | b')') => WEAK,
            _ => 0,
        };
        self.tally(weight, prev != b' ' && next != b' ');
        self.add(weight, at + 1);
    }

    /// True if the `=` at `at` is that of an attribute of markup: its name stands behind a blank and is not declared.
    fn is_attribute(&self, at: usize) -> bool {
        let window = &self.bytes[at.saturating_sub(LONGEST_KNOWN)..at];
        let name = window.iter().rev().take_while(|b| is_ident(**b) || **b == b'-').count();
        let before = &window[..window.len() - name];
        name > 0 && before.ends_with(b" ") && ![b"var ".as_slice(), b"let ", b"const "].iter().any(|word| before.ends_with(word))
    }

    /// A quote mark at `at`; `start` is its backslash where it has one. `kind` tells the strings apart.
    fn quote(&mut self, start: usize, at: usize, kind: u8) {
        let (prev, next, over) = (self.before(start), self.at(at + 1), self.at(at + 2));
        if kind == b'\'' && prev.is_ascii_alphanumeric() && next.is_ascii_alphabetic() {
            return;
        }
        let closes = match next {
            b'}' | b']' | b';' | b':' => GOOD,
            b')' => FAINT,
            b',' if matches!(over, b'"' | b'\'' | b'{' | b'[' | b'\\' | b't' | b'f' | b'n' | b'0'..=b'9') => GOOD,
            b',' if over == b' ' && matches!(self.at(at + 3), b'"' | b'\'' | b'{') => FAINT,
            b' ' if matches!(over, b'}' | b']' | b'+' | b':' | b'=') => FAIR,
            _ => 0,
        };
        let opens = match prev {
            b'=' if self.is_attribute(start.saturating_sub(1)) => FAINT,
            b'{' | b'[' | b'=' | b':' | b'+' => FAIR,
            b'(' => WEAK,
            b',' if !matches!(next, b' ' | b')') => FAIR,
            b' ' => match self.before(start.saturating_sub(1)) {
                b':' => WEAK,
                b'=' | b'+' | b'{' | b'[' | b'(' => FAIR,
                b',' => TRACE,
                _ => 0,
            },
            _ => 0,
        };
        if self.string == Some(kind) {
            self.string = None;
            self.tally(closes, next != b' ' && over != b' ');
            self.add(closes, at + 1);
        } else if self.string.is_some() {
            // A quote mark of another kind is a character of the string.
        } else if closes >= FAINT && opens < FAIR && (prev != b' ' || next == b':') {
            self.add(closes, at + 1);
            self.cut |= self.active && !self.opened_string;
        } else if opens > 0 {
            self.tally(opens, prev != b' ');
            self.add(opens, at + 1);
            self.opened_string |= self.active;
            if opens >= FAIR || prev == b'=' || (opens > TRACE && self.score >= STRING_SCORE) {
                self.string = Some(kind);
            }
        }
    }

    fn backslash(&mut self, at: usize) -> usize {
        let hex = |from: usize, n: usize| self.bytes.len() >= from + n && self.bytes[from..from + n].iter().all(u8::is_ascii_hexdigit);
        let (weight, end) = match self.at(at + 1) {
            b'/' => (GOOD, at + 2),
            b'"' => {
                self.add(WEAK, at + 2);
                self.quote(at, at + 1, b'\\');
                return at + 2;
            }
            b'\'' => (WEAK, at + 2),
            b'u' if hex(at + 2, 4) => (GOOD, at + 6),
            b'x' if hex(at + 2, 2) => (FAIR, at + 4),
            b'n' | b't' | b'r' if !self.at(at + 2).is_ascii_lowercase() || self.string.is_some() => (FAINT, at + 2),
            next if next.is_ascii_lowercase() && self.at(at + 2).is_ascii_lowercase() && self.string.is_none() => {
                self.latex += 1;
                (LATEX, at + 1)
            }
            _ => (0, at + 1),
        };
        if self.at(at + 1) == b'/' {
            self.counts.machinery += 1;
        }
        let end = end.min(self.bytes.len());
        if weight > 0 || self.active {
            self.add(weight, end);
        }
        end
    }

    /// An address: nothing in it counts.
    fn address(&mut self, at: usize) -> usize {
        self.token_is_free = true;
        let rest = &self.bytes[at..];
        let length = rest
            .iter()
            .position(|b| matches!(b, b' ' | b'"' | b'\'' | b'<' | b'>' | b'\\' | b')' | b'}' | b'{' | b'`'))
            .unwrap_or(rest.len());
        if self.active && memchr::memmem::find(&rest[..length], b"/wp-").is_some() {
            self.counts.machinery += 1;
            self.add(FAIR, at + length);
        }
        at + length
    }

    fn slash(&mut self, at: usize, prev: u8, next: u8) -> usize {
        if !self.active && self.token == at && self.sentence == at && matches!(next, b'/' | b'*') {
            self.anchor_words = ANCHOR_WORDS;
        }
        match (prev, next) {
            (_, b'*') => {
                self.block_comment = true;
                self.add(GOOD, at + 2);
                at + 2
            }
            (b' ' | b';' | b'}' | b'{' | b',', b'/') if self.active => {
                self.free_words = FREE_WORDS;
                self.add(WEAK, at + 2);
                at + 2
            }
            _ => at + 1,
        }
    }
}

/// A number with a unit of CSS.
fn joined_unit(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && matches!(&word[digits..], b"px" | b"em" | b"rem" | b"vh" | b"vw" | b"ms")
}
