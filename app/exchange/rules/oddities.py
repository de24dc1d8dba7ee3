"""What is odd about a file: named, counted, located. An oddity is never a reason to refuse and never kept silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.errors import N_
from app.texts import clean_line

__all__ = ["Found", "Kind", "Notebook", "Oddity"]

KEPT = 200
"""Places kept of each kind; the count goes on."""


class Kind(StrEnum):
    """The kinds of oddities; :attr:`message` says what was found and what was made of it."""

    NO_ZONE = "no-zone"
    UNKNOWN_ZONE = "unknown-zone"
    ZONE_CONTRADICTS_OFFSET = "zone-contradicts-offset"
    NO_OFFSET = "no-offset"
    DATE_FROM_DAY = "date-from-day"
    UNREADABLE_DATE = "unreadable-date"
    DAY_WITHOUT_DATE = "day-without-date"
    NO_TIME = "no-time"
    UNREADABLE_TIME = "unreadable-time"
    START_UNLIKE_DATE = "start-unlike-date"
    CLOCK_GAP = "clock-gap"
    CLOCK_FOLD = "clock-fold"
    OTHER_DAY = "other-day"
    AFTER_MIDNIGHT = "after-midnight"
    OVER_MIDNIGHT = "over-midnight"
    BAD_DATES = "bad-dates"
    OUTSIDE_DATES = "outside-dates"
    ZERO_DURATION = "zero-duration"
    UNREADABLE_DURATION = "unreadable-duration"
    OVERLAP = "overlap"
    NO_GUID = "no-guid"
    BAD_GUID = "bad-guid"
    REPEATED_GUID = "repeated-guid"
    NO_ID = "no-id"
    REPEATED_ID = "repeated-id"
    SAME_SESSION_TWICE = "same-session-twice"
    NO_TITLE = "no-title"
    NO_KIND = "no-kind"
    NO_LANGUAGE = "no-language"
    UNKNOWN_LANGUAGE = "unknown-language"
    HTML = "html"
    CUT = "cut"
    CONTROL_CHARACTERS = "control-characters"
    MIXED_TYPES = "mixed-types"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    BAD_SLUG = "bad-slug"
    BAD_COLOUR = "bad-colour"
    ROOM_UNLIKE_FIELD = "room-unlike-field"
    NO_ROOM = "no-room"
    EMPTY_ROOM = "empty-room"
    REPEATED_ROOM_GUID = "repeated-room-guid"
    EMPTY_TRACK = "empty-track"
    BARE_LINK = "bare-link"
    RELATIVE_LINK = "relative-link"
    GUESSED_LINK = "guessed-link"
    LINK_WITHOUT_ADDRESS = "link-without-address"
    TOO_MANY_LINKS = "too-many-links"
    NO_PEOPLE = "no-people"
    PERSON_WITHOUT_ID = "person-without-id"
    PERSON_ID_REPEATED = "person-id-repeated"
    PERSON_NAME_REPEATED = "person-name-repeated"
    PERSON_WITHOUT_NAME = "person-without-name"
    PERSON_TWICE = "person-twice"
    PERSON_DIFFERS = "person-differs"
    NOT_IN_FILE = "not-in-file"
    HELD_BY_OTHER = "held-by-other"
    SPEAKER_ELSEWHERE = "speaker-elsewhere"
    PEOPLE_KEPT = "people-kept"
    NAME_TAKEN = "name-taken"
    ZONE_KEPT = "zone-kept"

    @property
    def message(self) -> str:
        """The sentence for people, marked for translation."""
        return _MESSAGES[self]


_MESSAGES: dict[Kind, str] = {
    Kind.NO_ZONE: N_("No time zone is named. The given one was taken, else that of the event, else UTC."),
    Kind.UNKNOWN_ZONE: N_("The named time zone is not one we know, and is left aside."),
    Kind.ZONE_CONTRADICTS_OFFSET: N_("The offset is not that of the zone. The offset was believed."),
    Kind.NO_OFFSET: N_("Times have no offset from UTC. They were read as the time of the zone."),
    Kind.DATE_FROM_DAY: N_("Sessions have a time but no date. The date of their day was taken."),
    Kind.UNREADABLE_DATE: N_("Dates cannot be read, or lie where no programme does. The date of their day was taken."),
    Kind.DAY_WITHOUT_DATE: N_("Days have no date. They were counted from the first day."),
    Kind.NO_TIME: N_("Sessions have no time. They are “to be announced”."),
    Kind.UNREADABLE_TIME: N_("The time cannot be read. The session is “to be announced”."),
    Kind.START_UNLIKE_DATE: N_("The start is not the time that the date states. The date was believed."),
    Kind.CLOCK_GAP: N_("Clocks skip this time. It was moved forward by the skipped stretch."),
    Kind.CLOCK_FOLD: N_("This time comes twice, since clocks are put back. The first was taken."),
    Kind.OTHER_DAY: N_("Sessions are listed under another day than they start on. Their own date was believed."),
    Kind.AFTER_MIDNIGHT: N_("Sessions after midnight are listed under the day before. They were set on the next date."),
    Kind.OVER_MIDNIGHT: N_("Sessions run over midnight."),
    Kind.BAD_DATES: N_("The dates of the event cannot be read, or contradict each other. They are left aside."),
    Kind.OUTSIDE_DATES: N_("Sessions lie outside the dates of the event."),
    Kind.ZERO_DURATION: N_("Sessions last 0 minutes. They are shown as “no length”."),
    Kind.UNREADABLE_DURATION: N_("The duration is missing or cannot be read. It is taken as “no length”."),
    Kind.OVERLAP: N_("Sessions start on a stage before the one there before has ended."),
    Kind.NO_GUID: N_("Sessions have no GUID. They are recognised by their id."),
    Kind.BAD_GUID: N_("GUIDs are not of the form of a UUID. They are left aside."),
    Kind.REPEATED_GUID: N_("A GUID is used for several sessions. They are told apart by start and stage."),
    Kind.NO_ID: N_("Sessions have no usable id."),
    Kind.REPEATED_ID: N_("An id is used for several sessions. They are told apart by GUID, start and stage."),
    Kind.SAME_SESSION_TWICE: N_("Sessions stand in the file twice. Each is kept, told apart by its order."),
    Kind.NO_TITLE: N_("Sessions have no title. Their id stands for it."),
    Kind.NO_KIND: N_("Sessions have no type. They are taken as talks."),
    Kind.NO_LANGUAGE: N_("Sessions name no language."),
    Kind.UNKNOWN_LANGUAGE: N_("The language is not a language code. It is left aside."),
    Kind.HTML: N_("Texts hold HTML. They were turned into Markdown."),
    Kind.CUT: N_("Lines are too long. They were cut."),
    Kind.CONTROL_CHARACTERS: N_("Texts hold invisible control characters. These were taken out."),
    Kind.MIXED_TYPES: N_("Values have another type than the format says. They were read as what they look like."),
    Kind.UNKNOWN_FIELD: N_("Fields are not part of the format. They are left out."),
    Kind.MISSING_FIELD: N_("Fields that the format asks for are missing."),
    Kind.BAD_SLUG: N_("Short names do not fit the format's pattern. They are kept, and derived anew on export."),
    Kind.BAD_COLOUR: N_("Colours are not of the form #rrggbb. They are left aside."),
    Kind.ROOM_UNLIKE_FIELD: N_("The room field names another room than the list it stands in. The list was believed."),
    Kind.NO_ROOM: N_("Sessions are in no room."),
    Kind.EMPTY_ROOM: N_("Rooms are listed but hold no session."),
    Kind.REPEATED_ROOM_GUID: N_("A GUID is used for several rooms. Rooms are recognised by their names."),
    Kind.EMPTY_TRACK: N_("Tracks are listed but hold no session."),
    Kind.BARE_LINK: N_("Links are bare strings. They were taken as addresses."),
    Kind.RELATIVE_LINK: N_("Addresses are relative. They were completed with the base address of the file."),
    Kind.GUESSED_LINK: N_("Addresses lack “https://”. It was put in front."),
    Kind.LINK_WITHOUT_ADDRESS: N_("Links have no address that can be opened on the web. They are not shown."),
    Kind.TOO_MANY_LINKS: N_("Sessions have more links than can be shown. The first ones are kept."),
    Kind.NO_PEOPLE: N_("Sessions name no people."),
    Kind.PERSON_WITHOUT_ID: N_("People have no id. They are recognised by their name."),
    Kind.PERSON_ID_REPEATED: N_("An id is used for people of several names. Each name is a person."),
    Kind.PERSON_NAME_REPEATED: N_("A name comes with several ids. Each id is a person; merge them if they are one."),
    Kind.PERSON_WITHOUT_NAME: N_("People have no name. They are left out."),
    Kind.PERSON_TWICE: N_("A person stands twice in one session. Once is kept."),
    Kind.PERSON_DIFFERS: N_("A person is described differently in different sessions. The first text is kept."),
    Kind.NOT_IN_FILE: N_("Sessions of the event are not in the file. They stay as they are."),
    Kind.HELD_BY_OTHER: N_("Sessions are held by another host city. They stay as they are."),
    Kind.SPEAKER_ELSEWHERE: N_("Speakers were entered for another event. Their own texts stay as they are."),
    Kind.PEOPLE_KEPT: N_("People whom the file does not know appear in a session. They stay."),
    Kind.NAME_TAKEN: N_("There are speakers of the same name already. They are kept apart until you merge them."),
    Kind.ZONE_KEPT: N_("The event has another zone than the file. The event keeps its zone."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One place: where in the file (day, room, session), and the value as it stands there."""

    where: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Oddity:
    """All finds of one kind. ``found`` holds the first :data:`KEPT` places, ``count`` counts all."""

    kind: Kind
    count: int
    found: tuple[Found, ...]

    @property
    def message(self) -> str:
        """The sentence for people, marked for translation."""
        return self.kind.message

    @property
    def where(self) -> str:
        """The first place."""
        return self.found[0].where if self.found else ""


