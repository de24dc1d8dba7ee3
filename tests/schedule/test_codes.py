"""Codes and slugs (app/schedule/rules/codes.py)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schedule.rules.codes import ALPHABET, address, code_in, free_slug, is_code, new_code, slug_of


def dealt(figures: str):
    """Chooses the given characters one after the other."""
    rest = iter(figures)
    return lambda _from: next(rest)


def test_a_code_is_six_characters_that_nobody_mixes_up():
    code = new_code()
    assert len(code) == 6
    assert not set(code) & set("01ilo")
    assert is_code(code)


def test_a_code_with_a_word_in_it_is_drawn_again():
    assert new_code(choose=dealt("a7ass2" + "a7as2s")) == "a7as2s"


def test_a_code_of_digits_only_is_drawn_again():
    assert new_code(choose=dealt("234567" + "23456a")) == "23456a"


def test_a_taken_code_is_drawn_again():
    assert new_code({"a2b3c4"}, choose=dealt("a2b3c4" + "a2b3c5")) == "a2b3c5"


def test_every_code_is_one():
    assert all(is_code(new_code()) for _ in range(1000))


@pytest.mark.parametrize("value", ["", "k7m2q", "k7m2qdd", "K7M2QD", "k7m2q1", "k7m2qd\n", "k7m2q\ud800", "../etc"])
def test_what_is_no_code(value):
    assert not is_code(value)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ({"en": "Why Smart City Cooperation?"}, "why-smart-city-cooperation"),
        ({"ko": "개회", "en": "Opening"}, "opening"),
        ({"fi": "Äly ja öinen työ"}, "aly-ja-oinen-tyo"),
        ({"en": "🎉"}, ""),
        ({}, ""),
        ("Straße", "strasse"),
    ],
)
def test_slugs(title, slug):
    assert slug_of(title) == slug


def test_a_slug_ends_with_a_whole_word():
    assert slug_of("word " * 40) == "-".join(["word"] * 16)


@given(st.text(max_size=300))
def test_every_slug_fits_an_address(title):
    slug = slug_of(title)
    assert len(slug) <= 80
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_taken_slug_gets_a_number():
    assert free_slug("main-hall", {"main-hall", "main-hall-2"}, fallback="stage") == "main-hall-3"
    assert free_slug("", set(), fallback="stage") == "stage"
    assert free_slug("a" * 90, {"a" * 80}, fallback="x") == "a" * 78 + "-2"


def test_the_code_is_found_at_the_start_of_an_address():
    assert address("k7m2qd", {"en": "Opening"}) == "k7m2qd-opening"
    assert address("k7m2qd", {"en": "🎉"}) == "k7m2qd"
    assert code_in("k7m2qd-an-older-title") == "k7m2qd"
    assert code_in("k7m2qd") == "k7m2qd"


def test_the_alphabet_has_no_twins():
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
