"""Forms of rows that several people edit: what was typed is kept, refusals stand at their fields, nobody overwrites.

A form carries the version of the row it was made from and a mark of each value. Where somebody else saved first
(:class:`~app.errors.Stale`), the form is shown again (409) with both values of what both changed, the other's values
where only she changed something, and the new version: saving again keeps what the form then says (promise P9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol, TypeVar, runtime_checkable

from flask import Flask, Response, make_response, render_template, request
from flask_babel import format_date, gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms.fields import BooleanField, Field, HiddenField, IntegerField, SelectField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app import zones
from app.db import commit, db
from app.errors import RuleBroken, Stale
from app.forms_fields import LocalTextField, fingerprint, language_choices
from app.i18n import language, say

__all__ = ["AskForm", "Conflict", "RowForm", "answer", "init_app", "made", "posted_version", "saved"]

T = TypeVar("T")

PREVIEW = "preview"
"""Name of the button that shows texts without saving them."""


@runtime_checkable
class Said(Protocol):
    """A field that says its value in its own way."""

    def said(self) -> str:
        """The value for people to read."""
        ...


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile. ``settled``: she alone changed it, her value stands in the form."""

    name: str
    label: str
    theirs: str
    yours: str
    settled: bool


class AskForm(FlaskForm):
    """Nothing but the protection against forged requests: a question to say yes to."""


class RowForm(FlaskForm):
    """A form of one row. New rows have no version."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    base = HiddenField()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Flask-WTF's own
        super().__init__(**kwargs)
        self.stale = False
        self.conflicts: list[Conflict] = []
        if kwargs.get("formdata", ...) is None or not self.is_submitted():
            self.base.data = self._marks()

    @property
    def expected(self) -> int:
        """The version that the row must still have; a form without one is out of date by itself."""
        posted = self.version.data if self.version.raw_data else None  # else the field holds the row's own
        return -1 if posted is None else posted

    @property
    def is_preview(self) -> bool:
        """Whether the button "Preview" was pressed: texts are shown as they will look, nothing is saved."""
        return self.is_submitted() and PREVIEW in request.form

    def validate_on_submit(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - Flask-WTF's own
        """Whether what was typed should be saved and can be."""
        return not self.is_preview and bool(super().validate_on_submit(extra_validators))

    @property
    def status(self) -> int:
        """The answer's status: 409 stale, 400 refused, else 200."""
        return 409 if self.stale else 400 if self.errors else 200

    def refuse(self, error: RuleBroken) -> None:
        """Say a refusal at its field, or above the form."""
        if error.field is not None and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, say(error)]
        else:
            self.form_errors.append(say(error))

    def meet(self, now: RowForm) -> None:
        """Show what somebody else saved: ``now`` is the same form made from the row as it is."""
        self.stale = True
        before = dict(pair.split(":", 1) for pair in (self.base.data or "").split(",") if ":" in pair)
        for mine in self.editable():
            theirs = now[mine.name]
            base = before.get(mine.name)
            if mine.data == theirs.data or base == fingerprint(theirs.data):
                continue
            settled = base == fingerprint(mine.data)
            label = str(mine.label.text)
            self.conflicts.append(Conflict(mine.name, label, said(theirs), said(mine), settled=settled))
            if settled:
                _take(mine, theirs)
        for hidden in self:
            if isinstance(hidden.widget, HiddenInput) and hidden.name != self.meta.csrf_field_name:
                hidden.data, hidden.raw_data = now[hidden.name].data, None

    def editable(self) -> Iterator[Field]:
        """The fields that people fill in."""
        return (field for field in self if not isinstance(field.widget, HiddenInput))

    def _marks(self) -> str:
        return ",".join(f"{field.name}:{fingerprint(field.data)}" for field in self.editable())


def _take(mine: Field, theirs: Field) -> None:
    if isinstance(mine, LocalTextField):
        mine.process_data(theirs.data)
    else:
        mine.data, mine.raw_data = theirs.data, None


def said(field: Field) -> str:
    """A field's value for people to read."""
    value = field.data
    if isinstance(field, Said):
        return field.said()
    if isinstance(field, BooleanField):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(field, SelectField):
        choices: Any = field.iter_choices()
        return next((str(choice.label) for choice in choices if choice.selected), "")
    if isinstance(value, date) and not isinstance(value, datetime):
        return str(format_date(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def made(form: RowForm, act: Callable[[], T], now: Callable[[], RowForm] | None = None) -> T | None:
    """What the action gives, committed. None: refused, nothing is written, and the form says why.

    ``now`` makes the same form from the row as it is, for the case that somebody else was faster.
    """
    try:
        result = act()
        commit()
    except (Stale, StaleDataError):
        db.session.rollback()
        if now is None:
            raise
        form.meet(now())
        return None
    except RuleBroken as error:
        db.session.rollback()
        form.refuse(error)
        return None
    return result


def saved(form: RowForm, act: Callable[[], object], now: Callable[[], RowForm] | None = None) -> bool:
    """Whether the action was done and committed; as :func:`made`, for actions that give nothing."""
    return made(form, lambda: (act(),), now) is not None


def posted_version() -> int:
    """The version that a button's little form was made from; without one it is out of date by itself."""
    version = request.form.get("version", type=int)
    return -1 if version is None else version


def answer(template: str, form: RowForm, **context: Any) -> Response:  # noqa: ANN401 - the template's own
    """The form's page: 200 at first, 400 where something is refused, 409 where it is stale."""
    response = make_response(render_template(template, form=form, **context))
    response.status_code = form.status
    return response


def init_app(app: Flask) -> None:
    """The choices that templates/parts/edits.html shows."""
    app.jinja_env.globals.update(
        language_choices=lambda: language_choices(language()),
        zone_choices=zones.choices,
    )
