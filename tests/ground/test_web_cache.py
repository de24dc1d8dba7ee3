"""Kept answers: ETag per coding, 304 without making the page, bounded memory."""

from __future__ import annotations

import gzip

import brotli
import pytest

from app.web_cache import Body, PageCache, answer

PAGE = "<p>Programme</p>" * 200


@pytest.fixture
def ask(app):
    app.extensions["pages"] = PageCache()
    made = []

    def make() -> str:
        made.append(1)
        return PAGE

    def asked(key=("a",), **headers):
        options = headers.pop("options", {})
        with app.test_request_context("/", headers={name.replace("_", "-"): value for name, value in headers.items()}):
            return answer(key, make, **options)

    asked.made = made
    return asked


def test_second_answer_is_not_made_again(ask):
    assert ask().get_data(as_text=True) == ask().get_data(as_text=True) == PAGE
    assert len(ask.made) == 1


def test_codings_hold_the_same_page_under_etags_of_their_own(ask):
    plain, packed, zipped = ask(), ask(Accept_Encoding="br, gzip"), ask(Accept_Encoding="gzip")

    assert brotli.decompress(packed.get_data()) == gzip.decompress(zipped.get_data()) == PAGE.encode()
    assert [each.headers.get("Content-Encoding") for each in (plain, packed, zipped)] == [None, "br", "gzip"]
    assert len({each.get_etag()[0] for each in (plain, packed, zipped)}) == 3


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_known_page_is_confirmed_without_making_it(ask, coding):
    etag = ask(Accept_Encoding=coding).headers["ETag"]
    before = len(ask.made)
    ask.made.clear()

    confirmed = ask(Accept_Encoding=coding, If_None_Match=etag)

    assert before == 1
    assert (confirmed.status_code, confirmed.get_data(), ask.made) == (304, b"", [])
    assert confirmed.headers["ETag"] == etag


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_tag_that_a_proxy_made_weak_still_confirms(ask, coding):
    etag = ask(Accept_Encoding=coding).headers["ETag"]

    assert ask(Accept_Encoding=coding, If_None_Match=f"W/{etag}").status_code == 304
    assert ask(Accept_Encoding=coding, If_None_Match='W/"another"').status_code == 200


def test_another_key_is_another_page(ask):
    etag = ask(("a",)).headers["ETag"]

    assert ask(("b",), If_None_Match=etag).status_code == 200


def test_another_build_never_confirms_an_older_page(ask, app, monkeypatch):
    etag = ask().headers["ETag"]
    monkeypatch.setitem(app.extensions, "build", "newer")

    assert ask(If_None_Match=etag).status_code == 200


def test_calendars_are_not_compressed(ask):
    response = ask(Accept_Encoding="br, gzip", options={"compress": False, "mimetype": "text/calendar", "vary": ""})

    assert "Content-Encoding" not in response.headers
    assert response.get_data(as_text=True) == PAGE


def test_what_is_not_to_be_kept_is_answered_and_confirmed_all_the_same(ask, app):
    first = ask(options={"keep": False})

    assert first.get_data(as_text=True) == PAGE
    assert ask(If_None_Match=first.headers["ETag"], options={"keep": False}).status_code == 304
    ask(options={"keep": False})
    assert len(ask.made) == 2


def test_oldest_answers_go_when_memory_is_full():
    cache = PageCache(kept_bytes=100)
    for name in "abc":
        cache.put(name, Body(b"x" * 40))
    cache.get("b")
    cache.put("d", Body(b"x" * 40))

    assert [name for name in "abcd" if cache.get(name)] == ["b", "d"]


def test_answer_larger_than_the_memory_is_still_given():
    cache = PageCache(kept_bytes=10)
    cache.put("a", Body(b"x" * 40))

    assert cache.get("a") is not None
