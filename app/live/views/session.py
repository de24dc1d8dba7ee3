"""A session's page: the room before, during and after it is live."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, zones
from app.errors import NotFound
from app.live import blueprint
from app.live.rules.asking import LONGEST_NAME, LONGEST_QUESTION
from app.live.rules.stage import STATE_LABELS, Stage, StageState
from app.live.seats import takes_questions
from app.live.stages import stage_at
from app.live.streams import held
from app.live.views.opened import opened_for, sources_of
from app.prose import Note, mention
from app.schedule.queries import Released, released
from app.schedule.rules import shown
from app.schedule.rules.board import board_of
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import GlossaryTerm, Programme, ReleasedSession
from app.schedule.rules.shown import Reader
from app.schedule.rules.structured import session_data
from app.texts import text_in
from app.web import absolute_url
from app.web_pages import public_page, reader

__all__ = ["session"]

SOON: Final = timedelta(hours=1)
"""So long before its start stage and questions come first on the page."""


@blueprint.get("/e/<event>/s/<step>/")
def session(event: str, step: str) -> ResponseReturnValue:
    """The session's page. An old or wrong title in the address leads to the right one."""
    release = released(event)
    talk = release.programme.by_code.get(code_in(step))
    if talk is None:
        raise NotFound
    if step != talk.address:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(url_for("live.session", event=event, step=talk.address) + query, 301)
    now = clock.now()
    live = held(release, talk.code)
    stage, is_open = stage_at(release, talk, live, now), takes_questions(release, talk, live.asking, now)
    key = (*release.key, _standing(talk, now), release.is_over(now), is_open, *_stage_key(stage, now))
    page = public_page("live/session.html", key, lambda: {**_context(release, talk, stage, now), "is_open": is_open})
    return opened_for(page, stage.openings) if stage else page


def _standing(talk: ReleasedSession, now: datetime) -> str:
    """Where the session stands by the schedule: ``open`` (no time yet), ``before``, ``live``, ``after``."""
    if talk.starts_at is None or talk.ends_at is None:
        return "open"
    if now < talk.starts_at:
        return "before"
    return "live" if now < talk.ends_at else "after"


def _stage_key(stage: Stage | None, now: datetime) -> tuple[object, ...]:
    """What the page says of the stage as of its making; the same for all, so it stays one that can be kept."""
    if stage is None:
        return ()
    return (stage.state, _is_first(stage, now), *stage.streams, "replays", *stage.replays)


def _is_first(stage: Stage, now: datetime) -> bool:
    """Whether stage and questions come before what the page says of the session: it goes on, or is about to."""
    if stage.state is StageState.WAITING:
        return stage.starts_at is not None and now >= stage.starts_at - SOON
    return stage.state is not StageState.ENDED


def _context(release: Released, talk: ReleasedSession, stage: Stage | None, now: datetime) -> Mapping[str, Any]:
    programme = release.programme
    who = reader(programme.event.zone)
    notes = _notes(programme, talk, who)
    abstract = text_in(talk.abstract, who.language, *programme.event.languages).text
    before, after = _neighbours(programme, talk)
    address = {"event": programme.event.slug, "step": talk.address}
    url, event_url = absolute_url("live.session", **address), absolute_url("site.event", event=programme.event.slug)
    return {
        "release": release,
        "programme": programme,
        "event": programme.event,
        "talk": talk,
        "row": shown.row(programme, talk, who),
        "standing": _standing(talk, now),
        "is_over": release.is_over(now),
        "stage": stage,
        "stage_label": STATE_LABELS[stage.state] if stage else "",
        "stage_first": bool(stage and _is_first(stage, now)),
        "stage_sources": sources_of(stage.openings) if stage else [],
        "has_streams": bool(stage and (stage.streams or stage.replays)),
        "board": board_of(programme, talk.starts_at, talk.ends_at, who) if talk.starts_at and talk.ends_at else None,
        "heading": who.words.heading(shown.day_of(talk.starts_at, who)) if talk.starts_at else "",
        "reader": who,
        "zone_name": shown.zone_name(programme, who),
        "offset": zones.offsets_label(talk.starts_at or now, talk.ends_at or now, who.zone),
        "notes": [term for term, _ in notes],
        "marks": [mark for _, mark in notes],
        "later_marks": [mark for _, mark in notes if mention(mark.term, abstract) == len(abstract)],
        "part": next((part for part in programme.parts if part.number == talk.part), None),
        "before": before,
        "after": after,
        "data": session_data(programme, talk, url, event_url, who.language),
        "called_off": programme.took_along(talk),
        "longest_question": LONGEST_QUESTION,
        "longest_name": LONGEST_NAME,
    }


def _notes(programme: Programme, talk: ReleasedSession, who: Reader) -> list[tuple[GlossaryTerm, Note]]:
    """The terms that the session explains, numbered as a reader comes upon them in its texts."""
    spoken = programme.event.languages
    text = "\n".join(text_in(text, who.language, *spoken).text for text in (talk.abstract, talk.description))
    known = [programme.term_by_key[key] for key in talk.glossary if key in programme.term_by_key]
    words = [(term, text_in(term.term, who.language, *spoken).text) for term in known]
    words.sort(key=lambda pair: mention(pair[1], text))
    return [(term, Note(word, f"note-{term.key}", number)) for number, (term, word) in enumerate(words, start=1)]


def _neighbours(programme: Programme, talk: ReleasedSession) -> tuple[ReleasedSession | None, ReleasedSession | None]:
    """The sessions before and after on the same stage."""
    line = [other for other in programme.sessions if other.stage == talk.stage and other.starts_at is not None]
    if talk not in line:
        return None, None
    place = line.index(talk)
    return (line[place - 1] if place else None), (line[place + 1] if place + 1 < len(line) else None)
