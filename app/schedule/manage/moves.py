"""A session's steps that are one question each: move, cancel, reinstate, delete."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import N_, RuleBroken
from app.forms import RowForm, saved
from app.schedule import blueprint
from app.schedule.actions.placing import promise_of
from app.schedule.actions.talks import cancel_session, delete_session, is_released, move_session, reinstate_session
from app.schedule.forms.when import WhenForm, when_data
from app.schedule.manage.desk import Desk, talk_to_change
from app.schedule.manage.shown import typed_days
from app.schedule.manage.talks import SESSIONS
from app.schedule.models import Session
from app.schedule.queries.talks import frame_of, talk_of
from app.schedule.rules.when import When, later
from app.web import signed_in

__all__ = ["cancel", "delete", "move", "reinstate"]

STEPS = (-60, -15, 15, 60, -1440, 1440)
"""Minutes along the wall clock by which one button moves a session."""


@blueprint.route(f"{SESSIONS}/<code>/move", methods=["GET", "POST"])
@signed_in
def move(event: str, code: str) -> ResponseReturnValue:
    """Another time: typed, or a step of some minutes along the wall clock."""
    here, talk = talk_to_change(event, code)
    form = _when_form(here, talk)
    if form.validate_on_submit():
        when = _stepped(talk, form) if request.form.get("by") else form.when

        def save() -> None:
            move_session(talk, when(), expected_version=form.expected, by=here.person)

        if saved(form, save, lambda: _when_form(here, talk_of(here.event, code), fresh=True)):
            flash(_("Moved.") if talk.local_start else _("Saved. Its time is to be announced."), "success")
            return redirect(url_for("schedule.sessions", event=event, _anchor=code))
        talk = talk_of(here.event, code)
    return here.show("schedule/move.html", form, talk=talk, days=typed_days(form, here.event), steps=STEPS)


@blueprint.route(f"{SESSIONS}/<code>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(event: str, code: str) -> ResponseReturnValue:
    """Ask, then call the session off."""
    here, talk = talk_to_change(event, code)
    form = RowForm(data={"version": talk.version})

    def save() -> None:
        cancel_session(talk, expected_version=form.expected, by=here.person)

    if form.validate_on_submit() and saved(form, save, _again(here, code)):
        flash(_("Cancelled. It can be reinstated at the bottom of this page."), "success")
        return redirect(url_for("schedule.session", event=event, code=code))
    return here.show("schedule/session_ask.html", form, talk=talk_of(here.event, code), question="cancel")


@blueprint.post(f"{SESSIONS}/<code>/reinstate")
@signed_in
def reinstate(event: str, code: str) -> ResponseReturnValue:
    """Plan a cancelled session again."""
    here, talk = talk_to_change(event, code)
    form = RowForm()
    if form.validate_on_submit() and saved(
        form, lambda: reinstate_session(talk, expected_version=form.expected, by=here.person), _again(here, code)
    ):
        flash(_("Planned again."), "success")
    else:
        flash(_("Somebody else has changed this session in the meantime. Have a look, then try again."), "warning")
    return redirect(url_for("schedule.session", event=event, code=code))


@blueprint.route(f"{SESSIONS}/<code>/delete", methods=["GET", "POST"])
@signed_in
def delete(event: str, code: str) -> ResponseReturnValue:
    """Ask, then delete what was never released."""
    here, talk = talk_to_change(event, code)
    if is_released(talk):
        return redirect(url_for("schedule.cancel", event=event, code=code))
    form = RowForm(data={"version": talk.version})

    def save() -> None:
        delete_session(talk, expected_version=form.expected, by=here.person)

    if form.validate_on_submit() and saved(form, save, _again(here, code)):
        flash(_("Deleted."), "success")
        return redirect(url_for("schedule.sessions", event=event))
    return here.show("schedule/session_ask.html", form, talk=talk_of(here.event, code), question="delete")


def _again(here: Desk, code: str) -> Callable[[], RowForm]:
    return lambda: RowForm(data={"version": talk_of(here.event, code).version}, formdata=None)


def _when_form(here: Desk, talk: Session, *, fresh: bool = False) -> WhenForm:
    stages = frame_of(here.event).stages
    data = {**when_data(talk, here.event, stages), "version": talk.version}
    return WhenForm(here.event, stages, talk, data=data, **({"formdata": None} if fresh else {}))


def _stepped(talk: Session, form: WhenForm) -> Callable[[], When]:
    """The session's own time and a step; where clocks skip or double that, the form asks about it."""
    minutes = next((step for step in STEPS if str(step) == request.form["by"]), None)

    def when() -> When:
        if minutes is None:
            raise RuleBroken(N_("Choose one of the steps."))
        stepped = later(promise_of(talk), minutes)
        form.show(stepped)
        return stepped

    return when
