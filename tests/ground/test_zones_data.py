"""The zone data: one source, right around every change, and nothing on the machine can replace it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tzdata
from hypothesis import example, given
from hypothesis import strategies as st

from app import zones
from tests.shared import ROOT, shared_path

NAMES = sorted(zones.accepted_names())
INSTANTS = st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2199, 12, 30), timezones=st.just(UTC))


@given(INSTANTS, st.sampled_from(NAMES))
@example(datetime(2022, 10, 30, 0, 30, tzinfo=UTC), "Europe/Helsinki")
@example(datetime(2022, 10, 30, 1, 30, tzinfo=UTC), "Europe/Helsinki")
@example(datetime(1919, 3, 31, 5, 0, tzinfo=UTC), "America/Toronto")
def test_instant_to_wall_to_instant_is_the_identity(moment, name):
    there = zones.wall(moment, name)
    assert zones.instant(there.local, name, there.fold) == moment
    assert zones.derived_instant(there.local, name, there.fold) == moment


@given(
    st.datetimes(min_value=datetime(1900, 1, 3), max_value=datetime(2199, 12, 29)),
    st.sampled_from(NAMES),
    st.sampled_from([0, 1]),
)
@example(datetime(2022, 3, 27, 3, 30), "Europe/Helsinki", 1)
@example(datetime(2022, 10, 30, 3, 30), "Europe/Helsinki", 1)
@example(datetime(2011, 12, 30, 3, 30), "Pacific/Apia", 0)
def test_wall_to_instant_to_wall_is_the_identity_outside_gaps(local, name, fold):
    if zones.is_gap(local, name):
        with pytest.raises(zones.ClockGap) as refused:
            zones.instant(local, name, fold)
        assert refused.value.earlier < local < refused.value.later or refused.value.later == local.replace(
            second=0, microsecond=0
        ) + timedelta(minutes=1)
        moved = zones.wall(zones.derived_instant(local, name, fold), name)
        assert moved.local > local
        return
    back = zones.wall(zones.instant(local, name, fold), name)
    assert back == zones.WallTime(local, name, fold if zones.is_fold(local, name) else 0)


def _changes() -> list[tuple[str, datetime, datetime, timedelta]]:
    """Rows of zdump: zone, UTC, wall time, offset."""
    rows = []
    for line in shared_path("schemas", "tz-zdump-2026f-2018-2032.txt").read_text().splitlines():
        if "NULL" in line or " = " not in line:
            continue
        name, rest = line.split(maxsplit=1)
        left, right = rest.split(" UT = ")
        wall_text, _, _, offset = right.rsplit(maxsplit=3)
        form = "%a %b %d %H:%M:%S %Y"
        rows.append(
            (
                name,
                datetime.strptime(left, form).replace(tzinfo=UTC),
                datetime.strptime(wall_text, form),
                timedelta(seconds=int(offset.removeprefix("gmtoff="))),
            )
        )
    return rows


def test_every_change_from_2018_to_2032_is_as_zdump_says():
    rows = _changes()
    assert len(rows) > 900
    for name, moment, local, offset in rows:
        there = zones.wall(moment, name)
        assert there.local == local, (name, moment)
        assert zones.instant(local, name, there.fold) == moment, (name, moment)
        assert moment + offset == local.replace(tzinfo=UTC), (name, moment)


PROGRAM = """
from datetime import datetime, UTC
from app import zones
import zoneinfo
print(zones.instant(datetime(2021, 12, 9, 15, 30), "Asia/Seoul").isoformat(),
      zones.wall(datetime(2024, 3, 2, 7, tzinfo=UTC), "Asia/Almaty").local.isoformat(),
      zoneinfo.TZPATH, zones.TZ_VERSION)
"""

UNPINNED = """
from datetime import datetime
from zoneinfo import ZoneInfo
print(datetime(2021, 12, 9, 12, tzinfo=ZoneInfo("Asia/Seoul")).utcoffset())
"""


def _python(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("tz", ["UTC", "Asia/Seoul", "America/Los_Angeles", ":nonsense"])
def test_the_machines_own_zone_does_not_matter(tz):
    assert _python(PROGRAM, TZ=tz) == f"2021-12-09T06:30:00+00:00 2024-03-02T12:00:00 () {tzdata.IANA_VERSION}"


def test_zone_files_of_the_machine_are_never_read(tmp_path: Path):
    # Wrong data under the right names: New York's rules as Seoul and as Almaty.
    wrong = Path(tzdata.__file__).parent / "zoneinfo" / "America" / "New_York"
    (tmp_path / "Asia").mkdir()
    for city in ("Seoul", "Almaty"):
        shutil.copy(wrong, tmp_path / "Asia" / city)
    assert _python(UNPINNED, PYTHONTZPATH=str(tmp_path)) == "-1 day, 19:00:00"  # without our pin the wrong file is read
    pinned = _python(PROGRAM, PYTHONTZPATH=str(tmp_path))
    assert pinned.startswith("2021-12-09T06:30:00+00:00 2024-03-02T12:00:00 ()")
