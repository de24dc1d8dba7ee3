"""The folder of real data, schemas and tools beside the checkout; the suite passes without it, and uses it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_path(*parts: str) -> Path:
    """A path in $MERIDIAN_SHARED, else in ../shared beside the checkout; the test is skipped where it is absent."""
    folder = Path(os.environ.get("MERIDIAN_SHARED", ROOT.parent / "shared"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not beside the checkout (set MERIDIAN_SHARED)")
    return path
