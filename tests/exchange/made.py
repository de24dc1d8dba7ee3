"""A programme that tries the writers: several languages, odd names, everything the formats can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.exchange.rules.outline import Addresses
from app.schedule.rules.programme import Appearance, Link, Programme, SpeakerRef, Stage, Track
from tests.schedule.made import programme, talk

ADDRESSES = Addresses("https://meridian.example")


def full() -> Programme:
    """Three sessions on two days and stages, one on none, one cancelled, one without a time."""
    made = programme(
        talk(
            "k7m2qd", title={"en": "Opening & <welcome>", "ko": "개회"}, stage="main", track="water",
            languages=("ko", "en"), abstract={"ko": "환영합니다", "en": "Welcome"}, kind="opening",
            appearances=(
                Appearance("minjun", "moderator"), Appearance("aino", "speaker"), Appearance("aino", "awardee"),
            ),
            links=(Link("https://a.example/ä?b=1&c=2", "Ä"), Link("https://a.example/s.pdf", "Slides", "attachment")),
            carried={"id": 7, "slug": "Opening_2021!", "types": {"https://a.example/s.pdf": "slides"}, "code": "ABCDEF",
                     "license": "CC BY", "optout": True, "origin_url": "https://old.example/7", "type": "opening act",
                     "feedback_url": "https://old.example/7/f", "logo": "https://old.example/7.png"},
        ),
        talk("q2w3r4", stage="main", local_start=datetime(2021, 12, 9, 23, 30), duration=60, carried={"id": 7}),
        talk("z9x8v7", local_start=datetime(2021, 12, 10, 9, 0), zone="Europe/Helsinki", duration=0, languages=()),
        talk("c4n5l6", state="cancelled"),
        talk("t8b9a2", local_start=None),
        tracks=(Track("water", {"en": "Water"}, "#0066aa"), Track("2", {"fi": "Ilma"})),
        stages=(Stage("main", {"en": "Main hall"}), Stage("pier", {"en": "Main hall"}, guid="no guid")),
        speakers={
            "minjun": SpeakerRef("minjun", "min-jun", "Min-jun Example", carried={"id": 3, "code": "MINJUN"}),
            "aino": SpeakerRef("aino", "aino", "Aino Example", biography={"en": "Sails."},
                               links=(Link("https://aino.example", "Home"),)),
        },
    )  # fmt: skip
    return replace(
        made, number=4, event=replace(made.event, carried={"acronym": "BH", "colors": {"primary": "#112233"}})
    )
