"""schedule.xml and schedule.json of the current release: the same for everybody, made once and kept."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from flask.typing import ResponseReturnValue

from app import zones
from app.exchange import blueprint
from app.exchange.rules import json_writer, xml_writer
from app.exchange.rules.layout import laid_out
from app.exchange.rules.outline import Addresses, Outline
from app.schedule.queries import Released, released
from app.web import settings
from app.web_cache import answer

__all__: list[str] = []


@blueprint.get("/e/<event>/schedule.xml")
def schedule_xml(event: str) -> ResponseReturnValue:
    """The programme as schedule.xml. Texts are in each session's own language, or in ``?lang=``."""
    return _answer(event, xml_writer.write_xml, xml_writer.MIMETYPE)


@blueprint.get("/e/<event>/schedule.json")
def schedule_json(event: str) -> ResponseReturnValue:
    """The programme as schedule.json, likewise."""
    return _answer(event, json_writer.write_json, json_writer.MIMETYPE)


def _answer(event: str, write: Callable[[Outline], bytes], mimetype: str) -> Response:
    release = released(event)
    base = settings().base_url
    language = _language(release)

    def make() -> bytes:
        return write(laid_out(release.programme, Addresses(base), language))

    key = (request.path, language, base, zones.TZ_VERSION, *release.key)
    return answer(key, make, mimetype=mimetype, vary="")


def _language(release: Released) -> str | None:
    """``?lang=``, where the event has texts in it; None = each session's own."""
    wanted = request.args.get("lang", "").lower().replace("_", "-")
    if not wanted:
        return None
    event = release.programme.event
    return wanted if wanted in {*event.languages, *event.title} else None
