"""A speaker whose record is merged with another keeps her invitations where she is reached as before."""

from __future__ import annotations

from app.clock import now
from app.db import commit, db
from app.events.actions.events import cancel_event, reinstate_event
from app.events.queries import grants_of
from app.invitations.actions.inviting import invite_all, tell_details, withdraw
from app.invitations.board import board_of
from app.invitations.models import Invitation
from app.schedule.actions.release import release_again
from app.schedule.actions.speakers import merge_speakers
from app.schedule.models import Speaker
from tests.invitations.halls import Stand
from tests.personas import make_speaker


def merge(stand: Stand, **other: str) -> None:
    """Min-jun's record into another one of his."""
    twin = make_speaker("twn2qd", name="Kim Min Jun", home_event_id=stand.event.id, **other)
    stand.minjun.home_event_id = stand.event.id
    commit()
    merge_speakers(stand.minjun, twin, by=stand.aino)
    commit()
    db.session.expire_all()


def lines(stand: Stand) -> list[tuple[str, bool]]:
    """Who stands on the page of invitations, and whether she is invited."""
    board = board_of(stand.event, grants=grants_of(stand.aino, stand.event), now=now())
    return [(line.speaker_code, line.row is not None) for one in board.sessions for line in one.lines]


def test_merged_record_is_not_invited_a_second_time(stand: Stand):
    """That would come from another organizer under the same UID, and remind twice."""
    stand.release()
    row = stand.invite()
    merge(stand)
    invite_all(stand.event, stand.talk, by=stand.aino, now=now())
    commit()
    assert lines(stand) == [("twn2qd", False), ("mjk2qd", True)]  # the world still sees the record that is gone
    stand.release()
    assert lines(stand) == [("twn2qd", True)]
    assert [one.id for one in db.session.query(Invitation)] == [row.id]
    assert len(stand.mails()) == 1


def test_nothing_is_called_off_before_the_world_sees_the_other_record(stand: Stand):
    stand.release()
    stand.invite()
    merge(stand)
    assert tell_details(stand.event, now=now()) == 0
    cancel_event(stand.event, by=stand.aino, expected_version=None)
    commit()
    reinstate_event(stand.event, by=stand.aino, expected_version=None)
    commit()
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "call_off", "reinstate"]


def test_older_release_names_the_record_that_is_gone(stand: Stand):
    """Shown again it called her off, while the world saw her in the session."""
    stand.release()
    stand.invite()
    merge(stand)
    stand.release()
    release_again(stand.event, 1, by=stand.aino, now=now())
    commit()
    assert [duty for _, duty, _ in stand.duties()] == ["invite"]
    stand.move()
    stand.release()
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "move"]


def test_withdrawn_then_merged_and_invited_again_is_one_invitation(stand: Stand):
    stand.release()
    row = stand.invite()
    withdraw(stand.event, row, by=stand.aino, now=now())
    merge(stand)
    stand.release()
    stand.invite(db.session.query(Speaker).filter_by(code="twn2qd").one())
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "remove", "reinstate"]
    assert [(one.id, one.speaker_code) for one in db.session.query(Invitation)] == [(row.id, "twn2qd")]


def test_record_that_is_reached_elsewhere_is_asked_for_itself(stand: Stand):
    stand.release()
    stand.invite()
    merge(stand, email="kim@moscow.example")
    assert lines(stand) == [("twn2qd", False), ("mjk2qd", True)]
    stand.release()
    assert stand.duties()[1:] == [("minjun@busan.example", "remove", "CANCEL")]
