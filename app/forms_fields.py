"""Fields that the organizer's forms share: lines, paragraphs, texts in several languages, zones, slugs, languages.

Every text comes in through the door of :mod:`app.texts`; what a rule refuses is said at the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, TypeAlias

from babel import Locale
from babel.localedata import locale_identifiers
from flask_babel import gettext
from wtforms.fields import Field, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea, TextInput

from app import cldr, i18n, zones
from app.errors import RuleBroken
from app.slugs import slug_of
from app.texts import LocalText, clean_block, clean_line, is_language

__all__ = [
    "BlockField",
    "LanguagesField",
    "LineField",
    "LocalTextField",
    "SlugField",
    "TextRow",
    "ZoneField",
    "fingerprint",
    "is_known_language",
    "language_choices",
    "said_text",
]

Given: TypeAlias = Any
"""What WTForms passes on; its own types end there."""

MOST_LANGUAGES = 40
"""Languages of one text; more are refused rather than dropped."""

# Sámi languages, Filipino and the scripts of Chinese: what two letters do not say.
_MORE_LANGUAGES = ("fil", "se", "smn", "sms", "zh-hans", "zh-hant")


def is_known_language(tag: str) -> bool:
    """Whether the tag names a language that the CLDR knows by name ("fi", "zh-hans", "pt-br"; not "xx")."""
    return is_language(tag) and tag.split("-", maxsplit=1)[0] in Locale("en").languages


@lru_cache(maxsize=64)
def language_choices(shown_in: str) -> tuple[tuple[str, str], ...]:
    """Languages to choose from, (tag, name in that language), by name."""
    tags = {tag for tag in locale_identifiers() if len(tag) == 2} | set(_MORE_LANGUAGES)
    return tuple(
        sorted(((tag, i18n.language_name(tag, shown_in)) for tag in tags), key=lambda pair: pair[1].casefold())
    )


def fingerprint(value: object) -> str:
    """A short mark of a field's value, by which a form knows later whether somebody changed it."""
    return blake2b(json.dumps(value, default=str, sort_keys=True).encode(), digest_size=6).hexdigest()


def _by_rule(rule: Callable[..., Any], *args: object, **kwargs: object) -> Given:
    """What the rule answers; its refusal becomes the field's error, in the reader's language."""
    try:
        return rule(*args, **kwargs)
    except RuleBroken as error:
        raise ValueError(i18n.say(error)) from error


class LineField(StringField):
    """One line of text, cleaned; longer than ``limit`` is refused and kept in the form."""

    clean: Callable[..., str] = staticmethod(clean_line)

    def __init__(self, *args: Given, limit: int = 200, **kw: Given) -> None:
        super().__init__(*args, **kw)
        self.limit = limit

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.data = _by_rule(self.clean, self.data, limit=self.limit)


class BlockField(LineField):
    """Paragraphs, cleaned."""

    widget = TextArea()
    clean = staticmethod(clean_block)

    def __init__(self, *args: Given, limit: int = 20_000, **kw: Given) -> None:
        super().__init__(*args, limit=limit, **kw)


class TextRow(NamedTuple):
    """One language of a text in the form. ``stored``: its language is fixed, emptying the text takes it away."""

    language: str
    text: str
    stored: bool


