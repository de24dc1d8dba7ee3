"""The world's cities to choose from."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import zones
from app.cities.folding import fold, written_out
from app.cities.gazetteer import Place, find, place

TABLE = resources.files("app.cities").joinpath("data", "cities.tsv")


def names(query: str, limit: int = 5) -> list[str]:
    return [city.name for city in find(query, limit)]


@pytest.mark.parametrize(
    ("query", "name", "country", "zone"),
    [
        ("Busan", "Busan", "KR", "Asia/Seoul"),
        ("부산", "Busan", "KR", "Asia/Seoul"),
        ("Pusan", "Busan", "KR", "Asia/Seoul"),
        ("بوسان", "Busan", "KR", "Asia/Seoul"),
        ("Helsinki", "Helsinki", "FI", "Europe/Helsinki"),
        ("helsingfors", "Helsinki", "FI", "Europe/Helsinki"),
        ("Moscow", "Moscow", "RU", "Europe/Moscow"),
        ("Moskova", "Moscow", "RU", "Europe/Moscow"),
        ("Москва", "Moscow", "RU", "Europe/Moscow"),
        ("Almaty", "Almaty", "KZ", "Asia/Almaty"),
        ("Алматы", "Almaty", "KZ", "Asia/Almaty"),
        ("Dubai", "Dubai", "AE", "Asia/Dubai"),
        ("دبي", "Dubai", "AE", "Asia/Dubai"),
        ("دبی", "Dubai", "AE", "Asia/Dubai"),
        ("Jönköping", "Jönköping", "SE", "Europe/Stockholm"),
        ("jonkoping", "Jönköping", "SE", "Europe/Stockholm"),
        ("Joenkoeping", "Jönköping", "SE", "Europe/Stockholm"),
        ("Hanoi", "Hanoi", "VN", "Asia/Ho_Chi_Minh"),
        ("Hà Nội", "Hanoi", "VN", "Asia/Ho_Chi_Minh"),
        ("Köln", "Köln", "DE", "Europe/Berlin"),
        ("Koeln", "Köln", "DE", "Europe/Berlin"),
        ("KOLN", "Köln", "DE", "Europe/Berlin"),
        ("Cologne", "Köln", "DE", "Europe/Berlin"),
        ("Lodz", "Łódź", "PL", "Europe/Warsaw"),
        ("東京", "Tokyo", "JP", "Asia/Tokyo"),
        ("القاهرة", "Cairo", "EG", "Africa/Cairo"),
        ("St Petersburg", "Saint Petersburg", "RU", "Europe/Moscow"),
        ("Nur-Sultan", "Astana", "KZ", "Asia/Almaty"),
    ],
)
def test_a_city_is_found_by_any_of_its_names(query, name, country, zone):
    first = find(query, 3)[0]
    assert (first.name, first.country, first.zone) == (name, country, zone)


def test_the_beginning_of_a_name_is_enough():
    assert "Helsinki" in names("hel", 10)
    assert names("helsink")[0] == "Helsinki"
    assert "Busan" in names("부", 10)


def test_big_cities_come_first_after_those_called_exactly_so():
    found = find("lon", 10)
    populations = [city.population for city in found]
    assert found[0].name == "London" and populations == sorted(populations, reverse=True)
    assert [(city.name, city.country) for city in find("York", 2)] == [("York", "GB"), ("New York City", "US")]
    assert [city.country for city in find("London", 3)][:2] == ["GB", "CA"]


def test_a_city_appears_once_whatever_number_of_its_names_match():
    found = find("mosk", 50)
    assert len({city.geonames_id for city in found}) == len(found)


def test_nothing_is_found_for_nothing():
    for query in ("", "   ", "...", "\0", "\ud800", "'", "qqqqqq", "Köln" * 5_000):
        assert find(query) == []
    assert find("Helsinki", 0) == [] == find("Helsinki", -1)


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=100), st.integers(-3, 200))
def test_any_string_may_come_in(query, limit):
    assert len(find(query, limit)) <= max(limit, 0)


def test_a_place_has_what_a_city_needs():
    helsinki = place(658225)
    assert helsinki == Place(
        geonames_id=658225,
        name="Helsinki",
        names={"en": "Helsinki", "ar": "هلسنكي", "ko": "헬싱키", "ru": "Хельсинки", "sv": "Helsingfors"},
        country="FI",
        zone="Europe/Helsinki",
        latitude=60.17,
        longitude=24.94,
        population=659_000,
        is_capital=True,
    )
    assert helsinki.languages == ("fi", "sv")


@pytest.mark.parametrize("unknown", [0, -1, 1, 2**63, 10**30])
def test_an_unknown_number_is_no_place(unknown):
    assert place(unknown) is None


def test_names_in_a_language_are_those_we_are_sure_of():
    (busan,) = find("Busan", 1)
    assert dict(busan.names) == {"en": "Busan", "ko": "부산"}
    assert find("London", 1)[0].names["fi"] == "Lontoo"
    assert "ar" not in find("Köln", 1)[0].names  # the package has three and does not say which is of today
    assert find("كولونيا", 1)[0].name == "Köln"


def test_names_cannot_be_changed_by_who_reads_them():
    with pytest.raises(TypeError):
        find("Busan", 1)[0].names["ko"] = "서울"  # type: ignore[index]


def test_the_table_is_whole_and_credits_its_source():
    text = TABLE.read_text(encoding="utf-8")
    assert "GeoNames" in text and "CC BY 4.0" in text.split("\n= ")[0]
    assert len(text.encode()) < 600_000
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith(("#", "= "))]
    assert len(rows) > 6_000
    assert len({row[0] for row in rows}) == len(rows)
    assert sum(row[1].endswith("*") for row in rows) > 200
    for number, *_ in rows:
        city = place(int(number))
        assert city is not None
        assert city.zone in zones.accepted_names(), city
        assert -90 <= city.latitude <= 90 and -180 <= city.longitude <= 180, city
        assert city.is_capital or city.population >= 100_000, city
        assert all(city.names.values()) and len(city.country) == 2, city


@pytest.mark.parametrize(
    ("name", "folded", "written"),
    [
        ("Köln", "koln", "koeln"),
        ("Jo\u0308nko\u0308ping", "jonkoping", "joenkoeping"),
        ("Ærøskøbing", "aeroskobing", "aeroeskoebing"),
        ("Łódź", "lodz", "lodz"),
        ("Straße", "strasse", "strasse"),
        ("İstanbul", "istanbul", "istanbul"),
        ("Nuku‘alofa", "nukualofa", "nukualofa"),
        ("Port-au-Prince", "port au prince", "port au prince"),
        ("St. John's", "saint johns", "saint johns"),
        ("St", "st", "st"),
        ("إسكندرية", "اسكندريه", "اسكندريه"),
    ],
)
def test_folding(name, folded, written):
    assert (fold(name), written_out(name)) == (folded, written)
