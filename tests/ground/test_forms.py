"""The organizer's forms: texts in several languages, zones, slugs, and two people in one form (promise P9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import render_template_string
from wtforms import Form
from wtforms.validators import InputRequired
from wtforms.widgets import Select

from app import forms as forms_module
from app.errors import N_, RuleBroken
from app.forms import RowForm
from app.forms_fields import (
    BlockField,
    LanguagesField,
    LineField,
    LocalTextField,
    SlugField,
    ZoneField,
    is_known_language,
    language_choices,
)
from app.forms_picks import PickField, option
from app.forms_typed import ClockField, DayField, DegreesField, NumberField


class TalkForm(RowForm):
    title = LocalTextField("Title", required=True, limit=40)
    about = LocalTextField("About", block=True)
    zone = ZoneField("Zone", [InputRequired()])
    slug = SlugField("Address")
    languages = LanguagesField("Languages")
    note = LineField("Note", limit=10)
    more = BlockField("More")


@dataclass
class Talk:
    version: int = 1
    title: dict[str, str] = field(default_factory=lambda: {"en": "Water"})
    about: dict[str, str] = field(default_factory=dict)
    zone: str = "Asia/Seoul"
    slug: str = "water"
    languages: list[str] = field(default_factory=lambda: ["en"])
    note: str = ""
    more: str = ""


def posted(app, **data: Any) -> TalkForm:
    values = {
        "title": "Water",
        "title-language": "en",
        "zone": "Asia/Seoul",
        **{k.replace("__", "-"): v for k, v in data.items()},
    }
    with app.test_request_context("/", method="POST", data=values):
        form = TalkForm()
        form.validate()
        return form


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


def test_text_in_two_languages_keeps_their_order(app):
    form = posted(app, title=["물", "Water", ""], title__language=["ko", "en", ""])

    assert form.errors == {}
    assert list(form.title.data.items()) == [("ko", "물"), ("en", "Water")]


@pytest.mark.parametrize(
    ("texts", "languages", "sentence"),
    [
        (["A", "B"], ["en", "en"], "English is there twice."),
        (["A"], [""], "Say which language this is in."),
        (["A"], ["xx"], "“xx” is not a language code we know."),
        (["A"], ["<script>"], "“<script>” is not a language code we know."),
        (["A" * 41], ["en"], "This text is longer than 40 characters."),
        (["  "], ["en"], "Write it in at least one language."),
        (["A", "B"], ["en"], "These are more languages than one text can have."),
        (["A"] * 41, ["en"] * 41, "These are more languages than one text can have."),
    ],
)
def test_text_refused_at_its_field_and_kept(app, texts, languages, sentence):
    form = posted(app, title=texts, title__language=languages)

    assert form.title.errors == [sentence]
    assert [row.text for row in form.title.rows()] == [text for text in texts if text.strip()][: len(languages)] or [""]


def test_emptied_language_is_taken_away(app):
    data = {"title": ["", "Vesi"], "title-language": ["en", "fi"], "zone": "Asia/Seoul"}
    with app.test_request_context("/", method="POST", data=data):
        form = TalkForm(obj=Talk())
        assert form.validate()
        assert form.title.data == {"fi": "Vesi"}


def test_language_of_an_import_that_nobody_knows_can_stay(app):
    data = {"title": "A", "title-language": "xx", "zone": "Asia/Seoul"}
    with app.test_request_context("/", method="POST", data=data):
        form = TalkForm(obj=Talk(title={"xx": "A"}))
        assert form.validate()
        assert form.title.data == {"xx": "A"}


def test_control_characters_and_surrogates_are_dropped(app):
    form = posted(app, title="Wa\x00ter\u202e", note="a\x07b", more="one\r\ntwo\x0b")

    assert form.title.data == {"en": "Wa ter"}
    assert form.note.data == "a b"
    assert form.more.data == "one\ntwo"


@pytest.mark.parametrize(
    ("zone", "meant"), [("Singapore", "Asia/Singapore"), ("Europe", "Europe/Helsinki"), ("KST", "Asia/Seoul")]
)
def test_wrong_zone_names_the_one_that_is_meant(app, zone, meant):
    form = posted(app, zone=zone)

    assert len(form.zone.errors) == 1
    assert meant in form.zone.errors[0]


def test_unknown_language_of_an_event_is_refused(app):
    assert posted(app, languages=["en", "xx", ""]).languages.errors == ["“xx” is not a language code we know."]
    assert posted(app, languages=["en", "ko", ""]).languages.data == ["en", "ko"]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Water & Light", "water-light"),
        ("부산 2021", "busan-2021"),
        ("../../etc", "etc"),
        ("x" * 300, "x" * 80),
        ("", ""),
    ],
)
def test_slug_takes_the_shape_of_one(app, typed, slug):
    assert posted(app, slug=typed).slug.data == slug


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("///", "An address needs letters a to z or digits."),
        ("x" * 501, "This text is longer than 500 characters."),
    ],
)
def test_slug_that_is_none_is_refused_and_kept(app, typed, refusal):
    field = posted(app, slug=typed).slug

    assert (field.errors, field.data) == ([refusal], typed)


class TypedForm(RowForm):
    day = DayField("Day")
    clock = ClockField("Time")
    number = NumberField("Number")
    degrees = DegreesField("Latitude")


@pytest.mark.parametrize("typed", ["60.17", "60,17", "60٫17", "٦٠٫١٧"])
def test_degrees_are_read_with_the_comma_of_the_writer(app, typed):
    with app.test_request_context("/", method="POST", data={"degrees": typed}):
        assert TypedForm().degrees.data == 60.17


@pytest.mark.parametrize(
    ("language", "refusals"),
    [
        (
            "en",
            [
                "This is no day. Write it as 2027-03-28.", "This is no time. Write it as 15:30.",
                "Write a whole number.", "Write a number such as 60.17.",
            ],
        ),
        (
            "fi",
            [
                "Tämä ei ole päivä. Kirjoita se muodossa 2027-03-28.",
                "Tämä ei ole kellonaika. Kirjoita se muodossa 15:30.",
                "Kirjoita kokonaisluku.", "Kirjoita luku, esimerkiksi 60.17.",
            ],
        ),
        (
            "ar",
            [
                "هذا ليس يومًا. اكتبه هكذا: 2027-03-28.", "هذا ليس وقتًا. اكتبه هكذا: 15:30.",
                "اكتب عددًا صحيحًا.", "اكتب رقمًا مثل 60.17.",
            ],
        ),
    ],
)  # fmt: skip
def test_days_times_and_numbers_are_refused_in_the_reader_s_language_and_kept(app, language, refusals):
    data = {"day": "2027-02-30", "clock": "24:00", "number": "9" * 5000, "degrees": "north"}
    with app.test_request_context(f"/?lang={language}", method="POST", data=data):
        form = TypedForm()
        form.validate()
        typed = [form[name] for name in data]

        assert [" ".join(field.errors) for field in typed] == refusals
        assert [field._value() for field in typed] == list(data.values())


def test_over_long_line_is_refused_and_kept(app):
    form = posted(app, note="01234567890")

    assert form.note.errors == ["This text is longer than 10 characters."]
    assert form.note.data == "01234567890"


def test_refusal_of_a_rule_stands_at_its_field(app):
    form = posted(app)
    form.refuse(RuleBroken(N_("This is taken."), field="slug"))
    form.refuse(RuleBroken(N_("Not now.")))

    assert form.slug.errors == ["This is taken."]
    assert form.form_errors == ["Not now."]
    assert form.status == 400


def test_languages_to_choose_are_named_in_the_readers_language():
    assert dict(language_choices("fi"))["ko"] == "korea"
    assert is_known_language("zh-hans")
    assert not is_known_language("qq-latn")


# ------------------------------------------------------------------ two people, one form


def met(app, before: Talk, now: Talk, **mine: Any) -> TalkForm:
    """Aino opened the form at ``before``, somebody saved ``now``, Aino posts ``mine``."""
    with app.test_request_context("/"):
        opened = TalkForm(obj=before)
        hidden = {"version": str(opened.version.data), "base": opened.base.data}
    values = {
        "title": list(before.title.values()),
        "title-language": list(before.title),
        "zone": before.zone,
        "slug": before.slug,
        "languages": before.languages,
        "note": before.note,
        **hidden,
        **mine,
    }
    with app.test_request_context("/", method="POST", data=values):
        form = TalkForm(obj=before)
        assert form.validate()
        form.meet(TalkForm(formdata=None, obj=now))
        return form


def test_what_both_changed_shows_both_values_and_keeps_mine(app):
    form = met(app, Talk(), Talk(version=2, note="theirs"), note="mine")

    (found,) = form.conflicts
    assert (found.label, found.theirs, found.yours, found.settled) == ("Note", "theirs", "mine", False)
    assert form.note.data == "mine"
    assert form.version.data == 2
    assert form.status == 409


def test_what_only_they_changed_is_taken_over(app):
    form = met(app, Talk(), Talk(version=2, title={"en": "Sea", "ko": "바다"}), note="mine")

    (found,) = form.conflicts
    assert (found.theirs, found.yours, found.settled) == ("English: Sea\nKorean: 바다", "English: Water", True)
    assert form.title.data == {"en": "Sea", "ko": "바다"}
    assert [row.text for row in form.title.rows()] == ["Sea", "바다"]
    assert form.note.data == "mine"


def test_what_only_i_changed_is_no_conflict_but_still_asked(app):
    form = met(app, Talk(), Talk(version=2), note="mine")

    assert form.conflicts == []
    assert form.note.data == "mine"
    assert form.status == 409


def test_form_without_marks_shows_all_that_differs(app):
    form = met(app, Talk(), Talk(version=2, note="theirs"), note="mine", base="nonsense")

    assert [(found.name, found.settled) for found in form.conflicts] == [("note", False)]


def test_form_without_version_is_out_of_date():
    assert TalkForm(formdata=None).expected == -1


def test_both_values_are_on_the_page(app):
    page = """{% from "parts/edits.html" import conflict, texts, zone_field, languages with context %}
      {{ conflict(form, "/fresh") }}{{ texts(form.title) }}{{ texts(form.about) }}
      {{ zone_field(form.zone) }}{{ languages(form.languages) }}"""
    form = met(app, Talk(), Talk(version=2, note="<i>theirs</i>"), note="mine")
    with app.test_request_context("/"):
        html = render_template_string(page, form=form)

    assert "&lt;i&gt;theirs&lt;/i&gt;" in html
    assert ">mine<" in html
    assert 'href="/fresh"' in html
    assert '<option value="Asia/Seoul">' in html


def test_stale_test_would_notice_a_form_that_overwrites(app, monkeypatch):
    """Negative control: without the comparison nothing is shown."""
    monkeypatch.setattr(forms_module, "fingerprint", lambda _value: "same")

    assert met(app, Talk(), Talk(version=2, note="theirs"), note="mine").conflicts == []


def test_options_look_as_those_of_wtforms():
    class Picking(Form):
        one = PickField("One")

    field = Picking(data={"one": '"><b>'}).one
    odd = ["", "Asia/Seoul", '"><b>', "&amp;", "\u202e'", "0", "'\"'"]
    for groups in ([None], ["Asia", "<&\"'>", None]):
        field.choices = [
            option(value, label, group) for group in groups for value in odd for label in (value, '<i> & "')
        ]
        assert field() == Select()(field)
        assert "<b>" not in field()
        assert field().count(" selected ") == 2 * len(groups)
