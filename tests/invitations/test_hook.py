"""The signed webhook: a mail service posts what arrives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.clock import now
from app.db import db
from app.invitations.models import Invitation
from app.invitations.rules.signing import is_signed, signature
from app.invitations.views import hook
from app.settings import Settings
from tests.invitations.arriving import Reply, answers, arrived, reasons
from tests.invitations.halls import Stand

SECRET = "hook-9b1d5c3f7a2e4680-ABCDEFGHIJ"


@pytest.fixture
def guest(stand: Stand, mailbox: Settings, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(mailbox, "mail_hook_secret", SecretStr(SECRET))
    monkeypatch.setitem(stand.app.config, "WTF_CSRF_ENABLED", True)
    return stand.app.test_client()


def post(guest: FlaskClient, raw: bytes, said: str | None = None) -> TestResponse:
    said = signature(raw, SECRET, now()) if said is None else said
    headers = {"X-Meridian-Signature": said} if said else {}
    answer = guest.post("/hooks/mail", data=raw, content_type="message/rfc822", headers=headers)
    db.session.expire_all()
    return answer


def test_a_signed_mail_is_taken_in_once(guest: FlaskClient, asked: Invitation):
    raw = arrived(asked, Reply("DECLINED"))
    said = signature(raw, SECRET, now())
    found = [post(guest, raw, said) for _ in range(2)]
    assert [(each.status_code, each.json) for each in found] == [
        (200, {"outcome": "counted"}),
        (200, {"outcome": "repeated"}),
    ]
    assert answers() == [("declined", "counted")]


WRONG = {
    "none": lambda _raw: "",
    "of another mail": lambda raw: signature(raw + b" ", SECRET, now()),
    "with another key": lambda raw: signature(raw, SECRET + "x", now()),
    "too old": lambda raw: signature(raw, SECRET, now() - timedelta(minutes=6)),
    "too early": lambda raw: signature(raw, SECRET, now() + timedelta(minutes=6)),
    "moved on": lambda raw: signature(raw, SECRET, now() - timedelta(hours=1)).replace(
        f"t={int((now() - timedelta(hours=1)).timestamp())}", f"t={int(now().timestamp())}"
    ),
    "without a time": lambda raw: signature(raw, SECRET, now()).partition(",")[2],
    "without an end": lambda raw: signature(raw, SECRET, now())[:-1],
    "5000 digits": lambda _raw: f"t={'9' * 5000},v1={'0' * 64}",
    "other digits": lambda _raw: f"t=١٢٣,v1={'0' * 64}".encode().decode("latin-1"),
    "noise": lambda _raw: "\x00\xff=,;",
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
def test_another_signature_changes_nothing(guest: FlaskClient, asked: Invitation, said):
    raw = arrived(asked, Reply("DECLINED"))
    answer = post(guest, raw, said(raw).replace("\x00", ""))
    assert (answer.status_code, answers(), reasons()) == (403, [], [])


def test_negative_control_without_the_check_it_is_taken(guest: FlaskClient, asked: Invitation, monkeypatch):
    monkeypatch.setattr(hook, "is_signed", lambda *_, **__: True)
    assert post(guest, arrived(asked, Reply("DECLINED")), "t=1,v1=0").json == {"outcome": "counted"}


def test_two_signatures_while_the_key_is_changed(guest: FlaskClient, asked: Invitation):
    raw = arrived(asked, Reply())
    moment, _, right = signature(raw, SECRET, now()).partition(",")
    assert post(guest, raw, f"{moment},v1={'0' * 64},{right}").status_code == 200


@pytest.mark.parametrize("minutes", [-4, 4])
def test_clocks_may_differ_a_little(minutes: int):
    at = now()
    assert is_signed(signature(b"x", SECRET, at + timedelta(minutes=minutes)), b"x", SECRET, now=at)


def test_a_mail_that_is_too_large_is_not_read(guest: FlaskClient, asked: Invitation):
    raw = arrived(asked, Reply()) + b"x" * (1 << 20)
    assert (post(guest, raw).status_code, reasons()) == (413, [])


def test_without_a_key_there_is_nothing(guest: FlaskClient, asked: Invitation, mailbox: Settings, monkeypatch):
    monkeypatch.setattr(mailbox, "mail_hook_secret", None)
    assert post(guest, arrived(asked, Reply())).status_code == 404


def test_only_mails_that_are_posted(guest: FlaskClient):
    assert guest.get("/hooks/mail").status_code == 405


def test_the_service_keeps_the_mail_where_the_database_is_away(guest: FlaskClient, asked: Invitation, monkeypatch):
    raw = arrived(asked, Reply("DECLINED"))

    def away() -> None:
        raise OperationalError("COMMIT", {}, Exception("gone"))

    with monkeypatch.context() as fault:
        fault.setattr(hook, "commit", away)
        answer = post(guest, raw)
    assert (answer.status_code, "Retry-After" in answer.headers, answers()) == (503, True, [])
    assert post(guest, raw).json == {"outcome": "counted"}


@pytest.mark.parametrize("key", ["", "short", "a" * 64])
def test_a_key_that_can_be_guessed_is_refused(tmp_path, key: str):
    with pytest.raises(ValidationError, match="MERIDIAN_MAIL_HOOK_SECRET"):
        Settings(data=tmp_path, mail_hook_secret=key)
