"""What the event's draft would say if it were exported and read again. An import changes only what differs from that.

So a file of our own changes nothing, a format never erases what it does not carry, and derived names (ids, slugs) do
not come back as if they were news.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.exchange.rules.json_writer import write_json
from app.exchange.rules.layout import laid_out
from app.exchange.rules.outline import Addresses
from app.exchange.rules.reading import Given, read
from app.exchange.rules.values import ImportedProgramme, ImportedSession
from app.exchange.rules.xml_writer import write_xml
from app.schedule.rules.programme import Programme

__all__ = ["Echo", "echo_of"]


@dataclass(frozen=True, slots=True)
class Echo:
    """The draft as the format says it; ``sessions`` by code, without those that are cancelled or have no time."""

    programme: ImportedProgramme
    sessions: Mapping[str, ImportedSession]


def echo_of(draft: Programme, addresses: Addresses, format_: str) -> Echo:
    """The echo of a draft in ``schedule.xml`` or ``schedule.json``."""
    outline = laid_out(draft, addresses)
    written = write_xml(outline) if format_ == "schedule.xml" else write_json(outline)
    codes = {talk.guid: talk.talk.code for talk in outline.sessions}
    languages, zone = draft.event.languages, draft.event.zone
    del outline, draft  # a big programme is not held three times over
    programme = read(written, Given(event_zone=zone, event_language=languages[0] if languages else None)).programme
    return Echo(programme, {codes[talk.guid]: talk for talk in programme.sessions})
