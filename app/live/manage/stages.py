"""A moderator's hand on the stage of a room: begin, break, end, and back to what the schedule says."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.db import commit
from app.errors import NotFound
from app.forms import AskForm
from app.live import blueprint
from app.live.actions.stages import set_hand
from app.live.manage.consoles import Console, Trouble, console_at
from app.live.rules.stage import STATE_LABELS, Hand
from app.web import signed_in

__all__ = ["end_stage", "stage"]

ROOM = "/manage/e/<event>/rooms/<code>/"


@blueprint.post(f"{ROOM}stage")
@signed_in
def stage(event: str, code: str) -> ResponseReturnValue:
    """Hold the stage at a state, or let it follow the schedule. The end has a page that asks."""
    here = console_at(event, code)
    wanted = request.form.get("hand", "")
    if wanted not in set(Hand) - {Hand.ENDED} or here.stage() is None:
        return here.shown(Trouble(_("Choose one of the list."), status=400))
    return _held(here, Hand(wanted))


@blueprint.route(f"{ROOM}end", methods=["GET", "POST"])
@signed_in
def end_stage(event: str, code: str) -> ResponseReturnValue:
    """Asks, then ends the session for everybody."""
    here = console_at(event, code)
    if here.stage() is None:
        raise NotFound
    form = AskForm()
    if form.validate_on_submit():
        return _held(here, Hand.ENDED)
    return here.page("live/console_end.html", form=form)


def _held(here: Console, hand: Hand) -> ResponseReturnValue:
    set_hand(here.room(), hand, by=here.by)
    commit()
    now = console_at(here.event.slug, here.seat.talk.code).stage()
    if now is not None:
        flash(_("The stage now: %(state)s.", state=_(STATE_LABELS[now.state])), "success")
    return here.back()
