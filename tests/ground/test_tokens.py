"""Secrets of links and codes, and who counts as one asker."""

from __future__ import annotations

import pytest

from app.tokens import hashed, new_code, new_token
from app.web_limits import network


def test_tokens_are_long_and_never_the_same():
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(token) for token in made} == {32}


def test_codes_keep_their_leading_zeros():
    assert all(len(new_code()) == 8 and new_code().isdecimal() for _ in range(200))


def test_hash_depends_on_purpose_and_key(app):
    with app.app_context():
        one = hashed("sign-in-link", "abc")
        assert len(one) == 64
        assert one == hashed("sign-in-link", "abc")
        assert one != hashed("preview", "abc")
        app.secret_key, kept = "another key of thirty-two letters", app.secret_key
        other = hashed("sign-in-link", "abc")
        app.secret_key = kept
    assert one != other


def test_hash_takes_any_string(app):
    with app.app_context():
        assert hashed("link", "\ud800") != hashed("link", "x" * 100_000)


@pytest.mark.parametrize(
    ("address", "asker"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", "unknown"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_network(app, address, asker):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == asker
