"""Check-in, tasks, lotteries and the points shop, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.check_in import CheckIns
from domain.members.lottery import Lotteries
from domain.members.lottery_desk import LotteryDesk
from domain.members.play_awards import Awards
from domain.members.points_book import PointsBook
from domain.members.redeem_desk import RedeemDesk
from domain.members.redeeming import Redeeming
from domain.members.review_rewards import ReviewRewards
from domain.members.tasks import TaskDesk
from ports.governance.api import AuditApi
from ports.members.check_in import CheckInStore
from ports.members.growth import GrowthLedger
from ports.members.lottery import LotteryStore
from ports.members.lottery_views import LotteryViews
from ports.members.merging import Follower
from ports.members.play import AwardStore, PlayMembers
from ports.members.redeeming import RedeemStore, RedeemViews
from ports.members.tasks import TaskStore


@dataclass(frozen=True)
class PlayStores:
    members: PlayMembers
    check_ins: CheckInStore
    tasks: TaskStore
    lotteries: tuple[LotteryStore, LotteryViews]
    redeeming: tuple[RedeemStore, AwardStore, RedeemViews]
    follower: Follower


@dataclass(frozen=True)
class PlayServices:
    """`follower` takes part in merges of members."""

    check_ins: CheckIns
    tasks: TaskDesk
    lotteries: Lotteries
    lottery_desk: LotteryDesk
    awards: Awards
    redeeming: Redeeming
    redeem_desk: RedeemDesk
    review_rewards: ReviewRewards
    follower: Follower


def play(base: Base, stores: PlayStores, books: tuple[PointsBook, GrowthLedger], audit: AuditApi) -> PlayServices:
    ledger, _ = books
    uow, system = base.uow, (base.clock, base.ids, base.rng)
    shop, kept, shown = stores.redeeming
    awards = Awards((stores.members, kept, shop), ledger, system)
    tasks = TaskDesk(uow, (stores.members, stores.tasks), books, audit, base.clock)
    return PlayServices(
        check_ins=CheckIns(uow, (stores.members, stores.check_ins), books, audit, base.clock),
        tasks=tasks,
        review_rewards=ReviewRewards((stores.members, stores.tasks), tasks, books, base.clock),
        lotteries=Lotteries(uow, (stores.members, *stores.lotteries), (ledger, awards), base.cipher, system),
        lottery_desk=LotteryDesk(uow, stores.lotteries, audit, base.cipher, system),
        awards=awards,
        redeeming=Redeeming(uow, (stores.members, shop, kept, shown), (ledger, awards)),
        redeem_desk=RedeemDesk(uow, (shop, kept, shown), (awards, audit), (base.clock, base.ids)),
        follower=stores.follower,
    )
