"""Answers that arrive by mail, and what each changes (RFC 5546, RFC 6047)."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.clock import now
from app.db import commit, db
from app.invitations.actions import taking_in
from app.invitations.actions.answering import take_answer
from app.invitations.models import Answered, InboundMail, Invitation
from app.invitations.queries import token_of
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.invitations.rules.taking import MOST_WAITING, Outcome
from app.schedule.actions.talks import cancel_session
from app.settings import Settings
from tests.invitations.arriving import MAILBOX, MINJUN, SEEN_BY_US, Reply, answers, arrived, ours, reasons, take
from tests.invitations.halls import Stand
from tests.invitations.mails import mail
from tests.logs import logged
from tests.personas import make_speaker
from tests.shared import shared_path

BEGINS = datetime(2027, 5, 11, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_an_answer_to_her_own_address_counts(asked: Invitation, partstat: str, answer: str):
    assert take(arrived(asked, Reply(partstat, comment="See you"))) is Outcome.COUNTED
    assert (asked.answer, asked.answered_at is not None) == (answer, True)
    [kept] = db.session.query(Answered).all()
    assert (kept.answer, kept.state, kept.way, kept.word, kept.sequence) == (answer, "counted", "mail", "See you", 0)
    assert kept.sender == ""
    assert kept.stamped_at <= now()


OUTLOOK = """\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:MinJun@Busan.Example
COMMENT;LANGUAGE=ko:기차를 타야 합니다
DTEND;TZID="FLE Standard Time":20270511T100000
DTSTAMP:20261001T081500Z
DTSTART;TZID="FLE Standard Time":20270511T090000
SEQUENCE:0
UID:{uid}
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("charset", "kind", "encoding"),
    [
        ("utf-8", "text/calendar; charset=utf-8; method=REPLY", "base64"),
        ("utf-8", "text/calendar; charset=us-ascii; method=REPLY", "8bit"),
        ("euc-kr", "text/calendar; charset=ks_c_5601-1987; method=REPLY", "base64"),
        ("utf-16", "text/calendar; method=REPLY", "base64"),
        ("utf-8", 'application/ics; name="invite.ics"', "base64"),
        ("utf-8", 'application/octet-stream; name="answer.ics"', "base64"),
    ],
)
def test_outlook_without_organizer_in_any_charset_and_place(asked: Invitation, charset: str, kind: str, encoding: str):
    raw = mail(OUTLOOK.format(uid=asked.uid).encode(charset), kind=kind, encoding=encoding, to=ours(asked))
    assert take(raw) is Outcome.COUNTED
    [kept] = db.session.query(Answered).all()
    assert (kept.answer, kept.word, kept.proposed_start) == ("tentative", "기차를 타야 합니다", None)


def test_to_whom_it_answers_may_stand_in_the_calendar_alone(asked: Invitation):
    assert take(arrived(asked, Reply(), to=MAILBOX)) is Outcome.COUNTED


# ------------------------------------------------------------------ other times


LATER = (datetime(2027, 5, 11, 9, tzinfo=UTC), datetime(2027, 5, 11, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (Reply("TENTATIVE", "COUNTER", start="20270511T090000Z", end="20270511T100000Z"), "tentative"),
        (Reply("DECLINED", "COUNTER", start="20270511T090000Z", end=""), "declined"),
        (Reply("", "COUNTER", start="20270511T090000Z", end=""), "tentative"),
        (Reply("NEEDS-ACTION", "COUNTER", start="20270511T090000Z", end=""), "tentative"),
        (Reply("TENTATIVE", "REPLY", start="20270511T090000Z", end=""), "tentative"),
    ],
)
def test_another_time_waits_for_the_organizers(asked: Invitation, reply: Reply, answer: str):
    assert take(arrived(asked, reply, kind="text/calendar; method=REPLY; charset=utf-8")) is Outcome.COUNTED
    [kept] = db.session.query(Answered).all()
    assert (asked.answer, kept.proposed_start, kept.proposed_end) == (answer, *LATER)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("20270511T060000Z", "20270511T070000Z"),  # the same
        ("20260511T060000Z", ""),  # past
        ("20270511T060000Z", "20270514T070000Z"),  # for days
    ],
)
def test_a_time_that_is_no_other_time_is_no_proposal(asked: Invitation, start: str, end: str):
    assert take(arrived(asked, Reply("", "COUNTER", start=start, end=end, comment="Earlier?"))) is Outcome.COUNTED
    [kept] = db.session.query(Answered).all()
    assert (kept.answer, kept.word, kept.proposed_start) == ("tentative", "Earlier?", None)


