"""Which zone names are accepted, and what a refused one was probably meant to be.

Pure. Accepted are ``UTC`` and the Area/Location names of the IANA database, links such as Asia/Calcutta included.
Refused are names that calendars fail on or people misread: single words, folders, abbreviations, ``Etc/GMT+2``.
"""

from __future__ import annotations

import difflib
import re
from importlib import resources
from typing import Final, NamedTuple

from app.errors import N_, RuleBroken

try:
    import tzdata
except ImportError as missing:  # pragma: no cover - a broken installation
    raise RuntimeError("The package tzdata is missing, without it no time can be trusted: run `make`.") from missing

__all__ = ["ACCEPTED", "AREAS", "CURRENT", "TZ_VERSION", "UnknownZone", "meant", "refusal"]

TZ_VERSION: Final[str] = tzdata.IANA_VERSION
"""The edition of the IANA database that every conversion uses, such as ``2026f``."""

AREAS: Final = {
    "Africa": N_("Africa"),
    "America": N_("America, North and South"),
    "Antarctica": N_("Antarctica"),
    "Arctic": N_("Arctic"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Islands of the Atlantic"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Indian": N_("Islands of the Indian Ocean"),
    "Pacific": N_("Islands of the Pacific"),
}
"""The areas to choose from, and what they are called. Folders of one country (``US/Pacific``) are not offered."""

_ALL: Final = tuple(resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split())

ACCEPTED: Final = frozenset(
    name for name in _ALL if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/")))
)

_TAB: Final = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")

CURRENT: Final = ACCEPTED.intersection(line.split("\t")[2] for line in _TAB.splitlines() if not line.startswith("#"))
"""The names in use today, one for each place (the database's ``zone.tab``). The others are links, kept for what was
stored with them: Asia/Calcutta, or America/Nipigon, which is Toronto by another name."""

# The links that the database itself keeps for its old single words (tzdata's `backward` file);
# Iceland there is Africa/Abidjan, which no Icelander means.
_WORDS: Final = {
    "Cuba": "America/Havana", "Egypt": "Africa/Cairo", "Eire": "Europe/Dublin", "GB": "Europe/London",
    "GB-Eire": "Europe/London", "Hongkong": "Asia/Hong_Kong", "Iceland": "Atlantic/Reykjavik",
    "Iran": "Asia/Tehran", "Israel": "Asia/Jerusalem", "Jamaica": "America/Jamaica", "Japan": "Asia/Tokyo",
    "Kwajalein": "Pacific/Kwajalein", "Libya": "Africa/Tripoli", "NZ": "Pacific/Auckland",
    "NZ-CHAT": "Pacific/Chatham", "Navajo": "America/Denver", "PRC": "Asia/Shanghai", "Poland": "Europe/Warsaw",
    "Portugal": "Europe/Lisbon", "ROC": "Asia/Taipei", "ROK": "Asia/Seoul", "Singapore": "Asia/Singapore",
    "Turkey": "Europe/Istanbul", "W-SU": "Europe/Moscow",
}  # fmt: skip
_UTC_WORDS: Final = (
    "UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/Greenwich", "Etc/GMT", "Etc/GMT0", "Etc/GMT+0",
    "Etc/GMT-0", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "UCT", "Universal", "Zulu", "Z", "UTC+0", "UTC-0",
)  # fmt: skip
# Letters that several places share: the suggestion is an example, never taken by itself.
_ABBREVIATIONS: Final = {
    "AEDT": "Australia/Sydney", "AEST": "Australia/Sydney", "ALMT": "Asia/Almaty",
    "ART": "America/Argentina/Buenos_Aires", "BRT": "America/Sao_Paulo", "BST": "Europe/London",
    "CEST": "Europe/Brussels", "CET": "Europe/Brussels", "CDT": "America/Chicago", "CST": "America/Chicago",
    "CST6CDT": "America/Chicago", "EAT": "Africa/Nairobi", "EDT": "America/New_York", "EEST": "Europe/Athens",
    "EET": "Europe/Athens", "EST": "America/New_York", "EST5EDT": "America/New_York", "GST": "Asia/Dubai",
    "HKT": "Asia/Hong_Kong", "HST": "Pacific/Honolulu", "ICT": "Asia/Bangkok", "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "MDT": "America/Denver", "MET": "Europe/Brussels",
    "MSD": "Europe/Moscow", "MSK": "Europe/Moscow", "MST": "America/Denver", "MST7MDT": "America/Denver",
    "NZDT": "Pacific/Auckland", "NZST": "Pacific/Auckland", "PDT": "America/Los_Angeles", "PKT": "Asia/Karachi",
    "PST": "America/Los_Angeles", "PST8PDT": "America/Los_Angeles", "SAST": "Africa/Johannesburg",
    "SGT": "Asia/Singapore", "TRT": "Europe/Istanbul", "WEST": "Europe/Lisbon", "WET": "Europe/Lisbon",
    "WIB": "Asia/Jakarta",
}  # fmt: skip
_FOLDER_EXAMPLES: Final = {
    "Africa": "Africa/Nairobi", "America": "America/New_York", "Antarctica": "Antarctica/McMurdo",
    "Arctic": "Arctic/Longyearbyen", "Asia": "Asia/Seoul", "Atlantic": "Atlantic/Reykjavik",
    "Australia": "Australia/Sydney", "Europe": "Europe/Helsinki", "Indian": "Indian/Maldives",
    "Pacific": "Pacific/Auckland", "US": "America/New_York", "Canada": "America/Toronto",
    "Brazil": "America/Sao_Paulo", "Mexico": "America/Mexico_City", "Chile": "America/Santiago",
}  # fmt: skip
# A place that keeps each whole-hour offset all year, for those who wrote Etc/GMT±n.
_STEADY: Final = {
    -11: "Pacific/Pago_Pago", -10: "Pacific/Honolulu", -9: "Pacific/Gambier", -8: "Pacific/Pitcairn",
    -7: "America/Phoenix", -6: "America/Costa_Rica", -5: "America/Bogota", -4: "America/La_Paz",
    -3: "America/Argentina/Buenos_Aires", -2: "America/Noronha", -1: "Atlantic/Cape_Verde", 1: "Africa/Lagos",
    2: "Africa/Johannesburg", 3: "Africa/Nairobi", 4: "Asia/Dubai", 5: "Asia/Tashkent", 6: "Asia/Dhaka",
    7: "Asia/Bangkok", 8: "Asia/Singapore", 9: "Asia/Tokyo", 10: "Australia/Brisbane", 11: "Pacific/Guadalcanal",
    12: "Pacific/Tarawa", 13: "Pacific/Tongatapu", 14: "Pacific/Kiritimati",
}  # fmt: skip

_LONGEST: Final = 64
_SHORT: Final = 6
_ETC: Final = re.compile(r"etc/gmt([+-])(\d{1,2})\Z")
_OFFSET: Final = re.compile(r"(utc|gmt)?[+\-−]\d{1,2}(:?\d{2})?\Z")


class UnknownZone(RuleBroken):
    """A name that is no zone of ours; ``suggestion`` is the accepted name to offer instead, or None."""

    def __init__(
        self, message: str, *, field: str | None = None, suggestion: str | None = None, **params: object
    ) -> None:
        super().__init__(message, field=field, suggestion=suggestion, **params)
        self.suggestion = suggestion


class _Guess(NamedTuple):
    message: str
    suggestion: str | None = None


def _key(name: str) -> str:
    return "_".join(name.split()).casefold()


_BY_KEY: Final = {_key(name): name for name in ACCEPTED}
_CERTAIN: Final = (
    _BY_KEY | {_key(word): name for word, name in _WORDS.items()} | {_key(word): "UTC" for word in _UTC_WORDS}
)
_SHARED: Final = {_key(word): name for word, name in _ABBREVIATIONS.items()}
_FOLDERS: Final = {
    _key(folder): folder
    for name in ACCEPTED
    for depth in range(1, name.count("/") + 1)
    for folder in [name.rsplit("/", depth)[0]]
}
_BY_PLACE: Final = {
    _key(name.rsplit("/", 1)[1]): name for name in sorted(ACCEPTED, reverse=True) if name.startswith(tuple(AREAS))
}


def meant(name: str) -> str | None:
    """The accepted name that can only be meant (``europe/helsinki``, ``Singapore``, ``Etc/UTC``); None for a guess.

    For files and browsers, where nobody can be asked; forms show the suggestion and let the person choose.
    """
    if name in ACCEPTED:
        return name
    return _CERTAIN.get(_key(name)) if len(name) <= _LONGEST else None


def refusal(name: str, field: str | None = None) -> UnknownZone:
    """The sentence that refuses a name, with the name that is meant where there is one. Takes any string at all."""
    guess = _guess(name) if len(name) <= _LONGEST else _Guess(_NOT_A_ZONE)
    return UnknownZone(guess.message, field=field, suggestion=guess.suggestion, zone=_shown(name))


_NOT_A_ZONE: Final = N_("“%(zone)s” is not a time zone. Choose one by a city, such as Asia/Seoul.")


def _guess(name: str) -> _Guess:
    key = _key(name)
    if not key:
        return _Guess(N_("Choose a time zone."))
    if certain := _CERTAIN.get(key):
        return _Guess(N_("“%(zone)s” is not how we write a time zone: use %(suggestion)s."), certain)
    if key in _FOLDERS:
        return _Guess(
            N_("“%(zone)s” is a region with several time zones: choose one of them, such as %(suggestion)s."),
            _example(_FOLDERS[key]),
        )
    if shared := _SHARED.get(key):
        return _Guess(
            N_("“%(zone)s” is an abbreviation that several places share: choose a city, such as %(suggestion)s."),
            shared,
        )
    return _guess_offset(key) or _guess_place(key)


def _guess_offset(key: str) -> _Guess | None:
    """POSIX counts westward: Etc/GMT+2 is two hours *behind* UTC (tzdata, file `etcetera`)."""
    if found := _ETC.match(key):
        if steady := _STEADY.get(-int(found[1] + found[2])):
            return _Guess(
                N_("In “%(zone)s” the sign means the opposite of what it seems: if you mean that, use %(suggestion)s."),
                steady,
            )
        return _Guess(
            N_("In “%(zone)s” the sign means the opposite of what it seems: choose a city, such as Asia/Seoul.")
        )
    if _OFFSET.match(key):
        return _Guess(
            N_("“%(zone)s” is an offset and does not know when clocks change: choose a city, such as Asia/Seoul.")
        )
    return None


def _guess_place(key: str) -> _Guess:
    if key.endswith("_standard_time"):
        return _Guess(N_("“%(zone)s” is a name that only Windows uses: choose a city, such as Asia/Seoul."))
    if near := _near(key):
        return _Guess(N_("“%(zone)s” is not a time zone. Did you mean %(suggestion)s?"), near)
    return _Guess(_NOT_A_ZONE)


def _example(folder: str) -> str | None:
    if folder in _FOLDER_EXAMPLES:
        return _FOLDER_EXAMPLES[folder]
    return min((name for name in ACCEPTED if name.startswith(folder + "/")), default=None)


def _near(key: str) -> str | None:
    # Of a short word, four letters out of five are soon found in anything: “auto” in Maputo.
    cutoff = 0.85 if len(key) < _SHORT else 0.8
    for names in (_BY_PLACE, _BY_KEY):
        if close := difflib.get_close_matches(key, names, n=1, cutoff=cutoff):
            return names[close[0]]
    return None


def _shown(name: str) -> str:
    """What of a refused name can be shown on any page: short, without controls and surrogates."""
    clipped = name if len(name) <= 40 else name[:40] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in clipped)
