"""The mails of invitations as bytes: what people read, and what calendars read (RFC 6047)."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from app.clock import now
from app.db import commit, db
from app.i18n import LANGUAGES
from app.invitations.letters import owe_letter
from app.invitations.models import Invitation
from app.invitations.queries import Owing, invitation_of
from app.invitations.readings import reading_of
from app.invitations.rules.owing import Duty
from app.mail.rendering import rendered
from app.schedule.queries import programme_of
from app.settings import Settings
from tests.calendars import reader
from tests.invitations.halls import Stand
from tests.judges import judge_mail

AT = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
HOSTILE = 'C:\\x "x", y; z\r\nBcc: all@x.example\x01 \u202eevil 👩‍🚀 مرحبا ' + "서울 " * 60


def letter(stand: Stand, duty: Duty, *, backstage: str = "") -> bytes:
    """The bytes of a letter about the session as it is released."""
    programme = programme_of(stand.event)
    talk = programme.by_code[stand.talk.code]
    row = stand.invite() if not stand.mails() else _row(stand)
    due = Owing(duty, talk, row.speaker_code, row.name, row.address, row, backstage)
    return rendered(owe_letter(row, due, programme, reads=reading_of(row, programme.event), now=now()), at=AT)


def _row(stand: Stand) -> Invitation:

    return invitation_of(stand.event.id, stand.talk.code, stand.minjun.code)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    return message.get_body((kind,)).get_content()


@pytest.fixture
def replies(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailbox takes answers."""
    settings: Settings = stand.app.extensions["settings"]
    monkeypatch.setattr(settings, "mail_replies", "rsvp@forum.example")


def test_structure(stand: Stand):
    stand.release()
    message = read(letter(stand, Duty.INVITE))
    mixed = [one.get_content_type() for one in message.iter_parts()]
    alternatives = [one.get_content_type() for one in next(message.iter_parts()).iter_parts()]
    assert (message.get_content_type(), mixed) == ("multipart/mixed", ["multipart/alternative", "application/ics"])
    assert alternatives == ["text/plain", "text/html", "text/calendar"]
    calendar, attached = [
        one for one in message.walk() if one.get_content_type() in {"text/calendar", "application/ics"}
    ]
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True)
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert (attached.get_filename(), calendar["Content-Transfer-Encoding"]) == ("invite.ics", "base64")


def test_body_says_when_in_every_city_and_where_to_answer(stand: Stand):
    stand.release()
    message = read(letter(stand, Duty.INVITE, backstage="https://studio.example/r"))
    for kind in ("plain", "html"):
        body = part(message, kind)
        for words in ("Opening", "09:00", "15:00", "UTC+3", "UTC+9", "/invitations/", "https://studio.example/r"):
            assert words in body, (kind, words)


def test_her_own_time_comes_first_where_no_city_has_it(stand: Stand):
    stand.minjun.zone = "America/Lima"
    commit()
    stand.release()
    lines = part(read(letter(stand, Duty.INVITE)), "plain").splitlines()
    assert lines[lines.index("Opening") + 1] == "Lima: Tuesday, 11 May 2027, 01:00–02:00 (UTC−5)"


def test_cancellation_has_nothing_to_answer(stand: Stand):
    stand.release()
    body = part(read(letter(stand, Duty.CALL_OFF, backstage="https://studio.example/r")), "plain")
    assert "/invitations/" not in body
    assert "studio.example" not in body


def test_answers_go_to_an_address_of_her_own(stand: Stand, replies: None):
    stand.release()
    message = read(letter(stand, Duty.INVITE))
    event = reader.read(stand.mails()[-1].calendar).of("VEVENT")[0]
    (organizer,) = [value for name, value in event.lines if name.startswith("ORGANIZER")]
    sender = message["From"].addresses[0].addr_spec
    assert sender.startswith("rsvp+")
    assert sender.endswith("@forum.example")
    assert organizer == f"mailto:{sender}"


@pytest.mark.parametrize("duty", list(Duty))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_in_every_language_pleases_all_readers(
    stand: Stand, replies: None, language: str, duty: Duty, tmp_path
):
    stand.minjun.language = language
    commit()
    stand.release()
    raw = letter(stand, duty, backstage="https://studio.example/r")
    method = "CANCEL" if duty.calls_off else "REQUEST"
    judge_mail(raw, tmp_path, "--method", method, "--rcpt", "minjun@busan.example")


def test_hostile_words_please_all_readers(stand: Stand, replies: None, tmp_path):
    stand.talk.title, stand.minjun.name = {"en": HOSTILE[:200]}, HOSTILE[:150]
    stand.event.title = {"en": HOSTILE[:200]}
    stand.talk.abstract = {"en": HOSTILE * 100}
    commit()
    stand.release()
    raw = letter(stand, Duty.INVITE)
    judge_mail(raw, tmp_path, "--method", "REQUEST")
    assert "Bcc" not in read(raw)


def test_markup_in_a_title_is_no_markup_in_the_mail(stand: Stand):
    stand.talk.title = {"en": "<b>Opening</b>"}
    commit()
    stand.release()
    message = read(letter(stand, Duty.INVITE))
    assert "<b>Opening</b>" not in part(message, "html")
    assert "<b>Opening</b>" in part(message, "plain")


def test_an_update_follows_what_was_sent_before(stand: Stand, replies: None, tmp_path):
    """The rules between two mails about one session: SEQUENCE, DTSTAMP, UID, ORGANIZER."""
    stand.release()
    stand.invite()
    stand.move()
    stand.release()
    before, after = (rendered(mail, at=AT) for mail in stand.mails())
    (tmp_path / "before.eml").write_bytes(before)
    judge_mail(after, tmp_path, "--method", "REQUEST", "--prev", str(tmp_path / "before.eml"))
    db.session.rollback()
