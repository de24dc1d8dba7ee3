"""The page of components, for developers: everything that pages are built of, in all its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.fields import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.cities.lights import lights
from app.errors import NotFound
from app.globe import Point, globe
from app.i18n import time_words
from app.schedule.rules.board import place_of
from app.schedule.rules.programme import CityRef
from app.site import blueprint
from app.site.rules import CityNow, city_now
from app.sun import Sky, sky
from app.times import TimeWords
from app.web import settings

__all__ = ["styleguide"]

MOMENT = datetime(2021, 12, 9, 6, 30, tzinfo=UTC)
"""Both cities' clocks of the Busan-Helsinki seminar: day there, night here."""

CITIES = (
    CityRef("busan", {"en": "Busan", "ar": "بوسان"}, "KR", "Asia/Seoul", 35.18, 129.08),
    CityRef("helsinki", {"en": "Helsinki", "ar": "هلسنكي"}, "FI", "Europe/Helsinki", 60.17, 24.94),
    CityRef("los-angeles", {"en": "Los Angeles", "ar": "لوس أنجلوس"}, "US", "America/Los_Angeles", 34.05, -118.24),
)


class SampleForm(FlaskForm):
    """Fields in all their states."""

    title = StringField("Title", [DataRequired("Write a title.")])
    title_fi = StringField("Title")
    title_ar = StringField("Title")
    email = EmailField("Address")
    about = TextAreaField("About")
    day = DateField("Day")
    zone = SelectField("Time zone", choices=[("Europe/Helsinki", "Helsinki"), ("Asia/Seoul", "Seoul")])
    kind = RadioField("Kind", choices=[("webinar", "Webinar"), ("forum", "Forum")], default="webinar")
    agreed = BooleanField("Show me in the list of speakers")


@dataclass(frozen=True)
class Sample(CityNow):
    """A city with the sky of its day, and that around the moment of the board."""

    board_sky: Sky


@blueprint.get("/styleguide")
def styleguide() -> ResponseReturnValue:
    """The components, by day and by night side by side."""
    if not settings().is_development:
        raise NotFound
    words = time_words()
    points = [Point(city.latitude or 0, city.longitude or 0, city.name["en"]) for city in CITIES[:2]]
    return render_template(
        "site/styleguide.html",
        form_of=_form,
        words=words,
        cities=[_sample(city, words) for city in CITIES],
        globe=globe(points, MOMENT, lights()),
    )


def _form(prefix: str) -> SampleForm:
    form = SampleForm(formdata=None, prefix=prefix)
    form.title.errors = ["Write a title."]
    return form


def _sample(city: CityRef, words: TimeWords) -> Sample:
    now = city_now(city, MOMENT, words)
    return Sample(now.city, now.clock, now.sky, sky(place_of(city), MOMENT - timedelta(hours=12)))
