"""``flask mail``: seeing, repeating and dropping what could not be sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.mail.models import OwedMail

pytestmark = pytest.mark.database


@pytest.fixture
def run(app, database):
    for number in range(3):
        db.session.add(
            OwedMail(kind="sign_in", to=f"p{number}@b.example", language="en", state="failed", last_error="550 no")
        )
    commit()

    def command(*words):
        return app.test_cli_runner().invoke(args=["mail", *words])

    return command


def states():
    db.session.rollback()
    return list(db.session.scalars(select(OwedMail.state).order_by(OwedMail.id)))


def ids():
    return [str(mail_id) for mail_id in db.session.scalars(select(OwedMail.id).order_by(OwedMail.id))]


def test_failed_mails_are_listed_with_their_reason(run):
    lines = run("failed").output.splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("sign_in\tp2@b.example\t550 no")


def test_some_are_owed_again(run):
    first, *_rest = ids()
    db.session.rollback()
    assert run("retry", first).output == "1 owed again.\n"
    assert states() == ["owed", "failed", "failed"]


def test_all_are_owed_again(run):
    assert run("retry", "--all").output == "3 owed again.\n"
    assert states() == ["owed"] * 3


def test_what_a_later_mail_told_anew_is_not_owed_again(run):
    """A calendar that was told of the cancellation would take the session in for good."""
    asked, off, reminder = (
        OwedMail(kind="invitation", to="m@b.example", language="en", thread="invitation:1", method=method, state=state)
        for method, state in (("REQUEST", "failed"), ("CANCEL", "sent"), ("", "sent"))
    )
    db.session.add_all([asked, off])
    commit()
    found = asked.id
    assert (run("retry", str(found)).output, run("retry", "--all").output) == ("0 owed again.\n", "3 owed again.\n")
    assert states() == ["owed"] * 3 + ["failed", "sent"]
    off.method, off.state = "CANCEL", "failed"
    db.session.add(reminder)
    commit()
    assert run("retry", "--all").output == "1 owed again.\n"
    assert states() == ["owed"] * 3 + ["failed", "owed", "sent"]


def test_some_are_dropped(run):
    first, second, _third = ids()
    db.session.rollback()
    assert run("forget", first, second).output == "2 deleted.\n"
    assert states() == ["failed"]


@pytest.mark.parametrize("words", [("retry",), ("retry", "1", "--all"), ("forget",)])
def test_which_ones_has_to_be_said(run, words):
    result = run(*words)
    assert result.exit_code == 2
    assert states() == ["failed"] * 3
