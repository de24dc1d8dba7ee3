"""Every text that people read is marked for translation."""

from __future__ import annotations

import re

import pytest

from app.settings import ROOT
from tests.i18n.bare import bare_in_code, bare_in_html, bare_in_text
from tests.i18n.catalogue import KEYWORDS

NAMES = {"Google Calendar", "Microsoft 365", "schedule.json", "schedule.xml"}
"""What is called the same in every language."""

_STANDS_ALONE = "templates/errors/alone.html"  # where nothing works, so it says it in all languages itself
_FOR_DEVELOPERS = ("templates/site/_guide", "app/site/views/styleguide.py")


def _files(*patterns: str) -> list[str]:
    found = (str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern))
    return sorted(path for path in found if path != _STANDS_ALONE and not path.startswith(_FOR_DEVELOPERS))


def test_pages_have_no_bare_words():
    found = {file: bare_in_html((ROOT / file).read_text()) for file in _files("templates/**/*.html")}

    assert {file: words for file, words in found.items() if not set(words) <= NAMES} == {}


def test_mails_have_no_bare_words():
    found = {file: bare_in_text((ROOT / file).read_text()) for file in _files("templates/**/*.txt")}

    assert {file: words for file, words in found.items() if words} == {}


def test_code_shows_no_bare_words():
    assert {file: bare for file in _files("app/**/*.py") if (bare := bare_in_code(ROOT / file))} == {}


def test_marks_have_names_that_are_looked_for():
    """A function imported under another name would mark texts that nobody finds."""
    called = re.compile(r"import \w*gettext as (\w+)|import (\w*gettext)\b(?! as)")
    names = {name for file in _files("app/**/*.py") for name in called.findall((ROOT / file).read_text())}

    assert {alias or name for alias, name in names} <= KEYWORDS.keys()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p>Save {{ _("Save") }}</p>', ["Save"]),
        ("<p>{% trans %}Saved{% endtrans %} now</p>", ["now"]),
        ('<input placeholder="Your name" value="Busan">', ["Your name"]),
        ('{{ submit("Save it") }}{{ submit(_("Save it")) }}', ["Save it"]),
        ('{% set words %} lang="fi"{% endset %}<code>make run</code>{# Not shown #}', []),
    ],
)
def test_bare_words_are_found(template: str, found: list[str]):
    """Negative control."""
    assert bare_in_html(template) == found


def test_bare_words_in_mails_and_code_are_found(tmp_path):
    """Negative control."""
    code = tmp_path / "forms.py"
    code.write_text('flash("Saved.")\nflash(_("Saved."))\nname = LineField(label="Name")\n')

    assert bare_in_text('Dear {{ name }},\n{{ _("Your code:") }}\n') == ["Dear ,"]
    assert bare_in_code(code) == ["'Saved.'", "'Name'"]
