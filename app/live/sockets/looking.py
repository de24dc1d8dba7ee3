"""What a thread of its own looks at again and again, from the first connection of the process on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

__all__ = ["Looking"]

log = structlog.get_logger(__name__)


class Looking:
    """Calls ``look`` whenever ``wait`` returns."""

    def __init__(self, name: str, *, wait: Callable[[], object], look: Callable[[], object]) -> None:
        self._name, self._wait, self._look = name, wait, look
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; again where the thread died."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._wait()
            try:
                self._look()
            except Exception:
                # Without this thread nobody would hear anything, or keep rights that ended: it goes on.
                log.exception("could not look", thread=self._name)
