"""The mailbox of answers is looked into, and what was taken in is marked as read only then."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import OperationalError

from app.db import db
from app.invitations import mailbox as polling
from app.invitations.mailbox import MOST, look_in, poll
from app.invitations.models import Invitation
from app.jobs import NotDone
from app.settings import Settings
from tests.invitations import imap
from tests.invitations.arriving import Reply, answers, arrived, reasons
from tests.invitations.imap import Mailbox, serving
from tests.mail.server import made_certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return made_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def look(mailbox: Settings, certificate: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Mailbox], int]:
    """Looks once into such a mailbox."""
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    monkeypatch.setattr(polling, "TIMEOUT", 0.5)

    def look_once(lies_there: Mailbox, **values: object) -> int:
        db.session.commit()
        with serving(lies_there, certificate) as port:
            given = {
                "imap_host": "127.0.0.1", "imap_port": port, "imap_user": imap.USER,
                "imap_password": SecretStr(imap.PASSWORD), "imap_folder": "Answers of all", **values,
            }  # fmt: skip
            try:
                return look_in(mailbox.model_copy(update=given))
            finally:
                db.session.rollback()
                db.session.expire_all()

    return look_once


def test_unread_answers_are_taken_in_and_marked(look, asked: Invitation):
    there = Mailbox({7: arrived(asked, Reply("DECLINED")), 12: b"Subject: Hello\r\n\r\nHello", 3: b"old"}, seen={3})
    assert look(there) == 2
    assert (answers(), there.seen) == ([("declined", "counted")], {3, 7, 12})
    assert [line for line in there.asked if not line.startswith("CAPABILITY")] == [
        'LOGIN rsvp@forum.example "a \\"password\\" of the tests"',
        'SELECT "Answers of all"',
        "UID SEARCH UNSEEN",
        "UID FETCH 7 (BODY.PEEK[]<0.1048577>)",
        "UID STORE 7 +FLAGS.SILENT (\\Seen)",
        "UID FETCH 12 (BODY.PEEK[]<0.1048577>)",
        "UID STORE 12 +FLAGS.SILENT (\\Seen)",
        "LOGOUT",
    ]
    assert look(there) == 0


def test_a_round_is_bounded(look, asked: Invitation):
    there = Mailbox({uid: f"Message-ID: <{uid}@x.example>\r\n\r\n".encode() for uid in range(1, MOST + 4)})
    assert [look(there), look(there), look(there)] == [MOST, 3, 0]


def test_a_round_ends_in_time(look, asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(polling, "ENOUGH", -1)
    there = Mailbox({1: arrived(asked, Reply())})
    assert (look(there), there.seen) == (0, set())


def test_of_a_huge_mail_only_a_part_is_read(look, asked: Invitation):
    there = Mailbox({1: arrived(asked, Reply()) + b"x" * (5 << 20)})
    assert look(there) == 1
    assert (reasons(), there.seen) == ([("refused", "too large")], {1})


def test_a_mark_that_is_lost_takes_nothing_in_twice(look, asked: Invitation):
    there = Mailbox({1: arrived(asked, Reply("DECLINED"))}, fails_at="UID STORE")
    with pytest.raises(NotDone, match="mailbox"):
        look(there)
    assert (answers(), there.seen) == ([("declined", "counted")], set())
    there.fails_at = ""
    assert look(there) == 1
    assert (answers(), there.seen) == ([("declined", "counted")], {1})


def test_nothing_is_marked_that_is_not_committed(look, asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    there = Mailbox({1: arrived(asked, Reply("DECLINED"))})
    with monkeypatch.context() as fault:
        fault.setattr(polling, "commit", _raising(OperationalError("COMMIT", {}, Exception("disk full"))))
        with pytest.raises(NotDone, match="database: disk full"):
            look(there)
    assert (answers(), there.seen) == ([], set())
    assert (look(there), answers()) == (1, [("declined", "counted")])


def test_a_mail_that_cannot_be_taken_holds_up_no_other(look, asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    there = Mailbox({1: b"Subject: odd\r\n\r\n", 2: arrived(asked, Reply("DECLINED"))})
    right = polling.process_inbound

    def stumbles(raw: bytes, **values: object) -> object:
        if b"odd" in raw:
            raise KeyError("a fault of ours")
        return right(raw, **values)

    monkeypatch.setattr(polling, "process_inbound", stumbles)
    with pytest.raises(NotDone, match="1 mails in the mailbox cannot be taken in"):
        look(there)
    assert (answers(), there.seen) == ([("declined", "counted")], {2})


def _raising(fault: Exception) -> Callable[[], None]:
    def away() -> None:
        raise fault

    return away


@pytest.mark.parametrize("fault", ["cut", "silent", "NO", "noise"])
@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH"])
def test_a_server_that_fails_is_told_and_nothing_is_lost(look, asked: Invitation, command: str, fault: str):
    there = Mailbox({1: arrived(asked, Reply("DECLINED"))}, fails_at=command, fault=fault)
    began = time.monotonic()
    with pytest.raises(NotDone, match=r"mailbox: ."):
        look(there)
    assert time.monotonic() - began < 5
    assert (answers(), there.seen) == ([], set())


def test_a_server_that_never_ends_is_cut(look, asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(polling, "LONGEST", 1.0)
    began = time.monotonic()
    with pytest.raises(NotDone):
        look(Mailbox(fails_at="UID SEARCH", fault="drip"))
    assert time.monotonic() - began < 5


def test_a_server_that_is_not_the_one_meant_learns_no_password(
    look, asked: Invitation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    there = Mailbox()
    with pytest.raises(NotDone, match="CERTIFICATE_VERIFY_FAILED"):
        look(there)
    assert there.asked == []


def test_without_a_mailbox_nobody_is_asked(app: Flask, database: None):
    poll()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"imap_user": "", "imap_password": "x"}, "MERIDIAN_IMAP_USER"),
        ({"imap_user": "x"}, "MERIDIAN_IMAP_PASSWORD"),
        ({"imap_user": "x", "imap_password": "x", "imap_folder": 'a"b'}, "imap_folder"),
        ({"imap_user": "x", "imap_password": "x", "imap_folder": "a\r\nb"}, "imap_folder"),
    ],
)
def test_half_a_mailbox_is_refused(tmp_path, values: dict[str, str], named: str):
    with pytest.raises(ValidationError, match=named):
        Settings(data=tmp_path, imap_host="mail.example", **values)
