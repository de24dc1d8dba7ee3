"""Tables of invitations, of what was answered, and of how sessions are prepared with their speakers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.clock import now
from app.db import Model, Versioned
from app.mail.models import OwedMail
from app.schedule.models import Speaker

__all__ = ["Answered", "InboundMail", "Invitation", "Preparation", "Reminder"]


class Preparation(Versioned, Model):
    """How a session is prepared with its speakers: whether all of them are invited, and where they enter the studio.

    By the session's code, not its row: a session that left the draft may still have to be called off.
    """

    __tablename__ = "preparations"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    invites_all: Mapped[bool] = mapped_column(default=False)
    """Whether a speaker who is added later is invited by the release that shows her."""
    backstage: Mapped[str] = mapped_column(String(500), default="")
    """Where speakers enter the studio. Never in a snapshot, page or feed."""


class Invitation(Versioned, Model):
    """A speaker is asked into her calendar for a session.

    She and the session are named by their codes: where either is deleted or merged with another, her calendar still has
    to be told.
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("event_id", "code", "speaker_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    speaker_code: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(200))
    """What she was called when she was told last."""
    uid: Mapped[str] = mapped_column(String(120), index=True)
    """The session's calendar UID, under which her calendar knows it."""
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    """Her link and the address for her answers derive from it and the installation's key; a new one ends both."""
    organizer: Mapped[str] = mapped_column(String(254))
    """ORGANIZER: the address that her answers go to. Calendars know an invitation by it too, so it never changes."""
    address: Mapped[str] = mapped_column(String(254), index=True)
    """Where she was invited, as normalised by ``people.rules.normal_address``."""
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """JSON of ``rules.owing.Told``: what her calendar was told last; None = nothing yet."""
    stamped_at: Mapped[datetime | None]
    """DTSTAMP of what her calendar was told last; each message has a later one."""
    answer: Mapped[str] = mapped_column(String(12), default="needs_action")
    """One of ``rules.answers.Answer``."""
    answered_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the session begins that her calendar holds, for reminders; None where it holds none."""
    is_wanted: Mapped[bool] = mapped_column(default=True)
    """Whether the organizers want her invited; without, her calendar is told that it is off."""
    mail_id: Mapped[int | None]
    """No foreign key: the outbox is tidied by itself."""
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(Text, default="")
    """What the mail server said when it gave the mail back."""

    speaker: Mapped[Speaker | None] = relationship(
        primaryjoin=lambda: foreign(Invitation.speaker_code) == Speaker.code, viewonly=True, lazy="joined"
    )
    mail: Mapped[OwedMail | None] = relationship(primaryjoin=lambda: foreign(Invitation.mail_id) == OwedMail.id)
    """The mail that told her last; None also where it is tidied away."""


class Answered(Model):
    """One answer, counted or not. Rows are added, never changed, but for what the organizers decide about them."""

    __tablename__ = "answers"
    __table_args__ = (Index(None, "invitation_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(String(12))
    word: Mapped[str] = mapped_column(String(2000), default="")
    way: Mapped[str] = mapped_column(String(12))
    """``link``, ``mail``, ``organizer`` (she said so by other means). What she had said when she was asked again
    (``asked``), and when she was invited at another address instead (``anew``)."""
    state: Mapped[str] = mapped_column(String(12), default="counted")
    """``counted``; ``unverified`` until the organizers decide; ``outdated``: about an older state; ``dismissed``."""
    sequence: Mapped[int | None]
    """SEQUENCE and DTSTAMP of what her calendar answered."""
    stamped_at: Mapped[datetime | None]
    proposed_start: Mapped[datetime | None]
    """Another time that she would rather have."""
    proposed_end: Mapped[datetime | None]
    sender: Mapped[str] = mapped_column(String(254), default="")
    """From whom it came, while the organizers decide whether it is hers; then it is forgotten."""
    settled_at: Mapped[datetime | None]
    """When the organizers applied or dismissed it."""

    invitation: Mapped[Invitation] = relationship()


class InboundMail(Model):
    """A mail that was taken in. The same one twice changes nothing; its content is not kept."""

    __tablename__ = "inbound_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of its Message-ID, or of the whole where it has none."""
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    """One of ``rules.taking.Outcome``."""
    reason: Mapped[str] = mapped_column(String(200), default="")


class Reminder(Model):
    """A reminder that is owed or was sent: once for each time that a session was promised."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("invitation_id", "lead", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    lead: Mapped[str] = mapped_column(String(8))
    """One of ``rules.reminding.Lead``."""
    starts_at: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(default=now)
