"""People of the file, found among the event's speakers, or entered as new ones.

People are recognised by id and name only among those of this event: the same id and name in another event may be
another person, and merging is explicit. A GUID is said to be unique across systems, so it finds a speaker of any event;
her own texts stay as her home event's editors have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from app.db import db
from app.events.history import write
from app.events.models import Event
from app.exchange.queries import namesakes, speaker_codes, speaker_slugs, speakers_of
from app.exchange.rules.merging import merged_carried, merged_text, plain_links
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.outline import Addresses
from app.exchange.rules.people import folded
from app.exchange.rules.report import Counts
from app.exchange.rules.values import ImportedPerson
from app.schedule.models import Speaker
from app.schedule.rules.codes import free_slug, new_code, slug_of

__all__ = ["Speakers"]


class Speakers:
    """The speaker rows (by id) of the people of the file (by key)."""

    def __init__(self, event: Event, addresses: Addresses, notes: Notebook) -> None:
        self.counts = Counts()
        self.rows: dict[str, int] = {}
        self._event, self._addresses, self._notes = event, addresses, notes
        self._speakers = {speaker.id: speaker for speaker in speakers_of(event)}
        self._index = self._indexed()
        self._found: set[int] = set()

    def settle(self, people: Mapping[str, ImportedPerson], echo: Mapping[str, ImportedPerson]) -> None:
        """Find or enter each person. ``echo`` is what our own export says of the event's people, by key."""
        codes = speaker_codes()
        anywhere = {self._addresses.speaker_guid(code): row for code, row in codes.items()}
        new: list[ImportedPerson] = []
        for key, person in people.items():
            row = self._row_of(person) or anywhere.get(person.guid)
            if row is None:
                new.append(person)
                continue
            self.rows[key] = row
            self._found.add(row)
            speaker = self._speakers.get(row)
            self.counts.count(changed=speaker is not None and self._update(speaker, person, echo))
        self._enter(new, set(codes))

    def is_of_file(self, speaker: Speaker) -> bool:
        """Whether the speaker came by a file, or stands in this one: then the file may also take her out."""
        return speaker.import_key is not None or speaker.id in self._found

    def _row_of(self, person: ImportedPerson) -> int | None:
        """The speaker she is. Who has an id is another person than one of her name without."""
        number, name = person.carried.get("id"), folded(person.name)
        keys = [f"guid:{person.guid}", f"id:{number}:{name}" if number else f"name:{name}"]
        rows = (self._index.get(key) for key in keys)
        return next((row for row in rows if row is not None and row not in self._found), None)

    def _indexed(self) -> dict[str, int]:
        """Rows by everything that a person of a file may be recognised by."""
        found: dict[str, int] = {}
        for speaker in self._speakers.values():
            number, guid, name = speaker.carried.get("id"), speaker.carried.get("guid"), folded(speaker.name)
            keys = [f"guid:{self._addresses.speaker_guid(speaker.code)}", f"guid:{guid}" if guid else ""]
            keys.append(f"id:{number}:{name}" if number else f"name:{name}")
            for key in keys:
                found.setdefault(key, speaker.id)
        return found

    def _update(self, speaker: Speaker, person: ImportedPerson, echo: Mapping[str, ImportedPerson]) -> bool:
        known = echo.get(f"guid:{speaker.carried.get('guid') or self._addresses.speaker_guid(speaker.code)}")
        values: dict[str, Any] = {}
        if folded(person.name) != folded(speaker.name):
            values["name"] = person.name
        if person.biography is not None and (known is None or person.biography != known.biography):
            values["biography"] = merged_text(speaker.biography, (known and known.biography) or {}, person.biography)
        if person.links is not None and (known is None or person.links != known.links):
            values["links"] = plain_links(person.links)
        values["carried"] = merged_carried(
            speaker.carried, known.carried if known else {}, person.carried, self._addresses.base
        )
        differs = any(getattr(speaker, name) != value for name, value in values.items())
        if differs and speaker.home_event_id != self._event.id:
            self._notes.note(Kind.SPEAKER_ELSEWHERE, speaker.name, person.name)
            return False
        return bool(write(speaker, values))

    def _enter(self, people: list[ImportedPerson], codes: set[str]) -> None:
        if not people:
            return
        for name in sorted(namesakes(person.name for person in people)):
            self._notes.note(Kind.NAME_TAKEN, name)
        slugs = speaker_slugs()
        keys: dict[str, str] = {}
        rows: list[dict[str, Any]] = []
        for person in people:
            code = new_code(codes)
            slug = free_slug(slug_of(person.name), slugs, fallback="speaker", limit=100)
            codes.add(code)
            slugs.add(slug)
            keys[code] = person.key
            rows.append(self._columns(person, code, slug))
        db.session.execute(insert(Speaker), rows)
        found = speaker_codes()
        self.rows |= {key: found[code] for code, key in keys.items()}
        self.counts.new += len(rows)

    def _columns(self, person: ImportedPerson, code: str, slug: str) -> dict[str, Any]:
        return {
            "code": code,
            "slug": slug,
            "name": person.name,
            "biography": person.biography or {},
            "links": plain_links(person.links or ()),
            "home_event_id": self._event.id,
            "import_key": person.key[:120],
            "carried": merged_carried({}, {}, person.carried, self._addresses.base),
        }
