//! `boiloff report`: one run shown, two compared.

use boiloff::report::{self, Report};

use super::place::Place;

/// Two runs over one page: `a` with every rule, `b` without the one that has something to do.
fn runs() -> Place {
    let place = Place::new();
    place.write("in/page.txt", "He left the room without a word.\nADVERTISEMENT\nShe stayed until the morning came.\n");
    place.ends(0, &["clean", "in", "--output", "a"]);
    place.ends(0, &["clean", "in", "--output", "b", "--off", "ad-label"]);
    place
}

#[test]
fn a_run_is_shown_by_its_folder_or_its_file() {
    let place = runs();
    let shown = place.out(&["report", "a"]);
    assert!(shown.contains("1 document") && shown.contains("ad-label") && shown.contains("ADVERTISEMENT"), "{shown}");
    assert!(!shown.contains('\x1b'));
    assert_eq!(place.out(&["report", "a/report.json"]), shown);
    assert!(place.out(&["report", "a", "--color", "always"]).contains('\x1b'));
}

#[test]
fn json_is_the_report_and_html_the_page_of_the_run() {
    let place = runs();
    let json: Report = serde_json::from_str(&place.out(&["report", "a", "--json"])).unwrap();
    assert_eq!(json, report::read(&place.path("a")).unwrap());
    assert_eq!(place.out(&["report", "a", "--html", "page.html"]), "");
    assert_eq!(place.text("page.html"), place.text("a/report.html"));
}

#[test]
#[cfg(unix)]
fn a_page_is_written_to_what_a_link_leads_to() {
    use std::os::unix::fs::symlink;
    let place = runs();
    place.write("page.html", "");
    for (target, link) in [("page.html", "link.html"), ("/dev/stdout", "pipe.html")] {
        symlink(target, place.path(link)).unwrap();
        let shown = place.out(&["report", "a", "--html", link]);
        assert_eq!(shown.starts_with("<!DOCTYPE html>"), link == "pipe.html", "{shown}");
        assert!(place.path(link).is_symlink(), "{link}");
    }
    assert!(place.text("page.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn two_runs_are_compared() {
    let place = runs();
    let shown = place.out(&["report", "a", "b"]);
    let rule = shown.lines().find(|l| l.contains("ad-label")).unwrap_or_else(|| panic!("{shown}"));
    assert!(rule.contains("14 B") && rule.contains("-14 B"), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&place.out(&["report", "a", "b", "--json"])).unwrap();
    assert_eq!(json["rules"][0]["removed_bytes"], serde_json::json!([14, 0]));
}

#[test]
fn reports_of_parts_add_up_to_that_of_the_whole() {
    let place = runs();
    place.write("more/other.txt", "She asked him twice, and he did not answer.\nADVERTISEMENT\nThen the rain came.\n");
    place.write("more/list.jsonl", "{\"text\":\"Read more\"}\n{}\n");
    place.ends(3, &["clean", "more", "--output", "c"]);
    place.ends(3, &["clean", "in/page.txt", "more/other.txt", "more/list.jsonl", "--output", "whole"]);
    let untimed = |json: &str| Report { timings: None, ..serde_json::from_str(json).unwrap() };
    let whole = untimed(&place.out(&["report", "whole", "--json"]));
    assert_eq!(whole.totals.documents, 3);
    assert_eq!(untimed(&place.out(&["report", "--sum", "a", "c", "--json"])), whole);
    assert_eq!(untimed(&place.out(&["report", "--sum", "c", "a/report.json", "--json"])), whole);
    place.out(&["report", "--sum", "a", "c", "--html", "all.html"]);
    assert!(place.text("all.html").contains("3 documents"));
}

#[test]
fn what_is_no_report_is_named() {
    let place = runs();
    assert!(place.ends(2, &["report", "in"]).contains("report.json"));
    assert!(place.ends(2, &["report", "in/page.txt"]).contains("is not a boiloff report"));
    assert!(place.ends(1, &["report", "a", "--html", "missing/page.html"]).contains("missing"));
    place.ends(2, &["report", "a", "b", "--html", "page.html"]);
    assert!(place.ends(2, &["report", "a", "b", "a"]).contains("--sum"));
    assert!(place.ends(2, &["report", "a", "--lines"]).contains("name another one"));
}
