"""Who reacts to what: the one table. *Within* runs in the transaction of the change, *after* once it is committed."""

from __future__ import annotations

from app.events.facts import (
    DraftChanged,
    EventCancelled,
    EventReinstated,
    EventZoneChanged,
    HostRemoved,
    TeamInvited,
)
from app.events.history import note_change
from app.events.letters import owe_team_invite
from app.facts import Reactions
from app.invitations.actions.telling import follow_release
from app.live.actions.stages import tell_new_times
from app.live.facts import RoomChanged
from app.live.sockets.server import wake
from app.mail.delivery import wake_sender
from app.mail.facts import MailOwed
from app.people.facts import AddressProved
from app.schedule.actions.calling_off import release_as_before, release_as_cancelled
from app.schedule.actions.rezoning import follow_event_zone
from app.schedule.actions.speakers import know_speaker
from app.schedule.actions.talks import free_sessions
from app.schedule.facts import ProgrammeReleased

__all__ = ["REACTIONS"]

REACTIONS = Reactions(
    within={
        AddressProved: (know_speaker,),
        DraftChanged: (note_change,),
        EventCancelled: (release_as_cancelled,),
        EventReinstated: (release_as_before,),
        EventZoneChanged: (follow_event_zone,),
        HostRemoved: (free_sessions,),
        ProgrammeReleased: (tell_new_times, follow_release),
        TeamInvited: (owe_team_invite,),
    },
    after={
        MailOwed: (wake_sender,),
        RoomChanged: (wake,),
    },
)
