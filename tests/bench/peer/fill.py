"""Runs with the peer's own Python: puts the big event into pretalx and releases it, through its own models.

Reads the event as JSON from standard input; prints the seconds that filling, and that releasing after one move took.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")

import django

django.setup()  # before anything of the peer can be imported

from django.db import transaction  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.schedule.models import Room  # noqa: E402
from pretalx.submission.models import Submission, Track  # noqa: E402


def main() -> None:
    """Fill, release, move one session, release again."""
    plan = json.load(sys.stdin)
    begun = time.perf_counter()
    with transaction.atomic():
        event = add_event(plan)
    with scope(event=event):
        event.wip_schedule.freeze("1", notify_speakers=False)
        filled = time.perf_counter() - begun
        slot = event.wip_schedule.talks.filter(submission__isnull=False).first()
        slot.start, slot.end = slot.start + dt.timedelta(minutes=5), slot.end + dt.timedelta(minutes=5)
        slot.save()
        begun = time.perf_counter()
        event.wip_schedule.freeze("2", notify_speakers=False)
        released = time.perf_counter() - begun
    print(json.dumps({"filled": filled, "released": released}))


def add_event(plan: dict[str, Any]) -> Event:
    """The event with its halls, tracks, people and sessions, all accepted and confirmed."""
    admin = User.objects.create_user(name="Bench", email="bench@example.org", is_administrator=True)
    organiser, _team = create_organiser_with_team(name="Bench", slug="bench", users=[admin])
    with scopes_disabled():
        event = Event.objects.create(
            name=plan["title"], slug="big", organiser=organiser, is_public=True, timezone=plan["zone"],
            date_from=dt.date.fromisoformat(plan["first"]), date_to=dt.date.fromisoformat(plan["last"]),
            email="bench@example.org", locale_array="en", locale="en",
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        rooms = [Room.objects.create(event=event, name=name, position=at) for at, name in enumerate(plan["stages"])]
        tracks = [Track.objects.create(event=event, name=name, color="#0b4f8a") for name in plan["tracks"]]
        people = [add_person(event, number, person) for number, person in enumerate(plan["speakers"])]
        for talk in plan["sessions"]:
            add_session(event, talk, rooms, tracks, people)
    return event


def add_person(event: Event, number: int, person: dict[str, str]) -> SpeakerProfile:
    """A speaker with a biography."""
    user = User.objects.create_user(name=person["name"], email=f"speaker{number}@example.org")
    return SpeakerProfile.objects.create(user=user, event=event, name=person["name"], biography=person["biography"])


def add_session(
    event: Event, talk: dict[str, Any], rooms: list[Room], tracks: list[Track], people: list[SpeakerProfile]
) -> None:
    """A confirmed session with its slot."""
    made = Submission.objects.create(
        event=event, title=talk["title"], abstract=talk["abstract"], description=talk["description"],
        content_locale="en",
        submission_type=event.submission_types.first(), track=tracks[talk["track"]], state="confirmed",
    )  # fmt: skip
    made.speakers.set([people[number] for number in talk["speakers"]])
    made.update_talk_slots()
    slot = made.slots.filter(schedule=event.wip_schedule).first()
    slot.start = dt.datetime.fromisoformat(talk["start"])
    slot.end = slot.start + dt.timedelta(minutes=talk["minutes"])
    slot.room, slot.is_visible = rooms[talk["stage"]], True
    slot.save()


if __name__ == "__main__":
    main()
