"""The stores of every module, over PostgreSQL."""

from collections.abc import Callable

from adapters.card_pictures import SegnoPictures
from adapters.postgres import stores
from adapters.postgres.deliveries import DeliveryStore
from app.assembly.base import Base
from app.assembly.commerce import CommerceStores
from app.assembly.community import CommunityStores
from app.assembly.governance import GovernanceStores
from app.assembly.group_posts import GroupPostStores
from app.assembly.groups import GroupStores
from app.assembly.levels import LevelStores
from app.assembly.members import MemberStores
from app.assembly.moments import MomentStores
from app.assembly.official import OfficialStores
from app.assembly.payments import PaymentStores
from app.assembly.performance import PerformanceStores
from app.assembly.play import PlayStores
from app.assembly.points import PointsStores
from app.assembly.privacy import PrivacyStores
from app.assembly.promotion import PromotionStores
from app.assembly.sidebar import SidebarStores
from app.assembly.subscriptions import SubscriptionStores
from app.assembly.supply import SupplyStores
from app.assembly.tags import TagStores
from app.assembly.ugc import UgcStores
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_kick import TagKick
from ports.insight.store import EventStore


def governance_stores(base: Base) -> GovernanceStores:
    return GovernanceStores(
        operators=stores.PostgresOperatorStore(),
        roles=stores.PostgresRoleStore(),
        audit=stores.PostgresAuditStore(),
        views=stores.PostgresGovernanceViews(),
        deliveries=stores.PostgresDeliveryDesk(DeliveryStore(), base.clock),
    )


def member_stores(base: Base, official_appid: str) -> MemberStores:
    return MemberStores(
        members=stores.PostgresMemberStore(),
        addresses=stores.PostgresAddressStore(),
        messages=stores.PostgresMessageStore(),
        views=stores.PostgresMemberViews(base.cipher),
        enrolment=stores.PostgresEnrolmentStore(),
        points=PointsStores(
            points=stores.PostgresPoints(),
            holds=stores.PostgresPointsHolds(),
            orders=stores.PostgresOrderPoints(),
            adjustments=stores.PostgresAdjustments(),
            views=stores.PostgresPointsViews(),
        ),
        levels=LevelStores(
            growth=stores.PostgresGrowth(),
            birthdays=stores.PostgresBirthdays(),
            merges=stores.PostgresGrowthMerges(),
            views=stores.PostgresGrowthViews(),
        ),
        play=PlayStores(
            members=stores.PostgresPlayMembers(),
            check_ins=stores.PostgresCheckIns(),
            tasks=stores.PostgresTasks(),
            lotteries=(stores.PostgresLotteries(), stores.PostgresLotteryViews()),
            redeeming=(stores.PostgresRedeeming(), stores.PostgresAwards(), stores.PostgresRedeemViews()),
            follower=stores.PlayFollower(),
        ),
        subscriptions=SubscriptionStores(
            rows=stores.PostgresSubscriptions(),
            views=stores.PostgresSubscriptionViews(),
            merges=stores.PostgresSubscriptionMerges(),
        ),
        tags=_tag_stores(base),
        identities=stores.PostgresIdentities(),
        merges=stores.PostgresMerges(),
        merge_reads=stores.PostgresMergeViews(base.cipher),
        own_data=PrivacyStores(
            consents=stores.PostgresConsents(),
            exports=stores.PostgresExports(),
            leavings=stores.PostgresLeavings(base.cipher),
            personal_data=(
                stores.MembersPersonalData(base.cipher),
                stores.ClubPersonalData(),
                stores.CommercePersonalData(base.cipher),
                stores.PromotionPersonalData(),
                stores.InsightPersonalData(),
                stores.CommunityPersonalData(),
            ),
            cards=stores.PostgresMemberCards(),
            pictures=SegnoPictures(),
        ),
        club_data=stores.ClubPersonalData(),
        official=OfficialStores(stores.PostgresOfficialFollowers(official_appid), stores.PostgresOfficialRuns()),
    )


def _tag_stores(base: Base) -> TagStores:
    kick = TagKick()
    return TagStores(
        kick=kick,
        tags=stores.PostgresTags(kick.told),
        nights=stores.PostgresTagNights(CATALOGUE),
        manual=stores.PostgresManualTags(),
        children=stores.PostgresChildren(),
        devices=stores.PostgresDevices(),
        views=stores.PostgresTagViews(base.cipher),
        profiles=stores.PostgresProfileViews(base.cipher),
        timeline=stores.PostgresMemberTimeline(),
    )


def community_stores(base: Base, corp_id: str, *, tells_members: bool) -> CommunityStores:
    """`tells_members`: there is a template for the message about a member's guide."""
    return CommunityStores(
        mirror=stores.PostgresMirror(),
        comparisons=stores.PostgresComparisons(),
        live_codes=stores.PostgresLiveCodes(),
        views=stores.PostgresCommunityViews(base.cipher, corp_id),
        performance=_performance_stores(corp_id, tells_members),
        sidebar=_sidebar_stores(corp_id),
        group_posts=_group_post_stores(),
        moments=MomentStores(
            moments=stores.PostgresMoments(),
            progress=stores.PostgresMomentProgress(),
            views=stores.PostgresMomentViews(stores.PostgresTouchResults()),
        ),
        groups=GroupStores(
            chats=stores.PostgresChats(),
            comparisons=stores.PostgresChatComparisons(),
            views=stores.PostgresChatViews(corp_id),
            guests=stores.PostgresGroupGuests(corp_id),
        ),
        cards=stores.PostgresCardReads(),
        leavers=stores.PostgresLeavers(),
        losses=stores.PostgresLosses(),
        tag_links=stores.PostgresTagLinks(corp_id),
        ugc=UgcStores(stores.PostgresUgc(), stores.PostgresUgcViews()),
        transfers=(stores.PostgresTransfers(corp_id), stores.PostgresTransferReads()),
    )


