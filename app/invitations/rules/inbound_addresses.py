"""Addresses in the fields of a mail, and the tokens in ours. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from app.errors import RuleBroken
from app.invitations.rules.inbound_mime import Fields
from app.people.rules import normal_address

__all__ = ["address_of", "calendar_address", "message_id", "only_address", "tokens_in", "where_sent"]

_LONGEST: Final = 2000  # characters of a field that is looked at for one address
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,500}>")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"\((?:[^()\\]|\\.)*\)")
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\",;:\\]+@[^\s<>()\[\]\",;:\\@]+")
_SENT_TO: Final = ("to", "cc", "delivered-to", "x-original-to", "x-envelope-to", "envelope-to")
_RECEIVED_FOR: Final = re.compile(r"\bfor\b(.*)", re.IGNORECASE | re.DOTALL)


def address_of(text: str) -> str:
    """One address as ``people.rules.normal_address`` writes it, or an empty text where it is none."""
    try:
        return normal_address(text, field=None)
    except RuleBroken:
        return ""


def calendar_address(value: str) -> str:
    """The address of a CAL-ADDRESS (RFC 5545, section 3.3.3): ``mailto:`` in any case, or left out."""
    scheme, colon, rest = value.strip().strip("<>").partition(":")
    if colon and scheme.strip().lower() != "mailto":
        return ""
    return address_of(unquote((rest if colon else scheme).partition("?")[0]).strip().strip("<>"))


def only_address(values: tuple[str, ...]) -> str:
    """The one address that a field such as From names; empty where there is none, several, or several fields.

    An unquoted address before the real one counts as another: people would be shown it as the sender.
    """
    if len(values) != 1 or len(values[0]) > _LONGEST:
        return ""
    text = _QUOTED.sub(" ", values[0])
    for _ in range(3):  # comments within comments
        text = _COMMENT.sub(" ", text)
    found = {address_of(address) for address in _ADDRESS.findall(text)}
    return found.pop() if len(found) == 1 else ""


def message_id(value: str) -> str | None:
    """``<…>`` as it stands in a field, at most 500 characters between the brackets, or None."""
    found = _MESSAGE_ID.search(value[:_LONGEST])
    return found[0] if found and found[0].isprintable() else None


def where_sent(fields: Fields) -> list[str]:
    """To whom the mail was sent, then delivered, then for whom it was received, as the fields say it."""
    sent = [value for name in _SENT_TO for value in fields.all(name)]
    return sent + [found[1] for value in fields.all("received") if (found := _RECEIVED_FOR.search(value))]


def tokens_in(texts: Iterable[str], mailbox: str) -> tuple[str, ...]:
    """Every ``<token>`` of ``name+<token>@domain`` in the texts, in their order, without repeats, in lower case."""
    name, at, domain = mailbox.strip().lower().rpartition("@")
    if not (name and at and domain):
        return ()
    ours = re.compile(
        rf"(?<![\w.+-]){re.escape(name)}\+([a-z0-9-]{{8,64}})@{re.escape(domain)}(?![.]?[\w-])",
        re.IGNORECASE | re.ASCII,
    )
    return tuple(dict.fromkeys(found.lower() for text in texts for found in ours.findall(text)))
