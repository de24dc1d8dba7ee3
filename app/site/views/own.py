"""What speakers see of themselves: where they appear, how releases show them, and their own texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.errors import NotFound
from app.forms import answer, saved
from app.people.models import Person
from app.schedule.actions.speakers import edit_own_texts
from app.schedule.forms.people import OwnTextsForm
from app.schedule.models import Speaker
from app.schedule.queries import Released, mentions
from app.schedule.queries.draft import speaker_ref
from app.schedule.queries.speakers import own_speakers
from app.schedule.rules.shown import day_of
from app.site import blueprint
from app.site.views.people import Appearing, appearing_in
from app.web import acting, signed_in
from app.web_pages import reader

__all__ = ["own_appearances", "own_texts"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A release that names her. ``is_current``: it says of her what the record says now."""

    at: Appearing
    number: int
    released_on: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One of her records and the releases that name it, the newest event first."""

    speaker: Speaker
    shown: Sequence[Shown]


@blueprint.get("/account/speaker/")
@signed_in
def own_appearances() -> ResponseReturnValue:
    """The records entered with the address to which her sign-in was mailed, and where releases show them."""
    by = acting()
    records = [Record(each, _shown(each)) for each in own_speakers(by)]
    return render_template("site/own.html", records=records, person=by)


@blueprint.route("/account/speaker/<code>/", methods=["GET", "POST"])
@signed_in
def own_texts(code: str) -> ResponseReturnValue:
    """The spelling of her name, biography and links."""
    by = acting()
    speaker = _own(by, code)
    form = OwnTextsForm(speaker)

    def save() -> None:
        edit_own_texts(speaker, form.values(), expected_version=form.expected, by=by)

    if form.validate_on_submit() and saved(form, save, lambda: OwnTextsForm(_own(by, code), formdata=None)):
        flash(_("Saved. Programmes show it with their next release."), "success")
        return redirect(url_for("site.own_appearances"))
    return answer("site/own_texts.html", form, speaker=_own(by, code))


def _own(by: Person, code: str) -> Speaker:
    """Her record of that code. Raises NotFound for everybody else's."""
    for speaker in own_speakers(by):
        if speaker.code == code:
            return speaker
    raise NotFound


def _shown(speaker: Speaker) -> list[Shown]:
    texts = speaker_ref(speaker).own_texts
    return [_shown_in(release, speaker.code, texts) for release in reversed(mentions("speaker", speaker.code))]


def _shown_in(release: Released, code: str, texts: tuple[object, ...]) -> Shown:
    programme = release.programme
    at, who = appearing_in(release, code, clock.now()), reader(programme.event.zone)
    rows = tuple(replace(row, clocks=row.times.cities) if row.times else row for row in at.rows)
    released_on = who.words.long_date(day_of(release.released_at, who))
    return Shown(replace(at, rows=rows), release.number, released_on, programme.speakers[code].own_texts == texts)
