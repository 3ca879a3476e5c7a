//! What a block is judged by: one list of names, and for each block a row of numbers in that order.
//!
//! Training reads the same rows that the program scores, so a feature is written once, here.

use std::collections::HashMap;

use super::facts::{Facts, Texts, split_words};
use super::row::{FAR, Features, LONG_WORDS, address_words, copies, features, flag, pair, share, since, sorted_words, to_next};
use super::vocabulary::{Kind, Vocabulary};
use crate::document::fold::fold;
use crate::html::{Block, Page, Tag};

features! {
    // The text itself.
    words, bytes, word_length, capitals, digits, marks, code_marks, commas, stops, separators, ats, ends_sentence, ends_colon,
    starts_capital, starts_digit, all_capitals, has_copyright, has_address, frequent_share, phrases, phrase_share, phrase_weight,
    phrase_least, word_weight, word_mean, word_least, word_greatest, title_share, url_share, description_share, body_share, repeated, mean_stop,
    // Where it stands.
    index, from_end, place, words_before, words_behind, to_long_before, to_long_behind, behind_heading, heading_level,
    heading_weight, heading_phrases, behind_title,
    // Its elements.
    linked, links, strong, behind_break, hidden, depth, tag, parent_tag, grandparent_tag,
    in_a, in_address, in_article, in_aside, in_blockquote, in_button, in_details, in_dialog, in_figure, in_footer, in_form, in_header,
    in_heading, in_label, in_li, in_main, in_nav, in_noscript, in_p, in_pre, in_section, in_table, in_td, in_time, in_custom, in_dl,
    weight_0, weight_1, weight_2, weight_3, weight_4, weight_sum, weight_least, weight_greatest, weight_mean, weight_path_least,
    weight_path_greatest,
    // Its surroundings.
    siblings, sibling_words, sibling_share, alike, alike_words, alike_share, alike_linked, items, items_up, item_words, item_linked,
    long_1, long_2, long_3, long_4, long_6, long_8, linked_1, linked_2, linked_3, linked_4, words_1, words_2, words_4, blocks_2,
    blocks_4, longest_up,
    // The page.
    page_blocks, page_words, page_mean, page_long, page_long_words, page_linked, page_articles, page_h1, page_alike, page_items,
    page_description, page_body, page_is_article, page_is_product, page_is_list, page_is_discussion,
    // What the first stage says of it and of what is around it.
    score, score_before, score_behind, score_page, score_greatest, score_siblings, score_2, score_3, score_4, score_6, score_alike,
    score_items, score_heading,
}

/// What the blocks below an element add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    words: f32,
    long: f32,
    bytes: f32,
    linked: f32,
    blocks: f32,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.words += other.words;
        self.long += other.long;
        self.bytes += other.bytes;
        self.linked += other.linked;
        self.blocks += other.blocks;
    }

    fn link_density(&self) -> f32 {
        self.linked / self.bytes.max(1.0)
    }
}

/// Long, and not most of it links.
fn is_long(block: &Block, facts: &Facts) -> bool {
    facts.line.words >= LONG_WORDS && block.linked * 2 < facts.bytes
}

/// What is computed once for a page, before its rows.
struct Context<'a> {
    page: &'a Page,
    texts: &'a Texts,
    /// One an element.
    sums: Vec<Sum>,
    /// The weight of each element's own words: sum, least, greatest, count.
    weights: Vec<[f32; 4]>,
    /// How many children of its parent have the element's signature, and what they add up to.
    items: Vec<(f32, Sum)>,
    total: Sum,
}