class LocalTextField(Field):
    """A text in several languages: parallel lists ``<name>`` (texts) and ``<name>-language`` (tags), one row each.

    Rows without a text are left out; the same language twice or an unknown one is refused. The form shows a row per
    language there is and a spare one (templates/parts/localtext.html), so a language can be added without scripts.
    """

    widget: Any = TextInput()

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        limit: int = 300,
        block: bool = False,
        required: bool = False,
        **kw: Given,
    ) -> None:
        super().__init__(label, validators, **kw)
        self.limit, self.block, self.required = limit, block, required
        if required:
            self.flags.required = True
        if block:
            self.widget = TextArea()
        self.typed: list[TextRow] = []
        self._tags: list[str] = []

    def process(self, formdata: Given, data: Given = None, extra_filters: Given = None) -> None:
        self._tags = [] if formdata is None else formdata.getlist(f"{self.name}-language")
        super().process(formdata, data, extra_filters)

    def process_data(self, value: LocalText | None) -> None:
        self.data: LocalText = dict(value or {})
        self._stored = frozenset(self.data)
        self.typed = [TextRow(tag, text, stored=True) for tag, text in self.data.items()]

    def process_formdata(self, valuelist: list[str]) -> None:
        tags = [tag.strip().lower().replace("_", "-")[:20] for tag in self._tags]
        texts = list(valuelist)
        stored = self._stored
        self.typed = [
            TextRow(tag, text, stored=tag in stored)
            for tag, text in zip(tags, texts, strict=False)
            if text.strip() or tag in stored
        ]
        self.data = self._read(tags, texts)

    def _read(self, tags: list[str], texts: list[str]) -> LocalText:
        if len(texts) > MOST_LANGUAGES or len(texts) != len(tags):
            raise ValueError(gettext("These are more languages than one text can have."))
        found: LocalText = {}
        for tag, text in zip(tags, texts, strict=True):
            clean = clean_block if self.block else clean_line
            value = _by_rule(clean, text, limit=self.limit)
            if not value:
                continue
            if not tag:
                raise ValueError(gettext("Say which language this is in."))
            if not is_known_language(tag) and tag not in self._stored:
                raise ValueError(gettext("“%(tag)s” is not a language code we know.", tag=clean_line(tag)))
            if tag in found:
                raise ValueError(
                    gettext("%(language)s is there twice.", language=i18n.language_name(tag, i18n.language()))
                )
            found[tag] = value
        return found

    def post_validate(self, form: Given, validation_stopped: bool) -> None:  # noqa: ARG002 - WTForms names them
        if self.required and not self.data and not self.errors:
            raise ValidationError(gettext("Write it in at least one language."))

    def rows(self) -> list[TextRow]:
        """What to show: what is stored and typed; one empty row in the reader's language where there is nothing."""
        return self.typed or [TextRow(i18n.language(), "", stored=False)]

    def said(self) -> str:
        """The value for people to read, a line for each language."""
        return said_text(self.data)


def said_text(text: LocalText) -> str:
    """``English: Opening`` and so on, a line for each language."""
    return "\n".join(f"{i18n.language_name(tag, i18n.language())}: {value}" for tag, value in text.items())


class ZoneField(StringField):
    """An IANA zone by name; a bad name is refused with the one that is meant (app.zones)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        if self.data:
            self.data = _by_rule(zones.zone, self.data).key


class SlugField(StringField):
    """The word in an address: kept as typed where it is a slug, else brought into the shape of one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.data = _by_rule(clean_line, self.data)
        slug = slug_of(self.data)
        if self.data and not slug:
            raise ValueError(gettext("An address needs letters a to z or digits."))
        self.data = slug


class LanguagesField(Field):
    """Languages as tags: boxes for the likely ones and a select for another, all under one name."""

    widget = TextInput()

    def __init__(self, label: str | None = None, validators: list[Any] | None = None, **kw: Given) -> None:
        super().__init__(label, validators, **kw)
        self.likely: Iterable[str] = ("en",)

    def process_data(self, value: list[str] | None) -> None:
        self.data: list[str] = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        tags = [tag.strip().lower().replace("_", "-") for tag in valuelist if tag.strip()]
        known_before = frozenset(self.data)
        self.data = list(dict.fromkeys(tags))[:MOST_LANGUAGES]
        for tag in self.data:
            if not is_known_language(tag) and tag not in known_before:
                raise ValueError(gettext("“%(tag)s” is not a language code we know.", tag=clean_line(tag[:20])))

    def boxes(self) -> list[str]:
        """The languages to show as boxes: those chosen, then the likely ones."""
        return list(dict.fromkeys([*self.data, *self.likely]))

    def said(self) -> str:
        """The languages' names."""
        return cldr.comma(i18n.language()).join(i18n.language_name(tag, i18n.language()) for tag in self.data)
