//! Left-over JavaScript, CSS and JSON.

use super::code_likeness::{ABOUT_CODE, CodeRun, MARKS_OF_PROSE, MARKS_OF_TALK, Talk, code_runs, is_suspicious};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Left-over JavaScript, CSS and JSON.
    ///
    /// ## What it removes
    /// Code that a page ran or was styled with and that an extractor took for text: inline scripts, style sheets, structured
    /// data, the state of an application. Whole lines, and stretches behind or between sentences, also where they are cut off at
    /// the front.
    ///
    /// ## Why it is noise
    /// Nobody wrote it to be read, and no browser shows it.
    ///
    /// ## Example
    /// ```before
    /// The bridge was closed for two weeks. window.dataLayer = window.dataLayer || []; function tag(){dataLayer.push(arguments);}
    /// .story-box{margin:0 auto;padding:12px;font-size:14px}.story-box a:hover{color:#c00}
    /// It opened again on Monday, a day earlier than planned.
    /// ```
    /// ```after
    /// The bridge was closed for two weeks.
    /// It opened again on Monday, a day earlier than planned.
    /// ```
    ///
    /// ## What it must keep
    /// Code that a text is about. Where the prose speaks of programming, a stretch goes only if it is made like the code of web
    /// pages (many statements on one line, no spaces, objects of the browser, names of trackers, keys of structured data).
    /// ```keep
    /// The function returns a promise, so the API call has to be awaited in JavaScript:
    /// const answer = await fetch("/api/items");
    /// const items = await answer.json();
    /// The variable holds the parsed JSON; a syntax error rejects the promise.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/code.txt` (identifiers) and the class `programming` of `lexicon/any.txt` (words of texts about programming): general
    /// knowledge. Punctuation carries the rest, so the language of the text does not matter.
    ///
    /// ## Known misses
    /// Fragments of a few words. A string of JSON that was cut at both ends reads like prose. In texts about programming, short
    /// fragments that look like the code around them.
    CodeResidue, "code-residue", ["programming"]
}

/// Least score of a run, in tenths. A call with a string and an assignment has about 40; a brace and two words 12.
const LEAST_SCORE: i32 = 28;
/// Least [`points`] of a run in a text about programming.
const LEAST_POINTS: i32 = 1;
/// In any other text, least score of a run without a statement, a key or a declaration.
const SURE_SCORE: i32 = 38;

impl Rule for CodeResidue {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut runs: Vec<(usize, CodeRun)> = Vec::new();
        for (at, line) in document.filled_lines().filter(|(_, line)| is_suspicious(document, line)) {
            runs.extend(code_runs(document, line).into_iter().filter(|run| run.score >= LEAST_SCORE).map(|run| (at, run)));
        }
        if runs.is_empty() {
            return;
        }
        let is_run = |at| runs.binary_search_by_key(&at, |(line, _)| *line).is_ok();
        let about_code = Talk::of(document, is_run).per_mille() >= ABOUT_CODE || is_listing(&runs);
        let setting = Setting::of(document, &runs);
        let mut gone = Vec::new();
        for (at, run) in &runs {
            let is_residue = if about_code {
                points(run, setting, follows_colon(document, *at, run), is_alone(document, *at)) >= LEAST_POINTS
            } else {
                run.statements + run.css + run.keys + run.machinery + run.browser > 0 || run.score >= SURE_SCORE
            };
            if is_residue {
                findings.list.push(finding(run.span));
                if document.filled_line(*at).is_some_and(|line| line.span == run.span) {
                    gone.push(*at);
                }
            }
        }
        if !about_code {
            remove_between(document, &gone, findings);
        }
    }
}

const fn finding(span: Span) -> Finding {
    Finding::remove(CodeResidue::INFO.id, span, Danger::Low, Evidence::CODE.and(Evidence::SHAPE))
}

/// True for code that no web page runs, whatever the words of the text around it: several runs in another language or put
/// together from highlighted tokens, or several and none with a sign of a web page.
fn is_listing(runs: &[(usize, CodeRun)]) -> bool {
    let is_foreign = |run: &CodeRun| run.foreign > 1 || run.loose > 1;
    let is_of_web = |run: &CodeRun| run.machinery + run.browser + run.css > 0 || run.cut || run.span.len() >= LONG;
    runs.iter().filter(|(_, run)| is_foreign(run)).count() >= LISTING_RUNS
        || (runs.len() >= LISTING_RUNS && !runs.iter().any(|(_, run)| is_of_web(run)))
}

