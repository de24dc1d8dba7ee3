"""What letters to speakers say, in the language that is being spoken."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import cldr, zones
from app.i18n import language
from app.invitations.rules.owing import Duty
from app.invitations.rules.reminding import Lead

__all__ = ["BACKSTAGE", "moment", "reminder_subject", "subject"]

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


def reminder_subject(lead: Lead, title: str) -> str:
    """The subject of a reminder: how long it is until what."""
    said: str
    match lead:
        case Lead.WEEK:
            said = _("In a week: %(title)s", title=title)
        case Lead.DAY:
            said = _("Tomorrow: %(title)s", title=title)
        case Lead.HOUR:
            said = _("In an hour: %(title)s", title=title)
    return said


def moment(at: datetime, zone: str) -> str:
    """``Thursday, 9 December 2021, 15:30 (UTC+9)``, in the reader's language."""
    wall, tongue = zones.wall(at, zone).local, language()
    day, time = cldr.full_date(tongue, wall.date()), cldr.time_of_day(tongue, wall.hour, wall.minute)
    return f"{day}{cldr.comma(tongue)}{time} ({zones.offset_label(at, zone)})"
