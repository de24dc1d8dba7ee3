"""The room as JSON, for the page's scripts and for those whose network blocks sockets."""

from __future__ import annotations

import hashlib

import orjson
from flask import Response, request
from flask_wtf.csrf import generate_csrf

from app.live import blueprint
from app.live.messages import me_of, snapshot
from app.live.rules.said import Audience
from app.live.stages import stage_said
from app.live.views.seating import visit

__all__ = ["room_snapshot"]


@blueprint.get("/e/<event>/s/<step>/room.json")
def room_snapshot(event: str, step: str) -> Response:
    """All that a screen needs to begin: the questions, one's own, and what commands by plain HTTP have to carry."""
    here = visit(event, step)
    room = here.opened()
    audience = here.seat.audience
    said = {
        **snapshot(room.id, audience),
        "session": f"{event}/{here.seat.talk.code}",
        "me": me_of(room.id, here.known_actor),
        "role": audience.value,
        "rights": ["moderate"] if audience is Audience.STAFF else [],
        "open": here.seat.is_open,
        "stage": stage_said(here.seat),
        "socket": "/socket.io/",
    }
    tag = hashlib.blake2b(orjson.dumps(said), digest_size=12).hexdigest()
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = Response(orjson.dumps({**said, "csrf": generate_csrf()}), mimetype="application/json")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return here.keep(response)
