"""Answers as calendar programs mail them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.invitations.rules.answers import Answer
from app.invitations.rules.inbound import Inbound, Proposal, Reply
from tests.invitations.mails import GOOGLE, OURS, OUTLOOK, TOKEN, UID, mail, read

START, END = datetime(2027, 4, 12, 7, tzinfo=UTC), datetime(2027, 4, 12, 7, 45, tzinfo=UTC)
ANSWERED = datetime(2027, 3, 1, 8, 15, tzinfo=UTC)


def test_google_accepts() -> None:
    assert read(mail(GOOGLE)) == Inbound(
        message_id="<answer-1@busan.example>",
        sender="minjun@busan.example",
        tokens=(TOKEN,),
        replies=(Reply(UID, "minjun@busan.example", Answer.ACCEPTED, "", 2, ANSWERED, None, START),),
    )


def test_outlook_answers_without_organizer_in_capitals_with_a_windows_zone_and_a_word() -> None:
    word = "I have a train to catch, so only\nif it starts on time."
    assert read(mail(OUTLOOK)) == Inbound(
        message_id="<answer-1@busan.example>",
        sender="minjun@busan.example",
        tokens=(TOKEN,),
        replies=(Reply(UID, "minjun@busan.example", Answer.TENTATIVE, word, 2, ANSWERED, None, START),),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ACCEPTED", Answer.ACCEPTED),
        ("accepted", Answer.ACCEPTED),
        ("Declined", Answer.DECLINED),
        ("tentative", Answer.TENTATIVE),
        ('"DECLINED"', Answer.DECLINED),
        ("NEEDS-ACTION", Answer.NEEDS_ACTION),
        ("X-PERHAPS", Answer.NEEDS_ACTION),
    ],
)
def test_partstat_in_any_case(written: str, meant: Answer) -> None:
    found = read(mail(GOOGLE.replace("PARTSTAT=ACCEPTED", f"PARTSTAT={written}")))
    assert ([each.answer for each in found.replies], found.trouble) == ([meant], "")


def test_no_partstat_is_no_answer_yet() -> None:
    found = read(mail(GOOGLE.replace("PARTSTAT=ACCEPTED;", "")))
    assert [each.answer for each in found.replies] == [Answer.NEEDS_ACTION]


@pytest.mark.parametrize(
    ("delegate", "comment"),
    [
        ('"mailto:sujin@busan.example"', "→ sujin@busan.example"),
        ('"MAILTO:Sujin@Busan.example","mailto:other@busan.example"', ""),
        ('"https://busan.example/sujin"', ""),
        ('"mailto:' + "s" * 3000 + '@busan.example"', ""),
    ],
)
def test_who_sends_somebody_else_does_not_come_and_says_whom(delegate: str, comment: str) -> None:
    delegated = f"PARTSTAT=DELEGATED;DELEGATED-TO={delegate}"
    [reply] = (found := read(mail(GOOGLE.replace("PARTSTAT=ACCEPTED", delegated)))).replies
    assert (reply.answer, reply.comment, found.trouble) == (Answer.DECLINED, comment, "")


COUNTER = GOOGLE.replace("DTSTART:20270412T070000Z", "DTSTART:20270412T090000Z").replace(
    "DTEND:20270412T074500Z", "DTEND:20270412T094500Z\nCOMMENT:Two hours later?"
)
LATER = Proposal(datetime(2027, 4, 12, 9, tzinfo=UTC), datetime(2027, 4, 12, 9, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    ("inside", "outside"),
    [("COUNTER", "COUNTER"), ("COUNTER", "REPLY"), ("REPLY", "COUNTER"), ("counter", "counter")],
)
def test_a_counter_proposal_in_either_place(inside: str, outside: str) -> None:
    calendar = COUNTER.replace("METHOD:REPLY", f"METHOD:{inside}").replace("ACCEPTED", "TENTATIVE")
    found = read(mail(calendar, kind=f"text/calendar; method={outside}; charset=utf-8"))
    assert [(each.answer, each.proposal, each.comment) for each in found.replies] == [
        (Answer.TENTATIVE, LATER, "Two hours later?")
    ]


def test_a_counter_proposal_without_an_answer_is_none() -> None:
    calendar = COUNTER.replace("METHOD:REPLY", "METHOD:COUNTER").replace("PARTSTAT=ACCEPTED;", "")
    assert [(each.answer, each.proposal) for each in read(mail(calendar)).replies] == [(None, LATER)]


def test_a_start_that_differs_from_the_one_outlook_was_sent_is_a_proposal() -> None:
    calendar = OUTLOOK.replace("T160000", "T180000").replace("T164500", "T184500")
    same = calendar.replace("PRIORITY:5", "X-MS-OLK-ORIGINALSTART:20270412T090000Z")
    differs = calendar.replace("PRIORITY:5", 'X-MS-OLK-ORIGINALSTART;TZID="Korea Standard Time":20270412T160000')
    assert [each.proposal for each in read(mail(same)).replies] == [None]
    assert [each.proposal for each in read(mail(differs)).replies] == [LATER]


def test_a_reply_names_the_start_it_answers() -> None:
    assert [(each.proposal, each.starts_at) for each in read(mail(COUNTER)).replies] == [(None, LATER.starts_at)]


@pytest.mark.parametrize(
    ("lines", "ends_at"),
    [
        ("DURATION:PT1H30M", datetime(2027, 4, 12, 10, 30, tzinfo=UTC)),
        ("DESCRIPTION:No end", None),
        ("DTEND:20270412T080000Z", None),
        ("DTEND;VALUE=DATE:20270413", None),
    ],
)
def test_the_end_of_a_proposal(lines: str, ends_at: datetime | None) -> None:
    calendar = COUNTER.replace("METHOD:REPLY", "METHOD:COUNTER").replace("DTEND:20270412T094500Z", lines)
    assert [each.proposal for each in read(mail(calendar)).replies] == [Proposal(LATER.starts_at, ends_at)]


@pytest.mark.parametrize(
    "start", ["DTSTART:20270412T090000", "DTSTART;VALUE=DATE:20270412", "DTSTART:99991231T235959Z"]
)
def test_a_proposal_of_no_certain_time_is_none(start: str) -> None:
    calendar = COUNTER.replace("METHOD:REPLY", "METHOD:COUNTER").replace("DTSTART:20270412T090000Z", start)
    found = read(mail(calendar))
    assert [(each.proposal, each.comment) for each in found.replies] == [(None, "Two hours later?")]
    assert found.trouble == "proposal without a time"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", "ADD", "DECLINECOUNTER"])
def test_what_is_no_answer_is_left_alone(method: str) -> None:
    found = read(mail(GOOGLE.replace("METHOD:REPLY", f"METHOD:{method}")))
    assert (found.replies, found.trouble) == ((), f"method {method.lower()}")


@pytest.mark.parametrize(
    ("before", "after", "trouble"),
    [
        ("METHOD:REPLY\n", "", "no method"),
        ("METHOD:REPLY", "METHOD:PERHAPS", "unknown method"),
        (f"UID:{UID}\n", "", "no uid"),
        (f"UID:{UID}", f"UID:{'x' * 256}", "no uid"),
        ("SEQUENCE:2", "RECURRENCE-ID:20270412T070000Z", "single occurrence"),
        ("VEVENT", "VTODO", "no appointment"),
        ("VCALENDAR", "VCARD", "no calendar in the calendar part"),
        ("mailto:minjun@busan.example", "mailto:minjun", "no single attendee"),
        ("mailto:minjun@busan.example", "urn:uuid:12", "no single attendee"),
    ],
)
def test_what_cannot_be_taken_is_told(before: str, after: str, trouble: str) -> None:
    found = read(mail(GOOGLE.replace(before, after)))
    assert (found.replies, found.trouble) == ((), trouble)


@pytest.mark.parametrize("sequence", ["", "-1", "two", "9" * 5000, "1.5"])
def test_a_sequence_that_is_none(sequence: str) -> None:
    assert [each.sequence for each in read(mail(GOOGLE.replace("SEQUENCE:2", f"SEQUENCE:{sequence}"))).replies] == [
        None
    ]


def test_of_several_attendees_the_sender_answers() -> None:
    calendar = GOOGLE.replace("CREATED:", "ATTENDEE;PARTSTAT=DECLINED:mailto:layla@dubai.example\nCREATED:")
    minjun, layla = read(mail(calendar)), read(mail(calendar, sender="Layla <LAYLA@Dubai.example>"))
    assert [(each.attendee, each.answer) for each in minjun.replies] == [("minjun@busan.example", Answer.ACCEPTED)]
    assert [(each.attendee, each.answer) for each in layla.replies] == [("layla@dubai.example", Answer.DECLINED)]


@pytest.mark.parametrize("sender", ["otto@elsewhere.example", "", "minjun@busan.example, layla@dubai.example"])
def test_of_several_attendees_nobody_answers_for_another(sender: str) -> None:
    calendar = GOOGLE.replace("CREATED:", "ATTENDEE;PARTSTAT=DECLINED:mailto:layla@dubai.example\nCREATED:")
    found = read(mail(calendar, sender=sender))
    assert (found.replies, found.trouble) == ((), "no single attendee")


def test_a_single_attendee_answers_from_another_address() -> None:
    found = read(mail(GOOGLE, sender="Min-jun <minjun@home.example>"))
    assert (found.sender, [each.attendee for each in found.replies]) == (
        "minjun@home.example",
        ["minjun@busan.example"],
    )


@pytest.mark.parametrize(
    "attendee",
    [
        "ATTENDEE;PARTSTAT=ACCEPTED:minjun@busan.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:MINJUN@BUSAN.EXAMPLE",
        "ATTENDEE;PARTSTAT=ACCEPTED: mailto: minjun@busan.example ",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:minjun%40busan.example?subject=x",
        "ATTENDEE;PARTSTAT=ACCEPTED;EMAIL=minjun@busan.example:/aMTY4/principal/",
        "ATTENDEE;CN=\"Kim, Min-jun; 'M'\";PARTSTAT=ACCEPTED:mailto:minjun@busan.example",
        "ATTENDEE ; PARTSTAT = ACCEPTED : mailto:minjun@busan.example",
    ],
)
def test_an_attendee_as_programs_write_it(attendee: str) -> None:
    lines = [attendee if line.startswith("ATTENDEE") else line for line in GOOGLE.split("\n")]
    calendar = "\n".join(line for line in lines if not line.startswith(" busan"))
    assert [(each.attendee, each.answer) for each in read(mail(calendar)).replies] == [
        ("minjun@busan.example", Answer.ACCEPTED)
    ]


def test_several_appointments_are_several_answers() -> None:
    event = GOOGLE[GOOGLE.index("BEGIN:VEVENT") : GOOGLE.index("END:VCALENDAR")]
    other = event.replace(UID, "another@forum.example").replace("ACCEPTED", "DECLINED")
    single = event.replace("SEQUENCE:2", "RECURRENCE-ID:20270412T070000Z")
    found = read(mail(GOOGLE.replace(event, event + other + single + event)))
    assert [(each.uid, each.answer) for each in found.replies] == [
        (UID, Answer.ACCEPTED), ("another@forum.example", Answer.DECLINED),
    ]  # fmt: skip
    assert found.trouble == "single occurrence"


def test_a_comment_is_clean_and_bounded() -> None:
    alarm = "BEGIN:VALARM\nCOMMENT:not hers\nEND:VALARM\nCOMMENT:"
    calendar = GOOGLE.replace("SEQUENCE:2", alarm + "a\x07\u202eb\\;\\\\n" + "x" * 5000 + "\nCOMMENT:second")
    comment = read(mail(calendar)).replies[0].comment
    assert (comment[:12], len(comment)) == ("a b;\\nxxxxxx", 2000)


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: application/ics; name="invite.ics"',
        'Content-Type: application/octet-stream; name="Einladung.ICS"',
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=reply.ics",
        "Content-Type: text/plain\nContent-Disposition: attachment;\n filename*=utf-8''%EB%8B%B5.ics",
        "Content-Type: text/calendar; method=REPLY",
    ],
)
def test_an_attachment_instead_of_an_alternative(head: str) -> None:
    raw = (
        f"From: minjun@busan.example\nTo: {OURS}\nContent-Type: multipart/mixed; boundary=x\n\n"
        f"--x\nContent-Type: text/plain\n\nsee attachment\n--x\n{head}\n\n{GOOGLE}\n--x--\n"
    ).encode()
    assert [each.answer for each in read(raw).replies] == [Answer.ACCEPTED]


def test_a_mail_that_is_the_calendar_alone() -> None:
    head = "From rsvp Mon Mar  1 08:15:00 2027\nFrom: minjun@busan.example\nContent-Type: text/calendar\n\n"
    raw = head + GOOGLE
    assert [each.answer for each in read(raw.encode()).replies] == [Answer.ACCEPTED]


def test_alternative_and_attachment_are_one_answer() -> None:
    part = f"Content-Type: text/calendar; method=REPLY\n\n{GOOGLE}\n"
    raw = (
        f"From: minjun@busan.example\nContent-Type: multipart/mixed; boundary=m\n\n--m\n"
        f"Content-Type: multipart/alternative; boundary=ma\n\n--ma\n\nYes\n--ma\n{part}--ma--\n"
        f"--m\n{part.replace('text/calendar', 'application/ics')}--m--\n"
    ).encode()
    assert [each.answer for each in read(raw).replies] == [Answer.ACCEPTED]


def test_whoever_forwards_an_answer_does_not_give_it() -> None:
    raw = b"From: otto@elsewhere.example\nContent-Type: message/rfc822\n\n" + mail(GOOGLE)
    assert (read(raw).replies, read(raw).tokens, read(raw).trouble) == ((), (), "no calendar")


def test_words_alone_are_no_answer() -> None:
    found = read(f"From: minjun@busan.example\nTo: {OURS}\n\nYes, I will come!\n".encode())
    assert (found.replies, found.tokens, found.trouble, found.is_automatic) == ((), (TOKEN,), "no calendar", False)


@pytest.mark.parametrize(
    ("field", "with_calendar", "without"),
    [
        ("Auto-Submitted: auto-replied", True, True),
        ("Auto-Submitted: auto-generated; x=1", True, True),
        ("Auto-Submitted: No", False, False),
        ("Precedence: bulk", False, True),
        ("X-Autoreply: yes", False, True),
        ("Return-Path: <>", False, True),
        ("X-Nothing: no", False, False),
    ],
)
def test_who_is_away_has_not_answered(field: str, with_calendar: bool, without: bool) -> None:
    away = f"{field}\nFrom: minjun@busan.example\nTo: {OURS}\n\nI am away until May.\n".encode()
    assert read(away).is_automatic is without
    assert read(mail(GOOGLE, more=f"{field}\n")).is_automatic is with_calendar


def test_an_answer_wrapped_in_rich_text_is_told() -> None:
    found = read(mail(b"\x78\x9f\x3e\x22", kind='application/ms-tnef; name="winmail.dat"'))
    assert (found.replies, found.tokens, found.trouble) == ((), (TOKEN,), "no calendar, but winmail.dat")
