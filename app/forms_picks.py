"""Choosing one of several in a form. All values are strings, "" is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape
from wtforms.fields import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import Select

from app.forms_fields import Given

__all__ = ["Choice", "PickField", "in_words", "option", "picked"]

Choice: TypeAlias = Any
"""A SelectChoice: new in WTForms 3.3, and not yet in its types."""


class _Options(Select):
    """A select whose options look as those of WTForms, which takes four times as long for a list of all time zones."""

    @classmethod
    def render_option(cls, choice: Choice) -> Markup:  # type: ignore[override] # its types are those before 3.3
        chosen = " selected" if choice.selected else ""
        label = escape(choice.label or choice.value)
        return Markup(f'<option{chosen} value="{escape(choice.value)}">{label}</option>')  # noqa: S704 - escaped


class PickField(SelectField):
    """One of some rows, or none; the form fills in what there is to choose from."""

    widget = _Options()

    def __init__(self, *args: Given, **kw: Given) -> None:
        super().__init__(*args, **{"choices": [], **kw})
        self.invalid_choice_message = _("Choose one from the list.")

    def process_data(self, value: object) -> None:
        self.data = "" if value is None else str(value)

    def offer(self, choices: Iterable[tuple[object, str]], none: str = "") -> None:
        """What there is to choose from, (value, words); ``none`` are the words for choosing nothing."""
        self.choices = [*([option("", none)] if none else []), *(option(value, words) for value, words in choices)]

    def begin_with(self, row_id: object) -> None:
        """What is chosen in a form that nobody has sent yet; None leaves it open."""
        if not self.raw_data and row_id is not None:
            self.data = str(row_id)

    @property
    def picked(self) -> int | None:
        """The row (id) that is chosen."""
        return picked(self.data)


def option(value: object, label: object, group: str | None = None) -> Choice:
    """A choice of a select."""
    return SelectChoice(str(value), label, optgroup=group)


def in_words(words: Mapping[Any, str]) -> list[Choice]:
    """Choices that are the same in every form; their words are marked, and said in the reader's language when shown."""
    return [option(value, _(said)) for value, said in words.items()]


def picked(value: str | None) -> int | None:
    """The row (id) that a select names; the select has refused what is none of its choices."""
    return int(value) if value else None