/// Runs that make a listing.
const LISTING_RUNS: usize = 3;

/// The runs of a document, as the setting of each.
#[derive(Clone, Copy)]
struct Setting {
    /// The document has so few that none, or hardly any, is its own.
    few: bool,
    /// Few of them name objects of the browser.
    few_browser: bool,
    /// Few of them declare styles.
    few_css: bool,
    /// Many of them are long: the text's own code was put on single lines.
    flattened: bool,
}

impl Setting {
    fn of(document: &Document<'_>, runs: &[(usize, CodeRun)]) -> Self {
        let code_lines = document
            .filled_lines()
            .filter(|(at, line)| is_code_line(document, line) && runs.binary_search_by_key(at, |(line, _)| *line).is_err())
            .take(FEW_RUNS)
            .count();
        let few = |is: fn(&CodeRun) -> bool| runs.iter().filter(|(_, run)| is(run)).count() <= FEW_RUNS.max(runs.len() / FEW_SHARE);
        Self {
            few: runs.len() <= FEW_RUNS && code_lines < FEW_RUNS,
            few_browser: few(|run| run.browser + run.machinery > 0),
            few_css: few(|run| run.css > 0),
            flattened: runs.iter().filter(|(_, run)| run.span.len() >= LONG).count() >= MANY_LONG,
        }
    }
}

/// A document with so many runs of code holds none of its own, or hardly any.
const FEW_RUNS: usize = 2;
/// Bytes of a run that is too short to tell much.
const SHORT: usize = 45;
/// Bytes of a run that is longer than most lines that people write.
const LONG: usize = 110;
/// Long runs of a document whose own code was put on single lines.
const MANY_LONG: usize = 4;
/// One run of so many in another language than the rest.
const FEW_SHARE: usize = 5;

/// How much a run is made like the code of web pages and unlike the code that texts show. The weights were set on documentation
/// pages with fragments of scripts put into them, and hold on the tests below.
fn points(run: &CodeRun, setting: Setting, follows_colon: bool, is_alone: bool) -> i32 {
    let long = match run.span.len() {
        250.. => 3,
        150.. => 2,
        LONG.. => 1,
        _ => 0,
    };
    let is_markup = run.tags >= MANY_TAGS;
    let dense = if is_markup {
        0
    } else if run.dense >= 6 && run.dense >= 5 * run.spaced {
        3
    } else if run.dense >= 4 && run.dense >= 2 * run.spaced {
        2
    } else {
        0
    };
    let web = run.machinery + run.browser + run.css;
    let by_hand = !setting.few && web == 0 && run.spaced > run.dense && run.unbalanced == 0 && !run.cut;
    let is_strong = run.browser >= 3 || run.css >= 2 || run.machinery > 0;
    let is_stranger =
        (is_alone || is_strong) && ((setting.few_browser && run.browser + run.machinery > 0) || (setting.few_css && run.css > 0));
    let plus = 3 * run.machinery.min(2) as i32
        + run.browser.min(3) as i32
        + scale(run.css, 2, 4)
        + 2 * i32::from(run.keys >= 4 && long > 0 && (run.dense > run.spaced || web > 0))
        + dense
        + scale(run.statements, 2, 4)
        + long
        + i32::from(run.unbalanced >= 2)
        + i32::from(run.cut || run.glued)
        + if setting.few { 3 } else { 2 * i32::from(is_stranger) };
    let minus = i32::from(follows_colon)
        + 3 * i32::from(!run.at_boundary || run.lead > MOST_LEAD)
        + 2 * i32::from(run.span.len() < SHORT)
        + i32::from(long == 0 && !is_alone && !setting.few)
        + 2 * i32::from(long == 0 && web == 0 && !setting.few)
        + 3 * i32::from(by_hand)
        + if is_markup { if setting.few { 2 } else { 5 } } else { 0 }
        + 2 * i32::from(setting.flattened && run.machinery == 0)
        + 3 * i32::from(run.score < (run.span.len() / THIN) as i32)
        + 2
        - scale((run.score / 10) as u32, 5, 8)
        + if run.loose >= 2 { 6 } else { run.loose as i32 }
        + 3 * run.foreign.min(2) as i32;
    plus - minus
}

