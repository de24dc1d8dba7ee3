"""``make`` says what is missing, and the bundle holds what pages ask for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.needs import absent

TOO_OLD = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.2" && exit
exit 1
"""
WITHOUT_VENV = """#!/bin/sh
case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac
"""


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MERIDIAN_"))}
    return subprocess.run(["make", *arguments], cwd=folder, env=plain, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (TOO_OLD, 'Python 3.11 or newer is needed; {python} is "Python 3.9.2".'),
        (WITHOUT_VENV, "{python} comes without venv. Debian 12: apt-get install python3-venv"),
    ],
    ids=["too old", "without venv"],
)
def test_a_python_that_does_not_do_is_told(tmp_path, script, sentence):
    python = tmp_path / "python"
    python.write_text(script)
    python.chmod(0o755)
    done = make(tmp_path, "run", f"PYTHON={python}")
    assert done.returncode == 2
    assert sentence.format(python=python) in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_help_lists_every_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"browser"}  # a part of "test"
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z]+) ·", helped, re.MULTILINE)) == targets


def bundle(folder: Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("node") is None or not (ROOT / "node_modules" / "esbuild").exists():
        absent("the bundler", "make setup")
    command = ["node", ROOT / "deploy" / "bundle.mjs", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path):
    """A small site: a page that asks for a sheet, a script and a picture."""
    for name, text in {
        "templates/page.html": "{{ asset('css/main.css') }} {{ asset(\"js/main.js\") }} {{ asset('img/a.svg') }}",
        "app/web.py": "",
        "static/css/main.css": '@import url("parts.css") layer(parts);',
        "static/css/parts.css": "a { margin-inline-start: 1rem }",
        "static/js/main.js": 'import { one } from "./lib/one.js"; document.title = one;',
        "static/js/lib/one.js": 'export const one = "1";',
        "static/js/unasked.js": "",
        "static/img/a.svg": "<svg/>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_bundle_holds_what_pages_ask_for_under_names_with_a_hash(site):
    assert bundle(site).returncode == 0
    manifest = json.loads((site / "static/dist/manifest.json").read_text())
    assert list(manifest) == ["css/main.css", "img/a.svg", "js/main.js"]
    hashed = [re.sub(r"-[A-Z0-9]{8}\.", "-HASH.", name) for name in manifest.values()]
    assert hashed == ["dist/css/main-HASH.css", "dist/img/a-HASH.svg", "dist/js/main-HASH.js"]
    assert "margin-inline-start:1rem" in (site / "static" / manifest["css/main.css"]).read_text()


def test_another_content_gets_another_name(site):
    bundle(site)
    before = json.loads((site / "static/dist/manifest.json").read_text())
    (site / "static/css/parts.css").write_text("a { margin-inline-start: 2rem }")
    (site / "static/img/a.svg").write_text("<svg></svg>")
    bundle(site)
    after = json.loads((site / "static/dist/manifest.json").read_text())
    assert {name for name in before if before[name] != after[name]} == {"css/main.css", "img/a.svg"}


def test_a_page_that_asks_for_what_is_not_there_stops_the_bundle(site):
    (site / "templates/other.html").write_text("{{ asset('js/gone.js') }}")
    done = bundle(site)
    assert done.returncode != 0
    assert "js/gone.js" in done.stderr
    assert not (site / "static/dist/manifest.json").exists()
