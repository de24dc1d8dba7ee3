"""Who is who in a file: real files give one id to several people, and several ids, or none, to one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

from app.errors import N_
from app.exchange.rules.addresses import absolute
from app.exchange.rules.limits import MAX_PEOPLE, fits, whole_number
from app.exchange.rules.links import imported_links
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import RawPerson
from app.exchange.rules.texts import imported_block, imported_line
from app.exchange.rules.values import ImportedPerson

__all__ = ["LONGEST_NAME", "People", "folded", "proper_guid", "proper_id"]

LONGEST_NAME: Final = 200
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


def proper_guid(text: str | None, where: str, notes: Notebook) -> str:
    """The GUID in lower case, empty where there is none; one that is no UUID is noted and left aside."""
    guid = (text or "").strip().lower()
    if guid and not _GUID.match(guid):
        notes.note(Kind.BAD_GUID, where, guid)
        return ""
    return guid


def proper_id(text: str | None) -> int | None:
    """The id, None where there is none: 0 is what systems write for "none"."""
    number = whole_number(text or "")
    return number if number is not None and number > 0 else None


def folded(name: str) -> str:
    """A name as it is compared: case and spaces do not matter."""
    return " ".join(name.casefold().split())


class People:
    """The people of a file, each once, by GUID, or id and name, or name."""

    def __init__(self, language: str, base: str, notes: Notebook) -> None:
        self.found: dict[str, ImportedPerson] = {}
        self._language, self._base, self._notes = language, base, notes

    def of_session(self, raw: tuple[RawPerson, ...], language: str, where: str) -> tuple[str, ...]:
        """The keys of a session's people, in order, each once."""
        keys: dict[str, None] = {}
        for person in raw:
            key = self._known(person, language or self._language, where)
            if key in keys:
                self._notes.note(Kind.PERSON_TWICE, where, person.name)
            elif key is not None:
                keys[key] = None
        return tuple(keys)

    def note_repetitions(self) -> None:
        """Note ids that several names share, and names that several ids share."""
        names: dict[int, dict[str, str]] = defaultdict(dict)
        ids: dict[str, set[int]] = defaultdict(set)
        shown: dict[str, str] = {}
        for person in self.found.values():
            number = person.carried.get("id")
            if number is not None:
                names[number][folded(person.name)] = person.name
                ids[folded(person.name)].add(number)
                shown[folded(person.name)] = person.name
        for number, shared in names.items():
            if len(shared) > 1:
                self._notes.note(Kind.PERSON_ID_REPEATED, f"#{number}", ", ".join(shared.values()))
        for name, numbers in ids.items():
            if len(numbers) > 1:
                several = ", ".join(f"#{number}" for number in sorted(numbers))
                self._notes.note(Kind.PERSON_NAME_REPEATED, shown[name], several)

    def _known(self, raw: RawPerson, language: str, where: str) -> str | None:
        name = imported_line(raw.name, where, self._notes, limit=LONGEST_NAME)
        if not name:
            self._notes.note(Kind.PERSON_WITHOUT_NAME, where, f"#{raw.id or raw.code or ''}")
            return None
        guid, number = proper_guid(raw.guid, where, self._notes), proper_id(raw.id)
        if not guid and number is None:
            self._notes.note(Kind.PERSON_WITHOUT_ID, where, name)
        key = f"guid:{guid}" if guid else f"id:{number}:{folded(name)}" if number else f"name:{folded(name)}"
        known = self.found.get(key)
        if known is None:
            fits(len(self.found) + 1, MAX_PEOPLE, N_("This file names more than %(limit)s people."))
            self.found[key] = self._person(key, name, guid, number, raw=raw, language=language, where=where)
        else:
            self._complete(known, raw, language, where)
        return key

    def _person(
        self, key: str, name: str, guid: str, number: int | None, *, raw: RawPerson, language: str, where: str
    ) -> ImportedPerson:
        plain = {"code": raw.code, "url": absolute(raw.url or "", ""), "avatar": absolute(raw.avatar or "", "")}
        carried: dict[str, Any] = {"id": number, "guid": guid or None, **plain}
        return ImportedPerson(
            key=key,
            name=name,
            guid=guid,
            biography=None if raw.biography is None else imported_block(raw.biography, language, where, self._notes),
            links=None if raw.links is None else imported_links(raw.links, self._base, where, self._notes),
            carried={field: value for field, value in carried.items() if value},
        )

    def _complete(self, known: ImportedPerson, raw: RawPerson, language: str, where: str) -> None:
        """What another session says of a person who is known already: it completes, and never contradicts silently."""
        if not raw.biography:
            return
        if not known.biography:
            text = imported_block(raw.biography, language, where, self._notes)
            self.found[known.key] = replace(known, biography=text)
        elif set(known.biography.values()) != set(imported_block(raw.biography, language, where, Notebook()).values()):
            self._notes.note(Kind.PERSON_DIFFERS, where, known.name)
