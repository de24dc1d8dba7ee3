"""Sessions into the agenda and out of it: by a page that asks, and by buttons that scripts put on public pages."""

from __future__ import annotations

from flask import Response, flash, g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.audience import blueprint
from app.audience.actions import pick, put_back
from app.audience.forms import PickForm
from app.audience.queries import has_picked, picks_of
from app.clock import now
from app.db import commit
from app.errors import NotFound
from app.schedule.queries import Released, released, released_events
from app.schedule.rules import shown
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import ReleasedSession
from app.web import acting, signed_in
from app.web_errors import wants_json
from app.web_pages import reader

__all__: list[str] = []

PICK = "/e/<event>/s/<step>/agenda"


@blueprint.get("/agenda.json")
def picked() -> Response:
    """``{"picked": null}`` to visitors, else ``["event/code", …]`` and the token that forms carry. Never kept anywhere.

    Beside pages that are the same for everybody: a script marks there what is hers.
    """
    person = g.get("person")
    if person is None:
        return jsonify(picked=None)
    picks = picks_of(person)
    slugs = {release.event_id: release.slug for release in released_events(event_id for event_id, _code in picks)}
    known = [f"{slugs[event_id]}/{code}" for event_id, code in picks if event_id in slugs]
    return jsonify(picked=known, csrf=generate_csrf())


@blueprint.get(PICK)
@signed_in
def asked(event: str, step: str) -> ResponseReturnValue:
    """The session, and a button: whoever had to sign in first comes back here."""
    release, talk = _session(event, step)
    programme = release.programme
    who = reader(programme.event.zone)
    return render_template(
        "audience/pick.html",
        form=PickForm(),
        event=programme.event,
        talk=talk,
        row=shown.dated([shown.row(programme, talk, who)])[0],
        zone_name=shown.zone_name(programme, who),
        is_over=release.is_over(now()),
        is_picked=has_picked(acting(), release.event_id, talk.code),
    )


@blueprint.post(PICK)
@signed_in
def chosen(event: str, step: str) -> ResponseReturnValue:
    """Have the session in the agenda, or not: as the form says, however often it is sent."""
    by, form = acting(), PickForm()
    release, talk = _session(event, step)
    wanted = form.wanted()
    if wanted:
        pick(release.event_id, talk.code, by=by, now=now())
    else:
        put_back(release.event_id, talk.code, by=by)
    commit()
    if wants_json():
        return jsonify(picked=wanted)
    if form.back.data == "agenda":
        out = None if wanted else f"{event}/{talk.code}"
        return redirect(url_for("audience.agenda", out=out), 303)
    flash(_("The session is in your agenda.") if wanted else _("The session is no longer in your agenda."), "success")
    return redirect(url_for("audience.asked", event=event, step=step), 303)


def _session(event: str, step: str) -> tuple[Released, ReleasedSession]:
    """The session as everybody sees it. Raises :class:`NotFound`."""
    release = released(event)
    talk = release.programme.by_code.get(code_in(step))
    if talk is None:
        raise NotFound
    return release, talk
