"""The page behind a mailed invitation to an event's team: it shows on GET and joins on POST."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.db import commit, db
from app.events import blueprint
from app.events.actions.team import accept_invite
from app.events.models import TeamInvite
from app.events.queries import invite_by_link
from app.events.rules import InviteState, invite_state
from app.forms import AskForm
from app.people.models import Person
from app.people.rules import shown_name
from app.web import acting, signed_in
from app.web_limits import limiter

__all__: list[str] = []


@blueprint.get("/team-invitations/<token>")
@limiter.limit("60 per 15 minutes")
def invitation(token: str) -> ResponseReturnValue:
    """What the invitation is to, and what to do: accept, sign in, or why it leads nowhere any more."""
    row = invite_by_link(token)
    return _page(row)


def _page(row: TeamInvite, status: int = 200) -> ResponseReturnValue:
    state = invite_state(accepted_at=row.accepted_at, revoked_at=row.revoked_at, expires_at=row.expires_at, now=now())
    person = g.get("person")
    sender = db.session.get(Person, row.invited_by_id) if row.invited_by_id else None
    page = render_template(
        "events/invitation.html", invite=row, event=row.event, state=state, person=person, form=AskForm(),
        is_hers=person is not None and person.email == row.email, here=request.path,
        sender=shown_name(sender.name, sender.email) if sender else "",
    )  # fmt: skip
    return page, status, {"Referrer-Policy": "same-origin"}  # the link is a secret; as in people.views.sign_in


@blueprint.post("/team-invitations/<token>")
@limiter.limit("60 per 15 minutes")
@signed_in
def accept(token: str) -> ResponseReturnValue:
    """Join the team."""
    by, row = acting(), invite_by_link(token)
    state = invite_state(accepted_at=row.accepted_at, revoked_at=row.revoked_at, expires_at=row.expires_at, now=now())
    if state != InviteState.OPEN or by.email != row.email or not AskForm().validate_on_submit():
        return _page(row, 400)
    accept_invite(row, by=by, now=now())
    commit()
    flash(_("Welcome to the team. This is where the event stands."), "success")
    return redirect(url_for("desk.overview", event=row.event.slug))
