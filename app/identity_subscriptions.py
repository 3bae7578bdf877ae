"""Who follows when two members become one or two again, and which jobs members' identities have."""

from collections.abc import Mapping

from app.actors.deliver import Handler, Reaction
from app.assembly.modules import Modules
from ports.kernel import Event, Job
from ports.members.api import MembersMerged, MembersParted
from ports.members.merging import ForgetSessions, TellMerge


def identity_reactions(m: Modules) -> dict[type[Event], Mapping[str, Reaction]]:
    followers: Mapping[str, Reaction] = {
        "commerce.members": m.commerce.member_moves.on_merged,
        "promotion.members": m.promotion.member_moves.on_merged,
    }
    return {MembersMerged: followers, MembersParted: followers}


def identity_jobs(m: Modules) -> dict[type[Job], Handler]:
    merging = m.members.identities.merging
    return {ForgetSessions: merging.forget_sessions, TellMerge: merging.tell_again}
