"""Every dependency is pinned with hashes, and has its reason in docs/dependencies.md."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.tree import ROOT

LOCKS = ("requirements", "requirements-dev", "requirements-node")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def normal(name: str) -> str:
    """The one way to write a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(name: str) -> set[str]:
    """The packages that an .in file names."""
    return {normal(found) for found in re.findall(r"^([A-Za-z][\w.-]*)", text(f"{name}.in"), re.MULTILINE)}


def pinned(name: str) -> set[str]:
    return {
        normal(found) for found in re.findall(r"^([A-Za-z][\w.-]*)(?:\[[^\]]*\])?==", text(f"{name}.txt"), re.MULTILINE)
    }


def explained() -> list[str]:
    rows = re.findall(r"^\| ([^|]+) \|", text("docs/dependencies.md"), re.MULTILINE)
    return [
        name if name.startswith("@") else normal(name) for row in rows for name in row.split(", ") if name != "package"
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_wanted_is_pinned(name):
    assert wanted(name) - pinned(name) == set()


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_host(name):
    lock = text(f"{name}.txt")
    pins = re.split(r"^(?=[A-Za-z][\w.-]*(?:\[[^\]]*\])?==)", lock, flags=re.MULTILINE)[1:]
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in lock
    assert "index-url" not in lock


def test_what_runs_is_the_same_when_testing():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==[^\s;]+)", text(f"{name}.txt"), re.MULTILINE))

    assert pins("requirements") - pins("requirements-dev") == set()


def test_the_front_ends_lock_names_no_host():
    lock = json.loads(text("package-lock.json"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_every_dependency_has_its_reason_and_every_reason_a_dependency():
    package = json.loads(text("package.json"))
    node = {name.replace(".", "-") for name in package["dependencies"].keys() | package["devDependencies"].keys()}
    python = set().union(*(wanted(name) for name in LOCKS))
    names = explained()
    assert len(names) == len(set(names))
    assert set(names) == python | node
