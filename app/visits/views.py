"""Beats by plain HTTP, the numbers that everybody may see, and the page that says what is counted."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.browsers import age_of, browser_name, give_token, token_in
from app.db import begin_request
from app.errors import N_, Busy, NotFound, RuleBroken
from app.i18n import say
from app.schedule.queries import Released, released
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import ReleasedSession
from app.visits import blueprint
from app.visits.hearing import NEXT_MS, Sender, hear
from app.visits.recent import Recent
from app.visits.rules.hours import DOORS, OVERRUN
from app.web import viewer
from app.web_limits import limiter, network
from app.web_pages import public_page
from app.web_safety import check_own_page, csrf

__all__ = ["beat", "counting", "session_shown", "shown"]

LARGEST = 4096
"""Bytes of a beat."""


@blueprint.post("/e/<event>/s/<step>/beat")
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.limit("6000 per minute")
def beat(event: str, step: str) -> ResponseReturnValue:
    """A sign of life of somebody who has the room open.

    Without the form token: ``sendBeacon`` can set no header, and a browser that refuses cookies, whom we count by its
    network, has no session to keep a token in. Instead it must be known to come from a page of ours
    (:func:`app.web_safety.check_own_page`), which no other site can forge; and it changes nothing but a count.
    """
    begin_request(writes=False)  # the write is the group's; here nothing must wait for SQLite's one writer
    code = code_in(step)
    if code not in released(event).programme.by_code:
        raise NotFound
    check_own_page()
    try:
        return _answer(event, code)
    except Busy as error:
        answer = jsonify({"ok": False, "error": "busy", "message": say(error), "retry_ms": NEXT_MS})
        return answer, 503, {"Retry-After": str(NEXT_MS // 1000)}


def _answer(event: str, code: str) -> Response:
    token = token_in(dict(request.cookies))
    sender = Sender(
        person=viewer().person,
        browser=None if token is None else browser_name(token),
        age=None if token is None else age_of(token),
        network=network(),
        agent=request.headers.get("User-Agent", ""),
        headers=dict(request.headers),
    )
    heard = hear(event, code, _given(), sender, current_app.extensions["counting"])
    response = Response(mimetype="application/json")
    again = heard.again and give_token(response, None)  # where there is none now, a later beat gets one
    said = {"ok": True, "counted": heard.is_counted, "mode": heard.mode, "again": again, "next_ms": NEXT_MS}
    response.set_data(orjson.dumps(said))
    return response


def _given() -> dict[str, Any]:
    """The beat's content: one JSON object, strictly (RFC 8259)."""
    request.max_content_length = LARGEST  # also of what is sent in chunks and does not say how long it is
    if request.mimetype != "application/json" or (request.content_length or 0) > LARGEST:
        raise RuleBroken(N_("This is no beat: one JSON object is."))
    try:
        given = orjson.loads(request.get_data(cache=False))
    except ValueError as error:
        raise RuleBroken(N_("This is no beat: one JSON object is.")) from error
    if not isinstance(given, dict):
        raise RuleBroken(N_("This is no beat: one JSON object is."))
    return given


@blueprint.get("/e/<event>/numbers")
def shown(event: str) -> ResponseReturnValue:
    """The numbers of an event, as its organizers show them."""
    return _shown(released(event), None)


@blueprint.get("/e/<event>/s/<step>/numbers")
def session_shown(event: str, step: str) -> ResponseReturnValue:
    """The numbers of a session, as the organizers show them. Its page takes them from here, for it is kept longer."""
    release = released(event)
    talk = release.programme.by_code.get(code_in(step))
    if talk is None:
        raise NotFound
    return _shown(release, talk)


def _shown(release: Released, talk: ReleasedSession | None) -> ResponseReturnValue:
    recent: Recent = current_app.extensions["recent numbers"]
    numbers = recent.of(release, talk)
    context = {"event": release.programme.event, "talk": talk, "numbers": numbers}
    return public_page("visits/shown.html", (*release.key, numbers), lambda: context)


@blueprint.get("/counting")
def counting() -> ResponseReturnValue:
    """What the numbers mean, for everybody who reads one."""
    minutes = {"doors": int(DOORS.total_seconds()) // 60, "overrun": int(OVERRUN.total_seconds()) // 60}
    return public_page("visits/counting.html", (), lambda: minutes)
