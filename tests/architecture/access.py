"""Who may open which address: one line for each rule of the URL map, read by test_access.py.

How to add a line: the rule as the view writes it, who may, and for arguments whose name does not say it, what they name
(``code="talk"``; the objects are made in world.py). A rule may have several lines, for objects that differ. What is
allowed to whom in an event is never written here: it comes from ``events.rules.MAY``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.events.rules import MAY, Act, Role

__all__ = ["LINES", "ROLES", "SIGNED", "Line", "Who"]

ORGANIZER = "organizer"
"""May create events; has no part in those of the tests."""

ROLES: tuple[str, ...] = (*Role, ORGANIZER)
SIGNED_IN = frozenset(ROLES) - {Role.VISITOR}


@dataclass(frozen=True)
class Who:
    """Roles that may, with objects of their own event (``own``) and of another one (``foreign``)."""

    own: frozenset[str]
    foreign: frozenset[str]
    asked_to_sign_in: bool = True
    """What a visitor gets who may not: the way to sign in, or nothing (404)."""
    told: frozenset[str] = frozenset()
    """Roles that see the thing but may not do this to it: they are told so (403)."""
    drafts: bool = True
    """Whether an event that was never released is there too; where not, it is nothing to anybody."""


def those(own: Iterable[str], foreign: Iterable[str] = (Role.ADMIN,)) -> Who:
    """These roles; of another event's objects only admins, unless said otherwise."""
    return Who(frozenset(own), frozenset(foreign))


def who_may(act: Act) -> Who:
    """The roles that MAY do this in their event."""
    return those(MAY[act])


def who_may_change(own: Iterable[str], seeing: Act = Act.SEE_DRAFT) -> Who:
    """These roles; others who see the thing are told that they may not."""
    return replace(those(own), told=MAY[seeing] - frozenset(own))


EVERYBODY = Who(frozenset(ROLES), frozenset(ROLES), asked_to_sign_in=False)
NOBODY = Who(frozenset(), frozenset(), asked_to_sign_in=False)
WHO_SIGNED_IN = those(SIGNED_IN, SIGNED_IN)
SHE_HERSELF = those(SIGNED_IN, ())
ADMINS = those({Role.ADMIN})
ORGANIZERS = those({Role.ADMIN, ORGANIZER})

PLACE_EDITORS = those(MAY[Act.EDIT_PROGRAMME] | {ORGANIZER})
"""Who may enter cities and organisations: who edits any event, and who may make one."""

WHO_ASKED = replace(those({Role.SPEAKER}, ()), asked_to_sign_in=False, drafts=False)
"""The speaker asked the question of the tests, in her event."""

PUBLIC = replace(EVERYBODY, drafts=False)
"""What is released."""


@dataclass(frozen=True)
class Line:
    """A rule, who may, and what its arguments name where that is not their own name."""

    rule: str
    who: Who
    methods: frozenset[str] = frozenset({"GET", "POST"})
    objects: Mapping[str, str] = field(default_factory=dict)


def line(rule: str, who: Who, methods: str = "GET POST", **objects: str) -> Line:
    """A line of the table."""
    return Line(rule, who, frozenset(methods.split()), objects)


DRAFT = who_may(Act.SEE_DRAFT)
HOLDERS = who_may_change(MAY[Act.EDIT_HELD] | {Role.EDITOR}, seeing=Act.EDIT_PROGRAMME)
"""Who may change a session that the editor's city holds."""

ROOM_KEEPERS = replace(who_may(Act.MODERATE), drafts=False)
"""Who decides what is seen in the rooms; rooms come with the release."""

INVITERS = replace(who_may(Act.EDIT_PROGRAMME), drafts=False)
"""Who invites the speakers of a session."""

SIGNED = frozenset({"/hooks/mail"})
"""What programs send without the token of a form; their signature stands for it."""

_E = "/manage/e/<event>"
_DEED = "<any(take, dismiss, apply):deed>"
_PIECE = "<any(tracks, parts, stages, glossary):what>"
_TALK = f"{_E}/sessions/<code>/"
_SPEAKER = f"{_E}/speakers/<code>/"

