"""Aino invites a speaker; she answers by the link in her mail on her phone, and changes her mind; Aino sees both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import delete, select

from app.db import commit, db, writing
from app.events.models import Event
from app.invitations.models import Invitation
from app.schedule.models import Session, Speaker
from tests.journeys.moderator import EVENT
from tests.journeys.test_two_cities import open_link

LAYLA = "layla.speaks@dubai.example"
ON_A_PHONE = {"locale": "ar", "timezone_id": "Asia/Dubai", "viewport": {"width": 360, "height": 740}}


@pytest.fixture
def speaker(beside: Flask) -> Iterator[str]:
    """The code of a (fictional) speaker of the demo's last session, who has an address for the time being."""
    with beside.app_context(), writing():
        event = db.session.scalars(select(Event).where(Event.slug == EVENT)).one()
        last = select(Session).where(Session.event_id == event.id).order_by(Session.starts_at.desc())
        talk = next(talk for talk in db.session.scalars(last) if talk.appearances)
        chosen = talk.appearances[0].speaker
        chosen.email, chosen.language = LAYLA, "ar"
        code = chosen.code
        commit()
    yield code
    with beside.app_context(), writing():
        db.session.execute(delete(Invitation).where(Invitation.address == LAYLA))
        db.session.scalars(select(Speaker).where(Speaker.code == code)).one().email = None
        commit()


def link_in_mail(folder: Path) -> str:
    """The link in the newest mail to her, once the job process has written it."""
    end = monotonic() + 60
    while monotonic() < end:
        for path in sorted(folder.glob("*.eml"), reverse=True):
            mail = message_from_bytes(path.read_bytes(), policy=default)
            if LAYLA in str(mail["To"]):
                found = re.search(r"http\S+/invitations/\w+", mail.get_body(("plain",)).get_content())
                assert found
                return found[0]
        sleep(0.2)
    raise TimeoutError("No mail came.")


@pytest.mark.timeout(240)
def test_speaker_is_invited_answers_and_changes_her_mind(visitor, admin_link, program, speaker):
    aino, layla = visitor(), visitor(**ON_A_PHONE)
    open_link(aino, admin_link("aino@helsinki.example"))
    page = aino.goes(f"/manage/e/{EVENT}/invitations/")
    aino.finds_no_barrier()
    page.get_by_role("link", name="Invite everybody").click()
    expect(page.get_by_text(LAYLA).first).to_be_visible()
    aino.finds_no_barrier()
    page.get_by_role("button", name="Mail the invitations").click()
    expect(page.get_by_text("No answer yet").first).to_be_visible()

    phone = layla.goes(link_in_mail(program.folder / "mails"))
    layla.finds_no_barrier()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.get_by_role("radio").nth(0).check()
    phone.locator("textarea").fill("بكل سرور")
    with phone.expect_navigation():
        phone.locator("main form button[type=submit]").press("Enter")
    layla.finds_no_barrier()
    phone.get_by_role("radio").nth(2).check()
    with phone.expect_navigation():
        phone.locator("main form button[type=submit]").press("Enter")

    layla.shows("answered")
    page.reload()
    aino.shows("invitations")
    expect(page.locator(".pill", has_text="Declined")).to_be_visible()
