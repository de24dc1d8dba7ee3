"""What is decided about persons and their signing in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from app.errors import N_, RuleBroken

__all__ = [
    "LIFE",
    "MOST_ATTEMPTS",
    "SESSION_LIFE",
    "browser_in_words",
    "check_admin_left",
    "initials",
    "normal_address",
    "shown_name",
    "typed_code",
]

LIFE = timedelta(minutes=10)
"""How long a mailed link and code work (OWASP ASVS 5.0, 6.5.5)."""

MOST_ATTEMPTS = 5
"""Codes that may be typed for one mail; of 10^8 possible ones."""

SESSION_LIFE = timedelta(days=30)
"""A browser not seen for so long has to sign in again."""

_LONGEST_ADDRESS = 254
_NOT_AN_ADDRESS = N_("“%(email)s” is not an e-mail address. One looks like name@city.example.")


def normal_address(text: str, *, field: str | None = "email") -> str:
    """The one way we write an e-mail address: lower case, the domain in ASCII (IDNA 2008).

    Refused: what RFC 5321 does not know as a mailbox, quoted and non-ASCII names before the @ (few servers take them),
    names that read as an encoded word of RFC 2047 (no header can hold them), domains without a dot.
    """
    text = text.strip()
    if not text:
        raise RuleBroken(N_("Type your e-mail address."), field=field)
    try:
        found = validate_email(
            text[: _LONGEST_ADDRESS + 1],
            allow_smtputf8=False,
            strict=True,
            check_deliverability=False,
            globally_deliverable=False,  # .example and .test are as good as others for trying things out
        )
    except (EmailNotValidError, UnicodeError):
        raise RuleBroken(_NOT_AN_ADDRESS, field=field, email=_shown(text)) from None
    address = f"{found.local_part}@{found.ascii_domain}".lower()
    if "=?" in found.local_part or "." not in found.ascii_domain or len(address) > _LONGEST_ADDRESS:
        raise RuleBroken(_NOT_AN_ADDRESS, field=field, email=_shown(text))
    return address


def _shown(text: str) -> str:
    clipped = text if len(text) <= 60 else text[:60] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in clipped)


def typed_code(text: str) -> str:
    """The digits of what was typed for a code; spaces, hyphens and digits of other scripts are as good."""
    return "".join(str(int(char)) for char in text[:40] if char.isdecimal())


def shown_name(name: str, email: str) -> str:
    """How somebody is called where she gave no name: what stands before the @ of her address."""
    return name or email.partition("@")[0]


def initials(name: str) -> str:
    """One or two letters for a round badge: of the first and the last word; one character where there is one word."""
    words = [word for word in re.split(r"[\s._-]+", name) if word and word[0].isalnum()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


# In this order: each browser also names those that came before it.
_BROWSERS: Sequence[tuple[str, str]] = (
    ("EdgA?/|EdgiOS/", "Edge"),
    ("OPR/|OPiOS/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrom(e|ium)/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Sequence[tuple[str, str]] = (
    ("iPhone|iPad|iPod", "iOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X", "macOS"),
    ("Linux|X11", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """Browser and system as their owner knows them ("Firefox, Windows"); empty where neither is told."""
    found = [
        next((name for pattern, name in known if re.search(pattern, user_agent[:500])), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)


def check_admin_left(*, others: int, stays_admin: bool) -> None:
    """Refuse to take the last active admin's rights: nobody could give them back in the browser."""
    if not stays_admin and others == 0:
        raise RuleBroken(N_("This is the last admin. Make somebody else an admin first."), field="is_admin")
