"""Sessions are recognised when a file comes again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.exchange.rules.matching import Known, import_key, matches
from app.exchange.rules.reading import read
from app.exchange.rules.values import ImportedSession
from tests.exchange.files import GUID, as_json, schedule, session

TEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _talks(*sessions: dict[str, Any]) -> tuple[ImportedSession, ...]:
    return read(as_json(schedule(*sessions))).programme.sessions


def _known(row: int, talk: ImportedSession, **changes: Any) -> Known:
    values: dict[str, Any] = {
        "row": row, "guid": talk.guid, "key": import_key(talk), "starts_at": talk.starts_at,
        "stages": frozenset({talk.stage}), "titles": frozenset({talk.title["en"].casefold()}),
    }  # fmt: skip
    return Known(**{**values, **changes})


def _rows(talks: tuple[ImportedSession, ...], *known: Known) -> list[int | None]:
    return [found.row if found else None for found in matches(talks, known)]


def test_same_file_again_finds_each_session() -> None:
    talks = _talks(session(1), session(2, date="2026-03-02T11:00:00+02:00"))
    assert _rows(talks, _known(2, talks[1]), _known(1, talks[0])) == [1, 2]


def test_repeated_guid_is_told_apart_by_start() -> None:
    talks = _talks(session(1), session(2, guid=GUID.format(1), date="2026-03-02T11:00:00+02:00"))
    derived = _known(2, talks[1], guid="00000000-0000-5000-8000-000000000009")
    assert _rows(talks, derived, _known(1, talks[0])) == [1, 2]


def test_repeated_id_without_guid_is_told_apart_by_stage() -> None:
    talks = _talks(session(1, guid=...), session(1, guid=..., room="Pier", title="Boats"))
    assert _rows(talks, _known(2, talks[1]), _known(1, talks[0])) == [1, 2]


def test_moved_session_keeps_its_guid() -> None:
    (before,), (moved,) = _talks(session(1)), _talks(session(1, date="2026-03-02T12:00:00+02:00", room="Pier"))
    assert _rows((moved,), _known(1, before)) == [1]


def test_moved_session_without_guid_is_known_by_id_and_title() -> None:
    (before,) = _talks(session(1, guid=...))
    moved = _talks(session(1, guid=..., date="2026-03-02T12:00:00+02:00"))
    assert _rows(moved, _known(1, before)) == [1]


def test_same_id_of_another_thing_elsewhere_is_another_session() -> None:
    (before,) = _talks(session(1, guid=...))
    other = _talks(session(1, guid=..., date="2026-03-02T12:00:00+02:00", room="Pier", title="Boats"))
    assert _rows(other, _known(1, before)) == [None]


def test_session_made_here_is_known_by_its_guid() -> None:
    (talk,) = _talks(session(1))
    assert _rows((talk,), _known(1, talk, key="")) == [1]


def test_no_session_is_taken_twice() -> None:
    talks = _talks(session(1), session(1))
    assert _rows(talks, _known(1, talks[0])) == [1, None]


def test_untitled_session_without_identity_is_known_by_place() -> None:
    talks = _talks(session(1, guid=..., id=...), session(2, guid=..., id=..., date="2026-03-02T11:00:00+02:00"))
    assert _rows(talks, _known(1, talks[0]), _known(2, talks[1])) == [1, 2]