impl<'a> Context<'a> {
    fn new(page: &'a Page, texts: &'a Texts, vocabulary: &'a Vocabulary) -> Self {
        let mut sums = vec![Sum::default(); page.elements.len()];
        for (block, facts) in page.blocks.iter().zip(&texts.facts) {
            let words = facts.line.words as f32;
            let long = if is_long(block, facts) { words } else { 0.0 };
            sums[block.element as usize].add(Sum { words, long, bytes: facts.bytes as f32, linked: block.linked as f32, blocks: 1.0 });
        }
        for at in (1..sums.len()).rev() {
            let sum = sums[at];
            sums[page.elements[at].parent as usize].add(sum);
        }
        let weights = page.elements.iter().map(|element| {
            let words = &page.words[element.words.start as usize..element.words.end as usize];
            words.iter().fold([0.0f32; 4], |[sum, least, greatest, count], word| {
                let weight = vocabulary.weight(Kind::Attribute, *word);
                [sum + weight, least.min(weight), greatest.max(weight), count + 1.0]
            })
        });
        let mut groups: HashMap<(u32, u32), (f32, Sum)> = HashMap::new();
        for (element, sum) in page.elements.iter().zip(&sums) {
            let group = groups.entry((element.parent, element.signature)).or_default();
            group.0 += 1.0;
            group.1.add(*sum);
        }
        let items = page.elements.iter().map(|e| groups[&(e.parent, e.signature)]).collect();
        let total = sums[0];
        Self { page, texts, weights: weights.collect(), sums, items, total }
    }

    /// The element and all that it is in, from the inside out, the root left out.
    fn path(&self, element: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(element), |at| Some(self.page.elements[*at as usize].parent)).take_while(|at| *at != 0)
    }
}

impl Features {
    /// The features of a page's blocks.
    #[must_use]
    pub fn of(page: &Page, texts: &Texts, vocabulary: &Vocabulary, url: Option<&str>) -> Self {
        let blocks = page.blocks.len();
        let mut features = Self::new(NAMES.len(), blocks);
        let context = Context::new(page, texts, vocabulary);
        let mut rows = Rows::new(&context, url);
        for at in 0..blocks {
            features.set(at, 0, &rows.row(at).into_array());
        }
        features
    }
}

impl Features {
    /// Puts what a stage says of the blocks into their rows.
    pub(super) fn set_scores(&mut self, page: &Page, texts: &Texts, scores: &[f32]) {
        let mut sums = vec![[0.0f32; 2]; page.elements.len()];
        let mut alike: HashMap<u32, [f32; 2]> = HashMap::new();
        let weighed: Vec<[f32; 2]> =
            texts.facts.iter().zip(scores).map(|(f, score)| (f.line.words as f32, *score)).map(|(w, s)| [w * s, w]).collect();
        for (block, own) in page.blocks.iter().zip(&weighed) {
            add(&mut sums[block.element as usize], *own);
            add(alike.entry(page.elements[block.element as usize].signature).or_default(), *own);
        }
        for at in (1..sums.len()).rev() {
            let own = sums[at];
            add(&mut sums[page.elements[at].parent as usize], own);
        }
        let mut groups: HashMap<(u32, u32), [f32; 2]> = HashMap::new();
        for (element, own) in page.elements.iter().zip(&sums) {
            add(groups.entry((element.parent, element.signature)).or_default(), *own);
        }
        let total = sums[0];
        let greatest = scores.iter().copied().fold(0.0, f32::max);
        let mut before = [0.0; 2];
        let mut heading = -1.0;
        for (at, block) in page.blocks.iter().enumerate() {
            let own = weighed[at];
            let behind = [total[0] - before[0] - own[0], total[1] - before[1] - own[1]];
            let mut up = block.element;
            let mut means = [0.0; 7];
            let mut items = 0.0;
            for (n, mean) in means.iter_mut().enumerate() {
                *mean = share_of(sums[up as usize]);
                let element = &page.elements[up as usize];
                // The nearest elements of which there are several.
                if n > 0 && items == 0.0 {
                    items = share_of(groups[&(element.parent, element.signature)]);
                }
                up = element.parent;
            }
            let element = &page.elements[block.element as usize];
            let own_score = scores[at];
            let filled = [
                own_score,
                share_of(before),
                share_of(behind),
                share_of(total),
                greatest,
                means[1],
                means[2],
                means[3],
                means[4],
                means[6],
                share_of(alike[&element.signature]),
                items,
                heading,
            ];
            self.set(at, NAMES.len() - filled.len(), &filled);
            add(&mut before, own);
            if element.tag.heading().is_some() {
                heading = own_score;
            }
        }
    }
}

fn add(sum: &mut [f32; 2], other: [f32; 2]) {
    *sum = [sum[0] + other[0], sum[1] + other[1]];
}

fn share_of([part, all]: [f32; 2]) -> f32 {
    part / all.max(1.0)
}

