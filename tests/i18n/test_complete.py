"""Every text of the program is said in each of its languages."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural

from app.i18n import LANGUAGES
from tests.i18n.catalogue import Message, catalogue, forms_of, messages

HINT = "make messages, then translate what is new in app/translations"


def untranslated(language: str, wanted: tuple[Message, ...]) -> list[str]:
    known = catalogue(language)
    return [message.singular for message in wanted if not _is_translated(known, message)]


def _is_translated(known: Catalog, message: Message) -> bool:
    entry = known.get(message.singular)
    if entry is None or entry.fuzzy:
        return False
    forms = forms_of(entry.string)
    return all(forms) and (message.plural is None or len(forms) == get_plural(known.locale).num_plurals)


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_everything_is_translated(language: str):
    assert untranslated(language, messages()) == [], HINT


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_nothing_is_translated_that_no_page_says(language: str):
    said = {message.singular for message in messages()}

    assert [entry.id for entry in catalogue(language) if entry.id and forms_of(entry.id)[0] not in said] == [], HINT


def test_missing_translation_is_found():
    """Negative control."""
    unsaid = Message("No page says this.", None, frozenset({"app/x.py"}))

    assert untranslated("fi", (unsaid,)) == ["No page says this."]


def test_plural_with_too_few_forms_is_found():
    """Negative control: in the catalogue it has one form only."""
    assert untranslated("ar", (Message("There is nothing here.", "Nothing.", frozenset({"app/x.py"})),)) != []
