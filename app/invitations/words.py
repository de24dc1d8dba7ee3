"""What letters to speakers say, in the language that is being spoken."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.invitations.rules.owing import Duty

__all__ = ["BACKSTAGE", "subject"]

BACKSTAGE = lazy_gettext("Enter the studio")
"""What the link for speakers is called."""


def subject(duty: Duty, title: str) -> str:
    """The subject of the mail: what happened, then to what."""
    said: str
    match duty:
        case Duty.MOVE:
            said = _("New time: %(title)s", title=title)
        case Duty.CHANGE | Duty.ZONE_DATA:
            said = _("Updated: %(title)s", title=title)
        case Duty.REINSTATE:
            said = _("Takes place after all: %(title)s", title=title)
        case Duty.REMOVE | Duty.CALL_OFF:
            said = _("Cancelled: %(title)s", title=title)
        case _:
            said = _("Invitation: %(title)s", title=title)
    return said
