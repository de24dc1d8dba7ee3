"""Addresses, codes, names and browsers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleBroken
from app.people.rules import browser_in_words, check_admin_left, initials, normal_address, shown_name, typed_code


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Aino@Helsinki.example", "aino@helsinki.example"),
        ("  aino@helsinki.example\n", "aino@helsinki.example"),
        ("aino+forum@helsinki.example", "aino+forum@helsinki.example"),
        ("aino@äänekoski.example", "aino@xn--nekoski-4waa.example"),
        ("a" * 64 + "@b.example", "a" * 64 + "@b.example"),
    ],
)
def test_address_has_one_form(typed, normal):
    assert normal_address(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "aino", "aino@", "@helsinki.example", "aino@localhost", "a b@c.example", "aino@@b.example",
        "aino@b.example\r\nBcc: x@y.example", "Aino <aino@b.example>", '"a b"@c.example', "aino@[127.0.0.1]",
        "ääni@b.example", "aino@b..example", "a" * 65 + "@b.example", "aino@" + "b." * 130 + "example",
        "=?utf-8?q?aino=40b?=@c.example", "\ud800@b.example", "aino@\ud800.example", "x" * 100_000,
        "aino@b.example\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_its_field(typed):
    with pytest.raises(RuleBroken) as refusal:
        normal_address(typed)
    assert refusal.value.field == "email"
    assert str(refusal.value).encode()


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text):
    try:
        found = normal_address(text)
    except RuleBroken:
        return
    assert normal_address(found) == found
    assert found.isascii()
    assert len(found) <= 254


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12345678", "12345678"),
        (" 1234 5678 ", "12345678"),
        ("1234-5678", "12345678"),
        ("١٢٣٤٥٦٧٨", "12345678"),
        ("", ""),
    ],
)
def test_code_is_read_as_people_type_it(typed, code):
    assert typed_code(typed) == code


def test_five_thousand_digits_are_no_trouble():
    assert len(typed_code("9" * 5000)) == 40


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Aino Virtanen", "AV"), ("Kim Min-jun", "KJ"), ("ليلى حسن", "لح"), ("aino", "A"), ("", ""), ("– –", "")],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_who_gave_no_name_is_called_by_her_address():
    assert shown_name("", "aino@helsinki.example") == "aino"
    assert shown_name("Aino", "a@b.example") == "Aino"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) (KHTML, like Gecko) Chrome/130.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Safari/537.36 SamsungBrowser/27", "Samsung Internet, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_browser_in_words(agent, words):
    assert browser_in_words(agent) == words


def test_last_admin_stays():
    check_admin_left(others=1, stays_admin=False)
    check_admin_left(others=0, stays_admin=True)
    with pytest.raises(RuleBroken):
        check_admin_left(others=0, stays_admin=False)
