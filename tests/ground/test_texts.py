"""Texts in several languages, and the door through which people's text comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleBroken
from app.texts import Localized, clean_block, clean_line, clean_text, is_language, text_in

TEXT = {"fi": "Avaus", "en": "Opening", "ko": "개회"}


@pytest.mark.parametrize(
    ("language", "others", "found"),
    [
        ("ko", (), Localized("개회", "ko")),
        ("ko-kr", (), Localized("개회", "ko")),
        ("ar", ("fi",), Localized("Avaus", "fi")),
        ("ar", (), Localized("Opening", "en")),
    ],
)
def test_nearest_language_is_found(language, others, found):
    assert text_in(TEXT, language, *others) == found


def test_any_language_is_better_than_none():
    assert text_in({"ko": "개회"}, "ar") == Localized("개회", "ko")
    assert text_in({}, "ar") == Localized("", "ar")


@pytest.mark.parametrize("tag", ["en", "zh-hant", "pt-br", "es-419", "zh-hant-tw"])
def test_language_tags_are_known(tag):
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "EN", "english", "en_GB", "en-", "x" * 100, "en\n", "de; DROP"])
def test_other_tags_are_refused(tag):
    assert not is_language(tag)
    with pytest.raises(RuleBroken):
        clean_text({tag: "text"})


def test_control_characters_and_tricks_with_direction_are_taken_out():
    assert clean_line("a\x00b\r\n c\u202ed\u2066e") == "a b cde"
    assert clean_block("a\r\nb\u2028c\x07  \n\n") == "a\nb\nc"


def test_marks_that_scripts_need_stay():
    persian = "می\u200cخواهم"
    assert clean_line(persian) == persian


def test_too_long_text_is_refused_with_its_field():
    with pytest.raises(RuleBroken) as caught:
        clean_line("x" * 501, field="title")
    assert caught.value.field == "title"


@given(st.text())
def test_cleaned_text_can_be_written_and_is_clean(value):
    cleaned = clean_line(value, limit=10_000)
    cleaned.encode("utf-8")
    assert clean_line(cleaned, limit=10_000) == cleaned
    assert "\x00" not in cleaned
    assert "\n" not in cleaned


@given(st.characters(codec=None, categories=["Cs"]))
def test_lone_surrogates_are_taken_out(char):
    assert clean_line(f"a{char}b") == "ab"
