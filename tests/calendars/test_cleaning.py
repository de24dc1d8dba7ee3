"""The door through which text gets into a calendar."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.rules.cleaning import Text, block, label, line, uid, web_address

ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=300)


def test_a_block_keeps_its_lines():
    assert block("One\r\nTwo\rThree\u2028Four\n\n\n\nFive  six\t \n") == "One\nTwo\nThree\nFour\n\nFive six"


def test_a_line_is_one_line():
    assert line(" Opening:\r\n  two\tcities ") == "Opening: two cities"


def test_what_no_calendar_can_hold_is_dropped():
    assert block("a\x00b\x1bc\x7fd\x9fe\ud800f\ufeffg\uffffh") == "abcdefgh"


def test_letters_of_every_script_stay():
    text = "القاهرة · 부산 · Йо́шкар-Ола · 👩‍🚀 · ZWNJ: می‌خواهم"
    assert (block(text), line(text)) == (text, text)


def test_a_label_has_no_double_quotes_and_no_carets():
    assert label('Join "live"^n') == "Join 'live'ˆn"


@given(ANYTHING)
def test_nothing_unwritable_gets_through(text):
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", block(text))
    assert not re.search('[\n"^]', label(text))
    assert block(block(text)) == block(text)
    block(text).encode()


def test_a_persons_backslashes_are_kept():
    # icalendar's own vText makes a line break of the first two letters.
    assert Text(r"\New; a,b\c" + "\nd").to_ical() == rb"\\New\; a\,b\\c\nd"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://meridian.example/e/x/", "https://meridian.example/e/x/"),
        ("https://пример.рф:8443/сессия?q=ä b", "https://xn--e1afmkfd.xn--p1ai:8443/%D1%81%D0%B5%D1%81%D1%81%D0%B8%D1%8F?q=%C3%A4%20b"),
        ("https://meridian.example/%D1%81", "https://meridian.example/%D1%81"),
        ("http://[::1]:8000/e/x/", "http://[::1]:8000/e/x/"),
        ("https://meridian.example/a\r\nATTENDEE:mailto:x@y.z", "https://meridian.example/aATTENDEE:mailto:x@y.z"),
        ("javascript:alert(1)", ""),
        ("/e/x/", ""),
        ("https://", ""),
        ("https://meridian.example:port/", ""),
        ("https://[meridian/", ""),
        ("https://a..b/", ""),
    ],
)  # fmt: skip
def test_an_address_is_ascii_or_nothing(address, written):
    assert web_address(address) == written


@given(ANYTHING)
def test_no_address_breaks_a_line(tail):
    assert re.fullmatch(r"[\x21-\x7e]*", web_address("https://meridian.example/" + tail))


@pytest.mark.parametrize("bad", ["", "a b", "ä", "x" * 256, "a\r\nb"])
def test_a_uid_that_readers_would_refuse_is_refused(bad):
    with pytest.raises(ValueError, match="No UID"):
        uid(bad)


def test_a_uid_is_kept_as_it_is():
    assert uid("k7m2qd-6f1c@meridian") == "k7m2qd-6f1c@meridian"
