"""What cities and organisations must be like."""

from __future__ import annotations

import pytest

from app.cities.rules import CityValues, OrganisationValues, names_worth_keeping
from app.errors import RuleBroken

HELSINKI = {"en": "Helsinki"}


def field_of(rule, *args) -> str | None:
    with pytest.raises(RuleBroken) as refused:
        rule(*args)
    return refused.value.field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (CityValues({}, "Europe/Helsinki"), "name"),
        (CityValues({"en": ""}, "Europe/Helsinki"), "name"),
        (CityValues(HELSINKI, "Europe"), "zone"),
        (CityValues(HELSINKI, ""), "zone"),
        (CityValues(HELSINKI, "Europe/Helsinki", "Finland"), "country"),
        (CityValues(HELSINKI, "Europe/Helsinki", "fi"), "country"),
        (CityValues(HELSINKI, "Europe/Helsinki", latitude=91, longitude=0), "latitude"),
        (CityValues(HELSINKI, "Europe/Helsinki", latitude=0, longitude=-180.1), "longitude"),
        (CityValues(HELSINKI, "Europe/Helsinki", latitude=float("nan"), longitude=0), "latitude"),
        (CityValues(HELSINKI, "Europe/Helsinki", latitude=60.2), "longitude"),
        (CityValues(HELSINKI, "Europe/Helsinki", longitude=24.9), "latitude"),
    ],
)
def test_cities_refused(values, field):
    assert field_of(values.check) == field


def test_city_without_country_and_coordinates_is_one():
    CityValues({"sv": "Jönköpings län"}, "Europe/Stockholm").check()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "a.example", "https://aino:secret@a.example/"])
def test_organisation_with_a_link_that_leads_nowhere_is_refused(url):
    assert field_of(OrganisationValues({"fi": "Suomen suurlähetystö"}, url=url).check) == "url"


@pytest.mark.parametrize("url", ["", "https://forumvirium.fi/en", "http://localhost:8000"])
def test_organisation_may_have_a_site(url):
    OrganisationValues({"fi": "Suomen suurlähetystö"}, url=url).check()


def test_names_that_say_nothing_new_are_left_out():
    names = {"sv": "Helsingfors", "fi": "Helsinki", "en": "Helsinki", "de": "Helsinki", "ar": "هلسنكي"}

    assert names_worth_keeping(names, ["fi", "sv", "ar", "ko"]) == {
        "en": "Helsinki",
        "sv": "Helsingfors",
        "ar": "هلسنكي",
    }
