"""Who logs in, put together for flows that stand on a few parts alone."""

from adapters.postgres.members_identities import PostgresIdentities
from adapters.postgres.members_merging import PostgresMerges
from adapters.postgres.members_privacy import PostgresConsents
from domain.members.group_entries import GroupEntries
from domain.members.identity_desk import IdentityDesk
from domain.members.merging import Merging
from ports.cache import Invalidation
from ports.kernel import Clock, Ids, UnitOfWork
from ports.members.store import MemberStore


def parts(
    uow: UnitOfWork, store: MemberStore, groups: GroupEntries, told: Invalidation, system: tuple[Clock, Ids]
) -> tuple[GroupEntries, IdentityDesk, PostgresMerges, PostgresConsents]:
    """What `Identity` takes last."""
    merges = PostgresMerges()
    merging = Merging(uow, merges, (), told, system)
    return groups, IdentityDesk((store, PostgresIdentities(), merges), merging, system), merges, PostgresConsents()
