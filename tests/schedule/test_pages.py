"""The organizer's pages about the programme, as a browser meets them."""

from __future__ import annotations

from app.db import db
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.frame import add_piece
from app.schedule.actions.speakers import create_speaker
from app.schedule.rules.values import (
    AppearanceValues,
    PartValues,
    SpeakerValues,
    StageValues,
    TermValues,
    TrackValues,
)
from app.schedule.rules.when import When

ROOT = "/manage/e/two-cities"
LISTS = ("tracks", "parts", "stages", "glossary")


def test_all_pages_can_be_seen(draft):
    pieces = [
        add_piece(draft.event, values, by=draft.aino)
        for values in (
            TrackValues({"en": "Data"}, colour="#0a4781"),
            PartValues({"en": "Why"}),
            StageValues({"en": "Hall"}, draft.busan.id),
            TermValues({"en": "MoU"}, {"en": "Memorandum"}),
        )
    ]
    db.session.flush()
    talk = draft.add(track_id=pieces[0].id, description={"en": "**Bold**"})
    kim = create_speaker(draft.event, SpeakerValues("Kim"), by=None)
    seen = add_appearance(talk, kim, AppearanceValues(), by=None)
    draft.add("Later", When(None, "Asia/Seoul", 0, 20))
    browser = draft.browser(draft.aino)
    paths = [
        "/sessions/", "/sessions/?q=open&track=1&only=clashes", "/sessions/new", f"/sessions/{talk.code}/",
        f"/sessions/{talk.code}/move", f"/sessions/{talk.code}/cancel", f"/sessions/{talk.code}/delete",
        f"/sessions/{talk.code}/appearances/", f"/sessions/{talk.code}/appearances/?q=kim",
        f"/sessions/{talk.code}/appearances/new", f"/sessions/{talk.code}/appearances/new?speaker={kim.code}",
        f"/sessions/{talk.code}/appearances/{seen.id}/", f"/sessions/{talk.code}/appearances/{seen.id}/remove",
        "/speakers/", "/speakers/new", f"/speakers/{kim.code}/", f"/speakers/{kim.code}/delete",
        f"/speakers/{kim.code}/merge", "/release",
        *(f"/{what}/" for what in LISTS),
        *(f"/{what}/new" for what in LISTS),
        *(f"/{what}/{piece.id}/" for what, piece in zip(LISTS, pieces, strict=True)),
        *(f"/{what}/{piece.id}/delete" for what, piece in zip(LISTS, pieces, strict=True)),
    ]  # fmt: skip
    for path in paths:
        answer = browser.get(ROOT + path)
        assert answer.status_code == 200, path
