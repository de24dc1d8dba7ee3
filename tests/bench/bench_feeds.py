"""Feeds of an event of 943 sessions, each kind; and writing it beside what icalendar does on its own, in one run.

Run with ``make bench ARGS=feeds``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from icalendar import Calendar
from rich.console import Console
from rich.table import Table

from app import clock, create_app
from app.calendars.rules import builder, vevent
from app.calendars.rules.builder import Feed
from app.calendars.rules.entries import Reader, entries_of
from app.calendars.rules.vevent import Entry
from app.schedule.queries import released
from app.schedule.rules.programme import Programme
from app.settings import Settings
from tests.bench.bench_pages import measure, prepare
from tests.bench.big_event import SLUG
from tests.bench.server import serving

ROUNDS = 9
READER = Reader(
    "en", "https://meridian.example", "Take part", "Cancelled.", "Called off.", "Assumed.", {"speaker": "With"}
)
FEED = Feed("A big conference", f"https://meridian.example/e/{SLUG}/calendar.ics?lang=en")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        prepare(data)
        app = create_app(Settings(mode="test", data=data, log_level="warning"))
        with app.app_context():
            programme = released(SLUG).programme
        console = Console(width=110)
        console.print(_writing(programme))
        table = Table("943 sessions", "first ms", "cached ms", "304 ms", "answers/s", "kB", "kB br", title="One core")
        for name, path in _paths(programme).items():
            with serving(data) as server:  # a new process each time: nothing is kept from before
                table.add_row(name, *measure(server.port, path))
        console.print(table)


def _paths(programme: Programme) -> dict[str, str]:
    talk = programme.sessions[0]
    speaker = programme.speakers[talk.appearances[0].speaker]
    return {
        "event": f"/e/{SLUG}/calendar.ics",
        "event in Arabic": f"/e/{SLUG}/calendar.ics?lang=ar",
        "track": f"/e/{SLUG}/calendar/track/{talk.track}.ics",
        "city": f"/c/{programme.hosts[0].city.slug}/calendar.ics",
        "speaker": f"/p/{speaker.slug}/calendar.ics",
        "session": f"/e/{SLUG}/s/{talk.address}/calendar.ics",
    }


def _writing(programme: Programme) -> Table:
    """CPU time of the steps of a first answer, and of icalendar with the same components; medians of rounds in turn."""
    now = clock.now()
    entries, _left_out = entries_of(programme, READER, now=now)
    steps: dict[str, Callable[[], object]] = {
        "sessions to entries": lambda: entries_of(programme, READER, now=now),
        "entries to octets": lambda: builder.feed(FEED, entries),
        "the same by icalendar's to_ical()": lambda: _by_icalendar(entries),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            begun = time.process_time()
            step()
            times[name].append((time.process_time() - begun) * 1000)
    table = Table("writing 943 sessions", "CPU ms", "ratio to entries to octets", title="One core")
    ours = median(times["entries to octets"])
    for name, spent in times.items():
        table.add_row(name, f"{median(spent):.0f}", f"{median(spent) / ours:.2f}")
    return table


def _by_icalendar(entries: Sequence[Entry]) -> bytes:
    """Without VTIMEZONE, which icalendar gets wrong; the same properties otherwise."""
    calendar = Calendar()
    for entry in entries:
        calendar.add_component(vevent.event_of(entry))
    return bytes(calendar.to_ical())


if __name__ == "__main__":
    main()
