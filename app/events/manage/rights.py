"""What the person who looks may do with an event, for templates: a page shows no button that will be refused."""

from __future__ import annotations

from flask import g

from app.events import blueprint
from app.events.models import Event
from app.events.queries import grants_of, likely_languages
from app.events.rules import KIND_WORDS, PART_WORDS, PARTNER_WORDS, STATE_WORDS, TEAM_WORDS, Act, Grants, may

__all__ = ["grants_here"]


def grants_here(event: Event) -> Grants:
    """What the viewer is to the event, looked up once per request."""
    known: dict[int, Grants] = g.setdefault("grants", {})
    if event.id not in known:
        known[event.id] = grants_of(g.get("person"), event)
    return known[event.id]


@blueprint.app_template_global()
def allowed(event: Event, act: str) -> bool:
    """Whether the viewer may do this: ``allowed(event, "release")``."""
    return may(grants_here(event), Act(act))


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Words of events, each still to be translated: ``{{ _(PART_WORDS[host.part]) }}``."""
    return {
        "KIND_WORDS": KIND_WORDS,
        "PARTNER_WORDS": PARTNER_WORDS,
        "PART_WORDS": PART_WORDS,
        "STATE_WORDS": STATE_WORDS,
        "TEAM_WORDS": TEAM_WORDS,
        "likely_languages": likely_languages,
    }
