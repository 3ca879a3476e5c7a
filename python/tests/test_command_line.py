"""The wheel carries the command line."""

import json
import os
import shutil
import subprocess
import sys


def test_it_is_the_program(program, root, tmp_path):
    assert program("--version").stdout.decode().startswith("boiloff ")
    done = program("clean", root / "seeds", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["totals"]["documents"] == 2
    assert program("restore", tmp_path / "out").returncode == 0
    for seed in (root / "seeds").iterdir():
        assert (tmp_path / "out" / "restored" / seed.name).read_bytes() == seed.read_bytes()


def test_names_that_are_no_text(program, tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "wb") as file:
        file.write(b"The minister left without a word.\n")
    done = subprocess.run([sys.executable, "-m", "boiloff", "explain", name], capture_output=True)
    assert done.returncode == 0 and done.stdout.startswith(b"The minister"), done.stderr


def test_exit_codes(program):
    assert program("clean").returncode == 2
    assert program("no-such-command").returncode == 2
    assert program("clean", "/nowhere", "--output", "-").returncode == 2


def test_the_script_is_installed():
    script = shutil.which("boiloff")
    assert script
    assert subprocess.run([script, "rules", "ad-label"], capture_output=True).stdout.startswith(b"ad-label")
