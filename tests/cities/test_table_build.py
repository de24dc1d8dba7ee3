"""What the build of the table keeps, corrects and refuses."""

from __future__ import annotations

import pytest

from app.cities import table_build


def row(**changes):
    hanoi = {
        "geonameid": 1581130,
        "name": "Hanoi",
        "countrycode": "VN",
        "timezone": "Asia/Bangkok",
        "population": 8_000_000,
        "latitude": 21.0245,
        "longitude": 105.84117,
        "alternatenames": [],
        "capital": False,
    }
    return hanoi | changes


def test_hanoi_has_the_zone_of_its_country():
    city = row()
    table_build._correct([city])
    assert (city["timezone"], city["corrected"]) == ("Asia/Ho_Chi_Minh", True)
    table_build._check_zones([city])


def test_a_zone_of_another_country_stops_the_build():
    with pytest.raises(SystemExit, match=r"Hanoi .*Asia/Bangkok is no zone of VN"):
        table_build._check_zones([row()])


def test_kosovo_may_have_a_zone_of_another_country():
    table_build._check_zones([row(name="Pristina", countrycode="XK", timezone="Europe/Belgrade")])


def test_the_capital_is_the_biggest_city_of_its_name():
    cities = [
        row(geonameid=1, name="Astana", countrycode="KZ", population=1_500_000, alternatenames=["Nur-Sultan"]),
        row(geonameid=2, name="Akmol", countrycode="KZ", population=9_000, alternatenames=["Nur-Sultan"]),
        row(geonameid=3, name="Almaty", countrycode="KZ", population=2_000_000),
    ]
    table_build._mark_capitals(cities, {"KZ": {"capital": "Nur-Sultan"}})
    assert [city["geonameid"] for city in cities if city["capital"]] == [1]


def test_a_korean_name_is_kept_only_if_there_is_one():
    busan = row(alternatenames=["부산광역시", "부산", "부산시"])
    beijing = row(alternatenames=["베이징", "북경"])
    assert table_build._names(busan, {}, None) == {"ko": "부산"}
    assert table_build._names(beijing, {}, None) == {}


def test_an_arabic_name_is_kept_only_in_an_arabic_country_and_if_there_is_one():
    cairo = row(alternatenames=["القاهرة", "قاھىرە", "قاہرہ"])
    assert table_build._names(cairo, {"languages": "ar-EG,en,fr"}, None) == {"ar": "القاهرة"}
    assert table_build._names(cairo, {"languages": "de"}, None) == {}


def test_names_of_a_zones_city_are_those_of_cldr():
    names = table_build._names(row(name="Helsinki"), {}, "Europe/Helsinki")
    assert names == {"ar": "هلسنكي", "fi": "Helsinki", "ko": "헬싱키", "ru": "Хельсинки", "sv": "Helsingfors"}


def test_other_names_are_those_that_people_type():
    helsinki = row(
        name="Helsinki",
        countrycode="FI",
        alternatenames=["HEL", "Helsinki", "Helsingfors", "helasinki", "Gel'sinki", "Lungsod ng X", "Stadi", "헬싱키"],
    )
    country = {"continentcode": "EU", "languages": "fi-FI,sv-FI"}
    assert table_build._others(helsinki, country, {}) == ["헬싱키", "Stadi", "Helsingfors"]
    small = helsinki | {"population": 150_000}
    assert table_build._others(small, {"continentcode": "AS", "languages": "id"}, {}) == ["헬싱키"]


def test_native_names_are_kept_in_the_scripts_of_the_country():
    tokyo = row(name="Tokyo", alternatenames=["東京", "トウキョウ", "Токио"])
    assert table_build._others(tokyo, {"languages": "ja"}, {}) == ["東京", "トウキョウ"]
