"""The mails that invitations owe, written in the transaction of the change (promise P6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from app import cldr
from app.calendars.readers import reader_in
from app.calendars.rules.builder import LeftOut, attempt, message
from app.calendars.rules.entries import entry_of, span, time_lines
from app.calendars.rules.scheduling import Meeting, Method, PartStat, Somebody
from app.calendars.rules.vevent import Entry, JoinLink, Status
from app.i18n import speaking
from app.invitations.models import Invitation
from app.invitations.queries import Owing, token_of
from app.invitations.readings import Reading, reading_of
from app.invitations.rules.answers import Answer
from app.invitations.rules.owing import Duty, Told, from_json
from app.invitations.rules.reminding import Lead, true_until
from app.invitations.rules.threads import thread_of
from app.invitations.words import BACKSTAGE, reminder_subject, subject
from app.mail.calendar import CalendarPart
from app.mail.models import OwedMail
from app.mail.outbox import owe
from app.schedule.rules.programme import Programme, ReleasedSession
from app.texts import text_in
from app.web import absolute_url, settings

__all__ = ["Unwritable", "owe_letter", "owe_reminder", "times_for"]


P = ParamSpec("P")
T = TypeVar("T")


class Unwritable(Exception):
    """No calendar can hold the session as it is; the reason is for the log."""


def owe_letter(invitation: Invitation, due: Owing, programme: Programme, *, reads: Reading, now: datetime) -> OwedMail:
    """Owe the mail that tells her and her calendar. The programme is the one that the world sees.

    What is called off is called off at the time that she and her calendar know. Raises :class:`Unwritable`.
    """
    duty, talk, backstage = due.duty, due.talk, due.backstage
    with speaking(reads.language):
        entry = _written(_entry, duty, talk, programme, told=from_json(invitation.told), language=reads.language)
        if backstage and not duty.calls_off:
            entry = replace(entry, backstage=JoinLink(backstage, str(BACKSTAGE)))
        meeting = _meeting(invitation, duty, now)
        return _owe(
            "invitation",
            invitation,
            entry,
            programme,
            reads=reads,
            calendar=CalendarPart(meeting.method.value, _written(message, entry, meeting)),
            duty=duty.value,
            calls_off=duty.calls_off,
            subject=subject(duty, entry.summary),
            backstage="" if duty.calls_off else backstage,
        )


def owe_reminder(
    invitation: Invitation, lead: Lead, talk: ReleasedSession, programme: Programme, *, backstage: str
) -> OwedMail:
    """Owe the mail that reminds her. Her calendar has the session already: it says nothing to calendars."""
    reads, told = reading_of(invitation, programme.event), from_json(invitation.told)
    with speaking(reads.language):
        entry = entry_of(talk, programme, reader_in(reads.language))
        return _owe(
            "reminder",
            invitation,
            entry,
            programme,
            reads=reads,
            expires_at=true_until(lead, told) if told else entry.starts_at,
            subject=reminder_subject(lead, entry.summary),
            answered=invitation.answer != Answer.NEEDS_ACTION,
            backstage=backstage,
        )


def _owe(
    kind: str,
    invitation: Invitation,
    entry: Entry,
    programme: Programme,
    *,
    reads: Reading,
    **more: Any,  # noqa: ANN401 - words of the mail
) -> OwedMail:
    """A mail about her session: what all of them say, and ``more``, as :func:`owe` takes it."""
    return owe(
        kind,
        to=invitation.address,
        to_name=invitation.name,
        language=reads.language,
        zone=reads.zone,
        event_id=invitation.event_id,
        sent_from=_sent_from(invitation),
        thread=thread_of(invitation.id),
        title=entry.summary,
        event_title=text_in(programme.event.title, reads.language, *programme.event.languages).text,
        times=times_for(reads, (entry.starts_at, entry.ends_at), entry.zone, programme),
        answer_link=absolute_url("invitations.answer", token=token_of(invitation, "link")),
        join_link=entry.url,
        **more,
    )


def _sent_from(invitation: Invitation) -> str:
    return "" if invitation.organizer == settings().mail_from else invitation.organizer


def _written(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    made = attempt("", make, *args, **kwargs)
    if isinstance(made, LeftOut):
        raise Unwritable(made.reason)
    return made


def _entry(duty: Duty, talk: ReleasedSession, programme: Programme, *, told: Told | None, language: str) -> Entry:
    if (duty.calls_off and told is not None) or talk.starts_at is None or not talk.duration:
        talk = _as_told(talk, told)
    entry = entry_of(talk, programme, reader_in(language))
    if not duty.calls_off:
        return entry
    sequence = max(talk.sequence, told.sequence if told else 0)
    return replace(entry, status=Status.CANCELLED, join=None, sequence=sequence)


def _as_told(talk: ReleasedSession, told: Told | None) -> ReleasedSession:
    if told is None:
        raise ValueError("A session without a time, of which nobody was told")
    when = {"local_start": told.local_start, "zone": told.zone, "fold": told.fold, "duration": told.duration}
    return replace(talk, **when)  # type: ignore[arg-type]


def _meeting(invitation: Invitation, duty: Duty, now: datetime) -> Meeting:
    answer = PartStat.NEEDS_ACTION if duty.asks_again else PartStat[invitation.answer.upper()]
    stamp = now.replace(microsecond=0)
    if invitation.stamped_at is not None:
        # Calendars hold the later of two messages for the newer one, and know only seconds (RFC 5546, section 2.1.5).
        stamp = max(stamp, invitation.stamped_at + timedelta(seconds=1))
    invitation.stamped_at = stamp
    return Meeting(
        Method.CANCEL if duty.calls_off else Method.REQUEST,
        Somebody(invitation.organizer, settings().name),
        Somebody(invitation.address, invitation.name),
        answer,
        stamp,
    )


def times_for(reads: Reading, times: tuple[datetime, datetime], zone: str, programme: Programme) -> list[str]:
    """When it is: in her own time first, where none of the cities has it; then in every host city's."""
    lines = list(time_lines(times, zone, programme.hosts, reads.language))
    if reads.zone in {zone, *(host.city.zone for host in programme.hosts)}:
        return lines
    return [f"{cldr.zone_city(reads.language, reads.zone)}: {span(*times, reads.zone, reads.language)}", *lines]