def test_the_start_of_an_older_message_is_no_proposal(stand: Stand, asked: Invitation):
    stand.talk.title = {"en": "Welcome"}
    commit()
    stand.release(tells_details=True)
    assert take(arrived(asked, Reply(sequence=0, start="20270511T070000Z"))) is Outcome.COUNTED
    assert db.session.query(Answered).one().proposed_start is None


# ------------------------------------------------------------------ whose answer


def test_who_was_forwarded_the_invitation_does_not_answer_for_her(asked: Invitation):
    """Her colleague's calendar answers to the same secret address."""
    raw = arrived(asked, Reply("DECLINED", attendee="sujin@busan.example"), sender="sujin@busan.example")
    assert take(raw) is Outcome.UNVERIFIED
    assert (asked.answer, answers()) == ("needs_action", [("declined", "unverified")])
    assert db.session.query(Answered).one().sender == "sujin@busan.example"


def test_an_address_of_her_record_is_hers(stand: Stand, asked: Invitation):
    stand.minjun.email = "kim@busan.example"
    commit()
    assert take(arrived(asked, Reply(attendee="kim@busan.example"), sender="kim@busan.example")) is Outcome.COUNTED


def test_her_calendar_may_call_her_otherwise_where_the_mail_is_surely_hers(asked: Invitation):
    raw = arrived(asked, Reply(attendee="alias@elsewhere.example"), above=SEEN_BY_US)
    assert take(raw) is Outcome.COUNTED


def test_a_secret_opens_one_appointment_only(asked: Invitation):
    assert take(arrived(asked, Reply(uid="another@forum.example"))) is Outcome.IGNORED
    assert (reasons(), answers()) == ([("ignored", "another appointment")], [])


def test_the_secret_of_her_link_is_none_for_mails(asked: Invitation):
    to = f"rsvp+{token_of(asked, 'link')}@forum.example"
    assert take(arrived(asked, Reply(organizer=""), to=to)) is Outcome.UNVERIFIED


def test_without_a_secret_our_server_has_to_know_her(asked: Invitation):
    reply = Reply(organizer=f"mailto:{MAILBOX}")
    assert take(arrived(asked, reply, to=MAILBOX)) is Outcome.UNVERIFIED
    assert asked.answer == "needs_action"
    assert take(arrived(asked, reply, to=MAILBOX, above=SEEN_BY_US)) is Outcome.COUNTED
    assert asked.answer == "accepted"


FORGED = {
    "by nobody known": {"sender": f"Min-jun <{MINJUN}>"},
    "with results of its own": {
        "sender": MINJUN,
        "more": "Authentication-Results: mx.forum.example; dmarc=pass header.from=busan.example\n",
    },
    "by a neighbour": {"sender": "sujin@busan.example", "above": SEEN_BY_US},
    "by two senders": {"sender": f"{MINJUN}, sujin@busan.example", "above": SEEN_BY_US},
    "by another domain": {
        "sender": MINJUN,
        "above": SEEN_BY_US.replace("header.from=busan", "header.from=elsewhere"),
    },
}


@pytest.mark.parametrize("values", FORGED.values(), ids=FORGED)
def test_a_forged_answer_changes_nothing(asked: Invitation, values: dict[str, str]):
    take_answer(asked, Said(Answer.ACCEPTED, "link"), now=now())
    commit()
    raw = arrived(asked, Reply("DECLINED", organizer=""), to=MAILBOX, **values)
    assert take(raw) is Outcome.UNVERIFIED
    assert (asked.answer, answers()) == ("accepted", [("accepted", "counted"), ("declined", "unverified")])


