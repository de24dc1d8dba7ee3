"""Languages: which the reader gets, in which direction, and how sentences and users' texts are shown in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, gettext, ngettext
from markupsafe import Markup, escape

from app import cldr
from app.errors import MeridianError
from app.settings import Settings
from app.texts import is_language, text_in
from app.times import TimeWords

__all__ = [
    "LANGUAGES",
    "country_name",
    "direction",
    "language",
    "language_name",
    "local",
    "plain",
    "say",
    "speaking",
    "time_words",
]

LANGUAGES: Mapping[str, str] = {"en": "English", "fi": "Suomi", "ar": "العربية"}
"""Languages of the program itself, named in themselves. Organizers' texts may be in any language."""

COOKIE = "lang"

babel = Babel()


def language() -> str:
    """The language of this answer (or of the mail being written): one of :data:`LANGUAGES`."""
    chosen: str | None = g.get("language")
    if chosen is None and not has_request_context():
        return _installed()
    if chosen is None:
        chosen = g.language = _choose()
    return chosen


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Everything inside ``with`` is in that language, or in ours that is nearest: for mails and jobs."""
    before: str | None = g.get("language")
    g.language = _known(tag) or _installed()
    try:
        with force_locale(g.language):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before


def _choose() -> str:
    # The cookie is what was picked in this browser, so it is newer than what the profile says.
    person_language = getattr(g.get("person"), "language", None)
    settings: Settings = current_app.extensions["settings"]
    chosen = request.cookies.get(settings.cookie_name(COOKIE))
    for wanted in (request.args.get("lang"), chosen, person_language):
        if wanted and (known := _known(wanted)):
            return known
    # In the reader's order, each by its language alone: Werkzeug's best match takes "en" before "fi-FI".
    preferred = (_known(tag) for tag, quality in request.accept_languages if quality > 0)
    return next(filter(None, preferred), None) or _installed()


def _known(wanted: str) -> str | None:
    tag = wanted.lower().replace("_", "-")
    return next((known for known in (tag, tag.split("-")[0]) if known in LANGUAGES), None)


def _installed() -> str:
    settings: Settings = current_app.extensions["settings"]
    return _known(settings.language) or "en"


def direction(tag: str) -> str:
    """``rtl`` or ``ltr`` for a language tag; unknown languages are taken as ``ltr``."""
    return "rtl" if _locale(tag).text_direction == "rtl" else "ltr"


@lru_cache(maxsize=512)
def language_name(tag: str, shown_in: str) -> str:
    """The language's name in another: ``language_name("ko", "fi")`` is "korea". Unknown tags are shown as they are."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(shown_in.replace("-", "_")) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@lru_cache(maxsize=512)
def country_name(code: str, shown_in: str) -> str:
    """A country's name (ISO 3166-1 alpha-2) in a language; unknown codes are shown as they are."""
    return str(_locale(shown_in).territories.get(code, code))


@lru_cache(maxsize=512)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def say(error: MeridianError) -> str:
    """A refusal in the reader's language."""
    translated = str(gettext(error.message))
    return translated % error.params if error.params else translated


def time_words(tag: str | None = None) -> TimeWords:
    """Times in the reader's language; in a mail, in the one that is being spoken."""
    return TimeWords(tag or language(), ngettext)


def plain(text: Mapping[str, str] | None, *others: str) -> str:
    """An organizer's text in the reader's language, or the nearest there is; bare."""
    return text_in(text or {}, language(), *others).text


def local(text: Mapping[str, str] | None, *others: str) -> Markup:
    """The same as markup that tells its language and direction, where these differ from the page's."""
    found = text_in(text or {}, language(), *others)
    return marked(found.text, found.language)


def marked(text: str, tag: str) -> Markup:
    """Text in ``tag`` for a page in the reader's language: isolated, and with ``lang`` where it differs."""
    if not text:
        return Markup()
    if tag == language() or not is_language(tag):
        return Markup('<bdi dir="auto">{}</bdi>').format(text)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(tag, direction(tag), text)


def init_app(app: Flask) -> None:
    """Babel with our choice of language, and the words for templates."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    babel.init_app(app, locale_selector=language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        comma=lambda: cldr.comma(language()),
        country_name=lambda code: country_name(code, language()),
        direction=direction,
        language=language,
        language_name=lambda tag: language_name(tag, language()),
        local=local,
        ngettext=ngettext,
        plain=plain,
        say=say,
        time_words=time_words,
        escape=escape,
    )
