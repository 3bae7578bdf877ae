"""Identities and merges, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.identity_desk import IdentityDesk
from domain.members.match_desk import MatchDesk
from domain.members.merging import Merging
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.members.identities import IdentityStore, MergeStore
from ports.members.merge_views import MergeReads
from ports.members.merging import Follower
from ports.members.store import MemberStore


@dataclass(frozen=True)
class IdentityStores:
    members: MemberStore
    identities: IdentityStore
    merges: MergeStore
    reads: MergeReads


@dataclass(frozen=True)
class IdentityServices:
    desk: IdentityDesk
    merging: Merging
    matches: MatchDesk


def identities(
    base: Base, stores: IdentityStores, followers: Sequence[Follower], told: tuple[Invalidation, AuditApi]
) -> IdentityServices:
    """`followers`: the parts of members that keep rows of a member, in the order of their locks."""
    invalidation, audit = told
    system = (base.clock, base.ids)
    merging = Merging(base.uow, stores.merges, followers, invalidation, system)
    return IdentityServices(
        desk=IdentityDesk((stores.members, stores.identities, stores.merges), merging, system),
        merging=merging,
        matches=MatchDesk(base.uow, (stores.merges, stores.reads), merging, audit, base.clock),
    )
