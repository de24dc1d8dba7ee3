"""How commands are answered: always, in one shape, also where they are malformed (design: live.md "Protocol")."""

from __future__ import annotations

from typing import Any

from app.errors import MeridianError, NotAllowed, NotFound, RuleBroken, Stale
from app.i18n import say
from app.live.rules.asking import TooOften
from app.live.rules.opening import Closed

__all__ = ["failed", "refusal"]


def failed(code: str, message: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """``{"ok": false, "error": code}`` with what goes with it."""
    return {"ok": False, "error": code, **({"message": message} if message else {}), **more}


def refusal(error: MeridianError) -> dict[str, Any]:
    """A refusal as an answer. Hidden and missing are both ``not_found``."""
    message = say(error)
    if isinstance(error, NotFound):
        return failed("not_found", message)
    if isinstance(error, TooOften):
        return failed("rate", message, retry_ms=error.retry_ms)
    if isinstance(error, Closed):
        return failed("closed", message)
    if isinstance(error, Stale):
        return failed("conflict", message, current=error.current)
    if isinstance(error, NotAllowed):
        return failed("forbidden", message)
    if isinstance(error, RuleBroken):
        return failed("invalid", message, field=error.field)
    return failed("busy", message, retry_ms=2000)
