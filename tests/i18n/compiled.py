"""Translations as the program reads them: compiled where the tests are run without ``make``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.settings import ROOT

__all__ = ["TRANSLATIONS", "compile_stale"]

TRANSLATIONS = ROOT / "app" / "translations"


def compile_stale() -> None:
    """Compile each catalogue that is newer than what was made of it, or of which nothing was made yet."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            _compile(source, made)


def _compile(source: Path, made: Path) -> None:
    with source.open("rb") as file:
        texts = read_po(file, locale=source.parts[-3])
    # Put in place at once: another run of the tests may be reading.
    with tempfile.NamedTemporaryFile(dir=made.parent, delete=False) as file:
        write_mo(file, texts)
    Path(file.name).chmod(0o644)
    Path(file.name).rename(made)
