"""What README.md names exists: files, tests of promises, make targets."""

from __future__ import annotations

import re

from app.settings import ROOT

README = (ROOT / "README.md").read_text()


def test_linked_pages_exist():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_tests_of_promises_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)`", README)

    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_promise_is_kept_or_named_as_not_yet():
    told = set(re.findall(r"\bP(\d+)\b", README))
    for first, last in re.findall(r"\bP(\d+)–P(\d+)\b", README):
        told |= {str(number) for number in range(int(first), int(last) + 1)}

    assert told == {str(number) for number in range(1, 19)}


def test_make_targets_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make (\w+)", README)) <= targets
