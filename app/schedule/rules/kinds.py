"""The words for what a session is and for who appears in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.errors import N_

__all__ = [
    "CAUSE_WORDS",
    "KIND_WORDS",
    "ROLE_WORDS",
    "AppearanceRole",
    "ReleaseCause",
    "SessionKind",
    "SessionState",
    "kind_words",
    "needs_language",
    "needs_speaker",
]


class SessionKind(StrEnum):
    """What an item of the programme is."""

    TALK = "talk"
    KEYNOTE = "keynote"
    OPENING = "opening"
    PLENARY = "plenary"
    PANEL = "panel"
    DISCUSSION = "discussion"
    WORKSHOP = "workshop"
    CEREMONY = "ceremony"
    SIGNING = "signing"
    BREAK = "break"
    OTHER = "other"


class SessionState(StrEnum):
    """A cancelled session stays visible as cancelled once it was released."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class ReleaseCause(StrEnum):
    """Why there is a release."""

    DRAFT = ""
    """Somebody released the draft, or an older release anew."""
    CANCELLED = "cancelled"
    """The whole event was called off."""
    REINSTATED = "reinstated"
    """It takes place after all."""
    ZONE_DATA = "zone_data"
    """New time zone data moved the instants of sessions; nobody changed anything."""


class AppearanceRole(StrEnum):
    """What somebody is in a session."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    SIGNATORY = "signatory"
    AWARDEE = "awardee"


KIND_WORDS: Mapping[SessionKind, str] = {
    SessionKind.TALK: N_("Talk"),
    SessionKind.KEYNOTE: N_("Keynote"),
    SessionKind.OPENING: N_("Opening"),
    SessionKind.PLENARY: N_("Plenary"),
    SessionKind.PANEL: N_("Panel"),
    SessionKind.DISCUSSION: N_("Discussion"),
    SessionKind.WORKSHOP: N_("Workshop"),
    SessionKind.CEREMONY: N_("Ceremony"),
    SessionKind.SIGNING: N_("Signing"),
    SessionKind.BREAK: N_("Break"),
    SessionKind.OTHER: N_("Other"),
}

ROLE_WORDS: Mapping[AppearanceRole, str] = {
    AppearanceRole.SPEAKER: N_("Speaker"),
    AppearanceRole.MODERATOR: N_("Moderator"),
    AppearanceRole.SIGNATORY: N_("Signatory"),
    AppearanceRole.AWARDEE: N_("Award winner"),
}

CAUSE_WORDS: Mapping[str, str] = {
    ReleaseCause.CANCELLED: N_("The event was cancelled, with all its sessions."),
    ReleaseCause.REINSTATED: N_("The event takes place after all, as released before it was cancelled."),
    ReleaseCause.ZONE_DATA: N_(
        "The clock rules of a country changed. These sessions keep their times where they are held; elsewhere they are"
        " at other times."
    ),
}
"""What a release says that nobody wrote a note for."""

_WITHOUT_SPEAKER = frozenset({SessionKind.CEREMONY, SessionKind.BREAK, SessionKind.OTHER})


def kind_words(kind: str) -> str:
    """The kind as people say it, marked for translation; a kind that an import brought along reads as "Other"."""
    return KIND_WORDS[SessionKind(kind)] if kind in KIND_WORDS else KIND_WORDS[SessionKind.OTHER]


def needs_speaker(kind: str) -> bool:
    """Whether a session of this kind without anybody on it is worth a warning."""
    return kind not in _WITHOUT_SPEAKER


def needs_language(kind: str) -> bool:
    """Whether one wants to know the language: nobody speaks in a break."""
    return kind != SessionKind.BREAK