/// What is carried from one row to the next.
struct Rows<'a> {
    context: &'a Context<'a>,
    title: Vec<u32>,
    url: Vec<u32>,
    /// Pairs of words of what the page says about itself.
    description: Vec<u32>,
    body: Vec<u32>,
    /// How often each block's text stands in the page.
    repeated: Vec<f32>,
    /// By signature of the block's element: blocks and what they add up to.
    alike: HashMap<u32, Sum>,
    /// For each block, how far behind it the next long one is.
    to_long: Vec<f32>,
    words: f32,
    since_long: f32,
    heading: Option<(usize, u8)>,
    title_at: Option<usize>,
    /// What holds for every block of the page.
    page: Row,
}

impl<'a> Rows<'a> {
    fn new(context: &'a Context<'a>, url: Option<&str>) -> Self {
        let (page, texts) = (context.page, context.texts);
        let mut alike: HashMap<u32, Sum> = HashMap::new();
        let (mut long, mut long_words) = (0.0, 0.0);
        for (block, facts) in page.blocks.iter().zip(&texts.facts) {
            let words = facts.line.words as f32;
            let sum = Sum { words, long: 0.0, bytes: facts.bytes as f32, linked: block.linked as f32, blocks: 1.0 };
            alike.entry(page.elements[block.element as usize].signature).or_default().add(sum);
            if is_long(block, facts) {
                long += 1.0;
                long_words += words;
            }
        }
        let count = |wanted: Tag| page.elements.iter().filter(|e| e.tag == wanted).count() as f32;
        let summary = &page.summary;
        let (description, body) = (pairs_of(&summary.description), pairs_of(&summary.body));
        let blocks = page.blocks.len() as f32;
        let words = context.total.words.max(1.0);
        let own = Row {
            page_blocks: blocks,
            page_words: words,
            page_mean: words / blocks.max(1.0),
            page_long: long / blocks.max(1.0),
            page_long_words: long_words / words,
            page_linked: context.total.link_density(),
            page_articles: count(Tag::Article),
            page_h1: count(Tag::H1),
            page_alike: alike.values().map(|sum| sum.words).fold(0.0, f32::max) / words,
            page_items: context.items.iter().map(|(count, _)| *count).fold(0.0, f32::max),
            page_description: description.len() as f32,
            page_body: body.len() as f32,
            page_is_article: flag(summary.is_article),
            page_is_product: flag(summary.is_product),
            page_is_list: flag(summary.is_list),
            page_is_discussion: flag(summary.is_discussion),
            ..Row::default()
        };
        Self {
            context,
            title: sorted_words(&page.title),
            url: address_words(url),
            description,
            body,
            repeated: copies(texts.facts.iter().map(|facts| facts.text)),
            alike,
            to_long: to_next(page.blocks.iter().zip(&texts.facts).map(|(block, facts)| is_long(block, facts))),
            words: 0.0,
            since_long: FAR,
            heading: None,
            title_at: None,
            page: own,
        }
    }

    fn row(&mut self, at: usize) -> Row {
        let context = self.context;
        let (block, facts) = (&context.page.blocks[at], &context.texts.facts[at]);
        let mut row = self.page;
        self.text(&mut row, at, facts);
        self.place(&mut row, at, facts);
        elements(&mut row, context, block, facts);
        self.surroundings(&mut row, block);
        self.advance(&row, at, block, facts);
        row.limit();
        row
    }

    fn text(&self, row: &mut Row, at: usize, facts: &Facts) {
        let text = self.context.page.text_of(&self.context.page.blocks[at]);
        let own = self.context.texts.words_of(at);
        let first = text.chars().next().unwrap_or(' ');
        row.count(text, facts, own.len());
        row.starts_capital = flag(first.is_uppercase());
        row.starts_digit = flag(first.is_ascii_digit());
        row.has_address = flag(text.contains("http") || text.contains("www."));
        row.title_share = share(own, &self.title);
        row.url_share = share(own, &self.url);
        row.description_share = pair_share(own, &self.description);
        row.body_share = pair_share(own, &self.body);
        row.repeated = self.repeated[at];
    }

