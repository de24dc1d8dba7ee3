"""Every address, asked by everybody: for objects of one's own event, of another event, and for nothing.

The expected answers come from access.py and from ``events.rules.MAY``. An address without its line fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.events import queries
from app.events.rules import Role
from tests.architecture.access import LINES, ROLES, SIGNED, Line
from tests.architecture.world import Named, World, build

pytestmark = pytest.mark.database

METHODS = ("GET", "POST")
ARGUMENT = re.compile(r"<(?:[^<>:]+:)?([^<>]+)>")


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    with build(app) as made:
        yield made


def methods_of(app: Flask) -> dict[str, set[str]]:
    """The methods that each rule of the URL map takes, of those that are asked here."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update((rule.methods or set()).intersection(METHODS))
    return found


def unlisted(app: Flask, lines: Iterable[Line]) -> list[str]:
    """Rules and methods without a line, and lines without a rule."""
    known = methods_of(app)
    listed: dict[str, set[str]] = {}
    for line in lines:
        listed.setdefault(line.rule, set()).update(line.methods)
    without = [
        f"{method} {rule} has no line in tests/architecture/access.py"
        for rule, methods in known.items()
        for method in sorted(methods - listed.get(rule, set()))
    ]
    return without + [f"{rule} has a line, but does not exist" for rule in listed if rule not in known]


def paths(line: Line, world: World, role: str) -> Iterator[tuple[str, str]]:
    """The addresses to ask for, each with whose object it names: own, foreign or missing.

    Those who may most also ask deeper: for nothing, and for something of the other event, inside their own.
    """
    names = ARGUMENT.findall(line.rule)
    named = {name: named_by(line, world, role, name) for name in names}
    yield "own", path_of(line.rule, {name: each.own for name, each in named.items()})
    if not names:
        return
    yield "foreign", path_of(line.rule, {name: each.foreign for name, each in named.items()})
    for place, name in enumerate(names if role in {Role.ADMIN, Role.OWNER} else names[:1]):
        own = {other: each.own for other, each in named.items()}
        yield "missing", path_of(line.rule, {**own, name: named[name].missing})
        if named[name].draft and not line.who.drafts:
            yield "missing", path_of(line.rule, {**own, name: named[name].draft})
        if place and named[name].foreign != named[name].own:
            yield "missing", path_of(line.rule, {**own, name: named[name].foreign})


def named_by(line: Line, world: World, role: str, name: str) -> Named:
    named = world.objects.get(line.objects.get(name, name), Named("none", "none", "none"))
    return replace(named, own=world.sessions.get(role, named.foreign)) if name == "sign_in_id" else named


def path_of(rule: str, values: dict[str, str]) -> str:
    return ARGUMENT.sub(lambda argument: values[argument[1]], rule)


def got_in(answer: TestResponse) -> bool:
    """Whether the page was there for whoever asked; a form that misses its fields was (400)."""
    return answer.status_code in {200, 301, 302, 303, 304, 400, 409} and not asked_to_sign_in(answer)


def asked_to_sign_in(answer: TestResponse) -> bool:
    """Whether the answer leads to signing in, and back."""
    return answer.status_code == 302 and answer.location.startswith("/sign-in?next=")


def kept_out(answer: TestResponse, line: Line, role: str, whose: str) -> bool:
    """Whether whoever asked got nothing: sent to sign in, told that she may not, or nothing there."""
    if role == Role.VISITOR and line.who.asked_to_sign_in:
        # An address that cannot be (a word instead of a number) is nothing to anybody.
        asked = asked_to_sign_in(answer) or answer.status_code == 401
        return asked or (whose == "missing" and answer.status_code == 404)
    told = whose == "own" and role in line.who.told
    return answer.status_code == (403 if told else 404)


def breaches(line: Line, world: World, methods: Iterable[str]) -> Iterator[str]:
    """What differs from the line, as sentences."""
    for method in sorted(line.methods.intersection(methods)):
        for role in ROLES:
            for whose, path in paths(line, world, role):
                may = {"own": line.who.own, "foreign": line.who.foreign, "missing": frozenset()}[whose]
                answer = world.ask(role, method, path)
                fits = got_in(answer) if role in may else kept_out(answer, line, role, whose)
                if not fits:
                    wanted = "may" if role in may else "may not"
                    yield f"{role} {wanted} {method} {path} ({whose}), but gets {answer.status_code}"


def test_every_rule_has_its_line(app):
    assert unlisted(app, LINES) == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join([line.rule, *line.objects.values()]))
def test_address_is_open_to_those_who_may(app, world, line):
    assert list(breaches(line, world, methods_of(app)[line.rule])) == []


def test_form_without_a_token_is_refused(app, world):
    """Every unsafe address, asked by who may do everything: nothing is done without the form's token."""
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for line in LINES:
            if "POST" in methods_of(app)[line.rule] and line.rule not in SIGNED:
                _whose, path = next(paths(line, world, Role.ADMIN))
                answer = world.ask(Role.ADMIN, "POST", path)
                assert (answer.status_code, "out of date" in answer.text) == (400, True), line.rule
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


# ------------------------------------------------------------------ negative controls


def test_rule_without_a_line_is_found(app):
    without = [line for line in LINES if line.rule != "/manage/people/"]
    assert "GET /manage/people/ has no line in tests/architecture/access.py" in unlisted(app, without)


def test_line_without_a_rule_is_found(app):
    gone = replace(LINES[0], rule="/gone")
    assert "/gone has a line, but does not exist" in unlisted(app, [*LINES, gone])


def test_open_door_is_found(app, world, monkeypatch):
    monkeypatch.setattr(queries, "may", lambda _grants, _act: True)
    edit = next(line for line in LINES if line.rule == "/manage/e/<event>/edit")
    found = list(breaches(edit, world, {"GET"}))
    assert "moderator may not GET /manage/e/own-event/edit (own), but gets 200" in found
    assert "owner may not GET /manage/e/foreign-event/edit (foreign), but gets 200" in found


def test_closed_door_is_found(app, world, monkeypatch):
    monkeypatch.setattr(queries, "may", lambda _grants, _act: False)
    edit = next(line for line in LINES if line.rule == "/manage/e/<event>/edit")
    assert "owner may GET /manage/e/own-event/edit (own), but gets 404" in list(breaches(edit, world, {"GET"}))
