"""Pages of the draft's sessions: the list, a new one, one of them."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.events.models import Event
from app.events.rules import Act
from app.forms import made, saved
from app.i18n import plain, time_words
from app.schedule import blueprint
from app.schedule.actions.talks import create_session, edit_session, is_released
from app.schedule.forms.talks import Before, TalkForm
from app.schedule.manage.desk import Desk, desk
from app.schedule.manage.shown import Filter, city_days, clash_words, days_of, lines_of, typed_days
from app.schedule.models import Session
from app.schedule.queries.talks import Frame, frame_of, newest_talk, talk_of, talks_beside, talks_of
from app.schedule.queries.warnings import clashes_of
from app.schedule.rules.kinds import KIND_WORDS, ROLE_WORDS
from app.web import signed_in

__all__ = ["new_session", "session", "sessions"]

SESSIONS = "/manage/e/<event>/sessions"
ANOTHER = "another"
"""Name of the button that saves a new session and goes on with the one after it."""


@blueprint.get(f"{SESSIONS}/")
@signed_in
def sessions(event: str) -> Response:
    """The draft by day in the event's zone, with every host city's time and the warnings beside."""
    here = desk(event)
    frame, talks = frame_of(here.event), talks_of(here.event)
    lines = lines_of(here.event, talks, clashes_of(here.event, talks, frame.stages, by=here.person))
    wanted = Filter(*(request.args.get(name, "")[:100] for name in ("q", "track", "only")))
    return here.show(
        "schedule/sessions.html",
        frame=frame,
        days=days_of(filter(wanted.takes, lines), here.event),
        wanted=wanted,
        total=len(lines),
        odd=sum(1 for line in lines if line.clashes),
        words=time_words(),
        kinds=KIND_WORDS,
        roles=ROLE_WORDS,
        track_choices=[(str(track.id), plain(track.name)) for track in frame.tracks],
    )


@blueprint.route(f"{SESSIONS}/new", methods=["GET", "POST"])
@signed_in
def new_session(event: str) -> ResponseReturnValue:
    """Enter a session; ?after=code is the one that it follows, which gives it time, place and language."""
    here = desk(event, Act.EDIT_PROGRAMME)
    frame = frame_of(here.event)
    form = TalkForm(here.event, frame, here.grants, before=_before(here.event))

    def create() -> Session:
        return create_session(here.event, form.values(), form.when(), by=here.person)

    if form.validate_on_submit() and (talk := made(form, create)):
        if ANOTHER in request.form:
            flash(_("“%(title)s” is in the programme. Now the next one.", title=plain(talk.title)), "success")
            return redirect(url_for("schedule.new_session", event=event, after=talk.code))
        flash(_("Saved. Now say who appears in it."), "success")
        return redirect(url_for("schedule.session", event=event, code=talk.code))
    return _form_page(here, form, frame, None)


def _before(event: Event) -> Before | None:
    if code := request.args.get("after"):
        return Before(talk_of(event, code), goes_on=True)
    newest = newest_talk(event)
    return Before(newest, goes_on=False) if newest else None


@blueprint.route(f"{SESSIONS}/<code>/", methods=["GET", "POST"])
@signed_in
def session(event: str, code: str) -> ResponseReturnValue:
    """A session with its people; who may not change it sees it, and why."""
    here = desk(event)
    talk, frame = talk_of(here.event, code), frame_of(here.event)
    if not here.may_change(talk):
        return _closed_page(here, talk)
    form = TalkForm(here.event, frame, here.grants, talk)

    def save() -> None:
        edit_session(talk, form.values(), form.when(), expected_version=form.expected, by=here.person)

    def as_it_is() -> TalkForm:
        return TalkForm(here.event, frame_of(here.event), here.grants, talk_of(here.event, code), formdata=None)

    if form.validate_on_submit() and saved(form, save, as_it_is):
        flash(_("Saved."), "success")
        return redirect(url_for("schedule.session", event=event, code=code))
    return _form_page(here, form, frame, talk_of(here.event, code))


def _form_page(here: Desk, form: TalkForm, frame: Frame, talk: Session | None) -> Response:
    return here.show(
        "schedule/session.html",
        form,
        frame=frame,
        talk=talk,
        days=typed_days(form, here.event),
        clashes=_clashes(here, talk, frame),
        released=talk is not None and is_released(talk),
        roles=ROLE_WORDS,
    )


def _closed_page(here: Desk, talk: Session) -> Response:
    days = city_days((talk.starts_at, talk.ends_at), here.event)
    shown = here.show("schedule/session_closed.html", talk=talk, days=days, kinds=KIND_WORDS, roles=ROLE_WORDS)
    if request.method == "POST":
        shown.status_code = 403
    return shown


def _clashes(here: Desk, talk: Session | None, frame: Frame) -> list[str]:
    if talk is None:
        return []
    found = clashes_of(here.event, talks_beside(talk), frame.stages, by=here.person)
    return [clash_words(clash) for clash in found if clash.code == talk.code]
