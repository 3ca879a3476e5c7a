"""One document."""

import multiprocessing
import pickle
import threading

import pandas
import pytest
from texts import CLEAN, NOISY

import boiloff


def test_a_text():
    cleaned = boiloff.clean(NOISY)
    assert cleaned.text == str(cleaned) == CLEAN
    assert (cleaned.status, cleaned.why, cleaned.verdict, cleaned.flags) == ("cleaned", None, None, [])
    [edit] = cleaned.edits
    assert (edit.rule, edit.was, edit.replacement) == ("ad-label", "ADVERTISEMENT\n", "")
    assert edit.evidence == ["phrase", "shape"] and 0 < edit.score <= 1


def test_spans_count_characters_and_bytes():
    cleaned = boiloff.clean("Élan 😀 — the minister left without a word, and nobody knew why.\u00a0\nADVERTISEMENT\nShe came back.\n")
    assert len(cleaned.edits) >= 2
    for edit in cleaned.edits:
        assert cleaned.source[edit.start : edit.end] == edit.was
        assert cleaned.source.encode()[edit.byte_start : edit.byte_end].decode() == edit.was
    rebuilt, at = "", 0
    for edit in cleaned.edits:
        rebuilt += cleaned.source[at : edit.start] + edit.replacement
        at = edit.end
    assert rebuilt + cleaned.source[at:] == cleaned.text
    assert cleaned.restore() == cleaned.source


def test_a_page_tells_about_itself():
    body = "<p>" + "The harbour was closed for two days because of the storm, and the ferries waited. " * 6 + "</p>"
    page = f"<html><head><title>Storm</title></head><body><h1>Storm</h1>{body}<footer>Share this</footer></body></html>"
    cleaned = boiloff.clean(html=page, url="https://www.example.org/storm")
    assert cleaned.text.startswith("Storm\nThe harbour was closed")
    assert (cleaned.meta["title"], cleaned.meta["site"]) == ("Storm", "example.org")
    assert cleaned.meta is cleaned.meta and cleaned.edits is cleaned.edits
    markdown = boiloff.Cleaner(html={"to": "markdown"}).clean(html=page)
    assert markdown.text.startswith("# Storm\n")


def test_bytes_are_decoded():
    assert boiloff.clean("Größe und Länge des Hafens sind bekannt.\n".encode("latin-1")).text == "Größe und Länge des Hafens sind bekannt.\n"
    assert boiloff.clean(b"").status == "emptied"


def test_half_a_pair_of_surrogates_becomes_a_replacement_character():
    assert boiloff.clean("The end.\ud83d\n").text == "The end.\ufffd\n"
    assert boiloff.clean("The end \ud83d\ude00.\n").text == "The end 😀.\n"


def test_what_a_rule_only_tags_stays():
    cleaned = boiloff.Cleaner(rules={"ad-label": "tag"}).clean(NOISY)
    assert cleaned.text == NOISY and cleaned.edits == ()
    assert [tag.rule for tag in cleaned.tags] == ["ad-label"]


def test_a_limit_passes_the_text_through():
    cleaned = boiloff.Cleaner(max_document_bytes=10).clean(NOISY)
    assert (cleaned.text, cleaned.status, cleaned.why) == (NOISY, "passed-through", "larger than max-document-bytes")


def test_the_ledger_restores():
    cleaned = boiloff.clean(NOISY)
    assert boiloff.restore(cleaned.text, cleaned.ledger()) == NOISY
    with pytest.raises(ValueError, match="do not belong together"):
        boiloff.restore(cleaned.text + "!", boiloff.clean(NOISY + "Another line stood here.\nADVERTISEMENT\n").ledger())
    with pytest.raises(ValueError, match="no line of a ledger"):
        boiloff.restore(cleaned.text, "{")


def test_explain_and_rules():
    assert "[-ADVERTISEMENT-]  <- ad-label: phrase + shape" in boiloff.explain(NOISY)
    assert "\x1b[" in boiloff.explain(NOISY, color=True)
    rules = {rule["id"]: rule for rule in boiloff.rules()}
    assert "ad-label" in rules and rules["ad-label"]["summary"] and "```" in rules["ad-label"]["documentation"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (lambda: boiloff.clean(), "nothing to clean"),
        (lambda: boiloff.clean("a", html="<p>b"), "not both"),
        (lambda: boiloff.clean(5), "int where a str or bytes is needed"),
        (lambda: boiloff.clean("a", url=5), "str"),
        (lambda: boiloff.clean_many("a text"), "str where an iterable of documents is needed; for a single document there is clean"),
        (lambda: boiloff.clean_many({"text": "a"}), "dict where an iterable"),
        (lambda: boiloff.clean_many(pandas.DataFrame({"text": ["a"]})), "for tables there is clean_batch"),
        (lambda: boiloff.Report().add(boiloff.clean("a")), r"a list of lines, such as \[cleaned.ledger\(\)\]"),
    ],
)
def test_wrong_arguments_are_type_errors(arguments, message):
    with pytest.raises(TypeError, match=message):
        arguments()


def test_a_page_that_is_given_as_a_text_is_told():
    assert boiloff.clean("<!doctype html><p>He left.").verdict == "page-as-text"
    assert boiloff.clean(html="<!doctype html><p>He left.").verdict is None


def test_a_cleaner_travels():
    cleaner = boiloff.Cleaner(profile="aggressive", rules={"byline": "off"})
    other = pickle.loads(pickle.dumps(cleaner))
    assert other.config == cleaner.config and 'profile = "aggressive"' in cleaner.config
    assert other.clean(NOISY).text == CLEAN


def test_what_was_cleaned_travels():
    tagging = boiloff.Cleaner(rules={"ad-label": "tag"})
    page = "<html lang=de><title>Sturm</title><p>Der Fluß stieg in der Nacht.</p><p>ADVERTISEMENT</p>"
    for cleaned in (boiloff.clean(NOISY), tagging.clean(NOISY), boiloff.clean(html=page), boiloff.clean(""), boiloff.clean("Élan\u00a0😀\n\n\n\x07a")):
        other = pickle.loads(pickle.dumps(cleaned))
        for name in ("text", "source", "meta", "status", "why", "verdict", "flags"):
            assert getattr(other, name) == getattr(cleaned, name), name
        assert other.restore() == cleaned.source and other.ledger("a", 5, id="b") == cleaned.ledger("a", 5, id="b")
        for changes in ("edits", "tags"):
            mine, others = getattr(cleaned, changes), pickle.loads(pickle.dumps(getattr(other, changes)))
            fields = ("start", "end", "byte_start", "byte_end", "was", "replacement", "rule", "evidence", "score")
            assert [[getattr(edit, name) for name in fields] for edit in mine] == [[getattr(edit, name) for name in fields] for edit in others]
    assert tagging.clean(NOISY).tags
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(boiloff.clean, [NOISY])[0].text == CLEAN


def test_threads_share_a_cleaner_and_others_run_meanwhile():
    cleaner = boiloff.Cleaner()
    long = "The minister left without a word, and nobody in the hall knew what to say about it.\n" * 20_000
    ticks, done = 0, threading.Event()
    results = []

    def work():
        results.append(cleaner.clean(long).text)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    # With the interpreter's lock held, this thread would have waited for the end.
    assert ticks >= 5 and len(results[0]) > 1_000
