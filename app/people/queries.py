"""Reads of persons and of the browsers they are signed in with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from app.db import db
from app.errors import NotFound
from app.people.models import Person, SignIn, SignInRequest
from app.people.rules import SESSION_LIFE
from app.tokens import hashed

__all__ = ["browsers_of", "other_admins", "people_page", "person_by_email", "person_by_id", "request_of_link", "who"]

PAGE = 50


_WHO = (
    select(Person, SignIn)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.key_hash == bindparam("key_hash"),
        SignIn.ended_at.is_(None),
        SignIn.seen_at > bindparam("since"),
        Person.fs_uniquifier == bindparam("uniquifier"),
        Person.active,
    )
)
"""Put together once: it is asked with every page of somebody signed in."""


def who(key: str, uniquifier: str, now: datetime) -> tuple[Person, SignIn] | None:
    """Whose session this is. None: ended, too old, or the person is not active any more."""
    asked = {"key_hash": hashed("sign-in", key), "since": now - SESSION_LIFE, "uniquifier": uniquifier}
    row = db.session.execute(_WHO, asked).one_or_none()
    return None if row is None else (row[0], row[1])


def request_of_link(token: str, now: datetime) -> SignInRequest | None:
    """The sign-in that a link was mailed for, as long as it can be used."""
    return db.session.scalar(
        select(SignInRequest).where(
            SignInRequest.link_hash == hashed("sign-in-link", token),
            SignInRequest.used_at.is_(None),
            SignInRequest.expires_at > now,
        )
    )


def person_by_email(email: str) -> Person | None:
    """By the address as ``rules.normal_address`` writes it."""
    return db.session.scalar(select(Person).where(Person.email == email))


def person_by_id(person_id: int) -> Person:
    """The person. Raises :class:`NotFound`."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def browsers_of(person: Person, now: datetime) -> list[SignIn]:
    """Where the person is signed in, last seen first."""
    query = (
        select(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None), SignIn.seen_at > now - SESSION_LIFE)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return list(db.session.scalars(query))


def other_admins(person: Person) -> int:
    """How many active admins there are beside this person. Their rows stay locked: two may not count on each other."""
    query = select(Person.id).where(Person.is_admin, Person.active).order_by(Person.id).with_for_update()
    return len(set(db.session.scalars(query)) - {person.id})


def people_page(sought: str, page: int) -> tuple[list[Person], int]:
    """One page of all persons, by name, and how many pages there are. ``sought``: part of a name or an address."""
    found = select(Person)
    if sought:
        found = found.where(
            or_(Person.name.icontains(sought, autoescape=True), Person.email.icontains(sought, autoescape=True))
        )
    count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    # Who gave no name comes last, by address.
    ordered = found.order_by(Person.name == "", func.lower(Person.name), Person.email)
    rows = db.session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE))
    return list(rows), max(1, -(-count // PAGE))
