"""Who logs in, put together for flows that stand on a few parts alone."""

from adapters.postgres.members_growth import PostgresGrowth
from adapters.postgres.members_identities import PostgresIdentities
from adapters.postgres.members_merging import PostgresMerges
from adapters.postgres.members_privacy import PostgresConsents
from adapters.postgres.members_tags import PostgresTags
from domain.members.group_entries import GroupEntries
from domain.members.growth import Growth
from domain.members.identity_desk import IdentityDesk
from domain.members.member_activity import MemberActivity
from domain.members.merging import Merging
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_desk import TagDesk
from domain.members.tag_kick import TagKick
from domain.members.tag_predicates import Tagger
from ports.cache import Invalidation
from ports.kernel import Clock, Ids, UnitOfWork
from ports.members.store import MemberStore


def parts(
    uow: UnitOfWork, store: MemberStore, groups: GroupEntries, told: Invalidation, system: tuple[Clock, Ids]
) -> tuple[GroupEntries, IdentityDesk, PostgresMerges, PostgresConsents, MemberActivity]:
    """What `Identity` takes last."""
    merges = PostgresMerges()
    merging = Merging(uow, merges, (), told, system)
    kick, clock = TagKick(), system[0]
    tags = TagDesk(uow, (PostgresTags(kick.told), kick), Tagger(CATALOGUE), clock)
    activity = MemberActivity(Growth(PostgresGrowth(), merges, system), tags)
    desk = IdentityDesk((store, PostgresIdentities(), merges), merging, system)
    return groups, desk, merges, PostgresConsents(), activity
