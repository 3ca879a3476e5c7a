"""The wheel carries the command line."""

import json
import shutil
import subprocess


def test_it_is_the_program(program, root, tmp_path):
    assert program("--version").stdout.decode().startswith("boiloff ")
    done = program("clean", root / "seeds", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["totals"]["documents"] == 2
    assert program("restore", tmp_path / "out", "--output", tmp_path / "back").returncode in (0, 2)


def test_exit_codes(program):
    assert program("clean").returncode == 2
    assert program("no-such-command").returncode == 2
    assert program("clean", "/nowhere", "--output", "-").returncode == 2


def test_the_script_is_installed():
    script = shutil.which("boiloff")
    assert script
    assert subprocess.run([script, "rules", "ad-label"], capture_output=True).stdout.startswith(b"ad-label")
