"""``python -m app.cli.work``: the job process. SIGTERM lets the job at work finish, SIGINT does not wait."""

from __future__ import annotations

from app import create_app, jobs

if __name__ == "__main__":
    jobs.consumer(create_app()).run()
