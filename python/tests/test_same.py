"""The package gives the bytes of the command line."""

import pytest
from same import differences

import boiloff


def test_every_way_in_gives_the_same(documents):
    assert len(documents) > 300
    assert differences(documents) == []


@pytest.mark.parametrize(
    ("flags", "settings"),
    [
        (["--profile", "aggressive", "--bylines", "strip"], {"profile": "aggressive", "bylines": "strip"}),
        (["--to", "markdown", "--include", "links,tables"], {"html": {"to": "markdown", "include": ["links", "tables"]}}),
        (["--off", "ad-label,byline", "--tag", "pagination"], {"rules": {"ad-label": "off", "byline": "off", "pagination": "tag"}}),
        (["--preset", "c4", "--signals", "gopher"], {"preset": "c4", "signals": ["gopher"]}),
    ],
)
def test_settings_mean_the_same(documents, flags, settings):
    assert differences(documents[:200], *flags, **settings) == []


def test_files_are_decoded_the_same(root, program, tmp_path):
    pages = [path for path in sorted((root / "fixtures" / "formats").iterdir()) if path.suffix in (".html", ".htm", ".xhtml")]
    assert len(pages) >= 7 and program("clean", *pages, "--output", tmp_path).returncode == 0
    for page in pages:
        clean = tmp_path / "corpus" / f"{page.name}.txt"
        assert boiloff.clean(html=page.read_bytes()).text == clean.read_text("utf-8"), page.name
