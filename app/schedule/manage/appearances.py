"""Who appears in a session: find or enter somebody, present her, put in order, take out."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.events.queries import cities_for
from app.forms import RowForm, saved
from app.schedule import blueprint
from app.schedule.actions.appearances import add_appearance, edit_appearance, remove_appearance, shift_appearance
from app.schedule.actions.speakers import create_speaker
from app.schedule.forms.people import AppearanceForm, NamedAppearanceForm
from app.schedule.manage.desk import Desk, talk_to_change
from app.schedule.manage.talks import SESSIONS
from app.schedule.models import Session, Speaker
from app.schedule.queries.speakers import found_speakers, namesakes, speakers_of, visible_speaker
from app.schedule.queries.talks import appearance_of, talk_of
from app.web import signed_in

__all__ = ["change_appearance", "find_speaker", "new_appearance", "order_appearance", "remove_from_session"]

APPEARANCES = f"{SESSIONS}/<code>/appearances"


@blueprint.get(f"{APPEARANCES}/")
@signed_in
def find_speaker(event: str, code: str) -> Response:
    """Whom to add: the event's people, and others found by name."""
    here, talk = talk_to_change(event, code)
    words = request.args.get("q", "")[:100]
    found = found_speakers(words, by=here.person) if words else speakers_of(here.event)
    there = {seen.speaker_id for seen in talk.appearances}
    return here.show("schedule/find_speaker.html", talk=talk, words=words, found=found, there=there)


@blueprint.route(f"{APPEARANCES}/new", methods=["GET", "POST"])
@signed_in
def new_appearance(event: str, code: str) -> ResponseReturnValue:
    """How somebody is presented: one who is known (?speaker=code), or somebody new by name."""
    here, talk = talk_to_change(event, code)
    known = visible_speaker(request.args["speaker"], by=here.person) if "speaker" in request.args else None
    form = (
        AppearanceForm(cities_for(here.event), speaker=known)
        if known
        else NamedAppearanceForm(cities_for(here.event), name=request.args.get("name", "")[:200])
    )
    same = _of_that_name(form, here)
    if form.validate_on_submit() and not same and saved(form, lambda: _add(here, talk, form, known)):
        flash(_("Added."), "success")
        return _back(here, talk.code)
    talk = talk_of(here.event, code)
    return here.show("schedule/appearance.html", form, talk=talk, speaker=known, seen=None, same=same)


def _of_that_name(form: AppearanceForm, here: Desk) -> list[Speaker]:
    """Who has the name already that somebody new was given; nobody where it was said to be somebody else."""
    if not isinstance(form, NamedAppearanceForm) or not form.is_submitted() or form.somebody_else.data:
        return []
    return namesakes(form.name.data or "", by=here.person)


@blueprint.route(f"{APPEARANCES}/<row:appearance_id>/", methods=["GET", "POST"])
@signed_in
def change_appearance(event: str, code: str, appearance_id: int) -> ResponseReturnValue:
    """Present somebody otherwise, in this session only."""
    here, talk = talk_to_change(event, code)
    seen = appearance_of(talk, appearance_id)
    form = AppearanceForm(cities_for(here.event), seen)

    def save() -> None:
        edit_appearance(seen, form.values(), expected_version=form.expected, by=here.person)

    def as_it_is() -> AppearanceForm:
        now = appearance_of(talk_of(here.event, code), appearance_id)
        return AppearanceForm(cities_for(here.event), now, formdata=None)

    if form.validate_on_submit() and saved(form, save, as_it_is):
        flash(_("Saved."), "success")
        return _back(here, code)
    talk = talk_of(here.event, code)
    seen = appearance_of(talk, appearance_id)
    return here.show("schedule/appearance.html", form, talk=talk, speaker=seen.speaker, seen=seen, same=[])


@blueprint.post(f"{APPEARANCES}/<row:appearance_id>/order")
@signed_in
def order_appearance(event: str, code: str, appearance_id: int) -> ResponseReturnValue:
    """One place up or down."""
    here, talk = talk_to_change(event, code)
    seen, form = appearance_of(talk, appearance_id), RowForm()
    if form.validate_on_submit():
        saved(form, lambda: shift_appearance(seen, up=request.form.get("to") == "up", by=here.person))
    return _back(here, code)


@blueprint.route(f"{APPEARANCES}/<row:appearance_id>/remove", methods=["GET", "POST"])
@signed_in
def remove_from_session(event: str, code: str, appearance_id: int) -> ResponseReturnValue:
    """Ask, then take somebody out of the session."""
    here, talk = talk_to_change(event, code)
    seen, form = appearance_of(talk, appearance_id), RowForm()
    name = seen.speaker.name
    if form.validate_on_submit() and saved(form, lambda: remove_appearance(seen, by=here.person)):
        flash(_("%(name)s no longer appears in this session.", name=name), "success")
        return _back(here, code)
    return here.show("schedule/appearance_ask.html", form, talk=talk, seen=seen)


def _add(here: Desk, talk: Session, form: AppearanceForm, known: Speaker | None) -> None:
    speaker = known or _entered(here, form)
    add_appearance(talk, speaker, form.values(), by=here.person)


def _entered(here: Desk, form: AppearanceForm) -> Speaker:
    if not isinstance(form, NamedAppearanceForm):
        raise TypeError("Somebody new needs a name.")
    return create_speaker(here.event, form.speaker_values(), by=here.person)


def _back(here: Desk, code: str) -> ResponseReturnValue:
    return redirect(url_for("schedule.session", event=here.event.slug, code=code, _anchor="people"))