/// Words in front of the first joint that are the code's own (a selector, a keyword); behind more, it stands in a sentence.
const MOST_LEAD: u32 = 4;
/// Markup shown as such has so many tags.
const MANY_TAGS: u32 = 2;
/// Bytes a tenth of score: residue has one to three, prose with code in it five and more.
const THIN: usize = 3;

/// 0, 1 from `one` on, 2 from `two` on.
const fn scale(count: u32, one: u32, two: u32) -> i32 {
    (count >= one) as i32 + (count >= two) as i32
}

/// True if a colon announces the run: the line before it ends with one.
fn follows_colon(document: &Document<'_>, at: usize, run: &CodeRun) -> bool {
    let opens_line = document.filled_line(at).is_some_and(|line| line.span.start == run.span.start);
    let before = at.checked_sub(1).and_then(|at| document.filled_line(at));
    opens_line && before.is_some_and(|line| document.text_of(line).ends_with([':', '：']))
}

/// A line that ends as lines of code do, with marks enough.
fn is_code_line(document: &Document<'_>, line: &Line) -> bool {
    line.code_marks > 1
        && line.letters <= MARKS_OF_TALK * line.code_marks
        && document.text_of(line).ends_with([';', '{', '}', ')', ',', '(', '>'])
}

/// A line with too many marks for prose.
const fn is_code_like(line: &Line) -> bool {
    line.code_marks > 1 && line.letters <= MARKS_OF_PROSE * line.code_marks
}

/// True if no line of code stands beside the line.
fn is_alone(document: &Document<'_>, at: usize) -> bool {
    let is_prose = |at: usize| document.filled_line(at).is_none_or(|line| !is_code_like(line));
    at.checked_sub(1).is_none_or(is_prose) && is_prose(at + 1)
}

/// What is left between the lines of a script that was not flattened: closing brackets, lone keys and values.
fn remove_between(document: &Document<'_>, gone: &[usize], findings: &mut Findings) {
    for pair in gone.windows(2) {
        let between = &document.filled[pair[0] + 1..pair[1]];
        if between.len() <= MOST_BETWEEN && between.iter().all(|&line| is_scrap(document, &document.lines[line as usize])) {
            findings.list.extend(between.iter().map(|&line| finding(document.lines[line as usize].span)));
        }
    }
    if let (Some(first), Some(last)) = (gone.first(), gone.last()) {
        let scraps = |line: &&u32| is_scrap(document, &document.lines[**line as usize]);
        findings.list.extend(document.filled[last + 1..].iter().take_while(scraps).map(|&l| finding(document.lines[l as usize].span)));
        findings.list.extend(document.filled[..*first].iter().rev().take_while(scraps).map(|&l| finding(document.lines[l as usize].span)));
    }
}

/// Most lines between two lines of residue that go with them.
const MOST_BETWEEN: usize = 12;
/// Most words of a scrap.
const SCRAP_WORDS: u32 = 8;

