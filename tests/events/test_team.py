"""The event's team: inviting by mail, accepting, roles, leaving."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.events.models import Change, TeamInvite, TeamMember
from app.mail.models import OwedMail
from app.mail.rendering import rendered
from app.people.models import Person
from tests.events.world import World
from tests.pages import form_values
from tests.personas import browser_of, make_person, put_in_team

TEAM = "/manage/e/two-cities/team"


def invited(
    world: World, email: str = "sora@busan.example", role: str = "editor", who: str = "aino", city: str = "busan"
):
    data = {"email": email, "role": role, "city_id": str(getattr(world, city).id) if city else ""}
    return world.browser(getattr(world, who)).post(TEAM, data=data)


def link() -> str:
    """The path in the last invitation that is owed."""
    mail = db.session.scalars(
        select(OwedMail).where(OwedMail.kind == "team_invite").order_by(OwedMail.id.desc())
    ).first()
    assert mail is not None
    return re.sub(r"^https?://[^/]+", "", mail.params["link"])


def memberships(person: Person) -> list[tuple[str, int | None]]:
    rows = db.session.scalars(select(TeamMember).where(TeamMember.person_id == person.id))
    return [(row.role, row.city_id) for row in rows]


def test_invitation_is_mailed_in_the_language_of_the_event(world: World):
    world.event.languages = ["ko", "fi"]
    commit()
    assert invited(world).status_code == 302
    mail = db.session.scalars(select(OwedMail)).one()

    assert (mail.kind, mail.to, mail.language, mail.event_id) == (
        "team_invite",
        "sora@busan.example",
        "fi",
        world.event.id,
    )
    text = rendered(mail, at=now()).decode()
    assert "Subject:" in text
    row = db.session.scalars(select(TeamInvite)).one()
    assert row.token_hash not in text
    assert link().rsplit("/", 1)[1] not in row.token_hash


def test_known_person_is_written_to_in_her_language_and_zone(world: World):
    make_person("layla2@dubai.example", "Layla", language="ar", zone="Asia/Dubai")
    invited(world, "Layla2@DUBAI.example")
    mail = db.session.scalars(select(OwedMail)).one()

    assert (mail.to, mail.to_name, mail.language, mail.zone) == ("layla2@dubai.example", "Layla", "ar", "Asia/Dubai")


def test_link_shows_on_get_and_joins_on_post(world: World):
    invited(world)
    path = link()
    sora = make_person("sora@busan.example", "Sora")
    browser = browser_of(world.app, sora)
    page = browser.get(path)
    assert (page.status_code, "Two cities" in page.text, memberships(sora)) == (200, True, [])
    assert page.headers["Referrer-Policy"] == "same-origin"

    assert browser.post(path).location == "/manage/e/two-cities/"
    assert memberships(sora) == [("editor", world.busan.id)]
    assert browser.get("/manage/e/two-cities/").status_code == 200
    again = browser.post(path)
    assert (again.status_code, "This invitation was accepted already." in again.text) == (400, True)


def test_visitor_is_told_to_sign_in_and_comes_back(world: World):
    invited(world)
    path = link()
    visitor = world.app.test_client()
    page = visitor.get(path).text

    assert "sora@busan.example" in page
    assert f'href="/sign-in?next={path}"' in page
    assert visitor.post(path).status_code == 401


def test_somebody_else_cannot_join_with_the_link(world: World):
    invited(world)
    path = link()
    browser = world.browser(world.layla)
    page = browser.get(path).text
    assert "You are signed in as layla@example.org." in page

    assert browser.post(path).status_code == 400
    assert memberships(world.layla) == []


def test_invitation_that_ran_out_was_revoked_or_never_was(world: World):
    invited(world)
    path = link()
    sora = make_person("sora@busan.example", "Sora")
    browser = browser_of(world.app, sora)
    row = db.session.scalars(select(TeamInvite)).one()
    row.expires_at = now() - timedelta(seconds=1)
    commit()
    assert "This invitation has run out." in browser.get(path).text
    assert browser.post(path).status_code == 400

    row.revoked_at = now()
    commit()
    assert "This invitation was revoked." in browser.get(path).text
    assert browser.post(path).status_code == 400
    assert browser.get("/team-invitations/nothing").status_code == 404
    assert browser.post("/team-invitations/nothing").status_code == 404
    assert memberships(sora) == []


def test_mailing_again_gives_a_fresh_link_and_time(world: World):
    invited(world)
    old = link()
    row = db.session.scalars(select(TeamInvite)).one()
    row.expires_at = now() - timedelta(days=1)
    commit()
    assert world.browser(world.minjun).post(f"/manage/e/two-cities/invites/{row.id}/resend").status_code == 302
    sora = make_person("sora@busan.example", "Sora")
    browser = browser_of(world.app, sora)

    assert browser.get(old).status_code == 404
    assert browser.post(link()).status_code == 302
    assert memberships(sora) == [("editor", world.busan.id)]


def test_revoked_by_the_co_editor(world: World):
    invited(world)
    row = db.session.scalars(select(TeamInvite)).one()
    assert world.browser(world.minjun).post(f"/manage/e/two-cities/invites/{row.id}/revoke").status_code == 302
    db.session.expire_all()

    assert row.revoked_at is not None
    assert "sora@busan.example" not in world.browser(world.aino).get(TEAM).text


@pytest.mark.parametrize(
    ("who", "role", "city", "status"),
    [
        ("aino", "owner", "", 302),
        ("aino", "moderator", "", 302),
        ("ada", "editor", "helsinki", 302),
        ("matti", "editor", "busan", 302),
        ("minjun", "editor", "busan", 302),
        ("minjun", "editor", "helsinki", 400),
        ("minjun", "owner", "", 400),
        ("matti", "owner", "", 400),
        ("aino", "editor", "dubai", 400),
        ("aino", "editor", "", 400),
        ("maija", "editor", "busan", 404),
        ("otto", "editor", "busan", 404),
        ("layla", "editor", "busan", 404),
    ],
)
def test_who_invites_whom(world: World, who, role, city, status):
    assert invited(world, role=role, who=who, city=city).status_code == status
    assert len(db.session.scalars(select(OwedMail)).all()) == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nobody", "is not an e-mail address"),
        ("a@b@c", "is not an e-mail address"),
        ("x" * 300 + "@example.org", "This text is longer than 254 characters."),
        ("min-jun@example.org", "This person has that role already."),
        ("", "This field is required."),
    ],
)
def test_addresses_refused(world: World, email, sentence):
    answer = invited(world, email)

    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert db.session.scalars(select(OwedMail)).all() == []


def test_second_invitation_to_the_same_role_is_refused(world: World):
    invited(world)

    assert "This address is invited already" in invited(world).text
    assert invited(world, role="moderator", city="").status_code == 302


def test_editor_cannot_undo_an_owners_invitation(world: World):
    invited(world, role="owner", city="")
    row = db.session.scalars(select(TeamInvite)).one()

    assert world.browser(world.matti).post(f"/manage/e/two-cities/invites/{row.id}/revoke").status_code == 400
    assert world.browser(world.otto).post(f"/manage/e/elsewhere/invites/{row.id}/revoke").status_code == 404
    assert world.browser(world.aino).post(f"/manage/e/two-cities/invites/{2**63}/revoke").status_code == 404
    db.session.expire_all()
    assert row.revoked_at is None


def test_owner_gives_another_role(world: World):
    member = db.session.scalars(select(TeamMember).where(TeamMember.person_id == world.maija.id)).one()
    browser, other = world.browser(world.aino), world.browser(world.ada)
    path = f"{TEAM}/{member.id}/"
    data, others = form_values(browser.get(path).text), form_values(other.get(path).text)
    assert browser.post(path, data={**data, "role": "editor", "city_id": str(world.busan.id)}).status_code == 302
    assert memberships(world.maija) == [("editor", world.busan.id)]

    stale = other.post(path, data={**others, "role": "owner"})
    assert (stale.status_code, "Editor" in stale.text) == (409, True)
    assert memberships(world.maija) == [("editor", world.busan.id)]
    assert other.post(path, data={**form_values(stale.text), "role": "owner"}).status_code == 302
    assert memberships(world.maija) == [("owner", None)]


def test_last_owner_can_neither_leave_nor_step_down(world: World):
    member = db.session.scalars(
        select(TeamMember).where(TeamMember.person_id == world.aino.id, TeamMember.event_id == world.event.id)
    ).one()
    browser = world.browser(world.aino)
    path = f"{TEAM}/{member.id}/"
    down = browser.post(path, data={**form_values(browser.get(path).text), "role": "moderator"})
    assert (down.status_code, "An event needs an owner" in down.text) == (400, True)
    left = browser.post(f"{path}remove")
    assert (left.status_code, "An event needs an owner" in left.text) == (400, True)

    put_in_team(world.event, world.maija, "owner")
    commit()
    assert browser.post(f"{path}remove").location == "/manage/"
    assert browser.get("/manage/e/two-cities/").status_code == 404


def test_everybody_may_leave_and_nobody_else_be_sent_away(world: World):
    mine, theirs = (
        db.session.scalars(select(TeamMember.id).where(TeamMember.person_id == person.id)).one()
        for person in (world.minjun, world.maija)
    )
    browser = world.browser(world.minjun)

    assert browser.post(f"{TEAM}/{theirs}/remove").status_code == 404
    assert browser.get(f"{TEAM}/{mine}/remove").status_code == 200
    assert browser.post(f"{TEAM}/{mine}/remove").status_code == 302
    assert memberships(world.minjun) == []
    assert db.session.scalar(select(Change.act).order_by(Change.id.desc()).limit(1)) == "team_left"


def test_invitation_for_a_city_that_left_is_void(world: World):
    invited(world)
    path = link()
    browser = world.browser(world.aino)
    drop = "/manage/e/two-cities/hosts/busan/remove"
    browser.post(drop, data=form_values(browser.get(drop).text))
    sora = make_person("sora@busan.example", "Sora")

    assert browser_of(world.app, sora).post(path).status_code == 400
    assert memberships(sora) == []


def test_the_city_added_last_that_nobody_edits_for_is_chosen(world: World):
    browser = world.browser(world.aino)
    assert form_values(browser.get(TEAM).text)["city_id"] == [""]  # everybody has an editor
    browser.post("/manage/e/two-cities/hosts", data={"city_id": str(world.dubai.id), "part": "co_host"})
    assert form_values(browser.get(TEAM).text)["city_id"] == [str(world.dubai.id)]
    invited(world, "omar@dubai.example", city="dubai")
    assert form_values(browser.get(TEAM).text)["city_id"] == [""]
