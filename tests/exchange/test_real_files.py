"""Real programmes, where they are beside the checkout: all of it comes in, every oddity is named, all goes out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import jsonschema
import pytest
from lxml import etree

from app.db import db
from app.exchange.rules.json_writer import write_json
from app.exchange.rules.layout import laid_out
from app.exchange.rules.limits import Refused
from app.exchange.rules.reading import read
from app.exchange.rules.xml_writer import write_xml
from app.schedule.models import Speaker
from tests.exchange.conftest import HERE, Import, released_of, talks_of
from tests.exchange.flat import flat
from tests.shared import shared_path

WRITERS = {"schedule.xml": write_xml, "schedule.json": write_json}


def faults_of_xml(data: bytes) -> list[str]:
    """What the format's schema has against the file."""
    schema = etree.XMLSchema(etree.parse(shared_path("schemas", "c3voc-schedule.xsd")))
    schema.validate(etree.fromstring(data))
    return [str(error) for error in schema.error_log]


def faults_of_json(data: bytes) -> list[str]:
    """What the format's schema has against the file."""
    schema = json.loads(shared_path("schemas", "c3voc-schedule-v1.schema.json").read_bytes())
    validator = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.message for error in validator.iter_errors(json.loads(data))]


FAULTS = {"schedule.xml": faults_of_xml, "schedule.json": faults_of_json}


@dataclass(frozen=True)
class Real:
    """A file: the zone its organizers would name, sessions and people in it, and its oddities by kind."""

    zone: str
    sessions: int
    people: int
    oddities: dict[str, int] = field(default_factory=dict)


FILES = {
    "fosdem-2021-online.schedule.xml": Real("Europe/Brussels", 773, 684, {
        "no-zone": 1, "no-offset": 773, "date-from-day": 773, "overlap": 1, "no-guid": 773, "no-language": 773,
        "html": 1000, "missing-field": 2, "empty-room": 2, "guessed-link": 2, "link-without-address": 16,
        "no-people": 102,
    }),
    "fosdem-2025.schedule.xml": Real("Europe/Brussels", 943, 992, {
        "html": 943, "bad-slug": 91, "empty-room": 11, "empty-track": 5, "no-people": 3,
    }),
    "36c3-everything.schedule.json": Real("Europe/Berlin", 1351, 923, {
        "no-zone": 1, "other-day": 46, "over-midnight": 39, "outside-dates": 3, "zero-duration": 1, "overlap": 189,
        "repeated-guid": 3, "repeated-id": 13, "no-kind": 42, "no-language": 119, "html": 50, "control-characters": 1,
        "unknown-field": 966, "bad-slug": 571, "room-unlike-field": 87, "bare-link": 298, "relative-link": 366,
        "guessed-link": 8, "link-without-address": 2, "no-people": 83, "person-without-id": 677,
        "person-id-repeated": 154, "person-name-repeated": 35,
    }),
    "36c3-stages.schedule.xml": Real("Europe/Berlin", 498, 549, {
        "no-zone": 1, "other-day": 13, "over-midnight": 19, "zero-duration": 1, "overlap": 72, "no-language": 5,
        "html": 27, "unknown-field": 282, "bad-slug": 336, "relative-link": 260, "guessed-link": 7,
        "link-without-address": 2, "no-people": 3, "person-id-repeated": 106, "person-name-repeated": 22,
    }),
    "pretalx-democon.schedule.json": Real("UTC", 36, 27, {
        "zone-contradicts-offset": 36, "unknown-field": 43, "repeated-room-guid": 1,
    }),
    "frab-camp2019.schedule.json": Real("Europe/Berlin", 79, 90, {
        "over-midnight": 1, "html": 10, "bad-slug": 80, "relative-link": 40, "guessed-link": 1, "no-people": 1,
        "person-name-repeated": 1,
    }),
}  # fmt: skip


@pytest.fixture(params=FILES)
def real(request: pytest.FixtureRequest) -> tuple[bytes, Real]:
    return shared_path("data", request.param).read_bytes(), FILES[request.param]


@pytest.mark.timeout(300)
def test_real_file_comes_in_and_goes_out_whole_and_valid(real: tuple[bytes, Real], import_file: Import) -> None:
    data, known = real
    report = import_file(data, zone=known.zone)
    assert {str(oddity.kind): oddity.count for oddity in report.oddities} == known.oddities
    assert (report.sessions.new, report.people.new) == (known.sessions, known.people)
    assert len(talks_of()) == known.sessions
    assert len(db.session.scalars(db.select(Speaker.id)).all()) == known.people

    assert not import_file(data, zone=known.zone).changes_anything  # the same file again

    outline = laid_out(released_of(), HERE)
    wanted = flat(data, known.zone)
    assert wanted.total() == known.sessions
    for form, write in WRITERS.items():
        written = write(outline)
        assert FAULTS[form](written) == []
        assert flat(written, known.zone) == wanted
        assert not import_file(written).changes_anything
        slug = f"copy-{form[9:]}"
        import_file(written, slug)
        assert _without_codes(write(laid_out(released_of(slug), HERE)), slug) == _without_codes(written, "forum")


@pytest.mark.parametrize("form", FAULTS)
def test_schemas_find_a_fault(form: str) -> None:
    assert FAULTS[form](b"<schedule/>" if form == "schedule.xml" else b'{"schedule": {}}') != []


def test_format_v2_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="format v2"):
        read(shared_path("data", "hub-38c3-v2-example.schedule.json").read_bytes())


def _without_codes(data: bytes, slug: str) -> bytes:
    """The file but for what names the event and its sessions here: their addresses."""
    codes = "|".join(talk.code for talk in talks_of(slug))
    return re.sub(rf"/e/{slug}/(s/({codes}))?".encode(), b"/e/-/", data)
