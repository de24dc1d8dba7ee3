"""Fields that only the programme's forms have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.fields import Field, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget, TextArea, TextInput

from app.errors import RuleBroken
from app.i18n import say
from app.schedule.rules.programme import Link
from app.schedule.rules.values import check_link, tags_in
from app.texts import clean_line

__all__ = ["AnswerField", "LinksField", "PicksField", "TagsField"]


class AnswerField(HiddenField):
    """What the form carries along hidden, unless a button of the same name was pressed: browsers send that one last."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[-1]


class PicksField(SelectMultipleField):
    """Any of some rows, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.choices = []
        self.invalid_choice_message = _("Choose from the list.")

    def said(self) -> str:
        """The words of what is ticked."""
        choices: Any = self.iter_choices()
        return ", ".join(str(choice.label) for choice in choices if choice.selected)


class TagsField(Field):
    """Tags on one line, commas between them. ``data`` is a list of strings."""

    widget: Any = TextInput()

    def process_data(self, value: Iterable[str] | None) -> None:
        self.data: list[str] = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = list(tags_in(valuelist[0] if valuelist else ""))
        except RuleBroken as error:
            raise ValueError(say(error)) from error

    def said(self) -> str:
        """The tags, on one line."""
        return ", ".join(self.data)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.said()


class LinksField(Field):
    """Links, one a line: the address, then its words. ``data`` is a list of {url, title, kind}."""

    widget: Any = TextArea()

    def process_data(self, value: Iterable[dict[str, str]] | None) -> None:
        self.data: list[dict[str, str]] = [
            {"url": link["url"], "title": link.get("title", ""), "kind": link.get("kind", "link")}
            for link in value or ()
        ]
        self._kinds = {link["url"]: link["kind"] for link in self.data}

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").splitlines()
        try:
            lines = [clean_line(line, limit=1000) for line in typed]
            self.data = [vars(self._link(line)) for line in lines if line]
        except RuleBroken as error:
            raise ValueError(say(error)) from error

    def links(self) -> tuple[Link, ...]:
        """The links as values."""
        return tuple(Link(**link) for link in self.data)

    def _link(self, line: str) -> Link:
        url, _, title = line.partition(" ")
        return check_link(url, title, self._kinds.get(url, "link"))

    def said(self) -> str:
        """One link a line."""
        return "\n".join(f"{link['url']} {link['title']}".strip() for link in self.data)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.said()
