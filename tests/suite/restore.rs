//! Every input comes back byte for byte, whatever it was.

use std::fs;

use std::sync::Arc;

use boiloff::document::Media;
use boiloff::run::folder::clean_folder;
use boiloff::run::pipeline::Pipeline;
use boiloff::run::place::Existing;
use boiloff::run::progress::Progress;
use boiloff::{Cleaner, Config, Record};
use proptest::prelude::*;

use crate::place::{Place, assert_same, corpus, gzip, records, zstd};

#[test]
fn odd_texts_come_back() {
    let place = Place::new();
    let text = "Він вийшов без слова.\r\nADVERTISEMENT\r\nВона залишилась  там.\r\n\r\n\r\nAnd so it went on.";
    let utf16 = |mark: bool, order: fn(u16) -> [u8; 2]| {
        let mark = if mark { "\u{feff}" } else { "" };
        mark.encode_utf16().chain(text.encode_utf16()).flat_map(order).collect::<Vec<_>>()
    };
    place.write("in/utf8.txt", text);
    place.write("in/bom.txt", format!("\u{feff}{text}"));
    place.write("in/two-boms.txt", format!("\u{feff}\u{feff}{text}"));
    place.write("in/utf16le.txt", utf16(true, u16::to_le_bytes));
    place.write("in/utf16be.txt", utf16(true, u16::to_be_bytes));
    place.write("in/utf16-bare.txt", utf16(false, u16::to_le_bytes));
    let utf32 = |order: fn(u32) -> [u8; 4]| format!("\u{feff}{text}").chars().map(u32::from).flat_map(order).collect::<Vec<_>>();
    place.write("in/utf32le.txt", utf32(u32::to_le_bytes));
    place.write("in/utf32be.txt", utf32(u32::to_be_bytes));
    place.write("in/utf16-odd.txt", [utf16(true, u16::to_le_bytes), vec![7]].concat());
    place.write("in/cp1251.txt", encoding_rs::WINDOWS_1251.encode(text).0);
    place.write("in/cp1252.txt", b"Le caf\xe9 est l\xe0.\nADVERTISEMENT\nElle reste l\xe0 aussi.\n");
    place.write("in/sjis.txt", encoding_rs::SHIFT_JIS.encode("彼は黙って部屋を出た。\n彼女は残った。\n").0);
    place.write("in/gbk.txt", encoding_rs::GBK.encode("他一言不发地离开了房间。\n她留下了。\n").0);
    place.write("in/broken.txt", b"half \xe2\x82 and \xff\xfe\x00 bytes\nADVERTISEMENT\nend \xc3");
    place.write("in/bytes.txt", (0..=255).collect::<Vec<u8>>());
    place.write("in/cr.txt", "one\rtwo\rthree");
    place.write("in/empty.txt", "");
    place.write("in/blank.txt", "\n \n\t\n");
    place.write("in/noise.txt", "ADVERTISEMENT\n");
    place.write("in/members.txt.gz", gzip(&[b"one\n", b"ADVERTISEMENT\n", b"two"]));
    place.write("in/frames.txt.zst", zstd(&[b"one\n", b"ADVERTISEMENT\n", b"two"]));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    place.ends(0, &["restore", "out"]);
    let whole: Vec<_> =
        place.ledger("out").into_iter().filter(|entry| entry.get("raw").is_some()).map(|entry| entry["source"].clone()).collect();
    assert_eq!(whole, ["utf16-odd.txt"], "what the ledger holds as a whole");
    let (mut was, mut is) = (place.tree("in"), place.tree("out/restored"));
    for name in ["members.txt.gz", "frames.txt.zst"] {
        was.remove(std::path::Path::new(name));
        let packed = is.remove(std::path::Path::new(name)).unwrap();
        let content = if name.ends_with("gz") {
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(packed.as_slice()), &mut content).unwrap();
            content
        } else {
            zstd::decode_all(packed.as_slice()).unwrap()
        };
        assert_eq!(content, b"one\nADVERTISEMENT\ntwo", "{name}");
    }
    assert_same(&was, &is);
}

