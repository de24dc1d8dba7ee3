"""Web addresses: what people paste, what others try, and the one way in which they are handed on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.links import LONGEST_LINK, web_address

ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=80)


@pytest.mark.parametrize(
    "address",
    [
        "https://meridian.example/e/x/",
        "http://localhost:8000",
        "http://127.0.0.1:8000/?a=1&b=2",
        "http://[::1]:8000/e/x/",
        "https://EXAMPLE.org./",
        "https://my_machine.example/",
        "https://xn--e1afmkfd.xn--p1ai/",
        "https://docs.example/document/d/1/edit#",  # as people copy them
        "https://matrix.to/#/#motis:matrix.org",
        "https://en.wikipedia.org/wiki/Helsinki_(disambiguation)",
        "https://maps.example/@60.17,24.94,12z?x=a@b",  # an "@" after the site names nobody
        "https://example.org/%D1%81?q=%2F",
        "https://example.org/a//b/../c;d=e,f!g'h*~",
        "https://example.org:/",
    ],
)
def test_address_in_ascii_stays_as_it_is(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("HTTPS://example.org/", "https://example.org/"),
        ("https://пример.рф:8443/сессия", "https://xn--e1afmkfd.xn--p1ai:8443/%D1%81%D0%B5%D1%81%D1%81%D0%B8%D1%8F"),
        ("https://부산.한국", "https://xn--or3bi2d.xn--3e0b707e"),
        ("https://موقع.وزارة-الاتصالات.مصر/", "https://xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),  # another site than fass.example
        ("https://Ö.example。fi/", "https://xn--nda.example.fi/"),
        ("https://example.org/?q=ä#ö", "https://example.org/?q=%C3%A4#%C3%B6"),
        ("https://example.org/100%/%zz/%41", "https://example.org/100%25/%25zz/%41"),
        ('https://example.org/"<a>[b]|c\\d^`{}', "https://example.org/%22%3Ca%3E%5Bb%5D%7Cc%5Cd%5E%60%7B%7D"),
        ("https://fa.example/می‌خواهم", "https://fa.example/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85"),
    ],
)
def test_address_is_written_in_ascii(typed, written):
    assert web_address(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "", "https", "https:", "https:example.org", "https://", "https:///path", "//example.org", "/e/x/",
        "example.org", "javascript:alert(1)", "javascript://example.org/%0aalert(1)", "data:text/html,x", "ftp://example.org",
        "https://aino@example.org/", "https://aino:secret@example.org/", "https://good.example@evil.example/",
        "https://good.example\\@evil.example/", "https://good.example\\.evil.example/", "https://@example.org/",
        "https://exa mple.org/", "https://example.org/a b", " https://example.org/", "https://example.org/\u00a0",
        "https://example.org/\u2028", "https://example.org/\n", "ht\ntps://example.org/", "https://example.org/\tx",
        "https://example.org/a\r\nATTENDEE:mailto:x@y.z", "https://example.org/\x00", "\x01https://example.org/",
        "https://example.org/\x85", "https://example.org/\ud800", "https://\udc00.example/",
        "https://example.org:0/", "https://example.org:65536/", "https://example.org:443x/", "https://example.org:-1/",
        "https://example.org:٤٤٣/", "https://example.org:000443/",
        "https://[::1", "https://[::1]evil.example/", "https://[fe80::1%25eth0]/", "https://[v1.a]/", "https://[1.2.3.4]/",
        "https://::1/", "https://[:::1]/", "https://a..b/", "https://.example.org/", "https://-/", "https://*.example/",
        "https://exa%6dple.org/", "https://example.org%2f.evil.example/", "https://example．org／evil/",
        "https://" + "a" * 64 + ".example/", "https://" + "a." * 127 + "example/", "https://\u202eexample.org/",
        "https://example.org/" + "x" * LONGEST_LINK, "https://example.org/" + "ä" * 100,
    ],
    ids=ascii,
)  # fmt: skip
def test_what_leads_nowhere_or_elsewhere_is_none(typed):
    assert web_address(typed) is None


@given(
    st.sampled_from(["https://example.org/", "http://[::1]:8000/?", "https://", "HTTP://пример.рф#", ""]),
    ANYTHING,
    ANYTHING,
)
@example("https://", "https:", "//example.org/")
def test_any_address_is_ascii_on_one_line_and_taken_again(beginning, site, rest):
    for typed in (beginning + rest, f"https://{site}/{rest}", site):
        written = web_address(typed)
        if written is None:
            continue
        assert re.fullmatch(r"https?://[\x21-\x7e]+", written)
        assert len(written) <= LONGEST_LINK
        assert not set(written) & set('"<>\\^`{|} ')
        assert web_address(written) == written
        parts = urlsplit(written)
        assert parts.hostname
        assert (parts.username, parts.password) == (None, None)


@given(st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), max_size=40))
def test_what_is_typed_after_the_site_never_makes_it_another(rest):
    written = web_address(f"https://example.org/{rest}")
    assert written is not None
    assert urlsplit(written).netloc == "example.org"
