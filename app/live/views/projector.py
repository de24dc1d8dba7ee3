"""The projector: what a hall reads. It says what everybody may see and no more, whoever opens it (promise P5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import render_template
from flask.typing import ResponseReturnValue

from app.clock import now
from app.live import blueprint
from app.live.queries import questions_of
from app.live.rules.said import Audience, SeenQuestion, in_order
from app.live.rules.stage import STATE_LABELS
from app.live.rules.states import FROZEN, State
from app.live.seats import seat_in
from app.live.stages import stage_of
from app.schedule.rules.board import board_of
from app.schedule.rules.codes import code_in
from app.web import absolute_url
from app.web_pages import reader

__all__ = ["projector"]

NEXT = 4
"""Questions below the large one, at most; the sheet shows as many as there is room for."""


@dataclass(frozen=True)
class Slide:
    """What the hall sees: one question large, the next ones small."""

    question: SeenQuestion | None
    following: Sequence[SeenQuestion]
    more: int

    @property
    def is_live(self) -> bool:
        """Whether it is being answered, rather than the first in line."""
        return self.question is not None and self.question.state == State.LIVE

    @property
    def size(self) -> str:
        """How large it can be written: ``short``, ``middle``, ``long`` or ``longest``, by the width of its letters."""
        width = _width(self.question.text) if self.question else 0
        return next((name for name, most in _SIZES if width <= most), "longest")


_SIZES = (("short", 60), ("middle", 130), ("long", 240))


def _width(text: str) -> float:
    """About as many Latin letters as take the same place: those of East Asia are twice as wide."""
    return sum(1.9 if "\u1100" <= letter <= "\uffdc" else 1 for letter in text)


def slide_of(questions: Sequence[SeenQuestion]) -> Slide:
    """The one that is being answered, else the first in line, and those after it."""
    line = [one for one in in_order(questions) if one.state not in FROZEN]
    shown = next((one for one in line if one.state == State.LIVE), line[0] if line else None)
    rest = [one for one in line if one is not shown]
    return Slide(shown, rest[:NEXT], max(0, len(rest) - NEXT))


@blueprint.get("/e/<event>/s/<step>/projector")
def projector(event: str, step: str) -> ResponseReturnValue:
    """One question in letters that a hall can read, the way to ask, and what time it is in the host cities."""
    seat = seat_in(event, code_in(step), by=None)
    programme, moment = seat.release.programme, now()
    who = reader(programme.event.zone)
    hosts = [row for row in board_of(programme, moment, moment, who).rows if row.part]  # "home" is one too
    address = absolute_url("live.questions", event=event, step=seat.talk.code)
    return render_template(
        "live/projector.html",
        event=programme.event,
        talk=seat.talk,
        slide=slide_of(questions_of(seat.room.id, Audience.PUBLIC) if seat.room else []),
        is_open=seat.is_open,
        stage=stage_of(seat),
        stage_labels=STATE_LABELS,
        reader=who,
        address=address,
        short_address=address.split("://", 1)[1],
        code=_code_of(address),
        clocks=hosts,
    )


@lru_cache(maxsize=256)
def _code_of(address: str) -> str:
    """The address as a QR code, an SVG image in a data address: nothing is loaded for it, nothing runs in it."""
    uri: str = segno.make(address, error="m", micro=False).svg_data_uri(border=3, dark="#0c121e", light="#fff")
    return uri
