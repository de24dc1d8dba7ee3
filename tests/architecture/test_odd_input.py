"""Odd input to every address and every form of the URL map: refused or taken, never a 500, never an error in the log.

The objects are those of world.py, the addresses those of access.py, so a new address is asked without a line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from flask import Flask, request, url_for
from structlog.testing import capture_logs

from app import web
from app.schedule.forms.when import WhenForm
from tests.architecture.access import LINES, Line
from tests.architecture.test_access import ARGUMENT, methods_of, named_by, path_of, paths
from tests.architecture.world import World, build
from tests.pages import form_values

pytestmark = pytest.mark.database

SURROGATE = b"\xed\xa0\x80"
STEPS = (b"a\0b", SURROGATE, b"9223372036854775808", b"x" * 3000, b"..%2f..", b"\r\nX: y")
"""What stands in an address instead of a name."""

QUERIES = (
    "endpoint=x&_external=1&q=%ed%a0%80%00&next=//e.example&page=9223372036854775808&by=%00&track=%00&speaker=%00",
    "name=%ed%a0%80&place=-1&only=%00&lang=%00",
    "zone=Europe",
    "zone=%ed%a0%80%00&zone=UTC",
)
VALUES = (
    b"a\0" + SURROGATE, b"9223372036854775808", b"x" * 10_000, b"0001-01-01", b"9999-12-31", b"Etc/GMT+2", b"-1",
    b"NaN", "\u202e🦄".encode(), b"02:30", b"", b"javascript:alert(1)",
)  # fmt: skip
"""What is typed. In the n-th round each field gets the n-th value after that of the field before it."""
ROUNDS = 2
BUTTONS = {name: ["1"] for name in ("version", "to", "act", "next", "language", "zone", "email", "code", "typed")}
"""What is sent to addresses that have no form of their own."""

HEADERS: tuple[Mapping[str, str], ...] = (
    {"Cookie": 'meridian=\xff.a.b; zone="; lang=\xff; zone_guess=%ED%A0%80%00'},
    {"If-None-Match": '"\xff, W/', "If-Modified-Since": "\xff", "If-Range": "\xff", "Range": "bytes=9-1,x"},
    {"Accept": ";;q=\xff,a/b;q=x", "Accept-Language": "\xff;q=9,*;q=x,-", "Accept-Encoding": "br;q=x,\xff"},
    {
        "X-Forwarded-For": "\xff",
        "Referer": "\xff",
        "Origin": "\xff",
        "User-Agent": "\xed\xa0\x80",
        "X-Request-Id": "\xff",
    },
)
BODIES = (
    ("application/json", b'{"a": "\\ud800"'),
    ("multipart/form-data", b"x"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="\xff\0"\r\n\r\n\xff',
    ),
    ("application/x-www-form-urlencoded; charset=\xff", b"%ed%a0%80=%00&=&&&%"),
    ("\xff", b"\xff"),
)
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "ODD")
SAMPLE = ("/", "/e/<event>/programme", "/e/<event>/calendar.ics", "/me.json", "/account/", "/manage/e/<event>/edit")
"""Addresses that stand for all where what is odd is read before any of them is asked."""


class Asked(NamedTuple):
    """A request: its method, its path, and what is sent along."""

    method: str
    path: str
    sent: Mapping[str, Any]


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    with build(app) as made:
        yield made


def broken(world: World, asked: Iterable[Asked]) -> list[str]:
    """The requests that broke something, each as a line."""
    found = []
    for one in asked:
        with capture_logs() as logs:
            status = _status(world, one)
        errors = [entry["event"] for entry in logs if entry["log_level"] in {"error", "critical"}]
        if status is None or status >= 500 or errors:
            found.append(f"{one.method} {one.path[:120]} {str(one.sent)[:200]}: {status} {errors}")
    return found


def _status(world: World, one: Asked) -> int | None:
    try:
        return world.ask(_who(one.path), one.method, one.path, **one.sent).status_code
    except Exception:  # what breaks while an error is being told is raised through
        return None


def _who(path: str) -> str:
    return "speaker" if path.startswith("/account/speaker/") else "admin"


def lines() -> list[Line]:
    """One line for each rule."""
    return list({line.rule: line for line in LINES}.values())


def odd_addresses(app: Flask, world: World) -> Iterator[Asked]:
    """Every argument of every rule, named oddly; every page, asked oddly."""
    for line in lines():
        method = "GET" if "GET" in methods_of(app)[line.rule] else "POST"
        names = {name: named_by(line, world, "admin", name).own for name in ARGUMENT.findall(line.rule)}
        for name in names:
            for step in STEPS:
                yield Asked(method, path_of(line.rule, {**names, name: quote(step, safe="%")}), {})
        if method == "GET":
            for query in QUERIES:
                yield Asked(method, f"{path_of(line.rule, names)}?{query}", {})


def odd_forms(app: Flask, world: World) -> Iterator[Asked]:
    """Every form, with odd values in all fields, and with one odd value among those that it was shown with."""
    for line in lines():
        methods = methods_of(app)[line.rule]
        if "POST" not in methods:
            continue
        _whose, path = next(paths(line, world, "admin"))
        shown = world.ask(_who(path), "GET", path) if "GET" in methods else None
        fields = form_values(shown.text) if shown is not None and shown.status_code == 200 else {}
        fields = {name: values for name, values in fields.items() if name != "csrf_token"} or BUTTONS
        for start in range(ROUNDS):
            values = {name: [VALUES[(start * 5 + place) % len(VALUES)]] for place, name in enumerate(fields)}
            yield Asked("POST", path, _form(values))
        for place, name in enumerate(fields):
            yield Asked("POST", path, _form({**fields, name: [VALUES[place % len(VALUES)]] * 2}))


def odd_requests(world: World) -> Iterator[Asked]:
    """Odd headers, bodies and methods."""
    for line in lines():
        if line.rule in SAMPLE:
            _whose, path = next(paths(line, world, "admin"))
            yield from (Asked("GET", path, {"headers": headers}) for headers in HEADERS)
            yield from (Asked("POST", path, {"headers": {"Content-Type": kind}, "data": body}) for kind, body in BODIES)
            yield from (Asked(method, path, {}) for method in METHODS)


def _form(fields: Mapping[str, Iterable[str | bytes]]) -> dict[str, Any]:
    body = "&".join(f"{quote(name)}={quote(value)}" for name, values in fields.items() for value in values)
    return {"data": body, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


def test_odd_address_breaks_nothing(app, world):
    assert broken(world, odd_addresses(app, world)) == []


def test_odd_form_breaks_nothing(app, world):
    assert broken(world, odd_forms(app, world)) == []


def test_odd_header_body_or_method_breaks_nothing(world):
    assert broken(world, odd_requests(world)) == []


# ------------------------------------------------------------------ negative controls


def test_page_that_takes_a_name_from_the_address_is_found(world, monkeypatch):
    monkeypatch.setattr(web, "_with_query", lambda _changes: url_for(request.endpoint, **request.args))
    assert broken(world, [Asked("GET", f"/?{QUERIES[0]}", {})]) != []


def test_form_that_reckons_with_any_year_is_found(world, monkeypatch):
    monkeypatch.setattr(WhenForm, "when", lambda form: form.date.data - timedelta(days=1))
    path = f"/manage/e/own-event/sessions/{world.objects['talk'].own}/"
    fields = form_values(world.ask("admin", "GET", path).text)
    odd = _form({**fields, "date": ["0001-01-01"]})
    assert broken(world, [Asked("POST", path, odd)]) != []
