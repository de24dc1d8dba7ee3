"""What a browser sent with a form that could not be taken: nothing that people typed may be lost.

The page of the refusal shows the texts for copying. Only the sender's own: what another site's page sends here is
never shown, else anybody could have us show anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, request

from app.texts import clean_block, clean_line

__all__ = ["Typed", "is_from_elsewhere", "typed", "typed_texts"]

MOST_TEXTS = 60
MOST_CHARACTERS = 100_000
"""Of all texts together: one as long as we take, or many shorter ones."""

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SECRET = re.compile(r"csrf|token|secret|passw|otp|(^|[-_])(code|key|pin)$", re.IGNORECASE)
_NOT_TYPED = re.compile(
    r"(version|base|preview|another|somebody_else|next|fold|at|by|was|cid|vote|.*[-_](id|language))$"
)


class Typed(NamedTuple):
    """Texts by the names of their fields, in the order of the form; ``cut`` where there were more than we show."""

    texts: list[tuple[str, str]]
    cut: bool


def is_from_elsewhere() -> bool:
    """Whether the browser says that another site's page sent this; one that says nothing is believed by its token.

    Sec-Fetch-Site comes first (W3C Fetch Metadata): no page can set it, and it is right where Origin is ``null``.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    said = request.headers.get("Origin") or request.headers.get("Referer")
    ours = {_origin(request.host_url), _origin(current_app.extensions["settings"].base_url)}
    return said is not None and _origin(said) not in ours


def typed() -> Typed:
    """What was typed into the form that this request sent; nothing where another site's page sent it."""
    if request.method != "POST" or request.mimetype not in _FORMS or is_from_elsewhere():
        return Typed([], cut=False)
    return typed_texts(request.form.items(multi=True))


def typed_texts(sent: Iterable[tuple[str, str]]) -> Typed:
    """The texts among what was sent: no tokens, secrets or codes, nothing that the form added by itself."""
    texts: list[tuple[str, str]] = []
    room = MOST_CHARACTERS
    for name, value in sent:
        if not value.strip() or _SECRET.search(name) or _NOT_TYPED.match(name):
            continue
        if not room or len(texts) == MOST_TEXTS:
            return Typed(texts, cut=True)
        texts.append((clean_line(name[:40]), clean_block(value[:room], limit=4 * MOST_CHARACTERS)))
        if len(value) > room:
            return Typed(texts, cut=True)
        room -= len(value)
    return Typed(texts, cut=False)


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.scheme, parts.netloc.lower()
