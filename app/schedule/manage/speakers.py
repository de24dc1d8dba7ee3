"""The event's speakers: the list, a new one, one of them, merging two records."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import NotAllowed
from app.events.rules import Act
from app.forms import RowForm, made, saved
from app.schedule import blueprint
from app.schedule.actions.speakers import NOT_HERS, create_speaker, delete_speaker, edit_speaker, merge_speakers
from app.schedule.forms.people import SpeakerForm
from app.schedule.manage.desk import desk
from app.schedule.queries.speakers import appearances_of, counts_of, may_edit_speaker, speaker_of, speakers_of
from app.schedule.rules.kinds import ROLE_WORDS
from app.web import signed_in

__all__ = ["delete_record", "merge", "new_speaker", "speaker", "speakers"]

SPEAKERS = "/manage/e/<event>/speakers"


@blueprint.get(f"{SPEAKERS}/")
@signed_in
def speakers(event: str) -> Response:
    """Everybody of the draft, by name."""
    here = desk(event)
    words = request.args.get("q", "")[:100].casefold()
    people = [person for person in speakers_of(here.event) if words in person.name.casefold()]
    return here.show("schedule/speakers.html", people=people, words=words, counts=counts_of(here.event))


@blueprint.route(f"{SPEAKERS}/new", methods=["GET", "POST"])
@signed_in
def new_speaker(event: str) -> ResponseReturnValue:
    """Enter somebody."""
    here = desk(event, Act.EDIT_PROGRAMME)
    form = SpeakerForm()
    if form.validate_on_submit() and (
        speaker := made(form, lambda: create_speaker(here.event, form.values(), by=here.person))
    ):
        flash(_("Saved. Sessions name their speakers on their own pages."), "success")
        return redirect(url_for("schedule.speaker", event=event, code=speaker.code))
    return here.show("schedule/speaker.html", form, speaker=None, seen=(), roles=ROLE_WORDS)


@blueprint.route(f"{SPEAKERS}/<code>/", methods=["GET", "POST"])
@signed_in
def speaker(event: str, code: str) -> ResponseReturnValue:
    """Somebody's record; where it is at home in another event, it is shown, not edited."""
    here = desk(event)
    found = speaker_of(here.event, code)
    seen = appearances_of(found, here.event)
    if not (here.may(Act.EDIT_PROGRAMME) and may_edit_speaker(found, by=here.person)):
        if request.method == "POST":
            raise NotAllowed(NOT_HERS)
        return here.show("schedule/speaker_closed.html", speaker=found, seen=seen, roles=ROLE_WORDS)
    form = SpeakerForm(found)

    def save() -> None:
        edit_speaker(found, form.values(), expected_version=form.expected, by=here.person)

    if form.validate_on_submit() and saved(
        form, save, lambda: SpeakerForm(speaker_of(here.event, code), formdata=None)
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("schedule.speaker", event=event, code=code))
    found = speaker_of(here.event, code)
    return here.show(
        "schedule/speaker.html", form, speaker=found, seen=appearances_of(found, here.event), roles=ROLE_WORDS
    )


@blueprint.route(f"{SPEAKERS}/<code>/delete", methods=["GET", "POST"])
@signed_in
def delete_record(event: str, code: str) -> ResponseReturnValue:
    """Ask, then delete a record that appears nowhere."""
    here = desk(event, Act.EDIT_PROGRAMME)
    found = speaker_of(here.event, code)
    form = RowForm(data={"version": found.version})

    def save() -> None:
        delete_speaker(found, expected_version=form.expected, by=here.person)

    def as_it_is() -> RowForm:
        return RowForm(data={"version": speaker_of(here.event, code).version}, formdata=None)

    if form.validate_on_submit() and saved(form, save, as_it_is):
        flash(_("Deleted."), "success")
        return redirect(url_for("schedule.speakers", event=event))
    return here.show("schedule/speaker_ask.html", form, speaker=speaker_of(here.event, code))


@blueprint.route(f"{SPEAKERS}/<code>/merge", methods=["GET", "POST"])
@signed_in
def merge(event: str, code: str) -> ResponseReturnValue:
    """Two records of one person: choose the one that stays."""
    here = desk(event, Act.EDIT_PROGRAMME)
    found = speaker_of(here.event, code)
    others = [other for other in speakers_of(here.event) if other is not found]
    form = RowForm()
    into = next((other for other in others if other.code == request.values.get("into")), None)
    if (
        into is not None
        and form.validate_on_submit()
        and saved(form, lambda: merge_speakers(found, into, by=here.person))
    ):
        flash(_("The two records are one now."), "success")
        return redirect(url_for("schedule.speaker", event=event, code=into.code))
    return here.show("schedule/speaker_merge.html", form, speaker=found, others=others, into=into)