def _shown(text: str) -> str:
    # What a file says is printed to terminals: no control characters, no end of the line.
    return clean_line(text[:200])


class Notebook:
    """Collects oddities while a file is read."""

    def __init__(self) -> None:
        self._found: dict[Kind, list[Found]] = {}
        self._counts: dict[Kind, int] = {}

    def note(self, kind: Kind, where: str, detail: object = "", *, count: int = 1) -> None:
        """Write down one find (or ``count`` of them at one place)."""
        self._counts[kind] = self._counts.get(kind, 0) + count
        places = self._found.setdefault(kind, [])
        if len(places) < KEPT:
            places.append(Found(_shown(where), _shown(str(detail))))

    def take(self, oddities: Iterable[Oddity]) -> None:
        """Write down what another notebook found."""
        for oddity in oddities:
            self._counts[oddity.kind] = self._counts.get(oddity.kind, 0) + oddity.count
            places = self._found.setdefault(oddity.kind, [])
            places.extend(oddity.found[: KEPT - len(places)])

    def oddities(self) -> tuple[Oddity, ...]:
        """What was found, in the order of :class:`Kind`."""
        seen = (kind for kind in Kind if kind in self._counts)
        return tuple(Oddity(kind, self._counts[kind], tuple(self._found[kind])) for kind in seen)