@pytest.mark.parametrize("values", FORGED.values(), ids=FORGED)
def test_negative_control_without_the_check_a_forged_answer_counts(
    asked: Invitation, values: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(taking_in, "is_hers", lambda *_, **__: True)
    assert take(arrived(asked, Reply("DECLINED", organizer=""), to=MAILBOX, **values)) is Outcome.COUNTED
    assert asked.answer == "declined"


def test_nobody_is_added(asked: Invitation):
    reply = Reply(attendee="otto@elsewhere.example", organizer="")
    above = SEEN_BY_US.replace("busan.example\n", "elsewhere.example\n")
    assert take(arrived(asked, reply, to=MAILBOX, sender="otto@elsewhere.example", above=above)) is Outcome.IGNORED
    assert (reasons(), answers()) == ([("ignored", "no such invitation")], [])
    assert db.session.query(Invitation).count() == 1


def test_strangers_fill_no_table(asked: Invitation):
    for _ in range(MOST_WAITING):
        assert take(arrived(asked, Reply(organizer=""), to=MAILBOX)) is Outcome.UNVERIFIED
    assert take(arrived(asked, Reply(organizer=""), to=MAILBOX)) is Outcome.REFUSED
    assert len(answers()) == MOST_WAITING
    assert take(arrived(asked, Reply())) is Outcome.COUNTED


def test_two_people_of_one_office_are_told_apart_by_their_secrets(stand: Stand, asked: Invitation):
    make_speaker("sjl2qd", talk=stand.talk, name="Lee Su-jin", email=MINJUN)
    commit()
    db.session.expire_all()
    stand.release()
    other = stand.invite(db.session.query(type(stand.minjun)).filter_by(code="sjl2qd").one())
    assert take(arrived(other, Reply("DECLINED"))) is Outcome.COUNTED
    assert (asked.answer, other.answer) == ("needs_action", "declined")


# ------------------------------------------------------------------ in any order, more than once


def test_an_older_answer_that_comes_later_does_not_count(asked: Invitation):
    assert take(arrived(asked, Reply("DECLINED", dtstamp="20261001T080500Z"))) is Outcome.COUNTED
    assert take(arrived(asked, Reply("ACCEPTED", dtstamp="20260930T080400Z"))) is Outcome.OUTDATED
    assert (asked.answer, answers()) == ("declined", [("declined", "counted"), ("accepted", "outdated")])


def test_an_answer_to_an_older_message_does_not_count(stand: Stand, asked: Invitation):
    stand.move()
    stand.release()
    assert take(arrived(asked, Reply(sequence=0))) is Outcome.OUTDATED
    assert asked.answer == "needs_action"
    assert take(arrived(asked, Reply(sequence=1))) is Outcome.COUNTED
    assert asked.answer == "accepted"


def test_an_answer_without_a_number_is_to_what_it_names(stand: Stand, asked: Invitation):
    stand.move()
    stand.release()
    assert take(arrived(asked, Reply(sequence="", start="20270511T060000Z"))) is Outcome.OUTDATED
    assert take(arrived(asked, Reply(sequence=""))) is Outcome.COUNTED


def test_nothing_from_tomorrow_shuts_out_what_comes_then(asked: Invitation):
    assert take(arrived(asked, Reply("ACCEPTED", dtstamp="20990101T000000Z", sequence=999))) is Outcome.COUNTED
    with time_machine.travel("2026-10-02T08:00:00Z", tick=True):
        assert take(arrived(asked, Reply("DECLINED", dtstamp="20261002T080000Z"))) is Outcome.COUNTED
    assert asked.answer == "declined"


def test_an_unverified_answer_to_an_older_message_is_not_kept(stand: Stand, asked: Invitation):
    stand.move()
    stand.release()
    assert take(arrived(asked, Reply(sequence=0, organizer=""), to=MAILBOX)) is Outcome.IGNORED
    assert answers() == []


def test_the_same_mail_twice_changes_nothing(asked: Invitation):
    raw = arrived(asked, Reply("ACCEPTED"))
    assert take(raw) is Outcome.COUNTED
    take_answer(asked, Said(Answer.DECLINED, "link"), now=now())
    commit()
    assert take(raw) is Outcome.REPEATED
    assert (asked.answer, len(answers()), len(reasons())) == ("declined", 2, 1)


def test_mails_without_a_name_are_known_by_what_they_say(asked: Invitation):
    def raw(partstat: str) -> bytes:
        return arrived(asked, Reply(partstat)).replace(b"Message-ID", b"X-Id")

    assert take(raw("ACCEPTED").replace(b"answer-", b"a-")) is Outcome.COUNTED
    first = raw("DECLINED")
    assert [take(first), take(first)] == [Outcome.COUNTED, Outcome.REPEATED]


def test_the_same_mail_at_the_same_moment_counts_once(app: Flask, asked: Invitation):
    raw = arrived(asked, Reply("ACCEPTED"))
    db.session.commit()
    together, outcomes = threading.Barrier(6), []

    def arrive() -> None:
        with app.app_context():
            together.wait()
            outcomes.append(take(raw))

    threads = [threading.Thread(target=arrive) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == [Outcome.COUNTED, *[Outcome.REPEATED] * 5]
    assert answers() == [("accepted", "counted")]


def test_what_fails_halfway_can_come_again(asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    raw = arrived(asked, Reply("ACCEPTED"))
    with monkeypatch.context() as broken:
        broken.setattr("app.db.Session.commit", _away)
        with pytest.raises(ConnectionError):
            take(raw)
    db.session.rollback()
    assert (take(raw), asked.answer) == (Outcome.COUNTED, "accepted")


def _away(_session: object) -> None:
    raise ConnectionError("the database went away")


def test_mails_are_forgotten_after_half_a_year(asked: Invitation):
    take(arrived(asked, Reply("ACCEPTED")))
    with time_machine.travel("2027-04-30T08:00:00Z", tick=True):
        take(b"Message-ID: <x@y.example>\r\n\r\nHello\r\n")
    assert [row.outcome for row in db.session.query(InboundMail)] == ["ignored"]


# ------------------------------------------------------------------ too late, or nothing to take


def test_a_cancelled_session_takes_no_answers(stand: Stand, asked: Invitation):
    cancel_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    assert take(arrived(asked, Reply())) is Outcome.IGNORED
    assert reasons() == [("ignored", "You are no longer asked to take part in this session.")]
    assert answers() == []


@pytest.mark.parametrize("after", [timedelta(), timedelta(hours=1), timedelta(days=90)])
def test_a_session_that_has_begun_takes_no_answers(asked: Invitation, after: timedelta):
    raw = arrived(asked, Reply())
    with time_machine.travel(BEGINS + after, tick=True):
        assert take(raw) is Outcome.IGNORED
    assert (asked.answer, answers()) == ("needs_action", [])


def test_who_was_never_told_has_nothing_to_answer(stand: Stand, mailbox: Settings):
    raw = arrived(stand.invite(), Reply(sequence=0, start="20270511T060000Z", end="20270511T070000Z"))
    assert take(raw) is Outcome.IGNORED
    assert answers() == []


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "X-PERHAPS"])
def test_no_answer_in_an_answer(asked: Invitation, partstat: str):
    assert take(arrived(asked, Reply(partstat))) is Outcome.IGNORED
    assert (asked.answer, answers()) == ("needs_action", [])


OTHERS = {
    "a holiday notice": (
        b"From: minjun@busan.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am away.\r\n",
        "automatic",
    ),
    "a letter": (b"From: minjun@busan.example\r\n\r\nI shall come.\r\n", "no calendar"),
    "nothing": (b"", "no calendar"),
    "noise": (bytes(range(256)) * 40, "no calendar"),
}


@pytest.mark.parametrize(("raw", "reason"), OTHERS.values(), ids=OTHERS)
def test_other_mails_are_left_alone(asked: Invitation, raw: bytes, reason: str):
    assert take(raw) is Outcome.IGNORED
    assert reasons() == [("ignored", reason)]


def test_a_mail_beyond_all_measure_is_refused(asked: Invitation):
    assert take(arrived(asked, Reply()) + b"x" * (1 << 20)) is Outcome.REFUSED
    assert (reasons(), answers()) == ([("refused", "too large")], [])


def test_a_calendar_with_many_answers_is_one_answer(asked: Invitation):
    calendar = Reply("DECLINED").calendar(asked)
    event = calendar.partition("BEGIN:VEVENT")[2].partition("END:VCALENDAR")[0]
    others = "".join(f"BEGIN:VEVENT{event}".replace("DECLINED", each) for each in ("ACCEPTED", "TENTATIVE") * 10)
    raw = mail(calendar.replace("END:VCALENDAR", f"{others}END:VCALENDAR"), to=ours(asked))
    assert take(raw) is Outcome.COUNTED
    assert answers() == [("declined", "counted")]


@pytest.mark.parametrize("name", ["outlook14-reply-accepted.eml", "google-request.eml", "zimbra-invite-request.eml"])
def test_real_mails_about_other_things_change_nothing(asked: Invitation, name: str):
    raw = shared_path("data", "mail-ics", name).read_bytes()
    assert [take(raw), take(raw)] == [Outcome.IGNORED, Outcome.REPEATED]
    assert answers() == []


def test_the_examples_of_the_standard_change_nothing(asked: Invitation):
    """RFC 2446, section 4: its meetings are none of ours."""
    text = shared_path("data", "mail-ics", "rfc2446-examples-53-messages.ics").read_text()
    found = re.findall(r"BEGIN:VCALENDAR.*?END:VCALENDAR", text, re.DOTALL)
    raws = [mail(each, sender="b@example.com").replace(b"answer-1", b"%d" % n) for n, each in enumerate(found)]
    assert [take(raw) for raw in raws] == [Outcome.IGNORED] * 53
    assert answers() == []


HOSTILE = ["+2AA-", "+AAA-", "a+AAoADQ-b", "+IC4-", "x" * 5000]


@pytest.mark.parametrize("word", HOSTILE)
def test_odd_words_are_kept_as_far_as_a_database_can_hold_them(asked: Invitation, word: str):
    calendar = Reply(comment=word).calendar(asked).encode("ascii")
    for charset in ("utf-7", "utf-8"):
        raw = mail(calendar, kind=f"text/calendar; charset={charset}", to=ours(asked))
        assert take(raw.replace(b"answer-1", charset.encode())) is Outcome.COUNTED
    assert all(len(row.word) <= 2000 and "\0" not in row.word for row in db.session.query(Answered))


@pytest.mark.parametrize("field", ["UID", "ATTENDEE;PARTSTAT=ACCEPTED", "DTSTAMP", "DTSTART", "SEQUENCE"])
@pytest.mark.parametrize("value", ["+2AA-", "%00", "mailto:%00@busan.example", "9" * 5000, "00010101T000000Z", ""])
def test_odd_values_break_nothing(asked: Invitation, field: str, value: str):
    calendar = re.sub(rf"(?m)^{field}:.*$", f"{field}:{value}", Reply().calendar(asked))
    raw = mail(calendar, kind="text/calendar; charset=utf-7", to=ours(asked))
    assert take(raw) in {Outcome.COUNTED, Outcome.IGNORED, Outcome.UNVERIFIED}


def test_a_real_answer_of_outlook_counts_where_it_is_to_what_we_asked(asked: Invitation):
    """The mail as Outlook wrote it, but for whom it is about: names and time of another meeting are ours."""
    raw = shared_path("data", "mail-ics", "outlook14-reply-accepted.eml").read_bytes()
    found = taking_in.read_mail(raw, mailbox=MAILBOX, trusted_authserv="")
    [reply] = found.replies
    asked.uid, asked.address = reply.uid, reply.attendee
    asked.told = {**asked.told, "starts_at": reply.starts_at.isoformat(), "ends_at": "2012-04-25T00:00:00Z"}
    commit()
    with time_machine.travel("2012-04-24T22:50:00Z", tick=True):
        assert take(raw) is Outcome.UNVERIFIED
        asked.organizer = ours(asked)
        commit()
        assert take(b"Delivered-To: " + ours(asked).encode() + b"\r\n" + _again(raw)) is Outcome.COUNTED
    assert asked.answer == "accepted"


def _again(raw: bytes) -> bytes:
    return raw.replace(b"Message-ID: <", b"Message-ID: <2").replace(b"Message-Id: <", b"Message-Id: <2")


def test_logs_hold_no_address_and_no_word(asked: Invitation, monkeypatch: pytest.MonkeyPatch):
    lines = logged(monkeypatch, taking_in)
    take(arrived(asked, Reply(comment="Confidential")))
    take(arrived(asked, Reply(comment="Confidential", organizer=""), to=MAILBOX))
    assert lines == [
        {"event": "mail taken in", "log_level": "info", "outcome": "counted", "reason": ""},
        {"event": "mail taken in", "log_level": "info", "outcome": "unverified", "reason": ""},
    ]