#[test]
fn odd_records_come_back() {
    let place = Place::new();
    let lines: &[&str] = &[
        r#"{"text":"plain\nADVERTISEMENT\nend"}"#,
        r#"  { "b":1, "text" : "spaces" , "a":2 }  "#,
        "",
        " \t\r",
        r#"{"text":"caf\u00e9 \ud83d\ude00\nADVERTISEMENT\n","n":1e400}"#,
        r#"{"text":"caf\u00E9\nADVERTISEMENT\n"}"#,
        r#"{"text":"mixed é \u00e9"}"#,
        r#"{"text":"a\/b\/c\nADVERTISEMENT\n"}"#,
        r#"{"text":"a\/b/c"}"#,
        r#"{"text":"lone \ud800 and \udc00\nADVERTISEMENT\n"}"#,
        r#"{"text":"\u0000\u001f\u007f\b\f\t\r\\\"\u000b"}"#,
        r#"{"t\u0065xt":"escaped name","\ud800":1,"meta":{"old":true},"boiloff_meta":0}"#,
        r#"{"text":""}"#,
        r#"{"text":"ADVERTISEMENT"}"#,
        r#"{"text":"windows line end"}"#,
        r#"{"text":null}"#,
        r#"{"text":"x","text":"y"}"#,
        "not json at all",
        "[1,2,3]",
        r#"{"text":"cut"#,
        "\u{feff}{\"text\":\"behind a mark\"}",
        r#"{"deep":[[[[{"text":1}]]]],"text":"deep"}"#,
    ];
    let bytes = "\u{feff}{\"text\":\"marked file\"}\n".to_owned() + &lines.join("\n");
    let mut bytes = bytes.replace("windows line end\"}", "windows line end\"}\r").into_bytes();
    bytes.extend(b"\n{\"text\":\"\xff\xfe\"}\n\n\n{\"text\":\"no line end\\nADVERTISEMENT\"}");
    place.write("in/odd.jsonl", &bytes);
    place.write("in/odd.jsonl.gz", gzip(&[&bytes[..100], &bytes[100..]]));
    place.write("in/blank.jsonl", "\n\n\n");
    place.write("in/blank-end.jsonl", [&bytes, b"\n\n\n  ".as_slice()].concat());
    place.write("in/empty.jsonl", "");
    place.write("in/rejected.jsonl", "nothing good");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    place.ends(0, &["restore", "out", "--output", "back"]);
    for name in ["odd.jsonl", "blank.jsonl", "blank-end.jsonl", "empty.jsonl", "rejected.jsonl"] {
        assert_eq!(
            String::from_utf8_lossy(&place.read(&format!("back/{name}"))),
            String::from_utf8_lossy(&place.read(&format!("in/{name}"))),
            "{name}"
        );
    }
    // A record that every reader takes for one is one.
    assert_eq!(place.text("out/corpus/odd.jsonl").lines().count(), 17);
}

#[test]
fn a_whole_corpus_comes_back() {
    let place = Place::new();
    corpus(&place, "in");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let said = place.ends(0, &["restore", "out"]);
    assert!(
        said.contains("66 files restored byte for byte") && said.contains("9 files restored in out/restored with the visible text"),
        "{said}"
    );
    let restored = place.tree("out/restored");
    for (name, bytes) in place.tree("in") {
        match name.extension().unwrap().to_str().unwrap() {
            "txt" | "jsonl" => assert!(restored[&name] == bytes, "{}", name.display()),
            "zst" if !name.starts_with("pages") => {
                assert!(zstd::decode_all(restored[&name].as_slice()).unwrap() == zstd::decode_all(bytes.as_slice()).unwrap())
            }
            _ => {}
        }
    }
}

#[test]
fn a_change_to_corpus_or_ledger_is_found() {
    let place = Place::new();
    place.write("in/a.jsonl", records(0, 20));
    place.write("in/b.txt", "one\nADVERTISEMENT\ntwo\n");
    place.write("in/c.txt", "three\n");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    place.write("out/corpus/b.txt", "one\nTWO\n");
    let lines = place.text("out/corpus/a.jsonl");
    place.write("out/corpus/a.jsonl", lines.split_inclusive('\n').skip(1).collect::<String>());
    let said = place.ends(3, &["restore", "out"]);
    assert!(said.contains("a.jsonl: not restored") && said.contains("b.txt: not restored") && said.contains("1 file restored"), "{said}");
    assert_eq!(place.tree("out/restored").len(), 1, "nothing half done under a final name");
    fs::remove_file(place.path("out/ledger.jsonl.zst")).unwrap();
    place.ends(3, &["restore", "out"]);
    fs::remove_file(place.path("out/manifest.jsonl")).unwrap();
    let said = place.ends(2, &["restore", "out"]);
    assert!(said.contains("manifest.jsonl"), "{said}");
    place.ends(2, &["restore", "no-such-folder"]);
}

