"""What collides, what is full, and who reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience import rules
from app.errors import RuleBroken

DAY = datetime(2021, 12, 9, tzinfo=UTC)


def span(start: float, end: float) -> tuple[datetime, datetime]:
    return DAY + timedelta(hours=start), DAY + timedelta(hours=end)


def test_sessions_that_overlap_name_each_other_earliest_first():
    spans = [span(10, 11), span(9, 10.5), span(10.25, 12), span(13, 14)]
    assert rules.at_the_same_time(spans) == [[1, 2], [0, 2], [1, 0], []]


def test_what_begins_when_another_ends_does_not_overlap():
    assert rules.at_the_same_time([span(9, 10), span(10, 11)]) == [[], []]


def test_what_has_no_time_or_no_length_is_in_nobodys_way():
    assert rules.at_the_same_time([None, span(9, 10), span(9.5, 9.5)]) == [[], [], []]


@given(st.lists(st.none() | st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=12))
def test_overlaps_are_those_that_each_pair_has(given_spans):
    spans = [None if one is None else span(one[0], sum(one)) for one in given_spans]

    def overlap(one, other):
        if one is None or other is None or one[0] == one[1] or other[0] == other[1]:
            return False
        return one[0] < other[1] and other[0] < one[1]

    places = range(len(spans))
    wanted = [{other for other in places if other != one and overlap(spans[one], spans[other])} for one in places]
    assert [set(found) for found in rules.at_the_same_time(spans)] == wanted
    assert all(len(set(found)) == len(found) for found in rules.at_the_same_time(spans))


def test_agenda_is_full_at_a_thousand_and_links_at_ten():
    rules.check_picks(999)
    rules.check_links(9)
    with pytest.raises(RuleBroken, match="agenda holds"):
        rules.check_picks(1000)
    with pytest.raises(RuleBroken, match="calendar links"):
        rules.check_links(10)


@pytest.mark.parametrize(
    ("read_at", "due"), [(None, True), (DAY, False), (DAY - timedelta(hours=1), True), (DAY + timedelta(days=1), True)]
)
def test_reading_is_noted_about_once_an_hour_also_after_the_clock_went_back(read_at, due):
    assert rules.is_due(read_at, DAY + timedelta(minutes=0)) is due


@pytest.mark.parametrize(
    ("said", "program"),
    [
        ("Google-Calendar-Importer", "Google-Calendar-Importer"),
        ("iOS/17.4 (21E219) dataaccessd/1.0", "iOS"),
        ("Microsoft Exchange/15.20", "Microsoft"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("дом", ""),
        ("a" * 500, "a" * 40),
    ],
)
def test_program_is_the_first_word_without_its_version(said, program):
    assert rules.program_in(said) == program
