"""Answers that are made once and given many times: ETag, 304, and bytes kept compressed.

A page made from a release is the same for everybody who sees it in the same language and zone. Its key names all it
depends on; the ETag is the key's hash, so a 304 is decided without making the page (design: programme.md).
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import brotli
from flask import Response, current_app, request

__all__ = ["Body", "PageCache", "answer"]

KEPT_BYTES = 64 * 1024 * 1024
_COMPRESS_FROM = 600


@dataclass(frozen=True)
class Body:
    """The bytes of an answer, and the same compressed (None where that is not worth it or not wanted)."""

    plain: bytes
    br: bytes | None = None
    gz: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes kept."""
        return len(self.plain) + len(self.br or b"") + len(self.gz or b"")


class PageCache:
    """The newest answers, up to a number of bytes, in this process."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._bytes = 0
        self._limit = kept_bytes
        self._lock = Lock()

    def get(self, key: str) -> Body | None:
        """The kept answer, which becomes the youngest."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: str, body: Body) -> None:
        """Keep an answer; the oldest go."""
        with self._lock:
            if key in self._bodies:
                self._bytes -= self._bodies.pop(key).size
            self._bodies[key] = body
            self._bytes += body.size
            while self._bytes > self._limit and len(self._bodies) > 1:
                self._bytes -= self._bodies.popitem(last=False)[1].size


def answer(
    key: Iterable[object],
    make: Callable[[], str | bytes],
    *,
    mimetype: str = "text/html",
    compress: bool = True,
    cache_control: str = "public, no-cache",
    vary: str = "Accept-Language, Cookie",
    keep: bool = True,
) -> Response:
    """The kept answer for the key, a 304, or a new one from ``make``.

    ``key`` names everything the answer depends on beside the build, which is added here. With ``compress`` the answer
    is kept in brotli and gzip too, and each coding has an ETag of its own, as RFC 9110 section 8.8.3 asks. ``keep`` is
    False for what one visitor could ask for in endless variations: it would push out what everybody asks for.
    """
    tag = _tag([current_app.extensions["build"], mimetype, *key])
    coding = _coding() if compress else ""
    etag = f"{tag}-{coding}" if coding else tag
    # Whoever holds any coding of these bytes holds the page. Proxies that compress make tags weak (RFC 9110, 13.1.2).
    if any(request.if_none_match.contains_weak(known) for known in (tag, f"{tag}-br", f"{tag}-gz")):
        response = Response(status=304)
    else:
        body = _body(tag, make, compress=compress, keep=keep)
        coded = {"br": body.br, "gz": body.gz}.get(coding) if coding else None
        response = Response(coded if coded is not None else body.plain, mimetype=mimetype)
        if coded is not None:
            response.headers["Content-Encoding"] = "gzip" if coding == "gz" else coding
        elif coding:
            etag = tag
    response.set_etag(etag)
    response.headers["Cache-Control"] = cache_control
    if varies := ", ".join(part for part in (vary, "Accept-Encoding" if compress else "") if part):
        response.headers["Vary"] = varies
    return response


def _tag(key: Iterable[object]) -> str:
    return hashlib.blake2b("\x1f".join(map(str, key)).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _coding() -> str:
    accepted = request.accept_encodings
    if accepted["br"]:
        return "br"
    return "gz" if accepted["gzip"] else ""


def _body(tag: str, make: Callable[[], str | bytes], *, compress: bool, keep: bool) -> Body:
    cache: PageCache = current_app.extensions["pages"]
    body = cache.get(tag)
    if body is None:
        made = make()
        raw = made.encode() if isinstance(made, str) else made
        small = not compress or len(raw) < _COMPRESS_FROM
        body = Body(raw) if small else Body(raw, brotli.compress(raw, quality=5), gzip.compress(raw, 6, mtime=0))
        if keep:
            cache.put(tag, body)
    return body
