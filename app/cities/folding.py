"""Names folded for searching: what a person types without the right keyboard finds the right name.

Pure. Case, diacritics and punctuation do not count; letters that Unicode does not take apart are written out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold", "written_out"]

_LETTERS: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h", "ŋ": "n",
        "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ـ": "", "'": "", "’": "",
        "‘": "", "ʼ": "", "ʻ": "", "`": "",
    }
)  # fmt: skip
# How German, Danish, Finnish and Estonian write these letters where they have only those of ASCII.
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SAINT: Final = re.compile(r"st (?=.)")


def fold(name: str) -> str:
    """Letters and digits alone, without case and marks; words are parted by one space.

    ``"Köln"`` is ``"koln"``, ``"St. Petersburg"`` is ``"saint petersburg"``.
    """
    plain = name.casefold().translate(_LETTERS)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join([char for char in apart if not unicodedata.combining(char)])
    words = _BETWEEN_WORDS.sub(" ", plain).strip()
    return _SAINT.sub("saint ", words, count=1) if words.startswith("st ") else words


def written_out(name: str) -> str:
    """The same with ä, ö, ü, ø, å written as two letters: ``"Köln"`` is ``"koeln"``."""
    composed = unicodedata.normalize("NFC", name.casefold())
    return fold(composed.translate(_WRITTEN_OUT))
