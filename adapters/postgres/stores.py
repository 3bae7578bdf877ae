"""Every store and view over PostgreSQL, in one place for the wiring."""

from adapters.postgres.commerce_admin_orders import PostgresAdminOrderViews
from adapters.postgres.commerce_admin_views import PostgresAdminCatalogueViews
from adapters.postgres.commerce_after_sales import PostgresAfterSales, PostgresAfterSaleViews
from adapters.postgres.commerce_baskets import PostgresBaskets
from adapters.postgres.commerce_cart import PostgresCartStore, PostgresFavouriteStore
from adapters.postgres.commerce_catalogue import PostgresProductStore
from adapters.postgres.commerce_categories import PostgresCategoryStore, PostgresMediaStore
from adapters.postgres.commerce_dashboard import PostgresDashboardViews
from adapters.postgres.commerce_flash_orders import PostgresFlashOrders
from adapters.postgres.commerce_member_moves import PostgresCommerceMemberMoves
from adapters.postgres.commerce_order_views import PostgresOrderViews
from adapters.postgres.commerce_orders import PostgresOrders
from adapters.postgres.commerce_past_orders import PostgresPastOrders
from adapters.postgres.commerce_personal_data import CommercePersonalData
from adapters.postgres.commerce_shopper_pictures import PostgresShopperPictures
from adapters.postgres.commerce_views import PostgresCatalogueViews
from adapters.postgres.commerce_window import PostgresWindowStore
from adapters.postgres.community_attribution import PostgresAttribution, PostgresRuleBooks
from adapters.postgres.community_cards import PostgresCardReads
from adapters.postgres.community_chat_cards import PostgresChatCards
from adapters.postgres.community_chat_comparisons import PostgresChatComparisons
from adapters.postgres.community_chat_views import PostgresChatViews
from adapters.postgres.community_chats import PostgresChats
from adapters.postgres.community_comparisons import PostgresComparisons
from adapters.postgres.community_group_guests import PostgresGroupGuests
from adapters.postgres.community_group_post_sends import PostgresPostSends
from adapters.postgres.community_group_post_views import PostgresGroupPostViews
from adapters.postgres.community_group_posts import PostgresGroupPosts
from adapters.postgres.community_guide_tasks import PostgresGuideTasks
from adapters.postgres.community_guides import PostgresAllowances, PostgresGuideSessions, PostgresNotes
from adapters.postgres.community_join_codes import PostgresJoinCodes
from adapters.postgres.community_leavers import PostgresLeavers
from adapters.postgres.community_live_codes import PostgresLiveCodes
from adapters.postgres.community_losses import PostgresLosses
from adapters.postgres.community_mirror import PostgresMirror
from adapters.postgres.community_moment_progress import PostgresMomentProgress
from adapters.postgres.community_moment_views import PostgresMomentViews
from adapters.postgres.community_moments import PostgresMoments
from adapters.postgres.community_performance import PostgresPerformanceViews, PostgresTasksDone, PostgresTouchResults
from adapters.postgres.community_personal_data import CommunityPersonalData
from adapters.postgres.community_personal_guides import PostgresPersonalGuides
from adapters.postgres.community_personal_views import PostgresPersonalGuideViews
from adapters.postgres.community_post_room import PostgresPostRoom
from adapters.postgres.community_radar import PostgresRadar
from adapters.postgres.community_replies import PostgresReplies
from adapters.postgres.community_scripts import PostgresDrafts, PostgresScripts
from adapters.postgres.community_sidebar_pages import PostgresSidebar
from adapters.postgres.community_tag_links import PostgresTagLinks
from adapters.postgres.community_touches import PostgresTouches
from adapters.postgres.community_transfer_views import PostgresTransferReads
from adapters.postgres.community_transfers import PostgresTransfers
from adapters.postgres.community_ugc import PostgresUgc
from adapters.postgres.community_ugc_views import PostgresUgcViews
from adapters.postgres.community_views import PostgresCommunityViews
from adapters.postgres.governance_audit import PostgresAuditStore
from adapters.postgres.governance_operators import PostgresOperatorStore, PostgresRoleStore
from adapters.postgres.governance_views import PostgresGovernanceViews
from adapters.postgres.insight_events import PostgresEvents
from adapters.postgres.insight_personal_data import InsightPersonalData
from adapters.postgres.members import PostgresAddressStore, PostgresMemberStore
from adapters.postgres.members_birthdays import PostgresBirthdays
from adapters.postgres.members_card import PostgresMemberCards
from adapters.postgres.members_check_in import PostgresCheckIns
from adapters.postgres.members_club_data import ClubPersonalData
from adapters.postgres.members_devices import PostgresDevices
from adapters.postgres.members_enrolment import PostgresEnrolmentStore
from adapters.postgres.members_growth import PostgresGrowth
from adapters.postgres.members_growth_merges import PostgresGrowthMerges
from adapters.postgres.members_growth_views import PostgresGrowthViews
from adapters.postgres.members_identities import PostgresIdentities
from adapters.postgres.members_leaving import PostgresLeavings
from adapters.postgres.members_lottery import PostgresLotteries
from adapters.postgres.members_lottery_views import PostgresLotteryViews
from adapters.postgres.members_manual_tags import PostgresChildren, PostgresManualTags
from adapters.postgres.members_merge_views import PostgresMergeViews
from adapters.postgres.members_merging import PostgresMerges
from adapters.postgres.members_messages import PostgresMessageStore
from adapters.postgres.members_official import PostgresOfficialFollowers
from adapters.postgres.members_official_runs import PostgresOfficialRuns
from adapters.postgres.members_personal_data import MembersPersonalData
from adapters.postgres.members_play import PlayFollower, PostgresAwards, PostgresPlayMembers
from adapters.postgres.members_points import PostgresPoints, PostgresPointsHolds
from adapters.postgres.members_points_orders import PostgresOrderPoints
from adapters.postgres.members_points_views import PostgresAdjustments, PostgresPointsViews
from adapters.postgres.members_privacy import PostgresConsents, PostgresExports
from adapters.postgres.members_profiles import PostgresProfileViews
from adapters.postgres.members_redeem import PostgresRedeeming, PostgresRedeemViews
from adapters.postgres.members_subscription_views import PostgresSubscriptionMerges, PostgresSubscriptionViews
from adapters.postgres.members_subscriptions import PostgresSubscriptions
from adapters.postgres.members_tag_nights import PostgresTagNights
from adapters.postgres.members_tag_views import PostgresTagViews
from adapters.postgres.members_tags import PostgresTags
from adapters.postgres.members_tasks import PostgresTasks
from adapters.postgres.members_timeline import PostgresMemberTimeline
from adapters.postgres.members_views import PostgresMemberViews
from adapters.postgres.payments_attempts import PostgresAttempts
from adapters.postgres.payments_contracts import PostgresContracts
from adapters.postgres.payments_refunds import PostgresRefunds
from adapters.postgres.payments_shipping import PostgresShipping
from adapters.postgres.payments_views import PostgresMoneyViews
from adapters.postgres.platform_deliveries import PostgresDeliveryDesk
from adapters.postgres.promotion_bargain_views import PostgresBargainViews
from adapters.postgres.promotion_bargains import PostgresBargains
from adapters.postgres.promotion_campaign_views import PostgresCampaignViews
from adapters.postgres.promotion_campaigns import PostgresCampaigns
from adapters.postgres.promotion_coupon_grants import PostgresCouponGrants
from adapters.postgres.promotion_coupon_views import PostgresCouponViews
from adapters.postgres.promotion_coupons import PostgresCoupons
from adapters.postgres.promotion_flash import PostgresFlash
from adapters.postgres.promotion_flash_views import PostgresFlashViews
from adapters.postgres.promotion_member_moves import PostgresPromotionMemberMoves
from adapters.postgres.promotion_personal_data import PromotionPersonalData
from adapters.postgres.promotion_takings import PostgresTakings
from adapters.postgres.promotion_team_views import PostgresTeamViews
from adapters.postgres.promotion_teams import PostgresTeams
from adapters.postgres.sealed_columns import PostgresSealedColumns
from adapters.postgres.supply_feed import PostgresStockFeed
from adapters.postgres.supply_fulfilment_views import PostgresFulfilmentViews
from adapters.postgres.supply_fulfilments import PostgresFulfilments
from adapters.postgres.supply_parcels import PostgresParcels
from adapters.postgres.supply_pools import PostgresPools
from adapters.postgres.supply_receivers import PostgresReceivers
from adapters.postgres.supply_reservations import PostgresReservations
from adapters.postgres.supply_stock import PostgresStock
from adapters.postgres.supply_stock_views import PostgresStockViews
from adapters.postgres.supply_work_orders import PostgresWorkOrders

