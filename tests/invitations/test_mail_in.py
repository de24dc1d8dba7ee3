"""``flask mail-in``: a mail server pipes a mail in, and keeps it where it was not taken."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.db import db
from app.invitations import commands
from app.invitations.models import Invitation
from tests.invitations.arriving import Reply, answers, arrived


def piped(app: Flask, raw: bytes) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["mail-in"], input=raw)
    db.session.expire_all()
    return result


def test_an_answer_comes_in(app: Flask, asked: Invitation):
    raw = arrived(asked, Reply("DECLINED"))
    results = [piped(app, raw), piped(app, raw)]
    assert [(each.exit_code, each.output) for each in results] == [(0, "counted\n"), (0, "repeated\n")]
    assert answers() == [("declined", "counted")]


@pytest.mark.parametrize(
    ("raw", "said"), [(b"", "ignored\n"), (b"\xff\x00\r", "ignored\n"), (b"x" * (3 << 20), "refused\n")]
)
def test_what_is_no_answer_is_taken_all_the_same(app: Flask, asked: Invitation, raw: bytes, said: str):
    result = piped(app, raw)
    assert (result.exit_code, result.output) == (0, said)


@pytest.mark.parametrize("fault", [OperationalError("SELECT 1", {}, Exception("gone")), KeyError("a fault of ours")])
def test_the_mail_server_keeps_what_could_not_be_taken(
    app: Flask, asked: Invitation, monkeypatch: pytest.MonkeyPatch, fault: Exception
):
    raw = arrived(asked, Reply("DECLINED"))

    def broken() -> None:
        raise fault

    with monkeypatch.context() as away:
        away.setattr(commands, "commit", broken)
        result = piped(app, raw)
    assert (result.exit_code, "counted" in result.output, answers()) == (75, False, [])
    assert piped(app, raw).output == "counted\n"
