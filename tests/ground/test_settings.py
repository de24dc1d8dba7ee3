"""Settings: what production insists on, and that README.md documents each."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from app.settings import ROOT, Settings

KEY = "9b1d5c3f7a2e4680-ABCDEFGHIJKLMNOP"
SAFE = {
    "mode": "production",
    "base_url": "https://meridian.example",
    "secret_key": KEY,
    "mail_from": "forum@meridian.example",
    "smtp_host": "mail.example",
}


def test_production_starts_with_all_it_needs(tmp_path):
    settings = Settings(**SAFE, data=tmp_path)

    assert settings.is_https
    assert settings.key() == KEY
    assert settings.hosts == frozenset({"meridian.example"})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"base_url": ""}, "MERIDIAN_BASE_URL"),
        ({"base_url": "http://meridian.example"}, "MERIDIAN_BASE_URL"),
        ({"base_url": "https://meridian.example/path"}, "MERIDIAN_BASE_URL"),
        ({"secret_key": None}, "MERIDIAN_SECRET_KEY"),
        ({"secret_key": "short"}, "MERIDIAN_SECRET_KEY"),
        ({"secret_key": "a" * 64}, "MERIDIAN_SECRET_KEY"),
        ({"mail_from": ""}, "MERIDIAN_MAIL_FROM"),
        ({"smtp_host": ""}, "MERIDIAN_SMTP_HOST"),
    ],
)
def test_production_refuses_to_start_without(tmp_path, change, named):
    with pytest.raises(ValidationError, match=named):
        Settings(**{**SAFE, **change}, data=tmp_path)


def test_development_makes_a_key_and_keeps_it(tmp_path):
    first, second = Settings(data=tmp_path).key(), Settings(data=tmp_path).key()

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_development_answers_to_loopback_names_only(tmp_path):
    settings = Settings(data=tmp_path, port=8765)

    assert settings.base_url == "http://127.0.0.1:8765"
    assert "meridian.example" not in settings.hosts
    assert {"127.0.0.1:8765", "localhost:8765"} <= settings.hosts


def test_every_setting_is_documented():
    table = (ROOT / "README.md").read_text()

    documented = set(re.findall(r"`(MERIDIAN_[A-Z_]+)`", table))
    assert {f"MERIDIAN_{name.upper()}" for name in Settings.model_fields} <= documented