__all__ = [
    "ClubPersonalData",
    "CommercePersonalData",
    "CommunityPersonalData",
    "InsightPersonalData",
    "MembersPersonalData",
    "PlayFollower",
    "PostgresAddressStore",
    "PostgresAdjustments",
    "PostgresAdminCatalogueViews",
    "PostgresAdminOrderViews",
    "PostgresAfterSaleViews",
    "PostgresAfterSales",
    "PostgresAllowances",
    "PostgresAttempts",
    "PostgresAttribution",
    "PostgresAuditStore",
    "PostgresAwards",
    "PostgresBargainViews",
    "PostgresBargains",
    "PostgresBaskets",
    "PostgresBirthdays",
    "PostgresCampaignViews",
    "PostgresCampaigns",
    "PostgresCardReads",
    "PostgresCartStore",
    "PostgresCatalogueViews",
    "PostgresCategoryStore",
    "PostgresChatCards",
    "PostgresChatComparisons",
    "PostgresChatViews",
    "PostgresChats",
    "PostgresCheckIns",
    "PostgresChildren",
    "PostgresCommerceMemberMoves",
    "PostgresCommunityViews",
    "PostgresComparisons",
    "PostgresConsents",
    "PostgresContracts",
    "PostgresCouponGrants",
    "PostgresCouponViews",
    "PostgresCoupons",
    "PostgresDashboardViews",
    "PostgresDeliveryDesk",
    "PostgresDevices",
    "PostgresDrafts",
    "PostgresEnrolmentStore",
    "PostgresEvents",
    "PostgresExports",
    "PostgresFavouriteStore",
    "PostgresFlash",
    "PostgresFlashOrders",
    "PostgresFlashViews",
    "PostgresFulfilmentViews",
    "PostgresFulfilments",
    "PostgresGovernanceViews",
    "PostgresGroupGuests",
    "PostgresGroupPostViews",
    "PostgresGroupPosts",
    "PostgresGrowth",
    "PostgresGrowthMerges",
    "PostgresGrowthViews",
    "PostgresGuideSessions",
    "PostgresGuideTasks",
    "PostgresIdentities",
    "PostgresJoinCodes",
    "PostgresLeavers",
    "PostgresLeavings",
    "PostgresLiveCodes",
    "PostgresLosses",
    "PostgresLotteries",
    "PostgresLotteryViews",
    "PostgresManualTags",
    "PostgresMediaStore",
    "PostgresMemberCards",
    "PostgresMemberStore",
    "PostgresMemberTimeline",
    "PostgresMemberViews",
    "PostgresMergeViews",
    "PostgresMerges",
    "PostgresMessageStore",
    "PostgresMirror",
    "PostgresMomentProgress",
    "PostgresMomentViews",
    "PostgresMoments",
    "PostgresMoneyViews",
    "PostgresNotes",
    "PostgresOfficialFollowers",
    "PostgresOfficialRuns",
    "PostgresOperatorStore",
    "PostgresOrderPoints",
    "PostgresOrderViews",
    "PostgresOrders",
    "PostgresParcels",
    "PostgresPastOrders",
    "PostgresPerformanceViews",
    "PostgresPersonalGuideViews",
    "PostgresPersonalGuides",
    "PostgresPlayMembers",
    "PostgresPoints",
    "PostgresPointsHolds",
    "PostgresPointsViews",
    "PostgresPools",
    "PostgresPostRoom",
    "PostgresPostSends",
    "PostgresProductStore",
    "PostgresProfileViews",
    "PostgresPromotionMemberMoves",
    "PostgresRadar",
    "PostgresReceivers",
    "PostgresRedeemViews",
    "PostgresRedeeming",
    "PostgresRefunds",
    "PostgresReplies",
    "PostgresReservations",
    "PostgresRoleStore",
    "PostgresRuleBooks",
    "PostgresScripts",
    "PostgresSealedColumns",
    "PostgresShipping",
    "PostgresShopperPictures",
    "PostgresSidebar",
    "PostgresStock",
    "PostgresStockFeed",
    "PostgresStockViews",
    "PostgresSubscriptionMerges",
    "PostgresSubscriptionViews",
    "PostgresSubscriptions",
    "PostgresTagLinks",
    "PostgresTagNights",
    "PostgresTagViews",
    "PostgresTags",
    "PostgresTakings",
    "PostgresTasks",
    "PostgresTasksDone",
    "PostgresTeamViews",
    "PostgresTeams",
    "PostgresTouchResults",
    "PostgresTouches",
    "PostgresTransferReads",
    "PostgresTransfers",
    "PostgresUgc",
    "PostgresUgcViews",
    "PostgresWindowStore",
    "PostgresWorkOrders",
    "PromotionPersonalData",
]
