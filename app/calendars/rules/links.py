"""Links that open other calendars with an entry or a subscription filled in. Nothing is sent before one clicks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from app.calendars.rules import cleaning
from app.calendars.rules.vevent import Entry

__all__ = ["EntryLinks", "FeedLinks", "entry_links", "feed_links"]

OUTLOOK_COM: Final = "https://outlook.live.com/calendar/0/"
MICROSOFT_365: Final = "https://outlook.office.com/calendar/0/"
_LONGEST_DETAILS: Final = 1500
"""Characters; some servers refuse addresses of more than 8 kB, and Arabic takes six octets a letter."""


@dataclass(frozen=True, slots=True)
class EntryLinks:
    """Where one session can be taken: its file, and calendars on the web with a new entry filled in."""

    file: str
    google: str
    outlook: str
    microsoft: str


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Where a feed can be subscribed to: by the person's own program, and by calendars on the web."""

    address: str
    webcal: str
    google: str
    outlook: str
    microsoft: str


def entry_links(entry: Entry, file: str) -> EntryLinks:
    """The ways to take an entry; ``file`` is the address of its download."""
    return EntryLinks(
        file, _google_entry(entry), _outlook_entry(entry, OUTLOOK_COM), _outlook_entry(entry, MICROSOFT_365)
    )


def feed_links(address: str, name: str) -> FeedLinks:
    """The ways to subscribe to a feed (its absolute address) under a name."""
    webcal = f"webcal://{address.split('://', 1)[-1]}"
    return FeedLinks(
        address,
        webcal,
        "https://calendar.google.com/calendar/r?" + _query(cid=webcal),
        f"{OUTLOOK_COM}addfromweb?" + _query(url=address, name=name),
        f"{MICROSOFT_365}addfromweb?" + _query(url=address, name=name),
    )


def _google_entry(entry: Entry) -> str:
    times = "/".join(f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (entry.starts_at, entry.ends_at))
    return "https://calendar.google.com/calendar/render?" + _query(
        action="TEMPLATE", text=entry.summary, dates=times, details=_details(entry), location=entry.location
    )


def _outlook_entry(entry: Entry, site: str) -> str:
    return f"{site}deeplink/compose?" + _query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=entry.summary,
        startdt=_iso(entry.starts_at),
        enddt=_iso(entry.ends_at),
        body=_details(entry),
        location=entry.location,
    )


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _details(entry: Entry) -> str:
    return cleaning.block(entry.description)[:_LONGEST_DETAILS]


def _query(**values: str) -> str:
    return urlencode({name: cleaning.block(value) for name, value in values.items()}, quote_via=quote, safe="")
