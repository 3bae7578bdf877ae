"""Levels and growth, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.growth import Growth
from domain.members.growth_merges import GrowthFollower
from domain.members.level_desk import LevelDesk
from domain.members.level_sweeps import BirthdayGifts, LevelReviews
from domain.members.levels import Levels
from domain.members.tag_desk import TagDesk
from ports.governance.api import AuditApi
from ports.members.growth import CurrentMember
from ports.members.growth_store import BirthdayStore, GrowthMergeStore, GrowthStore
from ports.members.growth_views import GrowthViews
from ports.members.points import PointsLedger


@dataclass(frozen=True)
class LevelStores:
    growth: GrowthStore
    birthdays: BirthdayStore
    merges: GrowthMergeStore
    views: GrowthViews


@dataclass(frozen=True)
class LevelServices:
    growth: Growth
    shopper: Levels
    desk: LevelDesk
    reviews: LevelReviews
    follower: GrowthFollower
    gifts: BirthdayGifts


def levels(
    base: Base, stores: LevelStores, audit: AuditApi, known: tuple[CurrentMember, TagDesk], points: PointsLedger
) -> LevelServices:
    """`known`: who a merged member became, and who has to hear that tags may have changed."""
    members, tags = known
    system = (base.clock, base.ids)
    growth = Growth(stores.growth, members, system)
    return LevelServices(
        growth=growth,
        shopper=Levels(base.uow, (stores.growth, stores.birthdays, stores.views), tags, base.clock),
        desk=LevelDesk(base.uow, (stores.growth, stores.views), growth, audit, system),
        reviews=LevelReviews(base.uow, stores.growth, growth, base.clock),
        follower=GrowthFollower((stores.growth, stores.birthdays, stores.merges), growth, base.clock),
        gifts=BirthdayGifts(base.uow, stores.birthdays, points, base.clock),
    )
