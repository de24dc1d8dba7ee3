"""Files into events: what is new is added, what is known is brought up to date, nothing is doubled or erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from app.cities.models import City
from app.db import commit, db
from app.errors import RuleBroken
from app.events.models import Change, Event, Host, TeamMember
from app.exchange.rules.json_writer import write_json
from app.exchange.rules.layout import laid_out
from app.exchange.rules.oddities import Kind
from app.exchange.rules.report import Counts, Report
from app.exchange.rules.xml_writer import write_xml
from app.people.models import Person
from app.schedule.actions.talks import cancel_session, create_session
from app.schedule.models import Appearance, Session, Speaker, Stage
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from app.texts import LocalText
from tests.exchange.conftest import HERE, Import, event_of, released_of, talks_of
from tests.exchange.files import GUID, as_json, as_xml, schedule, session


def _kinds(report: Report) -> set[Kind]:
    return {oddity.kind for oddity in report.oddities}


def _names(talk: Session) -> list[str]:
    return [seen.speaker.name for seen in talk.appearances]


def test_new_slug_makes_a_draft_event(import_file: Import) -> None:
    report = import_file(as_json(schedule(session(1), session(2, date="2026-03-02T11:00:00+02:00"))))
    event = event_of()
    assert report.is_new_event
    assert (report.sessions, report.people) == (Counts(new=2), Counts(new=1))
    assert (event.title, event.state, event.kind, event.zone) == (
        {"en": "Harbour Forum"},
        "draft",
        "forum",
        "Europe/Helsinki",
    )
    assert (str(event.starts_on), str(event.ends_on), event.languages) == ("2026-03-02", "2026-03-02", ["en"])


def test_session_is_imported_whole(import_file: Import) -> None:
    import_file(as_json(schedule(session(
        1, subtitle="Or: hush", type="Keynote", description="<p>One</p><p>Two</p>",
        links=[{"url": "https://a.example", "title": "A"}],
        attachments=[{"url": "https://a.example/s.pdf", "title": "S"}],
    ))))  # fmt: skip
    (talk,) = talks_of()
    assert (talk.title, talk.subtitle, talk.kind) == ({"en": "Quiet harbours 1"}, {"en": "Or: hush"}, "keynote")
    assert talk.description == {"en": "One\n\nTwo"}
    assert (talk.local_start, talk.zone, talk.duration) == (datetime(2026, 3, 2, 10, 0), "Europe/Helsinki", 30)
    assert talk.starts_at is not None
    assert talk.starts_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert (talk.track and talk.track.name, talk.stage and talk.stage.name) == ({"en": "Water"}, {"en": "Hall"})
    assert talk.links == [
        {"url": "https://a.example", "title": "A", "kind": "link"},
        {"url": "https://a.example/s.pdf", "title": "S", "kind": "attachment"},
    ]
    assert (talk.guid, talk.sequence, _names(talk)) == (GUID.format(1), -1, ["Layla Example"])


@pytest.mark.parametrize("form", [as_json, as_xml])
def test_same_file_again_changes_nothing(import_file: Import, form: Any) -> None:
    document = schedule(
        session(1), session(1), session(2, guid=..., persons=[{"public_name": "Otto"}]),
        session(3, guid=GUID.format(1), date="2026-03-02T12:00:00+02:00", room="Pier", title="<b>Boats</b>"),
    )  # fmt: skip
    import_file(form(document))
    version = event_of().programme_version
    report = import_file(form(document))
    assert not report.changes_anything
    assert report.sessions == Counts(same=4)
    assert event_of().programme_version == version
    assert len(db.session.scalars(db.select(Speaker)).all()) == 2


def test_later_file_moves_renames_and_adds(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    code = talks_of()[0].code
    report = import_file(as_json(schedule(
        session(1, title="Loud harbours", date="2026-03-02T12:00:00+02:00", start="12:00", room="Pier"), session(2),
    )))  # fmt: skip
    first, second = talks_of()
    assert report.sessions == Counts(new=1, changed=1)
    assert (first.code, first.title) == (code, {"en": "Loud harbours"})
    assert (first.local_start, first.stage and first.stage.name) == (datetime(2026, 3, 2, 12, 0), {"en": "Pier"})
    assert second.guid == GUID.format(2)


def test_fields_that_the_format_lacks_are_never_erased(import_file: Import) -> None:
    import_file(as_json(schedule(session(1, persons=[{"id": 7, "public_name": "Layla", "biography": "Sails."}]))))
    (talk,) = talks_of()
    talk.tags, talk.time_assumed = ["sea"], True
    talk.title = {**talk.title, "fi": "Hiljaiset satamat"}
    talk.appearances[0].role = "moderator"
    talk.appearances[0].organisation = {"en": "Harbour Office"}
    event_of().theme = {"en": "Silence"}
    commit()
    import_file(as_xml(schedule(session(1, title="New title", persons=[{"id": 7, "public_name": "Layla"}]))))
    (talk,) = talks_of()
    assert talk.title == {"en": "New title", "fi": "Hiljaiset satamat"}
    assert (talk.tags, talk.time_assumed) == (["sea"], True)
    assert talk.appearances[0].role == "moderator"
    assert talk.appearances[0].organisation == {"en": "Harbour Office"}
    assert talk.appearances[0].speaker.biography == {"en": "Sails."}
    assert event_of().theme == {"en": "Silence"}


def test_emptied_field_is_emptied_and_absent_one_stays(import_file: Import) -> None:
    import_file(as_json(schedule(session(1, subtitle="Hush"))))
    import_file(as_json(schedule(session(1, subtitle="Hush", abstract=...))))
    assert talks_of()[0].abstract == {"en": "Ships that make no noise."}
    import_file(as_json(schedule(session(1, subtitle="", abstract=None))))
    assert (talks_of()[0].subtitle, talks_of()[0].abstract) == ({}, {})


def test_session_not_in_the_file_stays_and_is_named(import_file: Import) -> None:
    import_file(as_json(schedule(session(1), session(2))))
    report = import_file(as_json(schedule(session(1))))
    assert Kind.NOT_IN_FILE in _kinds(report)
    assert len(talks_of()) == 2


def test_people_of_the_file_come_and_go_and_our_own_stay(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    (talk,) = talks_of()
    own = Speaker(code="a2b3c4", slug="aino", name="Aino", home_event_id=event_of().id)
    talk.appearances.append(Appearance(speaker=own, role="moderator", position=1))
    commit()
    report = import_file(as_json(schedule(session(1, persons=[{"id": 8, "public_name": "Min-jun"}]))))
    db.session.expire_all()
    assert sorted(_names(talks_of()[0])) == ["Aino", "Min-jun"]
    assert Kind.PEOPLE_KEPT in _kinds(report)


def test_one_id_of_several_people_and_several_ids_of_one_name(import_file: Import) -> None:
    people = [{"id": 7, "public_name": "Aino"}, {"id": 7, "public_name": "Otto"}, {"id": 8, "public_name": "Aino"},
              {"public_name": "Aino"}]  # fmt: skip
    report = import_file(as_json(schedule(session(1, persons=people))))
    assert report.people == Counts(new=4)
    assert _names(talks_of()[0]) == ["Aino", "Otto", "Aino", "Aino"]


def test_same_id_and_name_in_another_event_is_not_merged(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    report = import_file(as_json(schedule(session(1))), "other")
    assert report.people == Counts(new=1)
    assert Kind.NAME_TAKEN in _kinds(report)


def test_own_export_links_speakers_of_another_event_and_leaves_their_texts(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    data = write_json(laid_out(released_of(), HERE)).replace(b'"biography":""', b'"biography":"Taken over."')
    report = import_file(data, "other")
    assert report.people == Counts(same=1)
    (speaker,) = db.session.scalars(db.select(Speaker))
    assert speaker.biography == {}
    assert talks_of("other")[0].appearances[0].speaker is speaker


@pytest.mark.parametrize("write", [write_xml, write_json])
def test_own_export_changes_nothing_in_its_event_and_is_the_same_from_another(import_file: Import, write: Any) -> None:
    import_file(as_json(schedule(
        session(1, code="ABCDEF", language="fi", logo="https://a.example/l.png"),
        session(2, guid=..., id=0, slug="X Y"),
        session(3, id=1, duration="00:00", room="", persons=[], language=""),
        tracks=[{"name": "Water", "color": "#0066aa"}, {"name": "Air"}],
    )))  # fmt: skip
    data = write(laid_out(released_of(), HERE))
    report = import_file(data)
    assert not report.changes_anything
    import_file(data, "copy")
    again = write(laid_out(released_of("copy"), HERE))
    codes = {talk.guid: talk.code for talk in talks_of("copy")}
    for talk in talks_of():
        again = again.replace(b"/s/" + codes[talk.guid].encode(), b"/s/" + talk.code.encode())
    assert again.replace(b"/e/copy/", b"/e/forum/") == data


def test_native_event_exported_and_imported_changes_nothing(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    event = event_of()
    values = SessionValues({"en": "Ours", "fi": "Meidän"}, languages=("fi", "en"), kind="panel")
    create_session(event, values, When(datetime(2026, 3, 2, 15, 0), "Asia/Seoul", None, 45), by=None)
    commit()
    data = write_json(laid_out(released_of(), HERE))
    before = event.programme_version
    assert not import_file(data).changes_anything
    talk = talks_of()[1]
    assert (talk.title, talk.zone, talk.carried) == ({"en": "Ours", "fi": "Meidän"}, "Asia/Seoul", {})
    assert talk.stage is None
    assert event_of().programme_version == before


def test_moved_own_session_keeps_its_other_values(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    data = write_json(laid_out(released_of(), HERE)).replace(b"2026-03-02T10:00:00+02:00", b"2026-03-02T14:00:00+02:00")
    assert import_file(data).sessions == Counts(changed=1)
    assert talks_of()[0].local_start == datetime(2026, 3, 2, 14, 0)
    assert talks_of()[0].carried["origin_url"] == "https://forum.example/1"


def test_given_zone_moves_the_event_and_keeps_the_instants(import_file: Import) -> None:
    data = as_json(schedule(session(1), time_zone_name=...))
    import_file(data)
    assert (event_of().zone, talks_of()[0].local_start) == ("UTC", datetime(2026, 3, 2, 8, 0))
    report = import_file(data, zone="Asia/Seoul")
    assert report.sessions == Counts(changed=1)
    assert (event_of().zone, talks_of()[0].local_start) == ("Asia/Seoul", datetime(2026, 3, 2, 17, 0))
    assert not import_file(data).changes_anything


def test_host_and_owner_of_a_new_event(import_file: Import) -> None:
    city = City(slug="busan", name={"en": "Busan"}, zone="Asia/Seoul")
    db.session.add(city)
    commit()
    import_file(as_json(schedule(session(1), time_zone_name=...)), host=city, owner="Aino@Example.org")
    event = event_of()
    assert event.zone == "Asia/Seoul"
    assert [(host.city.slug, host.part) for host in event.hosts] == [("busan", "lead")]
    (member,) = db.session.scalars(db.select(TeamMember))
    assert (member.person.email, member.role) == ("aino@example.org", "owner")
    assert not import_file(
        as_json(schedule(session(1), time_zone_name=...)), host=city, owner="aino@example.org"
    ).changes_anything


def test_what_another_city_holds_stays(import_file: Import) -> None:
    helsinki, busan = (
        City(slug="helsinki", name={"en": "Helsinki"}, zone="Europe/Helsinki"),
        City(slug="busan", name={"en": "Busan"}, zone="Asia/Seoul"),
    )
    import_file(as_json(schedule(session(1), session(2, date="2026-03-02T11:00:00+02:00"))))
    aino = Person(email="aino@example.org")
    event = event_of()
    event.hosts = [Host(city=helsinki, part="lead"), Host(city=busan, part="co_host", position=1)]
    db.session.add(aino)
    db.session.flush()
    db.session.add(TeamMember(event_id=event.id, person_id=aino.id, role="editor", city_id=helsinki.id))
    talks_of()[0].held_by = busan
    commit()
    report = import_file(as_json(schedule(
        session(1, title="Mine"), session(2, title="Mine", date="2026-03-02T11:00:00+02:00"),
    )), by=aino)  # fmt: skip
    assert [talk.title["en"] for talk in talks_of()] == ["Quiet harbours 1", "Mine"]
    assert Kind.HELD_BY_OTHER in _kinds(report)


def test_cancelled_session_stays_cancelled(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    cancel_session(talks_of()[0], expected_version=None, by=None)
    commit()
    report = import_file(as_json(schedule(session(1))))
    assert talks_of()[0].state == "cancelled"
    assert Kind.NOT_IN_FILE not in _kinds(report)


def test_import_is_one_line_of_the_history(import_file: Import) -> None:
    import_file(as_json(schedule(session(1))))
    (change,) = db.session.scalars(db.select(Change))
    assert (change.act, change.after) == (
        "imported",
        {"file": "schedule.json", "sessions": {"new": 1, "changed": 0}, "speakers": {"new": 1, "changed": 0}},
    )


@pytest.mark.parametrize("slug", ["Forum", "a b", "new", "x" * 81, ""])
def test_bad_slug_is_refused_and_writes_nothing(import_file: Import, slug: str) -> None:
    with pytest.raises(RuleBroken):
        import_file(as_json(schedule(session(1))), slug)
    db.session.rollback()
    assert db.session.scalars(db.select(Event)).all() == []


def test_stage_keeps_its_guid_through_a_change_of_name(import_file: Import) -> None:
    import_file(as_json(schedule(session(1), rooms=[{"name": "Hall", "guid": GUID.format(5)}])))
    report = import_file(
        as_json(schedule(session(1, room="Great Hall"), rooms=[{"name": "Great Hall", "guid": GUID.format(5)}]))
    )
    (stage,) = db.session.scalars(db.select(Stage))
    name: LocalText = stage.name
    assert name == {"en": "Great Hall"}
    assert report.stages == Counts(changed=1)
