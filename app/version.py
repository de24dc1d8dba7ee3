"""The program's version, and the name of this very build."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from app.settings import ROOT

__all__ = ["VERSION", "build_id"]

VERSION = "0.1.0"

_SHAPES_ANSWERS = ("app/**/*.py", "templates/**/*", "static/dist/manifest.json", "app/translations/**/*.mo")


@lru_cache(maxsize=1)
def build_id() -> str:
    """A hash of what shapes the answers, for ETags: another build never confirms an older build's page."""
    digest = hashlib.blake2b(VERSION.encode(), digest_size=8)
    for pattern in _SHAPES_ANSWERS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()
