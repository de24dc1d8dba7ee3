"""Tracks, parts, stages and glossary of an event: four short lists that work alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import NotFound
from app.events.models import Event
from app.events.queries import cities_for
from app.events.rules import Act
from app.forms import RowForm, saved
from app.schedule import blueprint
from app.schedule.actions.frame import Piece, add_piece, edit_piece, name_of, remove_piece, shift_piece
from app.schedule.forms.frame import PartForm, StageForm, TermForm, TrackForm
from app.schedule.manage.desk import desk
from app.schedule.models import Stage
from app.schedule.queries.talks import Frame, frame_of, uses_of
from app.web import signed_in

__all__ = ["change_piece", "new_piece", "order_piece", "pieces", "remove"]

PIECES = "/manage/e/<event>/<any(tracks, parts, stages, glossary):what>"


@dataclass(frozen=True)
class _Kind:
    """One of the four lists: its form (of an event's row or of none), its rows."""

    form: Callable[..., Any]
    rows: Callable[[Frame], Any]


def _stage_form(event: Event, stage: Stage | None = None, **kwargs: Any) -> StageForm:  # noqa: ANN401 - the form's own
    return StageForm(cities_for(event), stage, **kwargs)


def _of_any_event(form: Callable[..., RowForm]) -> Callable[..., RowForm]:
    return lambda _event, row=None, **kwargs: form(row, **kwargs)


_KINDS: Mapping[str, _Kind] = {
    "tracks": _Kind(_of_any_event(TrackForm), lambda frame: frame.tracks),
    "parts": _Kind(_of_any_event(PartForm), lambda frame: frame.parts),
    "stages": _Kind(_stage_form, lambda frame: frame.stages),
    "glossary": _Kind(_of_any_event(TermForm), lambda frame: frame.glossary),
}


@blueprint.get(f"{PIECES}/")
@signed_in
def pieces(event: str, what: str) -> Response:
    """The list, in its order."""
    here = desk(event)
    rows = _KINDS[what].rows(frame_of(here.event))
    return here.show(
        "schedule/pieces.html", what=what, rows=rows, name_of=name_of, uses=uses_of(here.event, what), order=RowForm()
    )


@blueprint.route(f"{PIECES}/new", methods=["GET", "POST"])
@signed_in
def new_piece(event: str, what: str) -> ResponseReturnValue:
    """Add one."""
    here = desk(event, Act.EDIT_PROGRAMME)
    form = _KINDS[what].form(here.event)
    if form.validate_on_submit() and saved(form, lambda: add_piece(here.event, form.values(), by=here.person)):
        flash(_("Added."), "success")
        return redirect(url_for("schedule.pieces", event=event, what=what))
    return here.show("schedule/piece.html", form, what=what, piece=None, name="")


@blueprint.route(f"{PIECES}/<row:row_id>/", methods=["GET", "POST"])
@signed_in
def change_piece(event: str, what: str, row_id: int) -> ResponseReturnValue:
    """Change one."""
    here = desk(event, Act.EDIT_PROGRAMME)
    kind = _KINDS[what]
    piece = _piece(here.event, kind, row_id)
    form = kind.form(here.event, piece)

    def save() -> None:
        edit_piece(piece, form.values(), expected_version=form.expected, by=here.person)

    if form.validate_on_submit() and saved(
        form, save, lambda: kind.form(here.event, _piece(here.event, kind, row_id), formdata=None)
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("schedule.pieces", event=event, what=what))
    piece = _piece(here.event, kind, row_id)
    return here.show("schedule/piece.html", form, what=what, piece=piece, name=name_of(piece))


@blueprint.post(f"{PIECES}/<row:row_id>/order")
@signed_in
def order_piece(event: str, what: str, row_id: int) -> ResponseReturnValue:
    """One place up or down."""
    here = desk(event, Act.EDIT_PROGRAMME)
    piece, form = _piece(here.event, _KINDS[what], row_id), RowForm()
    if form.validate_on_submit():
        saved(form, lambda: shift_piece(piece, up=request.form.get("to") == "up", by=here.person))
    return redirect(url_for("schedule.pieces", event=event, what=what, _anchor=f"row-{row_id}"))


@blueprint.route(f"{PIECES}/<row:row_id>/delete", methods=["GET", "POST"])
@signed_in
def remove(event: str, what: str, row_id: int) -> ResponseReturnValue:
    """Ask, saying how many sessions it takes it from; then remove it."""
    here = desk(event, Act.EDIT_PROGRAMME)
    kind = _KINDS[what]
    piece = _piece(here.event, kind, row_id)
    form = RowForm(data={"version": piece.version})

    def save() -> None:
        remove_piece(piece, expected_version=form.expected, by=here.person)

    def as_it_is() -> RowForm:
        return RowForm(data={"version": _piece(here.event, kind, row_id).version}, formdata=None)

    if form.validate_on_submit() and saved(form, save, as_it_is):
        flash(_("Deleted."), "success")
        return redirect(url_for("schedule.pieces", event=event, what=what))
    name, used = name_of(_piece(here.event, kind, row_id)), uses_of(here.event, what).get(row_id, 0)
    return here.show("schedule/piece_ask.html", form, what=what, name=name, used=used)


def _piece(event: Event, kind: _Kind, row_id: int) -> Piece:
    """The event's row of that id. Raises NotFound, also for rows of other events."""
    for row in kind.rows(frame_of(event)):
        if row.id == row_id:
            found: Piece = row
            return found
    raise NotFound
