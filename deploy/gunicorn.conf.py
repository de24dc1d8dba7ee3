"""How gunicorn serves the program: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``.

One gevent worker per process. ``python -m app.cli.start`` hands over its open socket by ``--bind fd://N``.
"""

import signal
from pathlib import Path
from types import FrameType

import gevent
from gunicorn.workers.base import Worker

from app.settings import Settings

_settings = Settings()

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
backlog = 2048

worker_class = "gevent"
workers = 1
worker_connections = 20_000
max_requests = 0  # a worker that is replaced would throw everyone in its rooms out
timeout = 30  # seconds in which the loop must turn at least once
graceful_timeout = 8  # systemd and the supervisor wait 10
keepalive = 65  # longer than nginx keeps its connections to us

worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - its sign of life must not wait for a disk
control_socket_disable = True

# The program itself believes proxies, by MERIDIAN_PROXY_HOPS; gunicorn must not on top of it.
forwarded_allow_ips = ""

loglevel = "warning"
accesslog = None  # requests are logged by the program, without addresses of people


def post_worker_init(worker: Worker) -> None:
    """A worker that is to stop tells its screens when to come back; otherwise it would wait for them to leave."""
    stop = worker.handle_exit

    def stopping(number: int, frame: FrameType | None) -> None:
        gevent.spawn(worker.app.callable.extensions["live"].farewell)
        stop(number, frame)

    signal.signal(signal.SIGTERM, stopping)
