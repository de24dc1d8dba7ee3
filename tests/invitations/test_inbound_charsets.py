"""Calendars in other charsets and encodings, or in others than they say."""

from __future__ import annotations

import codecs
import quopri

import pytest

from app.invitations.rules.answers import Answer
from tests.invitations.mails import GOOGLE, crlf, mail, read

WORDS = {
    "utf-8": "부산에서 인사드립니다 — 🌊",
    "utf-16": "부산에서 인사드립니다",
    "utf-16-le": "부산에서 인사드립니다",
    "utf-16-be": "부산에서 인사드립니다",
    "euc-kr": "부산에서 인사드립니다",
    "koi8-r": "Буду вовремя, спасибо",
    "windows-1251": "Буду вовремя, спасибо",
    "windows-1252": "J’arrive à l’heure – merci",
    "windows-1253": "Θα έρθω εγκαίρως",
    "windows-1256": "سأحضر في الموعد",
    "iso-8859-1": "Tulen ajoissa, hyvää päivää",
    "iso-2022-jp": "時間どおりに参ります",
    "shift_jis": "時間どおりに参ります",
    "gb18030": "我会准时到",
    "big5": "我會準時到",
    "utf-7": "Tulen ajoissa, hyvää päivää",
}


def comment_of(octets: bytes, declared: str, encoding: str = "base64") -> str:
    kind = f'text/calendar; method=REPLY; charset="{declared}"' if declared else "text/calendar; method=REPLY"
    [reply] = read(mail(octets, kind=kind, encoding=encoding)).replies
    assert reply.answer is Answer.ACCEPTED
    return reply.comment


def calendar(comment: str) -> str:
    return crlf(GOOGLE.replace("SEQUENCE:2", f"COMMENT:{comment}\nSEQUENCE:2"))


@pytest.mark.parametrize("charset", WORDS)
def test_a_declared_charset(charset: str) -> None:
    octets = calendar(WORDS[charset]).encode(charset)
    assert comment_of(octets, charset) == WORDS[charset]
    assert comment_of(octets, charset.upper()) == WORDS[charset]


@pytest.mark.parametrize("declared", ["", "us-ascii", "iso-8859-1", "koi8-r", "utf-16", "euc-kr", "iso-2022-jp", "x"])
def test_utf_8_whatever_is_declared(declared: str) -> None:
    assert comment_of(calendar(WORDS["utf-8"]).encode(), declared) == WORDS["utf-8"]


@pytest.mark.parametrize("declared", ["", "utf-8", "us-ascii", "iso-8859-1", "utf-16le"])
@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_mark_or_two_octets_for_each_letter_are_seen(charset: str, declared: str) -> None:
    words = WORDS["utf-16"]
    marked = codecs.BOM_UTF16_BE + calendar(words).encode("utf-16-be")
    assert comment_of(calendar(words).encode(charset), declared) == words
    assert comment_of(marked, declared) == words


@pytest.mark.parametrize("declared", ["", "utf-8", "us-ascii", "rot13", "zip", "unicode_escape", "idna", "\0", "é" * 9])
def test_western_letters_under_a_wrong_name(declared: str) -> None:
    octets = calendar(WORDS["windows-1252"]).encode("windows-1252")
    assert comment_of(octets, declared) == WORDS["windows-1252"]


def test_a_broken_letter_loses_no_answer() -> None:
    octets = calendar("부산").encode("euc-kr").replace("산".encode("euc-kr"), b"\xbb\xff")
    assert comment_of(octets, "euc-kr").startswith("부")
    assert comment_of(calendar("부산").encode()[:-1] + b"\xff\n", "utf-8") == "부산"


def test_python_is_not_asked_for_charsets_nobody_uses() -> None:
    """It remembers each name it does not know, and some that it knows take the square of the octets."""
    asked: list[str] = []

    def listen(name: str) -> None:
        asked.append(name)

    codecs.register(listen)
    try:
        comment_of(calendar("x").encode(), "x-no-such-charset-17")
        comment_of(calendar("x").encode(), "latin-7")  # one that is let through and that Python does not know so
    finally:
        codecs.unregister(listen)
    assert [name for name in asked if "17" in name] == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["base64", "8bit", "quoted-printable", "binary", "x-unknown", "BASE64", "7bit (x)", ""]
)
def test_encodings_for_transfer_and_ends_of_lines(encoding: str, ends: str) -> None:
    octets = calendar(WORDS["utf-8"]).replace("\r\n", ends).encode()
    if encoding == "quoted-printable":
        octets = quopri.encodestring(octets)
    if encoding == "BASE64":
        octets = codecs.encode(octets, "base64")
    assert comment_of(octets, "utf-8", encoding) == WORDS["utf-8"]


def test_base64_with_other_characters_in_it_and_without_its_end() -> None:
    octets = codecs.encode(calendar("x").encode(), "base64").replace(b"\n", b" *\r\n-").rstrip(b"=\r\n -*")
    assert comment_of(octets, "utf-8", "Base64") == "x"


def test_what_stands_after_the_padding_is_not_read() -> None:
    octets = calendar("x").encode()
    octets += b"\n" * (-len(octets) % 3 + 1)
    encoded = codecs.encode(octets, "base64").replace(b"\n", b"")
    assert encoded.endswith(b"==")
    assert comment_of(encoded + b"QUJD", "utf-8", "Base64") == "x"


def test_a_comment_behind_the_encodings_name() -> None:
    octets = codecs.encode(calendar("x").encode(), "base64")
    assert comment_of(octets, "utf-8", "Base64 (of course)") == "x"
