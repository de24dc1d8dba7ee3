"""What an import writes over what is there: only what the file says otherwise than the event did. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exchange.rules.values import ImportedLink, ImportedSession
from app.texts import LocalText

__all__ = ["changed_texts", "merged_carried", "merged_text", "plain_links"]

_TEXTS = ("title", "subtitle", "abstract", "description")


def merged_text(there: Mapping[str, str], echo: Mapping[str, str], new: Mapping[str, str]) -> LocalText:
    """The text with what the file says; languages in which the format does not show it stay."""
    kept = {tag: text for tag, text in there.items() if tag not in echo}
    return {**kept, **new}


def changed_texts(
    there: Mapping[str, Mapping[str, str]], echo: ImportedSession | None, new: ImportedSession
) -> dict[str, LocalText]:
    """The texts of a session that the file says otherwise, by column. ``there`` holds what the session has."""
    changed: dict[str, LocalText] = {}
    for name in _TEXTS:
        said: LocalText | None = getattr(new, name)
        known: LocalText = (getattr(echo, name) if echo else None) or {}
        if said is not None and (echo is None or said != known):
            changed[name] = merged_text(there[name], known, said)
    return changed


def merged_carried(
    there: Mapping[str, Any], echo: Mapping[str, Any], new: Mapping[str, Any], own: str
) -> dict[str, Any]:
    """What the file carries beside our fields, over what was carried. Our own addresses (``own``) are no news."""
    said = {
        name: value
        for name, value in new.items()
        if echo.get(name) != value and not (isinstance(value, str) and value.startswith(own))
    }
    return {**there, **said}


def plain_links(links: tuple[ImportedLink, ...]) -> list[dict[str, str]]:
    """The links as their column holds them."""
    return [{"url": link.url, "title": link.title, "kind": link.kind} for link in links]
