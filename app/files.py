"""Files that are there whole or not at all, also where the disk is full or the power goes (promise P13); pure."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write the file under another name, have it reach the disk, then give it its own.

    Raises ``OSError`` as writing does; nothing is left of the attempt then, and an older file stays as it was.
    """
    half = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
    _reach_disk(path.parent)


def _reach_disk(folder: Path) -> None:
    """A new name in a folder is safe from a power cut only when the folder itself has been written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
