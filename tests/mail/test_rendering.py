"""Mails as bytes: readable in every language, with headers that nobody can break out of."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.mail.models import OwedMail
from app.mail.rendering import header_line, rendered

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WORDS = {"code": "1234 5678", "link": "http://localhost:8000/sign-in/abc", "minutes": 10}


def a_mail(**values):
    given = {
        "kind": "sign_in", "to": "layla@dubai.example", "to_name": "Layla", "language": "en", "zone": "UTC",
        "params": WORDS, "message_id": "<1@localhost.localdomain>",
    }  # fmt: skip
    return OwedMail(**{**given, **values})


def read(mail):
    return message_from_bytes(rendered(mail, at=AT), policy=default)


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


def test_headers():
    found = read(a_mail())
    assert {name: str(value) for name, value in found.items() if name != "Content-Type"} == {
        "From": "Meridian <meridian@localhost.localdomain>",
        "To": "Layla <layla@dubai.example>",
        "Subject": "Sign in to Meridian",
        "Date": "Sun, 22 Nov 2026 08:30:00 +0000",
        "Message-ID": "<1@localhost.localdomain>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }


def test_text_and_html_say_the_same():
    found = read(a_mail())
    assert found.get_content_type() == "multipart/alternative"
    text, html = (part.get_content() for part in found.iter_parts())
    for part in (text, html):
        assert "1234 5678" in part
        assert "http://localhost:8000/sign-in/abc" in part
    assert '<html lang="en" dir="ltr">' in html


def test_arabic_mail_runs_right_to_left():
    html = read(a_mail(language="ar")).get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in html


def test_everything_is_ascii_with_short_lines_on_the_way():
    raw = rendered(a_mail(to_name="ليلى " * 30, language="ar"), at=AT)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "name", ["Evil\r\nBcc: all@x.example", "Evil\nBcc: all@x.example", "a\x00b", "\ud800", "\u2028x"]
)
def test_name_cannot_add_a_header(name):
    found = read(a_mail(to_name=name))
    assert "Bcc" not in found
    assert [address.addr_spec for address in found["To"].addresses] == ["layla@dubai.example"]


def test_html_part_escapes_what_people_wrote():
    html = read(a_mail(params={**WORDS, "code": "<script>alert(1)</script>"})).get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=120))
def test_any_name_survives_and_harms_nothing(name):
    found = read(a_mail(to_name=name))
    (address,) = found["To"].addresses
    assert address.addr_spec == "layla@dubai.example"
    assert len(found.keys()) == 9


def test_header_line_cuts_what_is_too_long():
    assert header_line("ä" * 300) == "ä" * 199 + "…"
    assert header_line(" a \r\n b ") == "a b"


def test_long_host_keeps_the_message_id_whole():
    host = "a-rather-long-name-of-a-host." * 4 + "example"
    raw = rendered(a_mail(message_id=f"<{'0' * 32}@{host}>"), at=AT)
    assert f"<{'0' * 32}@{host}>".encode() in raw
