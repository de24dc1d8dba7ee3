"""Admins: who may create events, who may do everything, whose account is closed."""

from __future__ import annotations

import threading

import pytest

from app.clock import now
from app.db import commit, db
from app.people.actions import change_rights
from app.people.models import Person
from app.people.queries import PAGE
from tests.personas import aino, browser_of, layla, make_person, minjun, otto

pytestmark = pytest.mark.database


@pytest.fixture
def admin(database):
    return make_person("admin@meridian.example", "Ada", is_admin=True)


def test_people_are_listed_by_name_and_found(app, admin):
    aino(), minjun(), make_person("nameless@b.example")
    browser = browser_of(app, admin)
    page = browser.get("/manage/people/").text
    assert page.index("Ada") < page.index("Aino") < page.index("Kim") < page.index("nameless@b.example")
    found = browser.get("/manage/people/?q=BUSAN").text
    assert "Kim Min-jun" in found
    assert "Aino" not in found
    assert "Nobody is called that" in browser.get("/manage/people/?q=%25").text


def test_pages_of_people(app, admin):
    for number in range(PAGE):
        make_person(f"p{number:03}@b.example", f"Person {number:03}")
    browser = browser_of(app, admin)
    assert "Person 049" not in browser.get("/manage/people/").text
    assert "Person 049" in browser.get("/manage/people/?page=2").text
    for page in ("0", "-5", "x", "9" * 30):
        assert browser.get(f"/manage/people/?page={page}").status_code == 200


def test_rights_are_given(app, admin):
    person = aino(is_organizer=False)
    data = {"organizer": "y", "active": "y", "version": person.version}
    assert browser_of(app, admin).post(f"/manage/people/{person.id}/", data=data).status_code == 303
    db.session.refresh(person)
    assert (person.is_organizer, person.is_admin, person.active) == (True, False, True)


def test_closing_an_account_signs_out(app, admin):
    person = otto()
    his = browser_of(app, person)
    assert his.get("/account/").status_code == 200
    browser_of(app, admin).post(f"/manage/people/{person.id}/", data={"version": person.version})
    assert his.get("/account/").status_code == 302


def test_stale_rights_are_refused(app, admin):
    person = aino()
    before = person.version
    person.name = "Aino V."
    commit()
    answer = browser_of(app, admin).post(f"/manage/people/{person.id}/", data={"version": before, "active": "y"})
    assert answer.status_code == 409
    db.session.refresh(person)
    assert person.is_organizer


@pytest.mark.parametrize("data", [{"active": "y"}, {"admin": "y"}, {}])
def test_last_admin_stays(app, admin, data):
    make_person("closed@meridian.example", is_admin=True, active=False)
    answer = browser_of(app, admin).post(f"/manage/people/{admin.id}/", data={**data, "version": admin.version})
    assert answer.status_code == 400
    assert "last admin" in answer.text
    db.session.refresh(admin)
    assert admin.is_admin
    assert admin.active


def test_admin_may_go_where_another_stays(app, admin):
    make_person("second@meridian.example", is_admin=True)
    browser_of(app, admin).post(f"/manage/people/{admin.id}/", data={"active": "y", "version": admin.version})
    db.session.refresh(admin)
    assert not admin.is_admin


def test_two_admins_cannot_both_go_at_once(app, admin):
    """Each alone may go, since the other stays; at the same time only one may."""
    other = make_person("second@meridian.example", is_admin=True)
    ids = [admin.id, other.id]
    browsers = [(browser_of(app, person), person.id, person.version) for person in (admin, other)]
    start, outcomes = threading.Barrier(2), []

    def go(browser, person_id, version):
        start.wait()
        data = {"active": "y", "version": version}
        outcomes.append(browser.post(f"/manage/people/{person_id}/", data=data).status_code)

    threads = [threading.Thread(target=go, args=each) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    db.session.expire_all()
    assert [db.session.get_one(Person, person_id).is_admin for person_id in ids].count(True) == 1
    assert min(outcomes) == 303


@pytest.mark.parametrize("who", [aino, layla])
def test_for_others_there_is_nothing(app, admin, who):
    browser = browser_of(app, who())
    assert browser.get("/manage/people/").status_code == 404
    assert browser.get(f"/manage/people/{admin.id}/").status_code == 404
    assert browser.post(f"/manage/people/{admin.id}/", data={}).status_code == 404


@pytest.mark.parametrize("person_id", ["0", "999999", str(2**31), str(2**63), "9" * 40])
def test_missing_person(app, admin, person_id):
    assert browser_of(app, admin).get(f"/manage/people/{person_id}/").status_code == 404


def test_change_of_rights_needs_no_version_where_nobody_read_it(database):
    person = otto()
    change_rights(person, organizer=True, admin=True, active=True, expected_version=None, now=now())
    assert person.is_admin
