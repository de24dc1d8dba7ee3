"""``flask people``: the way in when nobody is in yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import db
from app.people.models import Person
from tests.personas import make_person

pytestmark = pytest.mark.database


@pytest.fixture
def run(app, database):
    def command(*words):
        db.session.commit()
        return app.test_cli_runner().invoke(args=["people", *words])

    return command


def path_of(result):
    (line,) = result.output.splitlines()
    return "/" + line.split("/", 3)[3]


def test_link_signs_in_once(client, run, app):
    result = run("sign-in-link", "Ada@Meridian.example")
    assert result.output.startswith(app.extensions["settings"].base_url + "/sign-in/link/")
    assert client.post(path_of(result)).status_code == 303
    assert client.get("/me.json").json["person"] == {"name": "ada", "initials": "A", "manages": False, "admin": False}
    assert client.post(path_of(result)).status_code == 404


def test_admin_link_makes_who_uses_it_admin(client, run):
    result = run("sign-in-link", "ada@meridian.example", "--admin")
    assert db.session.scalars(select(Person)).all() == []
    client.post(path_of(result))
    person = db.session.scalars(select(Person)).one()
    assert (person.is_admin, person.is_organizer) == (True, True)
    assert client.get("/manage/people/").status_code == 200


def test_admin_link_lets_a_closed_admin_in_again(client, run):
    make_person("ada@meridian.example", active=False)
    client.post(path_of(run("sign-in-link", "ada@meridian.example", "--admin")))
    assert client.get("/me.json").json["person"]["admin"] is True


def test_link_runs_out(client, run):
    with time_machine.travel(now() - timedelta(hours=2, seconds=1), tick=False):
        path = path_of(run("sign-in-link", "ada@meridian.example", "--hours", "2"))
    assert client.post(path).status_code == 404


def test_what_is_no_address_is_refused(run):
    result = run("sign-in-link", "ada")
    assert result.exit_code == 2
    assert "not an e-mail address" in result.output