    fn place(&self, row: &mut Row, at: usize, facts: &Facts) {
        let blocks = self.page.page_blocks;
        let total = self.page.page_words;
        row.index = at as f32;
        row.from_end = blocks - at as f32;
        row.place = at as f32 / blocks;
        row.words_before = self.words / total;
        row.words_behind = (total - self.words - facts.line.words as f32) / total;
        row.to_long_before = self.since_long;
        row.to_long_behind = self.to_long[at];
        row.behind_heading = self.heading.map_or(FAR, |(heading, _)| (at - heading) as f32);
        row.heading_level = self.heading.map_or(0.0, |(_, level)| f32::from(level));
        if let Some((heading, _)) = self.heading {
            let facts = &self.context.texts.facts[heading];
            row.heading_weight = facts.word_weight.0;
            row.heading_phrases = facts.phrase_share;
        }
        row.behind_title = self.title_at.map_or(-1.0, |title| (at - title) as f32);
    }

    fn surroundings(&self, row: &mut Row, block: &Block) {
        let Context { page, sums, items, total, .. } = self.context;
        let element = &page.elements[block.element as usize];
        let parent = sums[element.parent as usize];
        row.siblings = parent.blocks;
        row.sibling_words = parent.words;
        row.sibling_share = parent.words / total.words.max(1.0);
        let alike = self.alike[&element.signature];
        row.alike = alike.blocks;
        row.alike_words = alike.words / alike.blocks.max(1.0);
        row.alike_share = alike.words / total.words.max(1.0);
        row.alike_linked = alike.link_density();
        let all_long = total.long.max(1.0);
        let mut last = None;
        let path: [Option<u32>; 9] = {
            let mut path = self.context.path(block.element);
            std::array::from_fn(|_| path.next())
        };
        for (up, at) in path.iter().enumerate().map_while(|(up, at)| at.map(|at| (up, at))) {
            let (count, sum) = items[at as usize];
            if count > row.items {
                row.items = count;
                row.items_up = up as f32;
                row.item_words = sum.words / count;
                row.item_linked = sum.link_density();
            }
            if row.longest_up == 0.0 && sums[at as usize].long * 2.0 > all_long {
                row.longest_up = up as f32 + 1.0;
            }
            last = Some(at);
        }
        let sum_at = |up: usize| path[up].or(last).map_or(*total, |at| if path[up].is_some() { sums[at as usize] } else { *total });
        let [one, two, three, four] = [1, 2, 3, 4].map(sum_at);
        (row.long_1, row.long_2, row.long_3, row.long_4) =
            (one.long / all_long, two.long / all_long, three.long / all_long, four.long / all_long);
        row.long_6 = sum_at(6).long / all_long;
        row.long_8 = sum_at(8).long / all_long;
        (row.linked_1, row.linked_2) = (one.link_density(), two.link_density());
        (row.linked_3, row.linked_4) = (three.link_density(), four.link_density());
        (row.words_1, row.words_2, row.words_4) = (one.words, two.words, four.words);
        (row.blocks_2, row.blocks_4) = (two.blocks, four.blocks);
    }

    /// Takes the block into what later ones are told.
    fn advance(&mut self, row: &Row, at: usize, block: &Block, facts: &Facts) {
        self.words += facts.line.words as f32;
        self.since_long = since(is_long(block, facts), self.since_long);
        let level = self.context.path(block.element).take(3).find_map(|e| self.context.page.elements[e as usize].tag.heading());
        if let Some(level) = level {
            self.heading = Some((at, level));
            if self.title_at.is_none() && (level == 1 || row.title_share > 0.8) {
                self.title_at = Some(at);
            }
        }
    }
}

impl Row {
    /// Cuts off what grows with the page where labelled pages end, about one in ten or twenty of which is larger: trees that have never
    /// seen a longer page would say anything of one.
    fn limit(&mut self) {
        let limits = [
            (&mut self.words, 120.0),
            (&mut self.bytes, 600.0),
            (&mut self.commas, 20.0),
            (&mut self.stops, 10.0),
            (&mut self.links, 10.0),
            (&mut self.word_weight, 60.0),
            (&mut self.repeated, 20.0),
            (&mut self.mean_stop, 60.0),
            (&mut self.index, 400.0),
            (&mut self.from_end, 400.0),
            (&mut self.behind_heading, FAR),
            (&mut self.behind_title, 150.0),
            (&mut self.siblings, 60.0),
            (&mut self.sibling_words, 1500.0),
            (&mut self.alike, 100.0),
            (&mut self.items, 60.0),
            (&mut self.item_words, 500.0),
            (&mut self.words_1, 1500.0),
            (&mut self.words_2, 2000.0),
            (&mut self.words_4, 2500.0),
            (&mut self.blocks_2, 150.0),
            (&mut self.blocks_4, 200.0),
            (&mut self.page_blocks, 600.0),
            (&mut self.page_words, 5000.0),
            (&mut self.page_mean, 40.0),
            (&mut self.page_articles, 20.0),
            (&mut self.page_h1, 5.0),
            (&mut self.page_items, 60.0),
            (&mut self.page_description, 100.0),
            (&mut self.page_body, 500.0),
        ];
        for (value, most) in limits {
            *value = value.min(most);
        }
    }
}

