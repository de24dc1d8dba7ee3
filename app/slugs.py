"""Words in addresses, made from titles in any script. Pure."""

from __future__ import annotations

from collections.abc import Container

from slugify import slugify

from app.texts import LocalText, text_in

__all__ = ["SLUG_LIMIT", "free_slug", "slug_of"]

SLUG_LIMIT = 80


def slug_of(title: LocalText | str, *, limit: int = SLUG_LIMIT) -> str:
    """A title for addresses: ASCII, words joined by hyphens. Empty where nothing of it can be spelled so.

    A title in several languages gives its English one, else its first: slugs must not depend on who looks.
    """
    text = title if isinstance(title, str) else text_in(title, "en").text
    return slugify(text[:500], max_length=limit, word_boundary=True)


def free_slug(wanted: str, taken: Container[str], *, fallback: str, limit: int = SLUG_LIMIT) -> str:
    """The slug, or the first of ``slug-2``, ``slug-3``, … that is not taken; ``fallback`` where it is empty."""
    base = wanted[:limit].rstrip("-") or fallback
    slug, number = base, 1
    while slug in taken:
        number += 1
        end = f"-{number}"
        slug = base[: limit - len(end)].rstrip("-") + end
    return slug
