"""Secret links that show the draft to whoever has them, until they are revoked."""

from __future__ import annotations

from app.clock import now
from app.db import db, record
from app.events.facts import DraftChanged
from app.events.models import Event
from app.people.models import Person
from app.schedule.models import PreviewLink
from app.tokens import hashed, new_token

__all__ = ["PURPOSE", "make_preview_link", "revoke_preview_link"]

PURPOSE = "draft preview"


def make_preview_link(event: Event, *, by: Person | None) -> str:
    """A new link's secret; it is shown once and kept as a hash only."""
    token = new_token()
    by_id = by.id if by else None
    db.session.add(PreviewLink(event_id=event.id, token_hash=hashed(PURPOSE, token), created_by_id=by_id))
    record(DraftChanged(event.id, "preview_link_made", "preview", "", by_id, differs=False))
    return token


def revoke_preview_link(link: PreviewLink, *, by: Person | None) -> None:
    """From now on the link shows nothing; revoking it again changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = now()
        record(DraftChanged(link.event_id, "preview_link_revoked", "preview", "", by.id if by else None, differs=False))
