"""The table of rights as a page for people: docs/roles.md. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from app.events.rules.rights import MAY, Act, Role

__all__ = ["roles_page"]

_ROLES: Mapping[Role, tuple[str, str]] = {
    Role.ADMIN: ("admin", "runs the installation; made by another admin or by `flask people sign-in-link --admin`"),
    Role.OWNER: ("owner", "who created the event, and whom an owner made one"),
    Role.LEAD_EDITOR: ("lead editor", "an editor of the city that leads the event"),
    Role.EDITOR: ("editor", "edits for a host city, invited by mail"),
    Role.MODERATOR: ("moderator", "leads the questions and polls of the event's sessions"),
    Role.SPEAKER: ("speaker", "was entered with the address that she signs in with"),
    Role.ATTENDEE: ("attendee", "anybody who is signed in"),
    Role.VISITOR: ("visitor", "anybody"),
}

_ACTS: Mapping[Act, str] = {
    Act.SEE_RELEASED: "see what is released",
    Act.SEE_DRAFT: "see the draft",
    Act.EDIT_PROGRAMME: "edit the draft programme, except what another city holds",
    Act.EDIT_HELD: "edit sessions whichever city holds them",
    Act.EDIT_EVENT: "edit the event itself: title, days, zone, partners",
    Act.INVITE_FOR_OWN_CITY: "invite co-editors for her own city",
    Act.INVITE_CITY: "invite another city and its editors",
    Act.MANAGE_TEAM: "give and take roles in the team",
    Act.RELEASE: "release the programme",
    Act.IMPORT: "import a schedule file into the draft",
    Act.CANCEL_EVENT: "cancel the event, reinstate it",
    Act.DELETE_EVENT: "delete the event",
    Act.MODERATE: "moderate questions and polls",
    Act.EDIT_SPEAKER: "edit the record of a speaker entered in it (a speaker: her own texts)",
}

_HEAD = """\
# Who may do what

Printed from `MAY` in `app/events/rules/rights.py` by `flask roles > docs/roles.md`; a test checks that it is current.
The code asks that table, and one test asks every address of the program as every role
(`tests/architecture/test_access.py`). What somebody may not see does not exist for her: the answer is 404.

What concerns no event is no role in one: **organizers**, whom an admin names, and admins create events; **admins** edit
the operator's pages and give rights to people.
"""


def roles_page() -> str:
    """The page in Markdown: the roles in words, then acts by roles."""
    names = [name for name, _words in _ROLES.values()]
    rows = [
        "## Roles",
        "",
        *(f"- **{name}**: {words}" for name, words in _ROLES.values()),
        "",
        "## Acts",
        "",
        f"| in her event, who may … | {' | '.join(names)} |",
        f"|---|{'|'.join([':-:'] * len(names))}|",
    ]
    for act, words in _ACTS.items():
        rows.append(f"| {words} | {' | '.join('yes' if role in MAY[act] else '' for role in _ROLES)} |")
    return "\n".join([_HEAD, *rows, ""])
