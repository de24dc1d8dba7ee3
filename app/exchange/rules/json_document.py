"""A JSON document, read so strictly that nothing in it can be lost or do harm."""

from __future__ import annotations

import json
import math
from typing import Any, Final, NoReturn

import orjson

from app.errors import N_
from app.exchange.rules.limits import MAX_NODES, Refused, fits, whole_number

__all__ = ["json_document"]

_LONGEST_FLOAT: Final = 40


def json_document(data: bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    """The document.

    :raises Refused: another encoding than UTF-8, too many elements, too deep nesting, a key twice in one object,
        NaN and infinities, numbers beyond 2^63, lone surrogates, broken syntax.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(N_("This JSON file is not in UTF-8.")) from None
    fits(data.count(b"{") + data.count(b"["), MAX_NODES, N_("This file has more than %(limit)s elements."))
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_no_number
        )
    except RecursionError:
        raise Refused(N_("This file is nested too deeply.")) from None
    except json.JSONDecodeError as error:
        raise Refused(
            N_("This is not well-formed JSON: line %(line)s, column %(column)s."), line=error.lineno, column=error.colno
        ) from None
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(document)
    return document


def _check_surrogates(document: object) -> None:
    # "\ud83d\ude00" is a character, half of it is none: it cannot be stored, sent or shown.
    try:
        orjson.dumps(document)
    except orjson.JSONEncodeError:
        raise Refused(N_("This file holds half a character (a lone surrogate), which no text can contain.")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Refused(N_("“%(key)s” stands twice in one object: one of the two would be lost."), key=twice[:60])
    return found


def _integer(digits: str) -> int:
    number = whole_number(digits)
    assert number is not None  # the scanner found digits
    return number


def _fraction(digits: str) -> float:
    if len(digits) > _LONGEST_FLOAT or not math.isfinite(number := float(digits)):
        raise Refused(N_("The number %(number)s is beyond what can be reckoned with."), number=digits[:_LONGEST_FLOAT])
    return number


def _no_number(name: str) -> NoReturn:
    raise Refused(N_("This file holds “%(name)s”, which is no number in JSON."), name=name)
