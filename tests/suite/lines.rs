//! Lines of text that the model judges: what goes, what stays, and the settings for it.

use boiloff::config::{InputKind, Mode, Profile};
use boiloff::{Cleaner, Config, Record};

use crate::laws;
use crate::place::Place;

/// Paragraphs of one story, each another.
fn story(paragraphs: usize) -> String {
    let who = ["The miller", "Her sister", "The old engineer", "A farmer from the next valley", "The priest", "The boy who kept the geese"];
    let did = [
        "walked down to the river",
        "looked at the wheel",
        "counted the sacks of rye",
        "spoke of the flood",
        "mended the sluice",
        "sat by the door",
    ];
    let when = [
        "before the sun was up",
        "while the others slept",
        "after the long rain had stopped",
        "on the last day of October",
        "as the bells rang",
    ];
    (0..paragraphs)
        .map(|n| {
            let (a, b, c) = (who[n % who.len()], did[n / 2 % did.len()], when[n / 3 % when.len()]);
            format!(
                "{a} {b} {c}, and in the year {} nobody in the village remembered that it had ever been done in any other way.\n",
                1200 + n
            )
        })
        .collect()
}

fn clean(config: Config, text: &str) -> String {
    laws::clean(&Cleaner::new(config), &Record::text(text)).text
}

#[test]
fn a_long_text_keeps_its_lines() {
    for paragraphs in [1, 5, 40, 400, 4000] {
        let text = story(paragraphs);
        for profile in [Profile::Careful, Profile::Standard, Profile::Aggressive] {
            assert_eq!(clean(Config { profile, ..Config::default() }, &text), text, "{paragraphs} paragraphs, {profile:?}");
        }
    }
}

#[test]
fn a_long_page_keeps_its_text() {
    for (head, foot) in [("<body>", ""), ("<main><article><h1>The mill</h1>", "</article></main>"), ("<div class=entry-content>", "</div>")]
    {
        for paragraphs in [100, 1000, 4000] {
            let story = story(paragraphs);
            let page = format!("{head}{}{foot}", story.lines().map(|line| format!("<p>{line}</p>")).collect::<String>());
            let text = laws::clean(&Cleaner::new(Config::default()), &Record::html(page)).text;
            assert!(text.ends_with(&story), "{head} of {paragraphs} paragraphs keeps {} of {} bytes", text.len(), story.len());
        }
    }
}

/// A story with what a news page has around it.
fn with_surroundings() -> String {
    format!(
        "Skip to main content\nSubscribe\nLog in\nHome\nWorld\nSport\n{}Related articles\nFive mills you can visit this summer\n\
         How rye bread is made today\nSign up for our newsletter\nPrivacy policy\nTerms of use\nContact us\n© 2026 Example Media\n",
        story(12)
    )
}

#[test]
fn the_more_daring_the_profile_the_more_goes() {
    let text = with_surroundings();
    let left = |profile| clean(Config { profile, ..Config::default() }, &text).len();
    let [careful, standard, aggressive] = [Profile::Careful, Profile::Standard, Profile::Aggressive].map(left);
    assert!(aggressive <= standard && standard < careful && careful < text.len(), "{careful} {standard} {aggressive} of {}", text.len());
    for profile in [Profile::Careful, Profile::Standard, Profile::Aggressive] {
        let cleaned = clean(Config { profile, ..Config::default() }, &text);
        assert!(story(12).lines().all(|line| cleaned.contains(line)), "{profile:?} lost a line of the story:\n{cleaned}");
    }
}

#[test]
fn what_is_only_tagged_changes_nothing() {
    let text = with_surroundings();
    let with = |mode| {
        let mut config = Config::default();
        config.set_mode("page-surroundings", mode).unwrap();
        laws::clean(&Cleaner::new(config), &Record::text(text.as_str()))
    };
    let (off, tag, on) = (with(Mode::Off), with(Mode::Tag), with(Mode::On));
    assert_eq!(off.text, tag.text);
    assert!(on.edits.iter().any(|edit| edit.rule == "page-surroundings"), "{}", on.text);
    assert!(tag.tags.iter().any(|tag| tag.rule == "page-surroundings"));
    assert!(off.tags.is_empty());
}

#[test]
fn the_kind_of_input_can_be_told() {
    let text = with_surroundings();
    let as_kind = |input_kind| {
        let mut config = Config::default();
        config.text.input_kind = input_kind;
        clean(config, &text)
    };
    let [extracted, dump, auto] = [InputKind::Extracted, InputKind::Dump, InputKind::Auto].map(as_kind);
    assert!(dump.len() >= extracted.len(), "a dump needs higher scores");
    assert!(auto == extracted || auto == dump);
}

#[test]
fn settings_for_text_come_from_flags_and_file() {
    let place = Place::new();
    place.write("a.txt", with_surroundings().as_bytes());
    place.write("boiloff.toml", b"profile = \"careful\"\n[text]\ninput-kind = \"dump\"\n");
    let said = place.out(&["clean", "a.txt", "-o", "out", "--print-config"]);
    assert!(said.contains("profile = \"careful\"") && said.contains("input-kind = \"dump\""), "{said}");
    let said = place.out(&["clean", "a.txt", "-o", "out", "--print-config", "--profile", "aggressive", "--input-kind", "extracted"]);
    assert!(said.contains("profile = \"aggressive\"") && said.contains("input-kind = \"extracted\""), "{said}");
    place.write("boiloff.toml", b"profile = \"bold\"\n");
    let said = place.ends(2, &["clean", "a.txt", "-o", "out"]);
    assert!(said.contains("boiloff.toml:1:11: `profile`: unknown variant `bold`"), "{said}");
}

#[test]
fn a_model_of_lines_that_is_none_is_refused() {
    let place = Place::new();
    place.write("a.txt", b"He left.\n");
    place.write("m", b"{}\n");
    for (args, message) in [
        (["--text-model", "none"], "none: the model cannot be read"),
        (["--text-model", "m"], "m: not a model: missing field"),
        (["--text-model", "blocks.model"], "blocks.model: the model was fitted for other features"),
    ] {
        place.write("blocks.model", include_bytes!("../../fixtures/scorer/trees.model"));
        let said = place.ends(2, &["clean", "a.txt", "-o", "out", args[0], args[1]]);
        assert!(said.contains(message), "{said}");
    }
    place.write("boiloff.toml", b"[text]\nmodel-blake3 = \"00\"\n");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scorer/lines.model");
    place.write("boiloff.toml", format!("[text]\nmodel = {model:?}\nmodel-blake3 = \"00\"\n").as_bytes());
    let said = place.ends(2, &["clean", "a.txt", "-o", "out"]);
    assert!(said.contains("`text.model-blake3` asks for another"), "{said}");
}
