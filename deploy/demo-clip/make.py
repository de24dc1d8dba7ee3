"""Draws the clip that the fictional webinar plays: a harbour through one day, as a small HLS stream.

    python deploy/demo-clip/make.py [FOLDER]

Needs ffmpeg with libx264 (Debian: apt-get install ffmpeg); only for making it, the clip itself is in the repository
under static/demo. Everything in it is drawn and sounded here, pixel by pixel: there is nothing of anybody else's.
"""

from __future__ import annotations

import itertools
import math
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

WIDTH, HEIGHT, RATE, SECONDS = 640, 360, 10, 24
HORIZON = 236
FOLDER = Path(__file__).resolve().parents[2] / "static" / "demo"

Colour: TypeAlias = tuple[int, int, int]

# What the sky is above and at the horizon over the day, 0 to 1: night, dawn, noon, dusk, night again.
SKY: tuple[tuple[float, Colour, Colour], ...] = (
    (0.00, (12, 20, 44), (32, 48, 88)),
    (0.18, (40, 58, 110), (217, 116, 63)),
    (0.32, (96, 158, 214), (255, 219, 125)),
    (0.50, (110, 178, 232), (214, 236, 247)),
    (0.68, (88, 140, 200), (255, 205, 120)),
    (0.82, (46, 56, 108), (226, 110, 70)),
    (1.00, (12, 20, 44), (32, 48, 88)),
)
SOUND = (
    "0.05*sin(2*PI*130.81*t)*(0.6+0.4*sin(2*PI*t/8))+0.04*sin(2*PI*196*t)*(0.6+0.4*sin(2*PI*t/6))"
    "+0.03*sin(2*PI*329.63*t)*(0.5+0.5*sin(2*PI*t/12))"
)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def sky_at(day: float) -> tuple[Colour, Colour]:
    """The colours above and at the horizon."""
    for (start, high, low), (end, later_high, later_low) in itertools.pairwise(SKY):
        if day <= end:
            share = (day - start) / (end - start)
            return mixed(high, later_high, share), mixed(low, later_low, share)
    return SKY[-1][1], SKY[-1][2]


def houses() -> list[tuple[int, int, int]]:
    """The quay's houses: left edge, width, height. The same at every making."""
    dice = random.Random(60)  # noqa: S311 - a drawing
    found, x = [], 0
    while x < WIDTH:
        width = dice.randrange(18, 46)
        found.append((x, width, dice.randrange(16, 74)))
        x += width + dice.choice((0, 0, 4, 14))
    return found


class Frame:
    """One picture, row by row."""

    def __init__(self) -> None:
        self.pixels = bytearray(WIDTH * HEIGHT * 3)

    def row(self, y: int, colour: Colour, left: int = 0, right: int = WIDTH) -> None:
        """A line of one colour."""
        left, right = max(0, left), min(WIDTH, right)
        if 0 <= y < HEIGHT and left < right:
            self.pixels[(y * WIDTH + left) * 3 : (y * WIDTH + right) * 3] = bytes(colour) * (right - left)

    def box(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        """A filled box."""
        for y in range(top, top + height):
            self.row(y, colour, left, left + width)

    def disc(self, x: float, y: float, radius: int, colour: Colour, lowest: int) -> None:
        """A filled circle, as far as it is above ``lowest``."""
        for line in range(-radius, radius + 1):
            half = round(math.sqrt(radius**2 - line**2))
            if y + line < lowest:
                self.row(round(y) + line, colour, round(x) - half, round(x) + half)


def drawn(number: int, quay: list[tuple[int, int, int]]) -> bytes:
    """The picture of that number."""
    day = number / (RATE * SECONDS)
    high, low = sky_at(day)
    light = max(0.0, math.sin(math.pi * (day - 0.12) / 0.76)) if 0.12 < day < 0.88 else 0.0
    frame = Frame()
    for y in range(HORIZON):
        frame.row(y, mixed(high, low, (y // 4 * 4 / HORIZON) ** 1.6))
    way = (day - 0.14) / 0.72
    frame.disc(WIDTH * way, HORIZON + 10 - 190 * math.sin(math.pi * way), 22, (255, 226, 140), HORIZON)
    for left, width, height in quay:
        wall = mixed((14, 20, 34), (74, 84, 104), light)
        frame.box(left, HORIZON - height, width, height, wall)
        pane = mixed((247, 203, 112), (120, 140, 164), min(1.0, light * 2))
        for place, top in enumerate(range(HORIZON - height + 6, HORIZON - 6, 10)):
            for at, x in enumerate(range(left + 4, left + width - 5, 9)):
                if (place * 7 + at * 5 + left) % 4:
                    frame.box(x, top, 4, 5, pane)
    for y in range(HORIZON, HEIGHT):
        depth = (y - HORIZON) / (HEIGHT - HORIZON)
        wave = 0.05 * math.sin(y * 0.9 - number * 0.35) * depth
        frame.row(y, mixed(mixed(low, high, 0.35), (8, 26, 52), min(1.0, max(0.0, 0.35 + 0.5 * depth + wave))))
    ferry(frame, round(-120 + (WIDTH + 240) * day), light)
    return bytes(frame.pixels)


def ferry(frame: Frame, x: int, light: float) -> None:
    """A ferry that crosses the harbour in a day."""
    hull, cabin = mixed((60, 18, 20), (157, 23, 16), light), mixed((150, 150, 160), (250, 248, 243), light)
    frame.box(x, 268, 96, 14, hull)
    frame.box(x + 6, 282, 84, 3, hull)
    frame.box(x + 12, 254, 70, 14, cabin)
    frame.box(x + 24, 244, 40, 10, cabin)
    for window in range(x + 17, x + 78, 9):
        frame.box(window, 258, 5, 5, (242, 177, 52))


def pictures() -> Iterator[bytes]:
    """All of them, in order."""
    quay = houses()
    return (drawn(number, quay) for number in range(RATE * SECONDS))


def make(folder: Path) -> None:
    """Write the playlist and its pieces, H.264 baseline and AAC in fragments of MP4."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("harbour*"):
        old.unlink()
    command = [
        "ffmpeg", "-v", "error", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-",
        "-f", "lavfi", "-i", f"aevalsrc='{SOUND}':d={SECONDS}:s=32000",
        "-c:v", "libx264", "-profile:v", "baseline", "-pix_fmt", "yuv420p", "-preset", "veryslow", "-crf", "31",
        "-g", str(RATE * 4), "-keyint_min", str(RATE * 4), "-sc_threshold", "0",
        "-c:a", "aac", "-b:a", "32k", "-ac", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-shortest",
        "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
        "-hls_fmp4_init_filename", "harbour.mp4", "-hls_segment_filename", str(folder / "harbour-%d.mp4"),
        str(folder / "harbour.m3u8"),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for picture in pictures():
            ffmpeg.stdin.write(picture)
        ffmpeg.stdin.close()
        if ffmpeg.wait():
            raise SystemExit("ffmpeg could not make the clip.")
    size = sum(path.stat().st_size for path in folder.glob("harbour*"))
    print(f"{folder}: {size} bytes")  # noqa: T201 - what it is run for


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