/// A line of brackets and numbers, or a short one that ends as lines of code do.
fn is_scrap(document: &Document<'_>, line: &Line) -> bool {
    let ends_as_code = document.text_of(line).ends_with([';', '{', '}', ',', '(', '[']);
    line.code_marks > 0
        && line.words <= SCRAP_WORDS
        && (line.letters == 0 || (ends_as_code && line.code_marks * 10 > line.span.len() as u32))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{Cleaner, Config, FAULT, Record, Status};

    const BEFORE: &str = "The bridge was closed for two weeks after the storm, the town said.\n";
    const BEHIND: &str = "It opened again on Monday, a day earlier than anybody had planned.\n";

    fn clean(text: &str) -> String {
        Cleaner::new(Config::default()).clean(Record::text(text)).text
    }

    fn between(line: &str) -> String {
        clean(&format!("{BEFORE}{line}\n{BEHIND}"))
    }

    const RESIDUE: &[&str] = &[
        "window.dataLayer = window.dataLayer || []; function tag(){dataLayer.push(arguments);} tag('js', new Date());",
        "var slots = document.getElementById('top-slot'); if (slots !== null) { slots.style.display = 'none'; }",
        "(function(w,d,s){var f=d.getElementsByTagName(s)[0],j=d.createElement(s);j.async=true;f.parentNode.insertBefore(j,f);})(window,document,'script');",
        ".story-box{margin:0 auto;padding:12px;font-size:14px}.story-box a:hover{color:#c00}",
        "@media (max-width: 600px) { .wide { display: none; } .narrow { width: 100%; } }",
        ":root{--main-size: 14px;--main-font: \"Some Face\", ui-sans-serif, system-ui, sans-serif;--accent: #cb0f3e;}",
        "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"The bridge is open\",\"url\":\"https://example.org/b\"}",
        "dge is open\",\"dateModified\":\"2024-05-01\",\"author\":{\"@type\":\"Person\",\"name\":\"A. Writer\"}}",
        "\",\"ajax\":\"https:\\/\\/example.org\\/ajax\",\"nonce\":\"a1b2c3\"}; /* ]]> */",
        "`; element.innerHTML = content; if (element !== null) { element.style.color = \"#ffffff\"; } (function (v, i) { });",
        "jQuery(document).ready(function($) { $('.menu').on('click', function() { $(this).toggleClass('open'); }); });",
        "{&quot;id&quot;:&quot;12&quot;,&quot;kind&quot;:&quot;story&quot;,&quot;tags&quot;:[&quot;a&quot;,&quot;b&quot;]}",
        "self.__state.push([1,\"7:[\\\"$\\\",\\\"div\\\",null,{\\\"className\\\":\\\"box\\\",\\\"children\\\":\\\"Some words of text in it\\\"}]\"])",
        "/* Menu on small screens */ .menu > li { float: left; padding-left: 4px; }",
        "// Tell the counter that a page was read var counter = counter || []; counter.push(['read', true]);",
    ];

    #[test]
    fn residue_goes_as_a_line() {
        for line in RESIDUE {
            assert_eq!(between(line), format!("{BEFORE}{BEHIND}"), "{line}");
        }
    }

    #[test]
    fn residue_goes_behind_a_sentence() {
        for line in RESIDUE.iter().filter(|line| !line.starts_with(char::is_lowercase) || line.starts_with("var ")) {
            let text = clean(&format!("{} {line}\n{BEHIND}", BEFORE.trim_end()));
            assert_eq!(text, format!("{BEFORE}{BEHIND}"), "{line}");
        }
    }

    #[test]
    fn residue_goes_from_between_sentences() {
        let text = "It rained. var a = {\"b\":1,\"c\":[2,3]}; window.x = a; document.write(a.b); It was a long and very wet day in the whole of the country, and nobody went out.\n";
        let left = "It rained. It was a long and very wet day in the whole of the country, and nobody went out.\n";
        assert_eq!(clean(text), left);
    }

    #[test]
    fn a_script_in_lines_goes_with_its_brackets() {
        let script =
            "var box = document.getElementById('box');\nif (box !== null) {\nbox.style.display = 'none';\nbox.className = 'closed';\n}\n";
        assert_eq!(clean(&format!("{BEFORE}{script}{BEHIND}")), format!("{BEFORE}{BEHIND}"));
    }

    #[test]
    fn what_looks_like_code_stays() {
        for line in [
            "Let f(x) = x^2 + 3x; then f'(x) = 2x + 3 and f(0) = 0.",
            "\\[ \\frac{a}{b} = \\sqrt{c_{1}} + \\sum_{i=1}^{n} x_{i} \\]",
            "2 H2 + O2 -> 2 H2O (l); ΔH = -571.6 kJ/mol",
            "CH3-CH2-OH + [O] = CH3-CHO + H2O",
            "1902 | Hendrik Lorentz; Pieter Zeeman | Emil Fischer | Ronald Ross",
            "[b]Hello[/b] [url=https://example.org/a?b=1&c=2]there[/url] [i]you[/i] :)",
            "O; how; the; wind; (it blows) {and blows} {and blows}",
            "lol ;) ;_; :-{ >_< (^_^) =P xD",
            "(Smith 2001; Jones et al. [1999]; Miller [2004], 12-14; Brown \"Title\" (2010)).",
            "2 cups flour; 1 tsp salt (fine); 3 eggs [large]; butter = 100 g",
            "Width: 20 cm; Height: 30 cm; Color: red; Weight: 2 kg; Material: wood (oak)",
            "https://example.org/a?b=1&c=2 https://example.org/d?e=3&f=4#g https://example.org/h_i_j",
            "\"No,\" she said, \"I won't; not (ever) again,\" and \"never,\" he replied.",
            "He said: \"It is 5 = 3 + 2; it is {so}; [and] it stays.\"",
            "{in-breath} one {out-breath} two {in-breath} three {out-breath} four",
            "4.5-4.7 = Very good; 4.2-4.4 = Good; 3.9-4.1 = Average; 3.6-3.8 = Poor.",
            "P(A|B) = P(B|A) P(A) / P(B); see [12] and [13].",
            "ROI = (Gain - Cost) / Cost = ($5,000 / $10,000) x 100 = 50%",
            "Items (a); (b); (c); and (d) [as amended]; § 5(1)(a); § 6(2).",
            "Kunsthalle (2012); Museum (2013); Gallery, London (2014); Hall [with others] (2015); House (2016).",
            "Follow #one #two #three and @media on the net; \"mail us\" (any time).",
            "彼は「はい」と言った；{そして} [去った] = 終わり。",
        ] {
            assert_eq!(between(line), format!("{BEFORE}{line}\n{BEHIND}"), "{line}");
        }
    }

    #[test]
    fn code_of_a_programming_text_stays() {
        for code in [
            "const items = await fetch(\"/api/items\");",
            "for (let i = 0; i < items.length; i++) { console.log(items[i]); }",
            ".card { color: red; }",
            "fn main() { let args: Vec<String> = env::args().collect(); println!(\"{args:?}\"); }",
            "{ \"name\": \"example\", \"version\": \"1.0.0\" }",
            "def area(self, scale=None): return self.width * self.height if scale is None else scale",
            "curl --request POST --header \"Content-Type: application/json\" --data '{\"id\": 1}' http://localhost:8080/items",
            "function Counter ( ) { const [ count , setCount ] = useState ( 0 ) ; return ( < b > { count } </ b > ) ; }",
            "SELECT name FROM users WHERE id IN (1, 2) AND kind = 'a';",
        ] {
            let text = format!(
                "This JavaScript function calls the API and parses the JSON that it returns:\n{code}\nlet x = f(1);\nlet y = g(x);\n\
                 A syntax error in the source code makes the compiler stop, and the variable is never set.\n"
            );
            assert_eq!(clean(&text), text, "{code}");
        }
    }

    #[test]
    fn residue_goes_from_a_programming_text() {
        let prose = "This JavaScript function calls the API and parses the JSON that it returns, and then the compiler stops.\n";
        let residue =
            "window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments);}gtag('js',new Date());gtag('config','X-1');";
        assert_eq!(clean(&format!("{prose}let x = f(1);\n{prose}{residue}\n{prose}")), format!("{prose}let x = f(1);\n{prose}{prose}"));
    }

    #[test]
    fn hostile_lines_are_no_fault() {
        for unit in [
            "{",
            "\"",
            "\\",
            "(",
            "<",
            "=\"",
            "a=\"",
            "{{",
            "[a",
            "<!--",
            "<p ",
            "--a",
            "/*",
            "' ",
            "a-b:",
            "</b><b>",
            "&#34;",
            "[object Object]",
        ] {
            let cleaned = Cleaner::new(Config::default()).clean(Record::text(unit.repeat(20_000)));
            assert_ne!(cleaned.status, Status::PassedThrough(FAULT), "{unit}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "([{}()\\[\\];=<>\"'`\\\\/*!.,:#$%&|_@ -]|[a-zA-Z0-9 ]|é|“|”|日|\u{200d}|\n|var |-->|\\{\\{|\\}\\}|<br>|\\[/|\\\\u00e9|http://){0,200}") {
            let cleaned = Cleaner::new(Config::default()).clean(Record::text(text.as_str()));
            prop_assert_ne!(cleaned.status, Status::PassedThrough(FAULT));
            prop_assert!(cleaned.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        }
    }
}
