"""Translations fit the texts they stand for: places, tags, plural forms; and say nothing of who made them where."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from app.i18n import LANGUAGES, speaking, time_words
from tests.i18n.catalogue import catalogue, forms_of, messages
from tests.i18n.compiled import TRANSLATIONS

TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]
_PLACES = re.compile(r"%\(\w+\)[sd]|%%")
_TAGS = re.compile(r"</?\w+[^>]*>")


def test_texts_are_found_in_code_and_templates():
    found = {message.singular for message in messages()}

    assert {"There is nothing here.", "%(shift)s day", "Skip to the content", "Your code:"} <= found
    assert len(found) > 500


@pytest.mark.parametrize("language", TRANSLATED)
def test_places_and_tags_are_those_of_the_text(language: str):
    wrong = []
    for entry in catalogue(language):
        if not entry.id or not any(forms_of(entry.string)):
            continue
        allowed = {place for text in forms_of(entry.id) for place in _PLACES.findall(text)}
        tags = sorted(_TAGS.findall(forms_of(entry.id)[-1]))
        for form in forms_of(entry.string):
            used = set(_PLACES.findall(form))
            # A form for none, one or two may leave the number out.
            fits = used <= allowed if entry.pluralizable else used == allowed
            if not fits or sorted(_TAGS.findall(form)) != tags:
                wrong.append(form)
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("fi", 1, "1 ohjelmakohta"),
        ("fi", 2, "2 ohjelmakohtaa"),
        ("ar", 0, "لا جلسات"),
        ("ar", 1, "جلسة واحدة"),
        ("ar", 2, "جلستان"),
        ("ar", 3, "3 جلسات"),
        ("ar", 11, "11 جلسة"),
        ("ar", 100, "100 جلسة"),
        ("ar", 103, "103 جلسات"),
    ],
)
def test_plural_form_is_that_of_the_number(app, language: str, number: int, said: str):
    with app.app_context(), speaking(language):
        assert time_words().ngettext("%(num)s session", "%(num)s sessions", number) == said


def test_arabic_tells_eleven_days_from_a_hundred(app):
    """The fifth and the sixth form; the formula that comes with Babel has them the other way round."""
    with app.app_context(), speaking("ar"):
        speakers = [time_words().ngettext("%(num)s speaker", "%(num)s speakers", number) for number in (11, 100)]

    assert speakers == ["11 متحدثًا", "100 متحدث"]


def test_finnish_inflects_no_place():
    """A word that is filled in has no case of its own: "%(city)sissa" would be wrong for most cities."""
    forms = [form for entry in catalogue("fi") if entry.id for form in forms_of(entry.string)]

    assert [form for form in forms if re.search(r"%\(\w+\)s(?!:)[\w']", form)] == []


@pytest.mark.parametrize(
    ("language", "foreign"),
    [("fi", "[“„«»]"), ("ar", "[“”„,;?٠-٩۰-۹]")],
)
def test_marks_and_digits_are_those_of_the_language(language: str, foreign: str):
    """Quotation marks, commas, question marks; digits are 0 to 9 in Arabic, too. Examples and code keep theirs."""
    kept = re.compile(r"Virtanen, Aino|193,000|\?lang=ar|%\(\w+\)s")
    forms = [kept.sub("", form) for entry in catalogue(language) if entry.id for form in forms_of(entry.string)]

    assert [form for form in forms if re.search(foreign, form)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_header_says_what_is_needed_and_no_more(language: str):
    """No dates that change with every run, no names, no hosts."""
    head = (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").read_text().split("\n\n")[0]

    assert set(re.findall(r'^"([\w-]+):', head, re.MULTILINE)) == {
        "Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiled_translations_are_those_of_the_source(language: str):
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)

    assert said(compiled) == said(catalogue(language))


def said(texts: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What is translated completely, by its text."""
    entries = ((forms_of(entry.id), forms_of(entry.string)) for entry in texts if entry.id)
    return {text: forms for text, forms in entries if all(forms)}
