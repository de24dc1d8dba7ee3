"""What a module logs, whatever other tests set up: levels that drop lines, loggers that keep their processors."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

__all__ = ["logged"]


def logged(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[dict[str, Any]]:
    """The lines that the module's ``log`` gets from now on, as they come."""
    capture = LogCapture()
    bare = structlog.wrap_logger(structlog.PrintLogger(), processors=[capture], wrapper_class=structlog.BoundLogger)
    monkeypatch.setattr(module, "log", bare)
    return capture.entries  # type: ignore[return-value]