LINES: tuple[Line, ...] = (
    # ------------------------------------------------------------ the program itself
    line("/static/<path:filename>", EVERYBODY),
    line("/health", EVERYBODY),
    line("/dev/mails/", NOBODY),
    line("/dev/mails/<name>/", NOBODY),
    line("/dev/mails/<name>/html", NOBODY),
    line("/styleguide", NOBODY),
    # ------------------------------------------------------------ people
    line("/me.json", EVERYBODY),
    line("/sign-in", EVERYBODY),
    line("/sign-in/code", EVERYBODY),
    line("/sign-in/link/<token>", EVERYBODY),  # whoever holds the link
    line("/sign-out", EVERYBODY),
    line("/display", EVERYBODY),
    line("/language", EVERYBODY),
    line("/time-zone", EVERYBODY),
    line("/account/", WHO_SIGNED_IN),
    line("/account/sessions", WHO_SIGNED_IN),
    line("/account/sessions/<row:sign_in_id>/end", SHE_HERSELF),
    line("/account/sessions/end-others", WHO_SIGNED_IN),
    line("/manage/site/", ADMINS),
    line("/manage/site/<key>", ADMINS, key="site_text"),
    line("/manage/people/", ADMINS),
    line("/manage/people/<row:person_id>/", ADMINS),
    # ------------------------------------------------------------ visitors' pages
    line("/", EVERYBODY),
    line("/events", EVERYBODY),
    line("/cities", EVERYBODY),
    line("/privacy", EVERYBODY),
    line("/imprint", EVERYBODY),
    line("/accessibility", EVERYBODY),
    line("/e/<event>/", PUBLIC),
    line("/e/<event>/programme", PUBLIC),
    line("/e/<event>/s/<step>/", PUBLIC),
    line("/e/<event>/changes", PUBLIC),
    line("/e/<event>/changes.atom", PUBLIC),
    line("/c/<city>/", PUBLIC),
    line("/p/<speaker>/", PUBLIC),
    line("/series/<series>/", PUBLIC),
    # ------------------------------------------------------------ rooms
    line("/e/<event>/s/<step>/room.json", PUBLIC),
    line("/e/<event>/s/<step>/questions", PUBLIC),
    line("/e/<event>/s/<step>/questions/<code>/vote", PUBLIC, code="asked"),
    line("/e/<event>/s/<step>/questions/<code>/withdraw", WHO_ASKED, code="asked"),
    line("/e/<event>/s/<step>/projector", PUBLIC),
    line("/manage/e/<event>/rooms/", who_may(Act.MODERATE)),
    *(
        line(f"/manage/e/<event>/rooms/<code>/{act}", ROOM_KEEPERS, code="talk")
        for act in ("", "asking", "premoderation", "stage", "end")
    ),
    *(
        line(f"/manage/e/<event>/rooms/<code>/<question>/{act}", ROOM_KEEPERS, code="talk", question="asked")
        for act in ("", "step", "mark", "answer", "remove")
    ),
    line(f"{_E}/streams/", who_may(Act.EDIT_PROGRAMME)),
    line(f"{_E}/streams/new", who_may(Act.EDIT_PROGRAMME)),
    *(
        line(f"{_E}/streams/<row:stream>/{act}", who_may(Act.EDIT_PROGRAMME), stream="shown")
        for act in ("", "remove", "try")
    ),
    # ------------------------------------------------------------ what is counted
    line("/e/<event>/s/<step>/beat", PUBLIC),
    line("/counting", EVERYBODY),
    line("/e/<event>/numbers", PUBLIC),
    line("/e/<event>/s/<step>/numbers", PUBLIC),
    line("/manage/e/<event>/numbers", who_may(Act.SEE_DRAFT), "GET"),
    line("/manage/e/<event>/numbers", who_may(Act.EDIT_EVENT), "POST"),
    line("/manage/e/<event>/numbers/<code>/", who_may(Act.SEE_DRAFT), code="talk"),
    # ------------------------------------------------------------ calendars
    line("/e/<event>/calendar.ics", PUBLIC),
    line("/e/<event>/calendar/track/<track>.ics", PUBLIC),
    line("/e/<event>/s/<step>/calendar.ics", PUBLIC),
    line("/c/<city>/calendar.ics", PUBLIC),
    line("/p/<speaker>/calendar.ics", PUBLIC),
    line("/e/<event>/schedule.xml", PUBLIC),
    line("/e/<event>/schedule.json", PUBLIC),
    # ------------------------------------------------------------ agendas
    line("/agenda.json", EVERYBODY),
    line("/e/<event>/s/<step>/agenda", replace(WHO_SIGNED_IN, drafts=False)),
    line("/account/agenda/", WHO_SIGNED_IN),
    line("/account/agenda/links", WHO_SIGNED_IN),
    line("/account/agenda/links/<row:number>/revoke", those({Role.SPEAKER}, ()), number="agenda-link"),
    line("/calendar/<token>.ics", EVERYBODY, token="agenda-token"),  # whoever holds the link
    line("/calendar/<path:_address>", NOBODY, _address="agenda-token"),
    # ------------------------------------------------------------ events
    line("/manage/", WHO_SIGNED_IN),
    line("/manage/e/new", ORGANIZERS),
    line("/manage/series/", ORGANIZERS),
    line("/manage/series/new", ORGANIZERS),
    line("/manage/series/<series>/", ORGANIZERS),
    line("/manage/series/<series>/remove", ORGANIZERS),
    line("/manage/e/<event>/", DRAFT),
    line("/manage/e/<event>/edit", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/zone", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/cancel", who_may(Act.CANCEL_EVENT)),
    line("/manage/e/<event>/reinstate", who_may(Act.CANCEL_EVENT)),
    line("/manage/e/<event>/delete", who_may(Act.DELETE_EVENT)),
    line("/manage/e/<event>/mails", who_may(Act.EDIT_PROGRAMME)),
    line("/manage/e/<event>/mails/retry", who_may(Act.EDIT_PROGRAMME)),
    line("/manage/e/<event>/history", who_may(Act.SEE_DRAFT)),
    line("/manage/e/<event>/history/<row:change>/undo", who_may(Act.EDIT_EVENT)),  # of the event's own values
    line("/manage/e/<event>/hosts", DRAFT, "GET"),
    line("/manage/e/<event>/hosts", who_may(Act.INVITE_CITY), "POST"),
    line("/manage/e/<event>/hosts/<city>/", who_may(Act.MANAGE_TEAM)),
    line("/manage/e/<event>/hosts/<city>/order", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/hosts/<city>/remove", who_may(Act.MANAGE_TEAM)),
    line("/manage/e/<event>/partners", DRAFT, "GET"),
    line("/manage/e/<event>/partners", who_may(Act.EDIT_EVENT), "POST"),
    line("/manage/e/<event>/partners/<row:partner>/", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/partners/<row:partner>/order", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/partners/<row:partner>/remove", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/figures/new", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/figures/<row:figure>/", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/figures/<row:figure>/remove", who_may(Act.EDIT_EVENT)),
    line("/manage/e/<event>/team", who_may(Act.SEE_DRAFT), "GET"),
    line("/manage/e/<event>/team", who_may(Act.INVITE_FOR_OWN_CITY), "POST"),
    line("/manage/e/<event>/team/<row:member>/", who_may(Act.MANAGE_TEAM)),
    line("/manage/e/<event>/team/<row:member>/remove", who_may(Act.MANAGE_TEAM)),  # another's; everybody may leave
    line("/manage/e/<event>/invites/<row:invite>/resend", who_may(Act.INVITE_FOR_OWN_CITY)),
    line("/manage/e/<event>/invites/<row:invite>/revoke", who_may(Act.INVITE_FOR_OWN_CITY)),
    # ------------------------------------------------------------ invitations of speakers
    line(f"{_E}/invitations/", who_may(Act.EDIT_PROGRAMME)),  # addresses, and what people answered
    line(f"{_E}/invitations/all", who_may(Act.EDIT_PROGRAMME)),
    line(f"{_E}/invitations/tell", who_may(Act.EDIT_PROGRAMME)),
    *(line(f"{_E}/invitations/<code>/{act}", who_may(Act.EDIT_PROGRAMME), code="talk") for act in ("all", "studio")),
    *(
        line(f"{_E}/invitations/<code>/{act}", replace(HOLDERS, drafts=False), code="held-talk")
        for act in ("all", "studio")
    ),
    *(
        line(f"{_E}/invitations/<code>/<speaker>/{act}", INVITERS, code="talk", speaker="speaker-code")
        for act in ("invite", "again", "readdress", "note", "withdraw")
    ),
    line(f"{_E}/invitations/answers/<row:number>/{_DEED}", INVITERS, number="answered", deed="deed"),
    line("/invitations/<token>", EVERYBODY, token="invited"),  # whoever holds the link
    line("/hooks/mail", NOBODY, "POST"),  # whoever has the key; without one there is nothing
    line("/team-invitations/<token>", EVERYBODY, "GET", token="invitation"),  # whoever holds the link
    line("/team-invitations/<token>", WHO_SIGNED_IN, "POST", token="invitation"),
    line("/manage/cities/", PLACE_EDITORS),
    line("/manage/cities/new", PLACE_EDITORS),
    line("/manage/cities/new/entry", PLACE_EDITORS),
    line("/manage/cities/<city>/", ADMINS),  # and who edits every event that names it: tests/cities/
    line("/manage/cities/<city>/remove", ADMINS),
    line("/manage/organisations/", PLACE_EDITORS),
    line("/manage/organisations/new", PLACE_EDITORS),
    line("/manage/organisations/<organisation>/", ADMINS),  # as for cities
    line("/manage/organisations/<organisation>/remove", ADMINS),
    line("/manage/e/<event>/release", who_may(Act.RELEASE)),
    line("/manage/e/<event>/release/<row:number>/again", who_may(Act.RELEASE)),
    # ------------------------------------------------------------ the draft programme
    *(
        each
        for what in ("tracks", "parts", "stages", "glossary")
        for each in (
            line(f"{_E}/{_PIECE}/", DRAFT, what=what),
            line(f"{_E}/{_PIECE}/new", who_may(Act.EDIT_PROGRAMME), what=what),
            line(f"{_E}/{_PIECE}/<row:row_id>/", who_may(Act.EDIT_PROGRAMME), what=what, row_id=f"{what}-row"),
            line(f"{_E}/{_PIECE}/<row:row_id>/order", who_may(Act.EDIT_PROGRAMME), what=what, row_id=f"{what}-row"),
            line(f"{_E}/{_PIECE}/<row:row_id>/delete", who_may(Act.EDIT_PROGRAMME), what=what, row_id=f"{what}-row"),
        )
    ),
    line("/manage/e/<event>/sessions/", DRAFT),
    line("/manage/e/<event>/sessions/new", who_may(Act.EDIT_PROGRAMME)),
    line(_TALK, DRAFT, "GET", code="talk"),
    line(_TALK, who_may_change(MAY[Act.EDIT_PROGRAMME]), "POST", code="talk"),
    # Busan holds this session; the editor of these tests edits for Busan, the lead editor for Helsinki.
    line(_TALK, who_may_change(MAY[Act.EDIT_HELD] | {Role.EDITOR}), "POST", code="held-talk"),
    *(
        each
        for act in ("move", "cancel", "reinstate", "delete", "appearances/", "appearances/new")
        for each in (
            line(f"{_TALK}{act}", who_may(Act.EDIT_PROGRAMME), code="talk"),
            line(f"{_TALK}{act}", HOLDERS, code="held-talk"),
        )
    ),
    *(
        line(f"{_TALK}appearances/<row:appearance_id>/{act}", who_may(Act.EDIT_PROGRAMME), code="talk")
        for act in ("", "order", "remove")
    ),
    line("/manage/e/<event>/speakers/", DRAFT),
    line("/manage/e/<event>/speakers/new", who_may(Act.EDIT_PROGRAMME)),
    line(_SPEAKER, DRAFT, "GET", code="speaker-code"),
    line(_SPEAKER, who_may_change(MAY[Act.EDIT_PROGRAMME]), "POST", code="speaker-code"),
    line(f"{_SPEAKER}delete", who_may(Act.EDIT_PROGRAMME), code="speaker-code"),
    line(f"{_SPEAKER}merge", who_may(Act.EDIT_PROGRAMME), code="speaker-code"),
    line("/account/speaker/", WHO_SIGNED_IN),
    line("/account/speaker/<code>/", those({Role.SPEAKER}, ()), code="speaker-code"),
    line("/manage/e/<event>/import", who_may(Act.IMPORT)),
    line("/manage/e/<event>/import/<row:run_id>", who_may(Act.IMPORT)),
    line("/manage/e/<event>/import/<row:run_id>/confirm", who_may(Act.IMPORT)),
    line("/manage/e/<event>/import/<row:run_id>/drop", who_may(Act.IMPORT)),
    line("/manage/e/<event>/preview-links", who_may(Act.RELEASE)),
    line("/manage/e/<event>/preview-links/<row:link>/revoke", who_may(Act.RELEASE)),
    line("/e/<event>/preview/<token>/", EVERYBODY, token="preview"),  # whoever holds the link
    line("/e/<event>/preview/<token>/s/<step>/", EVERYBODY, token="preview"),
)
