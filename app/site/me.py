"""Who is signed in, asked by a script beside each page: pages that are kept for everybody hold no person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from flask import Response, g, get_flashed_messages, jsonify, session

from app.clock import now
from app.db import OUTAGES, commit, db, reason_of, writing
from app.events.queries import manages_events
from app.people import glue
from app.people.actions import see
from app.people.models import SignIn
from app.people.rules import initials, shown_name
from app.site import blueprint

__all__: list[str] = []

log = structlog.get_logger(__name__)

SEEN_EVERY = timedelta(hours=1)


@blueprint.get("/me.json")
def me() -> Response:
    """``{"person": null}``, or her name, initials and what the head of the page offers her. Never kept anywhere.

    ``messages`` are what the last action had to say, where the page that came after it is one that is kept.
    """
    person = g.get("person")
    said = _said()
    if person is None:
        if not g.get("person_unknown") and glue.KEY in session:
            session.clear()  # an ended session is asked about no more
        return jsonify(person=None, **said)
    name = shown_name(person.name, person.email)
    answer = jsonify(
        person={
            "name": name,
            "initials": initials(name),
            "manages": person.is_organizer or person.is_admin or manages_events(person),
            "admin": person.is_admin,
        },
        **said,
    )
    if now() - g.sign_in.seen_at > SEEN_EVERY:
        _see(g.sign_in)
    return answer


def _said() -> dict[str, list[dict[str, str]]]:
    messages: Any = get_flashed_messages(with_categories=True)  # pairs, which its types do not say
    return {"messages": [{"kind": kind, "text": str(text)} for kind, text in messages]} if messages else {}


def _see(sign_in: SignIn) -> None:
    """Note that this browser was seen, and give its cookie another month. Where that fails nobody is told."""
    db.session.expunge(sign_in)
    db.session.rollback()  # what was read above began a transaction that cannot write any more
    try:
        with writing():
            see(sign_in, now=now())
            commit()
    except OUTAGES as error:
        log.warning("not noted that a browser was seen", error=reason_of(error))
        db.session.rollback()
    else:
        session.modified = True
