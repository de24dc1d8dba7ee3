"""Pages on which streams are shown: their content security policy opens what these need, and nothing else."""

from __future__ import annotations

from flask import Response

from app.live.rules.streams import YOUTUBE_PLAYER, Openings
from app.web import settings
from app.web_safety import content_policy

__all__ = ["opened_for", "sources_of"]

_FED_BY_SCRIPT = "blob:"
"""What a video plays that a script feeds (Media Source Extensions)."""


def sources_of(openings: Openings) -> list[str]:
    """Where this page's streams may come from, for its scripts: the origins, and ``blob:`` where HLS can be fed."""
    return [*((_FED_BY_SCRIPT,) if openings.has_hls else ()), *openings.media, *_frames(openings)]


def opened_for(response: Response, openings: Openings) -> Response:
    """The answer with a policy in which its streams can play."""
    media = (_FED_BY_SCRIPT, *openings.media) if openings.has_hls else ()
    policy = content_policy(media=media, connect=openings.media, frames=_frames(openings))
    response.headers["Content-Security-Policy"] = policy
    return response


def _frames(openings: Openings) -> list[str]:
    """The frames that are allowed now: whoever runs this may have taken a host from the list since."""
    allowed = settings().framed
    return [
        origin
        for origin in openings.frames
        if origin == YOUTUBE_PLAYER or origin.split("://", 1)[1].lower().removesuffix(":443") in allowed
    ]
