"""What people do about their own account: sign in, choose, end sessions; and what admins do about others'."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NoReturn

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.db import db, expect_version, record
from app.errors import N_, NotFound, RuleBroken
from app.mail.outbox import owe
from app.people.facts import AddressProved
from app.people.models import Person, SignIn, SignInRequest
from app.people.queries import other_admins, person_by_email, request_of_link
from app.people.rules import LIFE, MOST_ATTEMPTS, check_admin_left, typed_code
from app.tokens import hashed, new_code, new_token
from app.web import absolute_url

__all__ = [
    "ask_to_sign_in",
    "change_rights",
    "end_all_sessions",
    "end_session",
    "make_link",
    "person_who_signs_in",
    "remember_sign_in",
    "save_account",
    "see",
    "use_code",
    "use_link",
]

_KEPT_AFTERWARDS = timedelta(days=1)


def ask_to_sign_in(email: str, *, browser: str, next_path: str, language: str, now: datetime) -> None:
    """Owe a mail with a one-time link and code. Whether the address is known is neither asked nor shown.

    ``email`` is normal, ``browser`` the secret of the browser in which the code will work.
    """
    db.session.execute(delete(SignInRequest).where(SignInRequest.expires_at < now - _KEPT_AFTERWARDS))
    token, code = new_token(), new_code()
    db.session.add(
        SignInRequest(
            email=email,
            link_hash=hashed("sign-in-link", token),
            code_hash=hashed("sign-in-code", code),
            browser_hash=hashed("sign-in-browser", browser),
            next_path=next_path,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    owe(
        "sign_in",
        to=email,
        language=language,
        expires_at=now + LIFE,
        code=f"{code[:4]} {code[4:]}",
        link=absolute_url("people.link", token=token),
        minutes=int(LIFE.total_seconds() // 60),
    )


def make_link(email: str, *, life: timedelta, admin: bool, now: datetime) -> str:
    """A one-time link without a mail, for the operator; ``admin`` makes who uses it admin and organizer."""
    token = new_token()
    db.session.add(
        SignInRequest(
            email=email,
            link_hash=hashed("sign-in-link", token),
            code_hash=hashed("sign-in-code", new_token()),  # nobody is told a code
            browser_hash=hashed("sign-in-browser", new_token()),
            makes_admin=admin,
            created_at=now,
            expires_at=now + life,
        )
    )
    return absolute_url("people.link", token=token)


def use_link(token: str, *, now: datetime) -> SignInRequest:
    """Use a mailed link, once. Raises :class:`NotFound` where it is used, too old or none of ours."""
    found = request_of_link(token, now)
    if found is None or not _used(found, now):
        raise NotFound
    return found


def use_code(typed: str, *, browser: str, now: datetime) -> SignInRequest:
    """Use a mailed code, once, in the browser that asked for it.

    Every call counts as an attempt at each mail this browser asked for: the caller commits that also when refused.
    """
    waiting = db.session.execute(
        update(SignInRequest)
        .where(
            SignInRequest.browser_hash == hashed("sign-in-browser", browser),
            SignInRequest.used_at.is_(None),
            SignInRequest.expires_at > now,
            SignInRequest.attempts < MOST_ATTEMPTS,
        )
        .values(attempts=SignInRequest.attempts + 1)
        .returning(SignInRequest.id, SignInRequest.code_hash)
        .execution_options(synchronize_session=False)
    ).all()
    if not waiting:
        raise RuleBroken(N_("This code does not work any more. Ask for a new one."), field="code")
    wanted = hashed("sign-in-code", typed_code(typed))
    fitting = [request_id for request_id, code_hash in waiting if compare_digest(code_hash, wanted)]
    if not fitting:
        _refuse_code()
    found = db.session.get_one(SignInRequest, fitting[0])
    if not _used(found, now):
        _refuse_code()
    return found


def _refuse_code() -> NoReturn:
    raise RuleBroken(N_("That is not the code in the mail. Check it and try again."), field="code")


def _used(found: SignInRequest, now: datetime) -> bool:
    """Mark it as used; False where another request was faster."""
    done = db.session.execute(
        update(SignInRequest)
        .where(SignInRequest.id == found.id, SignInRequest.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInRequest.id)
    )
    return done.scalar() is not None


def person_who_signs_in(used: SignInRequest) -> Person:
    """The account of the address, made at its first use. Refused where an admin has closed it."""
    person = person_by_email(used.email) or _new_person(used.email)
    if used.makes_admin:
        person.is_admin = person.is_organizer = person.active = True
    db.session.flush()
    if not person.active:
        raise RuleBroken(N_("This account is closed. Ask the people who run this site."))
    record(AddressProved(person.id, person.email))
    return person


def _new_person(email: str) -> Person:
    person = Person(email=email)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:  # signed in for the first time twice at once
        return db.session.scalars(select(Person).where(Person.email == email)).one()
    return person


def remember_sign_in(person: Person, *, key: str, browser: str, now: datetime) -> SignIn:
    """Note that a browser is signed in; ``key`` is the secret that its session holds."""
    row = SignIn(person_id=person.id, key_hash=hashed("sign-in", key), browser=browser, created_at=now, seen_at=now)
    db.session.add(row)
    db.session.flush()
    see(row, now=now)
    return row


def see(sign_in: SignIn, *, now: datetime) -> None:
    """Note that the person was here. Past the row's version: it is no edit that another could overwrite."""
    seen = {"last_seen_at": now, "changed_at": Person.changed_at}
    db.session.execute(update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=now))
    db.session.execute(update(Person).where(Person.id == sign_in.person_id).values(seen))


def end_session(sign_in_id: int, *, by: Person, now: datetime) -> None:
    """Sign one of her own browsers out, at its next request. Raises :class:`NotFound` for anybody else's."""
    row = db.session.get(SignIn, sign_in_id)
    if row is None or row.person_id != by.id or row.ended_at is not None:
        raise NotFound
    row.ended_at = now


def end_all_sessions(person: Person, *, now: datetime, but: SignIn | None = None) -> None:
    """Sign all browsers of the person out, except one if that is given.

    Without an exception also the name by which session cookies know her changes: none made before works again.
    """
    ended = [SignIn.person_id == person.id, SignIn.ended_at.is_(None)]
    if but is None:
        person.fs_uniquifier = uuid.uuid4().hex
    else:
        ended.append(SignIn.id != but.id)
    db.session.execute(update(SignIn).where(*ended).values(ended_at=now))


def save_account(
    person: Person, *, name: str, language: str | None, zone: str | None, expected_version: int | None
) -> None:
    """What a person says about herself; None leaves the choice to the browser and the event."""
    expect_version(person, expected_version)
    person.name, person.language, person.zone = name, language, zone
    db.session.flush()


def change_rights(
    person: Person,
    *,
    organizer: bool,
    admin: bool,
    active: bool,
    expected_version: int | None,
    now: datetime,
) -> None:
    """Give or take what a person may on the whole site. Closing an account ends its sessions."""
    expect_version(person, expected_version)
    check_admin_left(others=other_admins(person), stays_admin=admin and active)
    person.is_organizer, person.is_admin, person.active = organizer, admin, active
    if not active:
        end_all_sessions(person, now=now)
    db.session.flush()
