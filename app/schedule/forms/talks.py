"""Everything of a session that one form edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import BooleanField

from app.events.models import Event
from app.events.queries import likely_languages
from app.events.rules import Grants
from app.forms_fields import LanguagesField, LocalTextField
from app.forms_picks import PickField, option
from app.i18n import plain
from app.schedule.forms.fields import LinksField, PicksField, TagsField
from app.schedule.forms.when import WhenForm, new_when_data, when_data, zone_by_default
from app.schedule.models import Session
from app.schedule.queries.talks import Frame
from app.schedule.rules.holding import cities_to_hold
from app.schedule.rules.kinds import KIND_WORDS
from app.schedule.rules.values import SessionValues
from app.texts import LONGEST_TEXT

__all__ = ["Before", "TalkForm"]


@dataclass(frozen=True)
class Before:
    """The session that a new one follows. ``goes_on``: what comes next there; else it is only the one entered last."""

    talk: Session
    goes_on: bool


class TalkForm(WhenForm):
    """A session with its time. People who appear in it have forms of their own."""

    title = LocalTextField(_("Title"), required=True, limit=300)
    subtitle = LocalTextField(_("Subtitle"), limit=300)
    kind = PickField(_("Kind"))
    languages = LanguagesField(_("Languages spoken"))
    stage = PickField(_("Stage"))
    track = PickField(_("Track"))
    part = PickField(_("Part"))
    held_by = PickField(_("Held by"))
    abstract = LocalTextField(_("In short"), block=True, limit=LONGEST_TEXT)
    description = LocalTextField(_("Description"), block=True, limit=LONGEST_TEXT)
    tags = TagsField(_("Tags"))
    links = LinksField(_("Links"))
    glossary = PicksField(_("Terms explained in a footnote"))
    time_assumed = BooleanField(_("This time is assumed, not confirmed"))

    def __init__(
        self,
        event: Event,
        frame: Frame,
        grants: Grants,
        talk: Session | None = None,
        *,
        before: Before | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self._frame = frame
        shown = _data(talk, event, frame) if talk else _new_data(event, frame, before)
        super().__init__(event, frame.stages, talk, data=shown, **kwargs)
        self.languages.likely = likely_languages(event)
        kinds = {str(kind): gettext(words) for kind, words in KIND_WORDS.items()}
        self.kind.offer((kinds if talk is None or talk.kind in kinds else {**kinds, talk.kind: talk.kind}).items())
        none = gettext("None")
        self.stage.offer(((row.id, plain(row.name)) for row in frame.stages), none=none)
        self.track.offer(((row.id, plain(row.name)) for row in frame.tracks), none=none)
        self.part.offer(((row.id, f"{row.number}. {plain(row.title)}") for row in frame.parts), none=none)
        self.held_by.offer(_holders(event, grants, talk), none=gettext("Nobody: all editors change it"))
        self.glossary.choices = [option(row.id, plain(row.term)) for row in frame.glossary]

    def stage_id(self) -> int | None:
        """The stage that is chosen in the form."""
        return next((row.id for row in self._frame.stages if str(row.id) == self.stage.data), None)

    def values(self) -> SessionValues:
        """What was typed, for the action."""
        return SessionValues(
            title=self.title.data,
            subtitle=self.subtitle.data,
            kind=self.kind.data,
            languages=tuple(self.languages.data),
            track_id=self.track.picked,
            part_id=self.part.picked,
            stage_id=self.stage.picked,
            held_by_id=self.held_by.picked,
            abstract=self.abstract.data,
            description=self.description.data,
            tags=tuple(self.tags.data),
            links=self.links.links(),
            glossary=frozenset(int(row_id) for row_id in self.glossary.data or ()),
            time_assumed=self.time_assumed.data,
        )


def _new_data(event: Event, frame: Frame, before: Before | None) -> dict[str, Any]:
    """What the form of a new session begins with: nothing of it but time and languages, unless it goes on there."""
    talk = before.talk if before else None
    languages = (talk.languages if talk else []) or event.languages[:1]
    shown = {"kind": "talk", "languages": languages, "held_by": "", "glossary": []}
    if talk is None or before is None or not before.goes_on:
        return shown | new_when_data(event, talk, zone=event.zone) | {"zone": ""}
    when = new_when_data(event, talk, zone=talk.zone)
    if talk.zone == zone_by_default(event, frame.stages, talk.stage_id):
        when["zone"] = ""
    return shown | when | {name: str(getattr(talk, f"{name}_id") or "") for name in ("stage", "track", "part")}


def _data(talk: Session, event: Event, frame: Frame) -> dict[str, Any]:
    return {
        **when_data(talk, event, frame.stages),
        "version": talk.version,
        "title": talk.title,
        "subtitle": talk.subtitle,
        "kind": talk.kind,
        "languages": talk.languages,
        "stage": str(talk.stage_id or ""),
        "track": str(talk.track_id or ""),
        "part": str(talk.part_id or ""),
        "held_by": str(talk.held_by_id or ""),
        "abstract": talk.abstract,
        "description": talk.description,
        "tags": talk.tags,
        "links": talk.links,
        "glossary": [str(entry.id) for entry in sorted(talk.glossary, key=lambda entry: entry.id)],
        "time_assumed": talk.time_assumed,
    }


def _holders(event: Event, grants: Grants, talk: Session | None) -> Iterator[tuple[int, str]]:
    allowed = cities_to_hold(grants, [host.city_id for host in event.hosts])
    for host in event.hosts:
        if host.city_id in allowed or (talk is not None and talk.held_by_id == host.city_id):
            yield host.city_id, plain(host.city.name)
