"""Tables of rooms: questions and votes, and the log of what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Model, Versioned
from app.texts import LocalText

__all__ = ["DoneCommand", "LogEntry", "Question", "QuestionStep", "Room", "Stream", "Vote"]


class Room(Model):
    """The live side of a session, made when somebody first comes. It belongs to the session, never to the stage.

    ``seq`` is the number of the newest line of its log; it rises in the transaction of each change. ``gauge`` does the
    same for its scores: it rises with each group of votes.
    """

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    """The session's code: drafts may drop a session, its room stays with what was released."""
    epoch: Mapped[str] = mapped_column(String(16))
    """A random name of the log; another one tells screens to start anew."""
    seq: Mapped[int] = mapped_column(default=0)
    gauge: Mapped[int] = mapped_column(default=0)
    asking: Mapped[str] = mapped_column(String(12), default="schedule")
    premoderated: Mapped[bool] = mapped_column(default=True)
    hand: Mapped[str] = mapped_column(String(8), default="schedule", server_default="schedule")
    """What a moderator holds the stage at: one of ``rules.stage.Hand``."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class LogEntry(Model):
    """A line of a room's log: type, object, version. No text: it is filled in when it is said, for that audience."""

    __tablename__ = "room_log"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(12), default="")
    """Of the question it is about; empty where it is about the room."""
    version: Mapped[int] = mapped_column(default=0)


class Question(Versioned, Model):
    """A question asked in a room. ``actor`` says who asked, as :mod:`app.live.actors` names people and browsers."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("room_id", "code"), Index(None, "room_id", "actor"))

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    pinned: Mapped[bool] = mapped_column(default=False)
    starred: Mapped[bool] = mapped_column(default=False)
    """For moderators' eyes."""
    answer: Mapped[LocalText] = mapped_column(default=dict)
    score: Mapped[int] = mapped_column(default=0)
    """Its votes: the number of rows, kept in the transaction that adds or takes one (promise P2)."""
    gauge: Mapped[int] = mapped_column(default=0)
    """The room's ``gauge`` when the score moved last: of two messages about it the higher one is true."""
    shown_at: Mapped[datetime | None]
    """When everybody could first see it."""


class Vote(Model):
    """An account's or browser's vote for a question; there can be one only."""

    __tablename__ = "votes"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


class QuestionStep(Model):
    """The history of a question: who took it from which state to which, and why; or marked it, which left its state."""

    __tablename__ = "question_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    """The moderator; None for whoever asked."""
    step: Mapped[str] = mapped_column(String(12))
    """One of ``rules.states.Step``, or of ``Mark``."""
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(500), default="")


class DoneCommand(Model):
    """That a command was carried out, written with its effect: sent again, it has none and the answer is the same."""

    __tablename__ = "done_commands"

    actor: Mapped[str] = mapped_column(String(80), primary_key=True)
    cid: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Stream(Versioned, Model):
    """What is shown on a stage, or in one session instead; outside releases: it changes while people watch.

    Stages and sessions are named by what releases call them: a draft may drop one that people still watch.
    """

    __tablename__ = "streams"
    __table_args__ = (Index(None, "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(String(80), default="")
    """The stage's slug; empty: of the sessions without a stage."""
    code: Mapped[str] = mapped_column(String(12), default="")
    """The session's code, where it is of one session only."""
    is_replay: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(8))
    """One of ``rules.streams.Kind``."""
    address: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(16), default="")
    label: Mapped[LocalText] = mapped_column(default=dict)
    hosts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Further hosts that an HLS stream's pieces come from."""
