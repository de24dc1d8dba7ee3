"""What is shown on the stages of an event and in single sessions, and the replays: lists, forms, a page to try one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import NotFound
from app.events.models import Event
from app.events.queries import grants_of, managed_event
from app.events.rules import Act, may_change_held
from app.forms import RowForm, made, saved
from app.live import blueprint
from app.live.actions.stages import add_stream, edit_stream, remove_stream
from app.live.forms import StreamForm
from app.live.models import Stream
from app.live.rules.streams import KIND_LABELS, Allowed, SeenStream, openings
from app.live.streams import seen, stream_of, streams_of
from app.live.views.opened import opened_for, sources_of
from app.people.models import Person
from app.schedule.queries.talks import frame_of, talks_of
from app.texts import LocalText
from app.web import acting, settings, signed_in

__all__ = ["change_stream", "drop_stream", "new_stream", "streams", "try_stream"]

STREAMS = "/manage/e/<event>/streams/"


@dataclass(frozen=True)
class Place:
    """Where streams are shown: a stage, one session instead of its stage's, or a session's replay."""

    name: LocalText
    """Empty: the sessions without a stage."""
    stage: str = ""
    code: str = ""
    is_replay: bool = False
    streams: Sequence[SeenStream] = ()
    may_change: bool = True
    """Whether she may: another city may hold the session."""

    @property
    def query(self) -> Mapping[str, str]:
        """How addresses name it."""
        named = {"stage": self.stage, "session": self.code, "replay": "1" if self.is_replay else ""}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Board:
    """An event, whoever works on what it shows, and all places there are."""

    event: Event
    by: Person

    def stages(self) -> list[Place]:
        """The draft's stages; first, where there are any or no stages at all, the sessions without one."""
        known = streams_of(self.event.id).rows
        stages = frame_of(self.event).stages
        names: dict[str, LocalText] = {row.slug: row.name for row in stages}
        gone = {stage for stage, code, _, _ in known if stage and not code} - names.keys()
        names |= {slug: {"en": slug} for slug in sorted(gone)}
        if not names or any(not stage and not code for stage, code, _, _ in known) or self._has_bare():
            names = {"": {}, **names}
        return [
            Place(name, stage=slug, streams=[one for stage, code, _, one in known if not code and stage == slug])
            for slug, name in names.items()
        ]

    def sessions(self) -> list[tuple[Place, Place]]:
        """Each session of the draft with its own streams, and with its replay."""
        known, grants = streams_of(self.event.id).rows, grants_of(self.by, self.event)
        found = []
        for talk in talks_of(self.event):
            may = may_change_held(grants, talk.held_by_id)
            own, replay = (
                Place(
                    talk.title, code=talk.code, is_replay=is_replay, may_change=may,
                    streams=[one for _, code, kept, one in known if code == talk.code and kept == is_replay],
                )
                for is_replay in (False, True)
            )  # fmt: skip
            found.append((own, replay))
        return found

    def place(self, stage: str, code: str, *, is_replay: bool) -> Place:
        """The place of that name. Raises :class:`NotFound`."""
        if code:
            pairs = [each for each in self.sessions() if each[0].code == code]
            if pairs:
                return pairs[0][1 if is_replay else 0]
        elif not is_replay:
            for found in self.stages():
                if found.stage == stage:
                    return found
            if not stage:
                return Place({})
        raise NotFound

    def place_of(self, row: Stream) -> Place:
        """Where a stream is shown; of a session that the draft dropped, by its code."""
        try:
            return self.place(row.stage, row.code, is_replay=row.is_replay)
        except NotFound:
            return Place({"en": row.code}, row.stage, row.code, row.is_replay)

    def page(self, template: str, form: RowForm | None = None, **context: object) -> Response:
        """A page of the event. Its status is the form's."""
        made_of = {"event": self.event, "kind_labels": KIND_LABELS, "form": form, **context}
        response = make_response(render_template(template, **made_of))
        response.status_code = form.status if form is not None else 200
        return response

    def _has_bare(self) -> bool:
        return any(talk.stage_id is None for talk in talks_of(self.event))


def _board(event: str) -> Board:
    by = acting()
    return Board(managed_event(event, by=by, act=Act.EDIT_PROGRAMME), by)


def _allowed() -> Allowed:
    return Allowed(settings().framed, https_only=settings().mode == "production")


@blueprint.get(STREAMS)
@signed_in
def streams(event: str) -> ResponseReturnValue:
    """What each stage shows, and the replays of the sessions."""
    here = _board(event)
    return here.page("live/streams.html", stages=here.stages(), sessions=here.sessions())


@blueprint.route(f"{STREAMS}new", methods=["GET", "POST"])
@signed_in
def new_stream(event: str) -> ResponseReturnValue:
    """Another stream, of the place that the address names."""
    here = _board(event)
    place = here.place(
        request.args.get("stage", ""), request.args.get("session", ""), is_replay=request.args.get("replay") == "1"
    )
    form = StreamForm()

    def add() -> Stream:
        return add_stream(
            here.event, form.values(), _allowed(), by=here.by,
            stage=place.stage, code=place.code, is_replay=place.is_replay,
        )  # fmt: skip

    if form.validate_on_submit() and (row := made(form, add)):
        flash(_("Added. Try it now, before others see it."), "success")
        return redirect(url_for("live.try_stream", event=event, stream=row.id), 303)
    return here.page("live/stream.html", form, place=place, stream=None)


@blueprint.route(f"{STREAMS}<row:stream>/", methods=["GET", "POST"])
@signed_in
def change_stream(event: str, stream: int) -> ResponseReturnValue:
    """Change one."""
    here = _board(event)
    row = stream_of(here.event.id, stream)
    form = StreamForm(row)

    def save() -> None:
        edit_stream(here.event, row, form.values(), _allowed(), expected_version=form.expected, by=here.by)

    def as_it_is() -> StreamForm:
        return StreamForm(stream_of(here.event.id, stream), formdata=None)

    if form.validate_on_submit() and saved(form, save, as_it_is):
        flash(_("Saved. Whoever watches sees it at once."), "success")
        return redirect(url_for("live.try_stream", event=event, stream=stream), 303)
    row = stream_of(here.event.id, stream)
    return here.page("live/stream.html", form, place=here.place_of(row), stream=row)


@blueprint.route(f"{STREAMS}<row:stream>/remove", methods=["GET", "POST"])
@signed_in
def drop_stream(event: str, stream: int) -> ResponseReturnValue:
    """Ask, then remove it."""
    here = _board(event)
    row = stream_of(here.event.id, stream)
    form = RowForm(data={"version": row.version})

    def drop() -> None:
        remove_stream(here.event, row, expected_version=form.expected, by=here.by)

    def as_it_is() -> RowForm:
        return RowForm(data={"version": stream_of(here.event.id, stream).version}, formdata=None)

    if form.validate_on_submit() and saved(form, drop, as_it_is):
        flash(_("Removed."), "success")
        return redirect(url_for("live.streams", event=event), 303)
    row = stream_of(here.event.id, stream)
    return here.page("live/stream_ask.html", form, place=here.place_of(row), stream=seen(row))


@blueprint.get(f"{STREAMS}<row:stream>/try")
@signed_in
def try_stream(event: str, stream: int) -> ResponseReturnValue:
    """The stream as people will see it, whatever the stage's state; says what a stream lacks that does not play."""
    here = _board(event)
    row = stream_of(here.event.id, stream)
    one = seen(row)
    opened = openings([one])
    page = here.page("live/stream_try.html", place=here.place_of(row), stream=one, sources=sources_of(opened))
    return opened_for(page, opened)
