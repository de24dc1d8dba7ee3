"""What can be shown on a stage: which addresses are taken, and what a page has to open for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from app.errors import N_, RuleBroken
from app.links import web_address
from app.texts import LocalText, clean_line, clean_text, is_language

__all__ = [
    "KIND_LABELS", "MOST_STREAMS", "YOUTUBE_PLAYER", "Allowed", "Kind", "Openings", "SeenStream", "StreamValues",
    "checked_stream", "hosts_in", "openings", "said_stream", "youtube_video",
]  # fmt: skip

MOST_STREAMS: Final = 12
"""Streams of one stage, or of one session: a language each."""
_MOST_HOSTS: Final = 8

YOUTUBE_PLAYER: Final = "https://www.youtube-nocookie.com"
_YOUTUBE: Final = frozenset({"youtube.com", "youtube-nocookie.com"})
_VIDEO: Final = re.compile(r"[A-Za-z0-9_-]{11}\Z")
_BY_PATH: Final = re.compile(r"/(?:embed|live|shorts|v)/([^/]+)/?\Z")
_HERE: Final = "https://here.example"
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(?::[0-9]{1,5})?\Z")


class Kind(StrEnum):
    """How something is shown."""

    HLS = "hls"
    YOUTUBE = "youtube"
    FRAME = "frame"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.HLS: N_("HLS stream (.m3u8)"),
    Kind.YOUTUBE: N_("YouTube video"),
    Kind.FRAME: N_("Another site’s page in a frame"),
}


@dataclass(frozen=True)
class Allowed:
    """What this installation takes: hosts of plain frames, and whether only https."""

    frame_hosts: Collection[str]
    https_only: bool


@dataclass(frozen=True)
class StreamValues:
    """A stream as an organizer enters it. ``address``: of YouTube the video's id; ``hosts``: where its pieces lie."""

    kind: str
    address: str
    language: str = ""
    label: LocalText | None = None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeenStream:
    """A stream as screens get it."""

    id: int
    kind: Kind
    address: str
    language: str
    label: LocalText
    hosts: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """Where it can be watched without our page."""
        return f"https://www.youtube.com/watch?v={self.address}" if self.kind is Kind.YOUTUBE else self.address

    @property
    def host(self) -> str:
        """Whose page a frame shows."""
        return urlsplit(self.address).netloc

    @property
    def is_ours(self) -> bool:
        """Whether it lies on this site."""
        return self.address.startswith("/")


@dataclass(frozen=True)
class Openings:
    """Origins that a page has to open in its content security policy."""

    media: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    has_hls: bool = False
    """A script feeds the video then: it reads the stream, and the video plays a blob."""


def checked_stream(values: StreamValues, allowed: Allowed) -> StreamValues:
    """The values as they are kept. Raises :class:`RuleBroken` at the field that is wrong."""
    if values.kind not in set(Kind):
        raise RuleBroken(N_("Choose one of the list."), field="kind")
    tag = values.language.lower()
    if tag and not is_language(tag):
        raise RuleBroken(N_("This is not a language."), field="language")
    kind = Kind(values.kind)
    address = {Kind.HLS: _hls, Kind.YOUTUBE: _youtube, Kind.FRAME: _frame}[kind](values.address.strip(), allowed)
    label = clean_text(values.label or {}, limit=120, field="label")
    return StreamValues(kind.value, address, tag, label, _hosts(values.hosts) if kind is Kind.HLS else ())


def youtube_video(text: str) -> str | None:
    """The id in a link to a YouTube video, as browsers, apps and the button "Share" write it, or the id itself."""
    if _VIDEO.match(text):
        return text
    address = web_address(text if "://" in text else f"https://{text}")
    if address is None:
        return None
    parts = urlsplit(address)
    host = re.sub(r"^(?:www|m|music)\.", "", parts.hostname or "")
    if host == "youtu.be":
        found = parts.path.strip("/")
    elif host in _YOUTUBE:
        by_path = _BY_PATH.match(parts.path)
        found = by_path[1] if by_path else parse_qs(parts.query).get("v", [""])[0]
    else:
        return None
    return found if _VIDEO.match(found) else None


def hosts_in(text: str) -> tuple[str, ...]:
    """Host names, as typed: blanks, commas or lines between them, whole addresses too."""
    words = [word for word in re.split(r"[\s,;]+", text.lower()) if word]
    return tuple(dict.fromkeys(urlsplit(word).netloc if "://" in word else word.rstrip("/") for word in words))


def openings(streams: Iterable[SeenStream]) -> Openings:
    """What these streams need, each origin once, in order."""
    media: set[str] = set()
    frames: set[str] = set()
    has_hls = False
    for one in streams:
        if one.kind is Kind.HLS:
            has_hls = True
            media |= {f"https://{host}" for host in one.hosts} | (set() if one.is_ours else {_origin(one.address)})
        else:
            frames.add(YOUTUBE_PLAYER if one.kind is Kind.YOUTUBE else _origin(one.address))
    return Openings(tuple(sorted(media)), tuple(sorted(frames)), has_hls)


def said_stream(stream: SeenStream) -> dict[str, Any]:
    """The stream as a message holds it."""
    return {
        "id": stream.id,
        "kind": stream.kind.value,
        "address": stream.address,
        "language": stream.language,
        "label": stream.label,
    }


def _hls(text: str, allowed: Allowed) -> str:
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        own = web_address(_HERE + text)
        if own is not None:
            return own.removeprefix(_HERE)
    return _safe(text, allowed, N_("This is not the address of an HLS stream: it begins with https:// and has a site."))


def _youtube(text: str, _allowed: Allowed) -> str:
    video = youtube_video(text)
    if video is None:
        raise RuleBroken(
            N_("This is not a link to a YouTube video. Copy the link that “Share” shows below the video."),
            field="address",
        )
    return video


def _frame(text: str, allowed: Allowed) -> str:
    address = _safe(text, allowed, N_("This is not the address of a page: it begins with https:// and has a site."))
    host = urlsplit(address).netloc.lower().removesuffix(":443")
    if host in allowed.frame_hosts:
        return address
    if youtube_video(text) is not None:
        raise RuleBroken(N_("This is a YouTube video: choose “YouTube video” above."), field="address")
    if not allowed.frame_hosts:
        raise RuleBroken(
            N_("Frames of other sites are off here. Whoever runs this installation can allow %(host)s."),
            field="address", host=host,
        )  # fmt: skip
    raise RuleBroken(
        N_("Frames of %(host)s are not allowed here, only of: %(hosts)s. Whoever runs this installation can add it."),
        field="address", host=host, hosts=", ".join(sorted(allowed.frame_hosts)),
    )  # fmt: skip


def _safe(text: str, allowed: Allowed, sentence: str) -> str:
    address = web_address(text)
    if address is None:
        raise RuleBroken(sentence, field="address")
    if urlsplit(address).scheme != "https" and allowed.https_only:
        raise RuleBroken(
            N_("Browsers show only what comes by https: take an address that begins with https://."), field="address"
        )
    if any(sign in urlsplit(address).netloc for sign in ";,'*"):
        raise RuleBroken(sentence, field="address")
    return address


def _hosts(hosts: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(clean_line(host, field="hosts").lower() for host in hosts if host.strip()))
    if len(found) > _MOST_HOSTS:
        raise RuleBroken(
            N_("These are more hosts than a stream needs: %(most)s at most."), field="hosts", most=_MOST_HOSTS
        )
    for host in found:
        if not _HOST.match(host):
            raise RuleBroken(N_("“%(host)s” is not the name of a host."), field="hosts", host=host[:80])
    return found


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
