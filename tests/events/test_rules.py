"""Rules of events: values, days, addresses, hosts, teams, invitations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.errors import RuleBroken
from app.events.rules import (
    Act,
    EventValues,
    Grants,
    InviteState,
    Role,
    check_can_cancel,
    check_can_delete,
    check_dates,
    check_edition,
    check_invite,
    check_keeps_lead,
    check_keeps_owner,
    check_slug,
    invite_state,
    may,
    may_change_held,
)

HELSINKI, BUSAN, MOSCOW = 1, 2, 3
OWNER = Grants(frozenset({Role.OWNER}))
LEAD = Grants(frozenset({Role.EDITOR, Role.LEAD_EDITOR}), frozenset({HELSINKI}))
EDITOR = Grants(frozenset({Role.EDITOR}), frozenset({BUSAN}))
MODERATOR = Grants(frozenset({Role.MODERATOR}))


def field_of(rule, *args, **kwargs) -> str | None:
    with pytest.raises(RuleBroken) as refused:
        rule(*args, **kwargs)
    return refused.value.field


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2026, 12, 9), date(2026, 12, 8), "ends_on"),
        (None, date(2026, 12, 8), "starts_on"),
        (date(1, 1, 1), None, "starts_on"),
        (date(2026, 1, 1), date(9999, 12, 31), "ends_on"),
        (date(2026, 1, 1), date(2027, 1, 2), "ends_on"),
    ],
)
def test_days_that_no_event_has(starts_on, ends_on, field):
    assert field_of(check_dates, starts_on, ends_on) == field


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (None, None),
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_days_that_an_event_may_have(starts_on, ends_on):
    check_dates(starts_on, ends_on)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "a--b", "A", "ä", "a b", "a/b", "new", "upcoming", "x" * 81, "a\n"])
def test_slugs_refused(slug):
    assert field_of(check_slug, slug) == "slug"


@pytest.mark.parametrize("slug", ["a", "busan-helsinki-2026", "9", "news", "x" * 80])
def test_slugs_taken(slug):
    assert check_slug(slug) == slug


def test_edition_needs_a_series_and_is_a_number():
    assert field_of(check_edition, 3, in_series=False) == "series_id"
    assert field_of(check_edition, 2**63, in_series=True) == "edition"
    assert field_of(check_edition, 0, in_series=True) == "edition"
    check_edition(None, in_series=False)


def test_event_needs_a_title_and_a_kind_that_exists():
    assert field_of(EventValues("webinar", {}, "a").check) == "title"
    assert field_of(EventValues("party", {"en": "A"}, "a").check) == "kind"


def test_only_drafts_are_deleted_and_only_releases_cancelled():
    assert field_of(check_can_delete, "public", "a", "a") is None
    assert field_of(check_can_delete, "draft", "a", "b") == "typed"
    check_can_delete("draft", "a", " A ")
    assert field_of(check_can_cancel, "draft") is None
    assert field_of(check_can_cancel, "cancelled") is None
    check_can_cancel("public")


def test_one_city_leads():
    parts = [(1, "lead"), (2, "co_host")]
    assert field_of(check_keeps_lead, parts, 1, "guest") == "part"
    assert field_of(check_keeps_lead, parts, 1, None) == "part"
    assert field_of(check_keeps_lead, [(1, "lead")], 1, None) == "part"
    check_keeps_lead(parts, 2, None)
    check_keeps_lead([(1, "lead"), (2, "lead")], 1, "guest")


def test_last_owner_stays():
    assert field_of(check_keeps_owner, [(7, "owner"), (8, "editor")], 7) is None
    check_keeps_owner([(7, "owner"), (8, "owner")], 7)
    check_keeps_owner([(7, "owner"), (8, "editor")], 8)


@pytest.mark.parametrize(
    ("grants", "role", "city", "field"),
    [
        (OWNER, "editor", None, "city_id"),
        (OWNER, "editor", MOSCOW, "city_id"),
        (OWNER, "mayor", None, "role"),
        (LEAD, "owner", None, "role"),
        (LEAD, "moderator", None, "role"),
        (EDITOR, "editor", HELSINKI, "city_id"),
        (EDITOR, "owner", BUSAN, "role"),
        (MODERATOR, "editor", BUSAN, "city_id"),
    ],
)
def test_invitations_one_may_not_send(grants, role, city, field):
    assert field_of(check_invite, grants, role, city, hosts={HELSINKI, BUSAN}) == field


@pytest.mark.parametrize(
    ("grants", "role", "city"),
    [
        (OWNER, "owner", None),
        (OWNER, "moderator", None),
        (OWNER, "editor", BUSAN),
        (LEAD, "editor", BUSAN),
        (EDITOR, "editor", BUSAN),
    ],
)
def test_invitations_one_may_send(grants, role, city):
    check_invite(grants, role, city, hosts={HELSINKI, BUSAN})


def test_how_an_invitation_stands():
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    later = now + timedelta(seconds=1)

    def state(accepted=None, revoked=None, expires=later):
        return invite_state(accepted_at=accepted, revoked_at=revoked, expires_at=expires, now=now)

    assert state() is InviteState.OPEN
    assert state(expires=now) is InviteState.EXPIRED
    assert state(revoked=now) is InviteState.REVOKED
    assert state(accepted=now, expires=now) is InviteState.ACCEPTED


def test_editors_change_all_but_what_another_city_holds():
    assert may_change_held(EDITOR, None)
    assert may_change_held(EDITOR, BUSAN)
    assert not may_change_held(EDITOR, HELSINKI)
    assert may_change_held(OWNER, HELSINKI)
    assert not may_change_held(MODERATOR, None)
    assert not may(EDITOR, Act.RELEASE)
    assert may(LEAD, Act.RELEASE)
