"""The event's team: who works on it, who is invited."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.db import commit
from app.events import blueprint
from app.events.actions.team import change_role, invite, remove_member, resend_invite, revoke_invite
from app.events.forms.team import InviteForm, MemberForm
from app.events.manage.rights import grants_here
from app.events.models import Event, TeamMember
from app.events.queries import invite_of, invites_of, managed_event, member_of, team_of
from app.events.rules import Act, TeamRole, may
from app.forms import AskForm, answer, saved
from app.web import acting, signed_in
from app.web_limits import limiter

__all__: list[str] = []


@blueprint.get("/manage/e/<event>/team")
@signed_in
def team(event: str) -> ResponseReturnValue:
    """Members, open invitations, and a form for another one."""
    return _page(managed_event(event, by=acting()))


def _page(event: Event, form: InviteForm | None = None) -> ResponseReturnValue:
    return answer(
        "events/team.html", form or _inviting(event), event=event, team=team_of(event), invites=invites_of(event),
        moment=now(), may_send=lambda row: _may_send(event, row.role, row.city_id),
    )  # fmt: skip


def _inviting(event: Event) -> InviteForm:
    """With the roles and cities that this person may give; none of either where she may not invite."""
    grants = grants_here(event)
    form = InviteForm()
    owner = may(grants, Act.MANAGE_TEAM)
    everywhere = owner or may(grants, Act.INVITE_CITY)
    hosts = [host for host in event.hosts if everywhere or host.city_id in grants.cities]
    form.offer(TeamRole if owner else [TeamRole.EDITOR], hosts)
    if not form.is_submitted():
        edited = {row.city_id for row in team_of(event)} | {row.city_id for row in invites_of(event)}
        waiting = [host for host in hosts if host.city_id not in edited]
        likely = waiting[-1:] or (hosts if len(hosts) == 1 else [])  # the one added last comes last
        form.city_id.data = str(likely[0].city_id) if likely else ""
    return form


def _may_send(event: Event, role: str, city_id: int | None) -> bool:
    grants = grants_here(event)
    if may(grants, Act.MANAGE_TEAM):
        return True
    return role == TeamRole.EDITOR and (may(grants, Act.INVITE_CITY) or city_id in grants.cities)


@blueprint.post("/manage/e/<event>/team")
@limiter.limit("60 per hour", key_func=lambda: str(acting().id))
@signed_in
def invite_somebody(event: str) -> ResponseReturnValue:
    """Owe the mail."""
    by = acting()
    row = managed_event(event, by=by, act=Act.INVITE_FOR_OWN_CITY)
    form = _inviting(row)

    def act() -> None:
        invite(row, form.email.data or "", form.role.data or "", form.city_id.picked, by=by, now=now())

    if form.validate_on_submit() and saved(form, act):
        flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
        return redirect(url_for("events.team", event=row.slug))
    return _page(row, form)


@blueprint.post("/manage/e/<event>/invites/<row:invite>/resend")
@limiter.limit("60 per hour", key_func=lambda: str(acting().id))
@signed_in
def resend(event: str, invite: int) -> ResponseReturnValue:
    """Mail an invitation again, with a fresh link."""
    by = acting()
    row = managed_event(event, by=by, act=Act.INVITE_FOR_OWN_CITY)
    found = invite_of(row, invite)
    resend_invite(found, by=by, now=now())
    commit()
    flash(_("The invitation is on its way again. The link mailed before has stopped working."), "success")
    return redirect(url_for("events.team", event=row.slug))


@blueprint.post("/manage/e/<event>/invites/<row:invite>/revoke")
@signed_in
def revoke(event: str, invite: int) -> ResponseReturnValue:
    """Make an invitation's link stop working."""
    by = acting()
    row = managed_event(event, by=by, act=Act.INVITE_FOR_OWN_CITY)
    revoke_invite(invite_of(row, invite), by=by, now=now())
    commit()
    flash(_("The invitation is revoked: its link leads nowhere now."), "success")
    return redirect(url_for("events.team", event=row.slug))


@blueprint.route("/manage/e/<event>/team/<row:member>/", methods=["GET", "POST"])
@signed_in
def member(event: str, member: int) -> ResponseReturnValue:
    """Another role for a member."""
    by = acting()
    row = managed_event(event, by=by, act=Act.MANAGE_TEAM)
    found = member_of(row, member)
    form = _member(row, found)

    def act() -> None:
        change_role(row, found, form.role.data or "", form.city_id.picked, expected_role=form.was.data or "", by=by)

    if form.validate_on_submit() and saved(form, act, lambda: _member(row, found, fresh=True)):
        flash(_("The role is changed."), "success")
        return redirect(url_for("events.team", event=row.slug))
    return answer("events/member.html", form, event=row, member=found)


def _member(event: Event, member: TeamMember, *, fresh: bool = False) -> MemberForm:
    data = {"was": member.role}
    form = MemberForm(formdata=None, obj=member, data=data) if fresh else MemberForm(obj=member, data=data)
    form.offer(TeamRole, event.hosts)
    return form


@blueprint.route("/manage/e/<event>/team/<row:member>/remove", methods=["GET", "POST"])
@signed_in
def drop_member(event: str, member: int) -> ResponseReturnValue:
    """Ask, then take somebody off the team. Everybody may leave; others go only where owners say so."""
    by = acting()
    row = managed_event(event, by=by)
    found = member_of(row, member)
    leaving = found.person_id == by.id
    if not leaving:
        managed_event(event, by=by, act=Act.MANAGE_TEAM)
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("events/drop_member.html", form=form, event=row, member=found, leaving=leaving)
    remove_member(row, found, by=by)
    commit()
    flash(_("You have left the team.") if leaving else _("The team is smaller by one."), "success")
    return redirect(url_for("desk.dashboard") if leaving else url_for("events.team", event=row.slug))
