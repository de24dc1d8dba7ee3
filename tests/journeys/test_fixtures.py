"""The journeys' own instruments find what they are there to find."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import OFFLINE

UNREACHABLE = """() => Promise.all([
  fetch("/health", { cache: "no-store" }).catch(() => ""),
  new Promise((done) => new WebSocket("/socket.io/").addEventListener("close", done)),
])"""

IS_REACHED = """() => fetch("/health", { cache: "no-store" }).then(() => true, () => false)"""


def test_script_errors_and_refusals_are_noticed(visitor):
    someone = visitor()
    page = someone.goes("/health")
    page.evaluate("setTimeout(() => { throw new Error('broken') }, 0)")
    page.wait_for_timeout(100)
    page.goto(someone.address + "/nobody-is-here")
    assert someone.troubles == ["script: broken", f"404: {someone.address}/nobody-is-here"]
    someone.troubles.clear()


@pytest.mark.parametrize("is_expected", [True, False])
def test_nothing_can_be_reached_offline_and_that_is_no_trouble_where_she_is(visitor, is_expected):
    someone = visitor()
    page = someone.goes("/health")
    if is_expected:
        with someone.offline():
            page.evaluate(UNREACHABLE)
    else:
        someone.context.set_offline(True)
        page.evaluate(UNREACHABLE)
    noted = {trouble.rpartition(": ")[2] for trouble in someone.troubles}
    assert noted == (set() if is_expected else {OFFLINE})
    someone.troubles.clear()


def test_nothing_comes_over_a_dead_line(visitor):
    someone = visitor(travels=True)
    page = someone.goes("/health")
    someone.line.dies()
    assert page.evaluate(IS_REACHED) is False
    someone.line.lives()
    assert page.evaluate(IS_REACHED) is True
    someone.troubles.clear()


def test_barriers_are_found(visitor):
    someone = visitor()
    someone.page.set_content("<html lang=en><title>A</title><main><h1>A</h1><img src='data:,'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        someone.finds_no_barrier()


def test_a_visitor_brings_language_and_clock(visitor):
    someone = visitor(locale="ar", timezone_id="Asia/Dubai", viewport={"width": 360, "height": 740})
    page = someone.goes("/health")
    assert page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, innerWidth]") == [
        "ar", "Asia/Dubai", 360,
    ]  # fmt: skip
