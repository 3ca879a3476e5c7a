"""Settings: keyword arguments and files."""

import pathlib

import pytest
from texts import NOISY

import boiloff


def test_arguments_go_before_the_file(tmp_path):
    file = tmp_path / "boiloff.toml"
    file.write_text('profile = "careful"\n[rules]\nad-label = "off"\nbyline = "tag"\n')
    assert boiloff.Cleaner(file).clean(NOISY).text == NOISY
    cleaner = boiloff.Cleaner(str(file), profile="aggressive", rules={"ad-label": "on"})
    assert cleaner.clean(NOISY).text != NOISY
    assert 'profile = "aggressive"' in cleaner.config and 'byline = "tag"' in cleaner.config
    assert boiloff.clean(NOISY, config=file).text == NOISY


def test_own_rules_are_checked():
    rule = {
        "id": "station-jingle",
        "description": "The line that the station puts between the news.",
        "phrases": ["you are listening to radio 0"],
        "matches": ["You are listening to Radio 5!"],
        "keeps": ["They were listening to Radio 5 when it happened."],
    }
    cleaned = boiloff.Cleaner(rule=[rule]).clean("The minister left without a word.\nYou are listening to Radio 7!\nShe came back.\n")
    assert [edit.rule for edit in cleaned.edits] == ["station-jingle"]
    with pytest.raises(ValueError, match="station-jingle"):
        boiloff.Cleaner(rule=[rule | {"matches": ["Something else."]}])


def test_files_that_settings_name(tmp_path):
    for settings in ({"site_lines": tmp_path / "none"}, {"decisions": "none"}, {"text": {"model": "none"}}):
        with pytest.raises((FileNotFoundError, ValueError), match="none"):
            boiloff.Cleaner(**settings)
    with pytest.raises(FileNotFoundError, match="nowhere.toml"):
        boiloff.Cleaner(pathlib.Path("nowhere.toml"))


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"profile": "bold"}, ValueError, "`profile`: unknown variant `bold`"),
        ({"porfile": "careful"}, ValueError, "unknown field `porfile`"),
        ({"rules": {"ad-lable": "off"}}, ValueError, "`rules.ad-lable`: .*did you mean `ad-label`"),
        ({"html": {"to": "pdf"}}, ValueError, "`html.to`: unknown variant"),
        ({"max_document_bytes": -1}, ValueError, "`max-document-bytes`"),
        ({"max_document_bytes": 2**80}, TypeError, "max_document_bytes"),
        ({"leave_out": "error-page"}, ValueError, "`leave-out`"),
        ({"leave_out": ["no-such-flag"]}, ValueError, "no flag `no-such-flag`"),
        ({"profile": object()}, TypeError, "`profile`: .*not object"),
        ({"rules": {1: "off"}}, TypeError, "named by strings"),
    ],
)
def test_what_cannot_be_set_is_told_with_its_key(settings, kind, message):
    with pytest.raises(kind, match=message):
        boiloff.Cleaner(**settings)


def test_none_is_no_setting():
    assert boiloff.Cleaner(profile=None, site_lines=None).config == boiloff.Cleaner().config
