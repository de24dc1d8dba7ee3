"""Asking, voting and taking back by plain HTTP: forms that work without scripts, through the same actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.db import begin_request, commit, db
from app.db_waiting import REQUEST_PATIENCE
from app.errors import MeridianError, NotFound, RuleBroken
from app.i18n import say
from app.live import blueprint
from app.live.actions.questions import ask, was_asked, withdraw
from app.live.actions.votes import Ballot
from app.live.forms import AskForm, VoteForm
from app.live.limits import wait_ms
from app.live.messages import me_of
from app.live.queries import own_questions, own_votes, question_of, questions_of
from app.live.rules.asking import LONGEST_NAME, LONGEST_QUESTION, TooOften, asked, check_cid
from app.live.rules.said import Audience, in_order
from app.live.rules.states import STATE_LABELS, VISIBLE, State
from app.live.views.seating import Visit, answered, refused, visit, wants_json
from app.schedule.rules.codes import is_code
from app.tokens import new_token
from app.visits.queries import settings_of
from app.visits.rules.public import Shown
from app.web import viewer
from app.web_limits import network

__all__ = ["questions", "vote_by_form", "withdraw_by_form"]

ROOM = "/e/<event>/s/<step>/questions"

Carried = Callable[[Visit], dict[str, Any]]


@blueprint.route(ROOM, methods=["GET", "POST"])
def questions(event: str, step: str) -> ResponseReturnValue:
    """The questions of a session, the form to ask, and what became of one's own."""
    here = visit(event, step)
    form = AskForm()
    if request.method == "POST":
        done = _carry_out(here, "ask", lambda here: _ask(here, form), form)
        if done is not None:
            return done
    return _page(here, form)


@blueprint.post(f"{ROOM}/<code>/vote")
def vote_by_form(event: str, step: str, code: str) -> ResponseReturnValue:
    """Set a vote."""
    begin_request(writes=False)  # the write is the group's, and waits for no other; nor must what is read here
    here = visit(event, step)

    def carry(here: Visit) -> dict[str, Any]:
        room = here.seat.room
        if room is None or question_of(room.id, _checked(code)).state not in VISIBLE:
            raise NotFound
        here.seat.check_open()
        wanted = {"1": True, "0": False}.get(request.form.get("vote", ""))
        if wanted is None:
            raise RuleBroken(_("Say true or false."), field="vote")
        ballot = Ballot(room.id, code, here.actor, wanted)
        db.session.rollback()  # nobody holds a connection while the group is written
        said: dict[str, Any] = current_app.extensions["live"].votes.cast(ballot, patience=REQUEST_PATIENCE).said()
        return said

    return _carry_out(here, "vote", carry) or _back(here, code)


@blueprint.post(f"{ROOM}/<code>/withdraw")
def withdraw_by_form(event: str, step: str, code: str) -> ResponseReturnValue:
    """Take one's own question back."""
    here = visit(event, step)

    def carry(here: Visit) -> dict[str, Any]:
        room = here.room()
        withdraw(question_of(room.id, _checked(code), lock=True), actor=here.known_actor, now=now())
        commit()
        return me_of(room.id, here.known_actor)

    return _carry_out(here, "withdraw", carry, said=_("Withdrawn: nobody sees it any more.")) or _back(here)


def _ask(here: Visit, form: AskForm) -> dict[str, Any]:
    words = asked(form.text.data or "", name=form.name.data or "", language=form.language.data or "")
    cid, actor = check_cid(form.cid.data), here.actor
    if not was_asked(here.seat.room, actor=actor, cid=cid):
        here.seat.check_open()
        ask(here.room(), words, actor=actor, cid=cid, now=now())
        commit()
    return me_of(here.room().id, actor)


def _carry_out(
    here: Visit, command: str, carry: Carried, form: AskForm | None = None, *, said: str = ""
) -> ResponseReturnValue | None:
    """Do it; the answer for scripts, the way back to the page for forms. None where the form is to be shown again."""
    try:
        if wait := wait_ms(here.known_actor, network(), command):
            raise TooOften(timedelta(milliseconds=wait))
        answer = carry(here)
    except MeridianError as error:
        db.session.rollback()
        if wants_json():
            return refused(error)
        if form is not None and isinstance(error, RuleBroken) and error.field == "text":
            form.text.errors = [say(error)]
            return None
        flash(say(error), "error")
        return None if form is not None else _back(here)
    if wants_json():
        return answered(answer)
    if form is not None:
        waiting = any(one["state"] == State.PENDING for one in answer["questions"])
        said = _("Sent. It is shown once a moderator has read it.") if waiting else _("Your question is in the list.")
    if said:
        flash(said, "success")
    return _back(here)


def _back(here: Visit, code: str = "") -> Response:
    address = url_for("live.questions", event=here.event, step=here.seat.talk.address, _anchor=code or None)
    return make_response(redirect(address, 303))


def _page(here: Visit, form: AskForm) -> ResponseReturnValue:
    if request.method == "GET" and here.step != here.seat.talk.address:
        return redirect(url_for("live.questions", event=here.event, step=here.seat.talk.address), 301)
    room, actor = here.seat.room, here.known_actor
    form.cid.data = form.cid.data or new_token()
    form.language.data = form.language.data or viewer().language
    page = render_template(
        "live/questions.html",
        form=form,
        vote_form=VoteForm(),
        talk=here.seat.talk,
        event=here.seat.release.programme.event,
        is_open=here.seat.is_open,
        questions=in_order(questions_of(room.id, Audience.PUBLIC)) if room else [],
        votes=set(own_votes(room.id, actor)) if room else set(),
        mine=own_questions(room.id, actor) if room else [],
        state_labels=STATE_LABELS,
        longest_question=LONGEST_QUESTION,
        longest_name=LONGEST_NAME,
        moderates=here.seat.audience is Audience.STAFF,
        has_numbers=settings_of(here.seat.release.event_id).shown != Shown.HIDDEN,
    )
    return here.keep(make_response(page))


def _checked(code: str) -> str:
    if not is_code(code):
        raise NotFound
    return code