#[test]
fn a_manifest_cannot_write_outside_of_the_folder() {
    let place = Place::new();
    place.write("in/a.txt", "text\n");
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let manifest = place.text("out/manifest.jsonl").replace("\"path\":\"a.txt\"", "\"path\":\"../../evil.txt\"");
    place.write("out/manifest.jsonl", manifest);
    place.ends(3, &["restore", "out"]);
    assert!(!place.path("evil.txt").exists());
}

#[test]
fn a_run_is_not_replaced_by_what_is_restored_from_it() {
    let place = Place::new();
    // An input may have the name of one of the run's own files.
    place.write("in/manifest.jsonl", records(0, 5));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let before = place.tree("out");
    for to in ["out", "out/corpus", "out/corpus/new", "in/../out/corpus/."] {
        let said = place.ends(2, &["restore", "out", "-o", to]);
        assert!(said.contains("--output"), "{to}: {said}");
        assert_same(&before, &place.tree("out"));
    }
    place.ends(0, &["restore", "out", "-q"]);
    assert_same(&place.tree("in"), &place.tree("out/restored"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_longest_names_come_back() {
    let place = Place::new();
    place.write(&format!("in/{}.txt", "n".repeat(251)), "text\n");
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    place.ends(0, &["restore", "out", "-q"]);
    assert_same(&place.tree("in"), &place.tree("out/restored"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_comes_in_comes_back(parts in prop::collection::vec(part(), 0..40), threads in 1usize..3, most in 20usize..2000) {
        let bytes = parts.concat();
        let place = Place::new();
        place.write("in/a.jsonl", &bytes);
        place.write("in/b.txt", &bytes);
        place.write("in/c.jsonl.zst", zstd(&[&bytes]));
        place.write("in/d.html", &bytes);
        let pipeline = Pipeline::new(threads).unwrap();
        let cleaner = Arc::new(Cleaner::new(Config { max_document_bytes: most, ..Config::default() }));
        let out = place.path("out");
        clean_folder(Arc::clone(&cleaner), &[place.path("in")], &out, Existing::Refuse, None, &pipeline, |_| Progress::quiet()).unwrap();
        let restored = boiloff::run::restore::restore(&out, &place.path("back"), &pipeline).unwrap();
        prop_assert_eq!(restored.problems, []);
        let page = cleaner.clean(Record { media: Media::Html, ..Record::bytes(bytes.clone()) });
        match page.markup_bytes {
            Some(_) => prop_assert_eq!(place.text("back/d.html.txt"), page.source),
            None => prop_assert_eq!(place.read("back/d.html"), bytes.clone()),
        }
        if bytes.windows(6).any(|w| w == b"\"html\"") {
            prop_assert_eq!(place.read("back/b.txt"), bytes);
            return Ok(());
        }
        prop_assert_eq!(place.read("back/a.jsonl"), bytes.clone());
        prop_assert_eq!(place.read("back/b.txt"), bytes.clone());
        prop_assert_eq!(::zstd::decode_all(place.read("back/c.jsonl.zst").as_slice()).unwrap(), bytes);
    }
}

/// Parts of lines, good and bad.
fn part() -> impl Strategy<Value = Vec<u8>> {
    let fixed: &[&[u8]] = &[
        b"\n",
        b"\n",
        b"\r\n",
        b" ",
        b"ADVERTISEMENT\n",
        b"A line of text.\n",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\0",
        b"{\"text\":\"",
        b"\"}\n",
        b"\\n",
        b"{\"text\":\"one\\nADVERTISEMENT\\ntwo\"}\n",
        b"{\"text\":\"caf\\u00e9\\/\\ud800\", \"meta\":1 }\n",
        b"{\"id\":1,\"text\":\"x\"} \r\n",
        b"{\"html\":\"<p>one<p>ADVERTISEMENT<p>\\ud800\"}\n",
        b"<p>one<br>two</p>",
        b"&lt;p&gt;&lt;/p&gt;",
        b"<meta charset=gbk>",
        b"{}\n",
    ];
    prop_oneof![
        8 => prop::sample::select(fixed).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..30),
        1 => ".{0,30}".prop_map(String::into_bytes),
        1 => (b'a'..b'd', 0usize..3000).prop_map(|(letter, n)| vec![letter; n]),
    ]
}
