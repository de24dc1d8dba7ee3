"""Tracks, parts, stages and terms of the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import BooleanField, ColorField

from app.cities.models import City
from app.forms import RowForm
from app.forms_fields import LocalTextField
from app.forms_picks import PickField
from app.i18n import plain
from app.schedule.models import GlossaryEntry, Part, Stage, Track
from app.schedule.rules.values import PartValues, StageValues, TermValues, TrackValues

__all__ = ["PartForm", "StageForm", "TermForm", "TrackForm"]

FIRST_COLOUR = "#0a4781"
"""What a track's colour starts from: the sea."""


class TrackForm(RowForm):
    """A track; browsers cannot leave a colour empty, so a box says whether there is one."""

    name = LocalTextField(_("Name"), required=True, limit=300)
    about = LocalTextField(_("About"), block=True, limit=2000)
    coloured = BooleanField(_("Mark its sessions with a colour"))
    colour = ColorField(_("Colour"))

    def __init__(self, track: Track | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        colour = track.colour if track else ""
        data = {"coloured": bool(colour), "colour": colour or FIRST_COLOUR}
        if track is not None:
            data |= {"version": track.version, "name": track.name, "about": track.about}
        super().__init__(data=data, **kwargs)

    def values(self) -> TrackValues:
        """What was typed, for the action."""
        return TrackValues(self.name.data, self.about.data, (self.colour.data or "") if self.coloured.data else "")


class PartForm(RowForm):
    """A part of a webinar."""

    title = LocalTextField(_("Title"), required=True, limit=200)

    def __init__(self, part: Part | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(obj=part, **kwargs)

    def values(self) -> PartValues:
        """What was typed, for the action."""
        return PartValues(self.title.data)


class StageForm(RowForm):
    """A stage and its city."""

    name = LocalTextField(_("Name"), required=True, limit=300)
    city_id = PickField(_("City"))

    def __init__(self, cities: Sequence[City], stage: Stage | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(obj=stage, **kwargs)
        self.city_id.offer(
            ((city.id, f"{plain(city.name)} ({city.zone})") for city in cities),
            none=gettext("None: it exists online only"),
        )

    def values(self) -> StageValues:
        """What was typed, for the action."""
        return StageValues(self.name.data, self.city_id.picked)


class TermForm(RowForm):
    """A term and what it means."""

    term = LocalTextField(_("Term"), required=True, limit=120)
    gist = LocalTextField(_("What it means"), required=True, block=True, limit=1000)

    def __init__(self, entry: GlossaryEntry | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(obj=entry, **kwargs)

    def values(self) -> TermValues:
        """What was typed, for the action."""
        return TermValues(self.term.data, self.gist.data)
