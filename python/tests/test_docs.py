"""The examples of the pages that show Python are run."""

import re

import pytest


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "python/README.md"])
def test_examples(page, root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", (root / page).read_text("utf-8"), re.S)
    assert examples
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, page, "exec"), names)
