"""Whatever comes by mail is read in a moment and raises nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.invitations.rules.inbound import Inbound, read_mail
from tests.invitations.mails import GOOGLE, MAILBOX, OURS, OUTLOOK, TOKEN, crlf, mail, read
from tests.invitations.test_inbound_bounces import EXCHANGE, POSTFIX
from tests.invitations.test_inbound_trust import BELIEVED, HOP, LOCAL, SERVER, results

SECONDS = 3.0
"""For a mail of a megabyte on a busy machine; most take a few milliseconds."""


@contextmanager
def in_a_moment() -> Iterator[None]:
    before = time.process_time()
    yield
    assert time.process_time() - before < SECONDS


def nested(depth: int, *, ends: bool = True) -> bytes:
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    closed = "".join(f"\n--b{n}--" for n in reversed(range(depth))) if ends else ""
    return f"From: minjun@busan.example\n{opened}Content-Type: text/calendar\n\n{GOOGLE}{closed}".encode()


def parts(count: int) -> bytes:
    part = "--x\nContent-Type: text/plain\n\nx\n"
    return f"From: minjun@busan.example\nContent-Type: multipart/mixed; boundary=x\n\n{part * count}--x--\n".encode()


def within(lines: str) -> bytes:
    return mail(GOOGLE.replace("BEGIN:VEVENT", f"{lines}\nBEGIN:VEVENT"))


HEAD = b"From: minjun@busan.example\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary="
PLAIN = HEAD + b"Content-Type: text/plain; "
CALENDAR = HEAD + b"Content-Type: text/calendar\n\n"
QUARTER = 1 << 18

HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no calendar"),
    "an empty line": (b"\r\n", "no calendar"),
    "zeros": (b"\0" * 1000, "no calendar"),
    "all octets": (bytes(range(256)) * 100, "no calendar"),
    "a line of 10 megabytes": (HEAD + b"\n" + b"x" * 10_000_000, "too large"),
    "a field of 10 megabytes": (b"To: " + b"x" * 10_000_000, "too large"),
    "a field of half a megabyte": (b"To: " + b"x" * 500_000, "head too long"),
    "10,000 fields": (b"To: a@b.example\n" * 10_000 + b"\nx", "head too long"),
    "10,000 short fields": (b"a:\n" * 10_000 + b"\nx", "head too long"),
    "a field on 100,000 lines": (b"To: a\n" + b" b\n" * 100_000 + b"\nx", "head too long"),
    "51 parts": (parts(51), "too many parts"),
    "a hundred thousand parts": (parts(30_000), "too many parts"),
    "boundaries alone": (MIXED + b"x\n\n" + b"--x\n" * 250_000, "too many parts"),
    "10 parts in each of 10 parts": (
        MIXED + b"y\n\n"
        + (b"--y\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nx\n" * 10 + b"--x--\n") * 10 + b"--y--\n",
        "too many parts",
    ),
    "9 levels": (nested(9), "parts too deep"),
    "1,000 levels": (nested(1000), "parts too deep"),
    "1,000 levels without an end": (nested(1000, ends=False), "parts too deep"),
    "1,000 mails within mails": (HEAD + b"Content-Type: message/rfc822\n\n" * 1000 + b"x", "no calendar"),
    "its own boundary inside": (
        MIXED + b"x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 20_000, "too many parts",
    ),
    "an empty boundary": (MIXED + b'""\n\n----\n\nx\n', "no calendar"),
    "a long boundary": (MIXED + b"" + b"x" * 90_000 + b"\n\n--x\n", "no calendar"),
    "parameters without an end": (PLAIN + b'a="' + b'\\";' * 30_000 + b"\n\nx", "no calendar"),
    "100,000 continued parameters": (
        PLAIN + b"" + b"".join(b"name*%d=x;" % n for n in range(8_000)) + b"\n\nx",
        "no calendar",
    ),
    "a parameter with a huge number": (PLAIN + b"name*" + b"9" * 1900 + b"=x\n\nx", "no calendar"),
    "brackets": (b"From: " + b"(" * 1900 + b"\nContent-Type: " + b"(" * 90_000 + b"\n\nx", "no calendar"),
    "base64 that is none": (mail(b"\xff!" * 1000, encoding="x").replace(b": x\r", b": base64\r"), "no calendar in"),
    "quoted-printable that is none": (mail(b"=" * 100_000, encoding="quoted-printable"), "no calendar in"),
    "a calendar of 256 KiB and one": (CALENDAR + b"x" * (QUARTER + 1), "calendar too large"),
    "a calendar of line ends": (CALENDAR + b"BEGIN:VCALENDAR" + b"\r\n" * 100_000, "no method"),
    "a calendar of folds": (CALENDAR + b"BEGIN:VCALENDAR\n" + b"\n " * 100_000, "no method"),
    "a calendar of lone returns": (CALENDAR + b"BEGIN:VCALENDAR\n" + b"\r" * 200_000, "no method"),
    "components in components": (within("BEGIN:X\n" * 20_000), "too many components"),
    "51 components": (within("BEGIN:X\nEND:X\n" * 51), "too many components"),
    "9 levels of components": (within("BEGIN:X\n" * 9), "too many components"),
    "20,000 ends": (within("END:X\n" * 20_000), ""),
    "20,000 changes of clocks": (
        within("BEGIN:VTIMEZONE\n" + "BEGIN:STANDARD\nEND:STANDARD\n" * 7_000 + "END:VTIMEZONE"), "",
    ),
    "10,000 attendees": (within("ATTENDEE:x\n" * 10_000), "too many lines"),
    "quotes": (within("ATTENDEE;CN=" + '"' * 200_000), ""),
    "backslashes": (within("COMMENT:" + "\\" * 200_000), ""),
    "parameters": (within("ATTENDEE;" + "A=b;" * 40_000), ""),
    "a comment of 200,000 letters": (
        mail(GOOGLE.replace("SEQUENCE:2", "COMMENT:" + "ﷺ" * 60_000)), "",
    ),
    "a rule for each second": (
        within(
            "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
            "RRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE"
        ), "",
    ),
    "a report of 10,000 recipients": (
        POSTFIX.replace("Final-Rec", "Final-Recipient: rfc822; a@b.example\nAction: relayed\n\n" * 10_000 + "Final-Rec")
        .encode(), "delivery report without a failure",
    ),
    "results without an end": (
        mail(GOOGLE, above="".join(results(char * 7_000) for char in 'a("\\;=') + HOP), "",
    ),
    "local deliveries": (mail(GOOGLE, above=LOCAL.replace("(envelope", "\\(" * 4_000 + "(envelope") * 12), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_mail_is_read_in_a_moment(case: str) -> None:
    raw, trouble = HOSTILE[case]
    with in_a_moment():
        found = read(raw, trusted_authserv=SERVER)
    assert found.trouble[: len(trouble)] == trouble
    assert trouble or (found.trouble, len(found.replies)) == ("", 1)
    assert not found.is_trusted


def test_within_the_limits_it_is_read() -> None:
    for raw in (nested(8), parts(49), within("BEGIN:X\nEND:X\n" * 48)):
        assert read(raw).trouble in {"", "no calendar"}
    assert len(read(nested(8)).replies) == 1


def test_of_a_mail_that_is_too_large_the_head_is_known() -> None:
    raw = mail(GOOGLE) + b"x" * (1 << 20)
    assert read(raw) == Inbound(
        message_id="<answer-1@busan.example>", sender="minjun@busan.example", tokens=(TOKEN,), trouble="too large"
    )


@pytest.mark.parametrize("field", ["", "x", "<>", "<a b>", f"<{'x' * 501}>", "<a\x07b>", "<\x85>"])
def test_a_message_id_that_is_none(field: str) -> None:
    assert read(f"Message-ID: {field}\n\nx".encode()).message_id is None


def test_half_a_character_is_cleaned_away() -> None:
    octets = GOOGLE.replace("SEQUENCE:2", "COMMENT:a?b").encode().replace(b"a?b", b"a\xed\xa0\xbdb\0c")
    [reply] = read(mail(octets)).replies
    assert reply.comment.encode().decode() == reply.comment
    assert "\0" not in reply.comment


GOOD = [
    mail(GOOGLE, above=LOCAL + results(BELIEVED["dmarc"]) + HOP),
    mail(OUTLOOK, encoding="8bit"),
    crlf(POSTFIX).encode(),
    EXCHANGE.encode(),
]
ODD = "rsvp+@forum.example ()[]\\*é부\0\ud800"
HOOKS = [
    b"\r", b"\n", b"\0", b'"', b"(", b"\\", b";", b"=", b"\xff", b"9" * 5000,
    b"--=_b1\r\n", b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n",
]  # fmt: skip


def sound(found: Inbound) -> None:
    """What may be stored and shown: no field goes beyond what it promises."""
    assert isinstance(found, Inbound)
    texts = [found.sender, found.trouble, found.message_id or "", *found.tokens]
    for reply in found.replies:
        assert reply.uid and reply.attendee and len(reply.comment) <= 2000
        texts += [reply.uid, reply.attendee, reply.comment]
        for moment in (reply.dtstamp, reply.starts_at, reply.proposal and reply.proposal.starts_at):
            assert moment is None or moment.utcoffset() is not None
    if found.bounce:
        texts += [found.bounce.recipient, found.bounce.status, found.bounce.reason]
    assert b"\0" not in "".join(texts).encode()  # nor half a character, which cannot be encoded
    assert not found.trouble.startswith("unreadable")


@settings(deadline=None)  # the clock on the wall says more of the machine than of the mail
@given(st.binary(max_size=2000))
def test_any_octets(raw: bytes) -> None:
    sound(read_mail(raw, mailbox=MAILBOX, trusted_authserv=SERVER))


@settings(deadline=None)
@given(st.text(ODD, max_size=50), st.text(ODD, max_size=50))
def test_any_setting(mailbox: str, server: str) -> None:
    sound(read_mail(GOOD[0], mailbox=mailbox, trusted_authserv=server))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*b'\r\n :;="()<>@,-\\ab', *GOOGLE.encode()]), max_size=500).map(bytes))
def test_any_octets_as_a_calendar(octets: bytes) -> None:
    calendar = f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\nATTENDEE:{OURS}\n".encode() + octets
    sound(read(mail(calendar)))


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(GOOD),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(HOOKS) | st.binary(max_size=8)), max_size=6
    ),
)
def test_good_mails_with_faults_in_them(raw: bytes, faults: list[tuple[float, int, bytes]]) -> None:
    for place, gone, put in faults:
        at = int(place * len(raw))
        raw = raw[:at] + put + raw[at + gone :]
    sound(read_mail(raw, mailbox=MAILBOX, trusted_authserv=SERVER))


@settings(deadline=None)
@given(st.sampled_from(GOOD), st.floats(0, 1))
def test_good_mails_that_are_cut_off(raw: bytes, place: float) -> None:
    sound(read_mail(raw[: int(place * len(raw))], mailbox=MAILBOX, trusted_authserv=SERVER))
