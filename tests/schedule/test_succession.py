"""How releases follow each other: SEQUENCE (P7), the diff, sessions that are gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.schedule.rules import diff
from app.schedule.rules import programme as values
from app.schedule.rules import summary as summaries
from app.schedule.rules.diff import SessionChange, When, compare
from app.schedule.rules.programme import Appearance
from app.schedule.rules.succession import follow
from tests.schedule.made import DAY, programme, talk

LATER = DAY + timedelta(days=1)
MOVED = datetime(2021, 12, 9, 16, 0)


def test_first_release_starts_every_sequence_at_zero():
    first = follow(None, programme(talk("aaa222")), now=DAY)

    assert [(each.sequence, each.changed_at) for each in first.sessions] == [(0, DAY)]


def test_unchanged_session_keeps_sequence_and_time_of_change():
    first = follow(None, programme(talk("aaa222")), now=DAY)

    second = follow(first, programme(talk("aaa222")), now=LATER)

    assert second.sessions == first.sessions


def test_moved_session_gets_the_next_sequence():
    first = follow(None, programme(talk("aaa222"), talk("bbb222")), now=DAY)

    second = follow(first, programme(talk("aaa222", local_start=MOVED), talk("bbb222")), now=LATER)

    assert {each.code: each.sequence for each in second.sessions} == {"aaa222": 1, "bbb222": 0}
    assert second.by_code["aaa222"].changed_at == LATER


def test_speaker_who_changes_her_name_changes_the_entry():
    first = follow(None, programme(talk("aaa222")), now=DAY)
    renamed = programme(talk("aaa222"), speakers={"minjun": values.SpeakerRef("minjun", "min-jun", "Kim Min-jun")})

    assert follow(first, renamed, now=LATER).sessions[0].sequence == 1


def test_session_taken_out_of_the_draft_stays_as_cancelled():
    first = follow(None, programme(talk("aaa222"), talk("bbb222")), now=DAY)

    second = follow(first, programme(talk("bbb222")), now=LATER)
    third = follow(second, programme(talk("bbb222")), now=LATER + timedelta(days=1))

    gone = second.by_code["aaa222"]
    assert (gone.state, gone.sequence, gone.cancelled_at) == ("cancelled", 1, LATER)
    assert third.by_code["aaa222"] == gone


def test_reinstated_session_goes_on_counting():
    first = follow(None, programme(talk("aaa222")), now=DAY)
    second = follow(first, programme(talk("aaa222", state="cancelled")), now=LATER)

    third = follow(second, programme(talk("aaa222")), now=LATER)

    assert [each.sessions[0].sequence for each in (first, second, third)] == [0, 1, 2]
    assert third.sessions[0].cancelled_at is None


def test_session_that_an_older_release_had_goes_on_from_its_highest_sequence():
    old = follow(None, programme(talk("bbb222")), now=DAY)

    again = follow(old, programme(talk("aaa222"), talk("bbb222")), now=LATER, highest={"aaa222": 4})

    assert again.by_code["aaa222"].sequence == 5


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_sequence_never_falls_and_rises_with_every_change(steps):
    current = follow(None, programme(talk("aaa222")), now=DAY)
    highest = 0
    for number, (hour, cancelled, present) in enumerate(steps):
        state = "cancelled" if cancelled else "planned"
        draft = programme(
            *([talk("aaa222", local_start=MOVED + timedelta(hours=hour), state=state)] if present else [])
        )
        following = follow(current, draft, now=DAY + timedelta(days=number + 1), highest={"aaa222": highest})
        before, after = current.by_code["aaa222"], following.by_code["aaa222"]
        same = diff.content_of(before, current) == diff.content_of(after, following)
        assert after.sequence == before.sequence + (0 if same else 1)
        current, highest = following, max(highest, after.sequence)


def test_diff_names_what_happened_to_each_session():
    old = programme(talk("aaa222"), talk("bbb222"), talk("ccc222"), talk("ddd222"))
    new = programme(
        talk("aaa222", local_start=MOVED),
        talk("bbb222", title={"en": "Renamed"}),
        talk("ccc222", state="cancelled"),
        talk("eee222", appearances=(Appearance("aino", "speaker"),)),
    )

    found = compare(old, new)

    assert [(change.code, change.kinds) for change in found.sessions] == [
        ("aaa222", ("moved",)),
        ("bbb222", ("renamed",)),
        ("ccc222", ("cancelled",)),
        ("eee222", ("added",)),
        ("ddd222", ("removed",)),
    ]
    assert found.sessions[0] == SessionChange(
        "aaa222",
        {"en": "Talk aaa222"},
        ("moved",),
        before=When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30, None),
        after=When(MOVED, "Asia/Seoul", 0, 30, None),
    )


def test_diff_names_speakers_who_came_and_went():
    old = programme(talk("aaa222"))
    new = programme(talk("aaa222", appearances=(Appearance("aino", "moderator"),)))

    (change,) = compare(old, new).sessions

    assert (change.speakers_added, change.speakers_removed) == (("Aino",), ("Min-jun",))


def test_nothing_changed_is_an_empty_diff():
    assert compare(programme(talk("aaa222")), programme(talk("aaa222"))).is_empty
    assert not compare(None, programme()).is_empty


def test_event_fields_that_differ_are_named():
    new = programme(event=replace(programme().event, theme={"en": "Data"}), hosts=programme().hosts[:1])

    assert compare(programme(), new).event == ("theme", "hosts")


def test_programme_and_diff_survive_json():
    made = programme(talk("aaa222"), talk("bbb222", local_start=None))
    found = compare(None, made)

    assert values.from_json(values.to_json(made)) == made
    assert diff.from_json(diff.to_json(found)) == found


def test_sittings_end_with_long_breaks_and_skip_the_night():
    made = programme(
        talk("aaa222", local_start=datetime(2021, 12, 9, 15, 0)),
        talk("bbb222", local_start=datetime(2021, 12, 9, 16, 0)),
        talk("ccc222", local_start=datetime(2021, 12, 10, 9, 0)),
    )

    summary = summaries.summary_of(made)

    assert [(each.starts_at.isoformat(), each.ends_at.isoformat()) for each in summary.sittings] == [
        ("2021-12-09T06:00:00+00:00", "2021-12-09T07:30:00+00:00"),
        ("2021-12-10T00:00:00+00:00", "2021-12-10T00:30:00+00:00"),
    ]
    assert summaries.from_json(summaries.to_json(summary)) == summary
