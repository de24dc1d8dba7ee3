"""What a test needs beside the program: where it is absent the test is skipped, in CI it fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def absent(what: str, remedy: str) -> NoReturn:
    """Leave the test out, loudly where nobody would look (CI=true)."""
    sentence = f"{what} is missing: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def chromium() -> Path:
    """The system's Chromium (or the one that MERIDIAN_TEST_CHROMIUM names)."""
    named = os.environ.get("MERIDIAN_TEST_CHROMIUM")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None:
        absent("Chromium", "apt-get install chromium fonts-noto-core fonts-noto-cjk")
    return Path(found)


def postgres_url() -> str:
    """The PostgreSQL server's address (postgresql+psycopg://…), from MERIDIAN_TEST_POSTGRES_URL or the usual place."""
    return os.environ.get("MERIDIAN_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


def openssl() -> str:
    """The command that makes certificates."""
    found = shutil.which("openssl")
    if found is None:
        absent("openssl", "apt-get install openssl")
    return found
