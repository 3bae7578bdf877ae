"""Promotion, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.assembly.bargains import BargainServices, bargains
from app.assembly.base import Base
from app.assembly.flash_sales import FlashParts, FlashServices, flash_sales
from app.assembly.group_buys import GroupBuyServices, group_buys
from domain.promotion.activities import Activities
from domain.promotion.award_grants import AwardGrants
from domain.promotion.campaigns import CampaignDesk, Opening
from domain.promotion.coupon_desk import CouponDesk
from domain.promotion.coupon_grants import CouponGrants
from domain.promotion.coupons import Coupons
from domain.promotion.goods_choice import GoodsChoice
from domain.promotion.guide_coupons import GuideCoupons
from domain.promotion.member_moves import PromotionMoves
from domain.promotion.offers_page import OffersPage
from domain.promotion.reactions import PromotionReactions
from domain.promotion.service import Promotions
from domain.promotion.trials import Trials
from domain.promotion.welcome_coupons import WelcomeCoupons
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.members.api import MembersApi
from ports.promotion.bargain_store import BargainStore
from ports.promotion.bargain_views import BargainViews
from ports.promotion.coupon_views import CouponViews
from ports.promotion.flash_store import FlashStore
from ports.promotion.flash_views import FlashViews
from ports.promotion.group_views import GroupViews
from ports.promotion.groups import TeamStore
from ports.promotion.member_moves import PromotionMoveStore
from ports.promotion.rules import CampaignKind
from ports.promotion.store import CampaignStore, CouponStore, GrantStore, TakingStore
from ports.promotion.views import CampaignViews
from ports.supply.api import SupplyApi


@dataclass(frozen=True)
class PromotionStores:
    takings: TakingStore
    member_moves: PromotionMoveStore
    campaigns: CampaignStore
    campaign_views: CampaignViews
    coupons: CouponStore
    coupon_grants: GrantStore
    coupon_views: CouponViews
    teams: TeamStore
    team_views: GroupViews
    bargains: tuple[BargainStore, BargainViews]
    flash: tuple[FlashStore, FlashViews]


@dataclass(frozen=True)
class PromotionServices:
    api: Promotions
    reactions: PromotionReactions
    member_moves: PromotionMoves
    campaigns: CampaignDesk
    coupons: Coupons
    coupon_desk: CouponDesk
    coupon_grants: CouponGrants
    award_grants: AwardGrants
    welcome_coupons: WelcomeCoupons
    guide_coupons: GuideCoupons
    offers_page: OffersPage
    group_buys: GroupBuyServices
    bargains: BargainServices
    flash: FlashServices
    trials: Trials
    goods_choice: GoodsChoice


def promotion(
    base: Base,
    stores: PromotionStores,
    queue: FlashParts,
    others: tuple[MembersApi, SupplyApi],
    told: tuple[Invalidation, AuditApi],
) -> PromotionServices:
    uow, clock, system = base.uow, base.clock, (base.clock, base.ids)
    # A new activity is one line here, and its folder.
    grouping = group_buys(base, (stores.teams, stores.team_views))
    bargaining = bargains(base, stores.bargains)
    flashing = flash_sales(base, stores.flash, queue, others)
    activities: Activities = {
        "group_buy": grouping.activity,
        "bargain": bargaining.orders,
        "flash": flashing.activity,
    }
    openings: Mapping[CampaignKind, Opening] = {"flash": flashing.opening}
    coupon_stores = (stores.coupons, stores.coupon_grants, stores.coupon_views)
    return PromotionServices(
        api=Promotions(stores.takings, activities, clock),
        reactions=PromotionReactions(stores.takings, activities, clock),
        member_moves=PromotionMoves(stores.member_moves, others[0]),
        campaigns=CampaignDesk(uow, (stores.campaigns, stores.campaign_views), openings, told, system),
        coupons=Coupons(uow, stores.coupons, stores.coupon_views, system),
        coupon_desk=CouponDesk(uow, coupon_stores, told[1], (clock, base.ids, base.rng)),
        coupon_grants=CouponGrants(uow, (stores.coupons, stores.coupon_grants), system),
        award_grants=AwardGrants((stores.coupons, stores.coupon_grants), system),
        welcome_coupons=WelcomeCoupons((stores.coupons, stores.coupon_grants), others[0], system),
        guide_coupons=GuideCoupons(coupon_stores, system),
        offers_page=OffersPage(uow, (stores.campaign_views, stores.coupon_views), clock),
        group_buys=grouping,
        bargains=bargaining,
        flash=flashing,
        trials=Trials(stores.campaign_views),
        goods_choice=GoodsChoice(uow, stores.campaign_views),
    )