def _sidebar_stores(corp_id: str) -> SidebarStores:
    return SidebarStores(
        sessions=stores.PostgresGuideSessions(),
        views=stores.PostgresSidebar(corp_id),
        radar=stores.PostgresRadar(corp_id),
        tasks=stores.PostgresGuideTasks(),
        notes=stores.PostgresNotes(),
        scripts=stores.PostgresScripts(),
        drafts=stores.PostgresDrafts(),
        allowances=stores.PostgresAllowances(),
        chat_cards=stores.PostgresChatCards(corp_id),
    )


def event_store(told: Callable[[], None]) -> EventStore:
    return stores.PostgresEvents(told)


def _group_post_stores() -> GroupPostStores:
    room = stores.PostgresPostRoom()
    return GroupPostStores(
        posts=stores.PostgresGroupPosts(),
        sends=stores.PostgresPostSends(),
        room=room,
        use=room,
        join_codes=stores.PostgresJoinCodes(),
        views=stores.PostgresGroupPostViews(stores.PostgresTouchResults()),
    )


def _performance_stores(corp_id: str, tells_members: bool) -> PerformanceStores:
    return PerformanceStores(
        touches=stores.PostgresTouches(),
        results=stores.PostgresTouchResults(),
        attribution=stores.PostgresAttribution(corp_id),
        books=stores.PostgresRuleBooks(),
        views=stores.PostgresPerformanceViews(),
        tasks=stores.PostgresTasksDone(),
        reply_store=stores.PostgresReplies(),
        reply_views=stores.PostgresReplies(),
        personal_guides=stores.PostgresPersonalGuides(corp_id),
        personal_views=stores.PostgresPersonalGuideViews(corp_id, has_template=tells_members),
    )


def payment_stores() -> PaymentStores:
    return PaymentStores(
        attempts=stores.PostgresAttempts(),
        refunds=stores.PostgresRefunds(),
        shipping=stores.PostgresShipping(),
        views=stores.PostgresMoneyViews(),
        contracts=stores.PostgresContracts(),
    )


def supply_stores(moved: Callable[[], None]) -> SupplyStores:
    return SupplyStores(
        stock=stores.PostgresStock(moved),
        reservations=stores.PostgresReservations(moved),
        fulfilments=stores.PostgresFulfilments(),
        parcels=stores.PostgresParcels(),
        work_orders=stores.PostgresWorkOrders(),
        pools=stores.PostgresPools(),
        stock_views=stores.PostgresStockViews(),
        fulfilment_views=stores.PostgresFulfilmentViews(),
        feed=stores.PostgresStockFeed(),
        receivers=stores.PostgresReceivers(),
    )


def promotion_stores(base: Base) -> PromotionStores:
    return PromotionStores(
        takings=stores.PostgresTakings(base.ids),
        member_moves=stores.PostgresPromotionMemberMoves(base.clock),
        campaigns=stores.PostgresCampaigns(),
        campaign_views=stores.PostgresCampaignViews(),
        coupons=stores.PostgresCoupons(),
        coupon_grants=stores.PostgresCouponGrants(),
        coupon_views=stores.PostgresCouponViews(),
        teams=stores.PostgresTeams(),
        team_views=stores.PostgresTeamViews(),
        bargains=(stores.PostgresBargains(), stores.PostgresBargainViews()),
        flash=(stores.PostgresFlash(base.ids), stores.PostgresFlashViews()),
    )


def commerce_stores(base: Base) -> CommerceStores:
    return CommerceStores(
        products=stores.PostgresProductStore(),
        categories=stores.PostgresCategoryStore(),
        media=stores.PostgresMediaStore(),
        shopper_pictures=stores.PostgresShopperPictures(),
        window=stores.PostgresWindowStore(),
        catalogue_views=stores.PostgresCatalogueViews(),
        admin_views=stores.PostgresAdminCatalogueViews(),
        favourites=stores.PostgresFavouriteStore(),
        cart=stores.PostgresCartStore(),
        baskets=stores.PostgresBaskets(),
        orders=stores.PostgresOrders(),
        after_sales=stores.PostgresAfterSales(),
        after_sale_views=stores.PostgresAfterSaleViews(),
        order_views=stores.PostgresOrderViews(),
        admin_orders=stores.PostgresAdminOrderViews(base.cipher),
        dashboard=stores.PostgresDashboardViews(),
        flash_orders=stores.PostgresFlashOrders(),
        past_orders=stores.PostgresPastOrders(),
        member_moves=stores.PostgresCommerceMemberMoves(),
    )
