"""The door through which text gets into a calendar."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.rules.cleaning import Text, block, label, line, uid

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


@pytest.mark.parametrize("bad", ["", "a b", "ä", "x" * 256, "a\r\nb"])
def test_a_uid_that_readers_would_refuse_is_refused(bad):
    with pytest.raises(ValueError, match="No UID"):
        uid(bad)


def test_a_uid_is_kept_as_it_is():
    assert uid("k7m2qd-6f1c@meridian") == "k7m2qd-6f1c@meridian"
