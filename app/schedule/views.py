"""What speakers see of themselves: where they appear, and their own texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import NotFound
from app.forms import answer, saved
from app.people.models import Person
from app.schedule import blueprint
from app.schedule.actions.speakers import edit_own_texts
from app.schedule.forms.people import OwnTextsForm
from app.schedule.models import Speaker
from app.schedule.queries import mentions
from app.schedule.queries.speakers import own_speakers
from app.schedule.rules.programme import Programme, ReleasedSession
from app.web import acting, signed_in

__all__ = ["own_appearances", "own_texts"]


@dataclass(frozen=True)
class Record:
    """One of her records, with the released sessions in which it appears."""

    speaker: Speaker
    seen: Sequence[tuple[Programme, ReleasedSession]]


@blueprint.get("/account/speaker/")
@signed_in
def own_appearances() -> ResponseReturnValue:
    """The records with the address to which her sign-in was mailed, and where releases show them."""
    records = [Record(speaker, _seen(speaker)) for speaker in own_speakers(acting())]
    return render_template("schedule/own.html", records=records)


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
        return redirect(url_for("schedule.own_appearances"))
    return answer("schedule/own_texts.html", form, speaker=_own(by, code))


def _own(by: Person, code: str) -> Speaker:
    """Her record of that code. Raises NotFound for everybody else's."""
    for speaker in own_speakers(by):
        if speaker.code == code:
            return speaker
    raise NotFound


def _seen(speaker: Speaker) -> list[tuple[Programme, ReleasedSession]]:
    programmes = [release.programme for release in mentions("speaker", speaker.code)]
    return [(programme, talk) for programme in programmes for talk in programme.sessions_of(speaker.code)]
