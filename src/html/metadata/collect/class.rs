//! What the words of classes and ids say of their elements.

use super::mark::{Says, says};
use crate::html::page::hash_bytes;

/// What a word of a class says.
#[derive(Clone, Copy)]
pub enum Class {
    /// What its element holds.
    Says(Says),
    /// What is not the page's own begins: related stories, navigation.
    Leaves,
    /// Answers to the page's own text begin.
    Reply,
    /// The article's own parts.
    Entry,
    /// None of these.
    Nothing,
}

const AUTHOR: [&str; 16] = [
    "author",
    "authors",
    "byline",
    "bylines",
    "writer",
    "writers",
    "autor",
    "autores",
    "autore",
    "auteur",
    "reporter",
    "redakteur",
    "journalist",
    "contributor",
    "contributors",
    "verfasser",
];
const DATE: [&str; 11] =
    ["date", "datetime", "published", "pubdate", "timestamp", "time", "datum", "fecha", "posted", "publish", "dateline"];
const UPDATED: [&str; 3] = ["updated", "modified", "lastmod"];
const USERNAME: [&str; 2] = ["username", "bigusername"];
const REPLY: [&str; 7] = ["comment", "comments", "commentlist", "respond", "disqus", "reply", "replies"];
const ELSEWHERE: [&str; 25] = [
    "related",
    "sidebar",
    "footer",
    "recommended",
    "recommendations",
    "recommendation",
    "recirc",
    "teaser",
    "teasers",
    "promo",
    "carousel",
    "slider",
    "popular",
    "trending",
    "newsletter",
    "nav",
    "navbar",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "mostread",
    "pagination",
    "latest",
    "testimonial",
    "testimonials",
];
const ENTRY: [&str; 4] = ["entry", "post", "article", "meta"];

/// What the words say, by their lists.
const CLASSES: [(&[&str], Class); 7] = [
    (&AUTHOR, Class::Says(says::AUTHOR)),
    (&DATE, Class::Says(says::DATE)),
    (&UPDATED, Class::Says(says::UPDATED)),
    (&USERNAME, Class::Says(says::USERNAME)),
    (&REPLY, Class::Reply),
    (&ELSEWHERE, Class::Leaves),
    (&ENTRY, Class::Entry),
];

/// How many words there are.
const WORDS: usize = AUTHOR.len() + DATE.len() + UPDATED.len() + USERNAME.len() + REPLY.len() + ELSEWHERE.len() + ENTRY.len();

/// The words' hashes.
const HASHES: [(u32, Class); WORDS] = {
    let mut hashes = [(0, Class::Nothing); WORDS];
    let (mut list, mut next) = (0, 0);
    while list < CLASSES.len() {
        let mut at = 0;
        while at < CLASSES[list].0.len() {
            hashes[next] = (hash_bytes(CLASSES[list].0[at].as_bytes()), CLASSES[list].1);
            at += 1;
            next += 1;
        }
        list += 1;
    }
    hashes
};

/// A bit for each end of a hash that a word has: most words of a page are none of these, and one look tells.
const ENDS: [u64; 16] = {
    let mut ends = [0; 16];
    let mut at = 0;
    while at < WORDS {
        let end = HASHES[at].0 % 1024;
        ends[(end / 64) as usize] |= 1 << (end % 64);
        at += 1;
    }
    ends
};

/// What a word says by its hash.
pub fn class(hash: u32) -> Class {
    static TABLE: [(u32, Class); WORDS] = HASHES;
    let end = hash % 1024;
    if ENDS[(end / 64) as usize] >> (end % 64) & 1 == 0 {
        return Class::Nothing;
    }
    TABLE.iter().find(|(word, _)| *word == hash).map_or(Class::Nothing, |(_, class)| *class)
}
