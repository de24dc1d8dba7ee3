"""Reads of the draft and of releases."""

from app.schedule.queries.draft import draft_programme
from app.schedule.queries.released import (
    Released,
    SeenEvent,
    mentions,
    programme_of,
    released,
    released_events,
    releases_of,
    speaker_code,
    summaries,
)
from app.schedule.queries.remembered import remembered

__all__ = [
    "Released",
    "SeenEvent",
    "draft_programme",
    "mentions",
    "programme_of",
    "released",
    "released_events",
    "releases_of",
    "remembered",
    "speaker_code",
    "summaries",
]