/// What is known from the elements that a block is in.
fn elements(row: &mut Row, context: &Context<'_>, block: &Block, facts: &Facts) {
    let bytes = facts.bytes.max(1) as f32;
    let element = &context.page.elements[block.element as usize];
    row.linked = block.linked as f32 / bytes;
    row.links = block.links as f32;
    row.strong = block.strong as f32 / bytes;
    row.behind_break = flag(block.behind_break);
    row.hidden = flag(element.hidden);
    row.depth = f32::from(element.depth);
    let mut sum = [0.0f32; 4];
    for (up, at) in context.path(block.element).enumerate() {
        let tag = context.page.elements[at as usize].tag;
        let [weight, least, greatest, count] = context.weights[at as usize];
        match up {
            0 => (row.tag, row.weight_0) = (f32::from(tag as u8), weight),
            1 => (row.parent_tag, row.weight_1) = (f32::from(tag as u8), weight),
            2 => (row.grandparent_tag, row.weight_2) = (f32::from(tag as u8), weight),
            3 => row.weight_3 = weight,
            4 => row.weight_4 = weight,
            _ => {}
        }
        if up < WEIGHED {
            sum = [sum[0] + weight, sum[1].min(least), sum[2].max(greatest), sum[3] + count];
        }
        row.weight_path_least = row.weight_path_least.min(weight);
        row.weight_path_greatest = row.weight_path_greatest.max(weight);
        let within = match tag {
            Tag::A => &mut row.in_a,
            Tag::Address => &mut row.in_address,
            Tag::Article => &mut row.in_article,
            Tag::Aside => &mut row.in_aside,
            Tag::Blockquote => &mut row.in_blockquote,
            Tag::Button => &mut row.in_button,
            Tag::Details => &mut row.in_details,
            Tag::Dialog => &mut row.in_dialog,
            Tag::Figure => &mut row.in_figure,
            Tag::Footer => &mut row.in_footer,
            Tag::Form => &mut row.in_form,
            Tag::Header => &mut row.in_header,
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => &mut row.in_heading,
            Tag::Label => &mut row.in_label,
            Tag::Li => &mut row.in_li,
            Tag::Main => &mut row.in_main,
            Tag::Nav => &mut row.in_nav,
            Tag::Noscript => &mut row.in_noscript,
            Tag::P => &mut row.in_p,
            Tag::Pre => &mut row.in_pre,
            Tag::Section => &mut row.in_section,
            Tag::Table => &mut row.in_table,
            Tag::Td | Tag::Th => &mut row.in_td,
            Tag::Time => &mut row.in_time,
            Tag::Custom => &mut row.in_custom,
            Tag::Dl | Tag::Dd | Tag::Dt => &mut row.in_dl,
            _ => continue,
        };
        if *within == 0.0 {
            *within = up as f32 + 1.0;
        }
    }
    (row.weight_sum, row.weight_least, row.weight_greatest) = (sum[0], sum[1], sum[2]);
    row.weight_mean = sum[0] / sum[3].max(1.0);
}

/// The words of so many elements are weighed, from the inside out.
pub const WEIGHED: usize = 6;

/// Hashes of the pairs of neighbouring words of a text, sorted.
fn pairs_of(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    split_words(&fold(text), &mut words);
    let mut pairs: Vec<u32> = words.windows(2).map(pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The share of the pairs of neighbouring words that stand in a sorted list.
fn pair_share(words: &[u32], list: &[u32]) -> f32 {
    if list.is_empty() || words.len() < 2 {
        return 0.0;
    }
    let found = words.windows(2).filter(|words| list.binary_search(&pair(words)).is_ok()).count();
    found as f32 / (words.len() - 1) as f32
}
