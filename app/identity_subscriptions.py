"""Who follows when two members become one, become two again, or leave; jobs and sweeps of identities and own data."""

from collections.abc import Mapping

from app.actors.deliver import Handler, Reaction
from app.actors.sweep import Sweep
from app.assembly.modules import Modules
from ports.commerce.api import OrderReceiversErased
from ports.commerce.member_moves import EraseReceivers
from ports.kernel import Event, Job
from ports.members.api import MemberLeft, MembersMerged, MembersParted
from ports.members.merging import ForgetSessions, TellMerge
from ports.members.personal_data import MakeExport


def identity_reactions(m: Modules) -> dict[type[Event], Mapping[str, Reaction]]:
    followers: Mapping[str, Reaction] = {
        "commerce.members": m.commerce.member_moves.on_merged,
        "promotion.members": m.promotion.member_moves.on_merged,
    }
    leaving: Mapping[str, Reaction] = {
        "commerce.members": m.commerce.member_moves.on_left,
        "promotion.members": m.promotion.member_moves.on_left,
    }
    return {
        MembersMerged: followers,
        MembersParted: followers,
        MemberLeft: leaving,
        OrderReceiversErased: {"supply.receivers": m.supply.forgetting.on_receivers_erased},
    }


def identity_jobs(m: Modules) -> dict[type[Job], Handler]:
    merging = m.members.identities.merging
    return {
        ForgetSessions: merging.forget_sessions,
        TellMerge: merging.tell_again,
        MakeExport: m.members.privacy.make_export,
        EraseReceivers: m.commerce.member_moves.erase_receivers,
    }


def identity_sweeps(m: Modules) -> dict[str, Sweep]:
    return {
        "members.leave_due": Sweep(m.members.privacy.leave_due, 60),
        "members.expire_exports": Sweep(m.members.privacy.expire_exports, 600),
        "members.forget_codes": Sweep(m.members.cards.forget_codes, 3600),
    }
