"""Every pair of colours that may meet on a page is told apart easily, by day and night (WCAG 2.2, 1.4.6, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"

_PAIR = re.compile(
    r"^\s*--([a-z-]+):\s*(?:light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)|(#[0-9a-f]{6}))\s*;", re.MULTILINE
)

GROUNDS = ("paper", "card", "well")

TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "sea", "sea-deep", "live", "good", "sun-ink") for ground in GROUNDS),
    *(("ink", wash) for wash in ("sea-wash", "sun-wash", "live-wash", "good-wash")),
    *(("soft", wash) for wash in ("sea-wash", "sun-wash")),
    ("sea", "sea-wash"),
    ("sea-deep", "sea-wash"),
    ("sun-ink", "sun-wash"),
    ("live", "live-wash"),
    ("good", "good-wash"),
    ("on-sea", "sea"),
    ("on-sea", "sea-deep"),
    ("on-live", "live"),
    ("on-sun", "sun"),
    ("night-ink", "night"),
    ("night-soft", "night"),
    ("sun", "night"),
]
"""Words on grounds: 7:1."""

LINES = [
    *(("edge", ground) for ground in GROUNDS),
    *(("sea", ground) for ground in GROUNDS),
    *(("live", ground) for ground in GROUNDS),
    *(("mark", ground) for ground in GROUNDS),
]
"""Borders of controls, the focus ring, the mark on a city's day: 3:1."""


def colours(css: str, scheme: int) -> dict[str, str]:
    """Tokens of the first rule (others only widen contrast) as ``{"ink": "#101b2a"}``; scheme 0 = day, 1 = night."""
    first = css[: css.index("\n}")]
    return {name: single or (day, night)[scheme] for name, day, night, single in _PAIR.findall(first)}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2, definition)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_and_grey_on_white_is_not() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#8a8a8a", "#ffffff") < 7


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_7_to_1(ink: str, ground: str, scheme: int) -> None:
    found = colours(TOKENS.read_text(), scheme)
    assert contrast(found[ink], found[ground]) >= 7


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_matter_have_3_to_1(line: str, ground: str, scheme: int) -> None:
    found = colours(TOKENS.read_text(), scheme)
    assert contrast(found[line], found[ground]) >= 3


def test_every_sheet_uses_only_tokens_that_exist_and_no_colour_of_its_own() -> None:
    known = set(re.findall(r"^\s*(--[a-z-]+):", TOKENS.read_text(), re.MULTILINE))
    for sheet in TOKENS.parent.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        own = set(re.findall(r"(--[a-z0-9-]+):", text))
        used = set(re.findall(r"var\((--[a-z0-9-]+)\)", text))
        assert used <= known | own, sheet.name
        if sheet != TOKENS:
            assert not re.findall(r"#[0-9a-f]{3,8}\b", text), sheet.name
