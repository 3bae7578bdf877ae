"""Who reacts to which fact, who does which job, and what is swept how often."""

from collections.abc import Iterable, Mapping

from app.actors.deliver import Reaction, Subscriptions
from app.actors.sweep import Sweep
from app.assembly.base import Base
from app.assembly.modules import Modules
from app.community_work import community_jobs, community_sweeps
from app.upkeep import Upkeep
from ports.commerce.api import (
    AfterSaleRefunded,
    OfferedOrderCancelled,
    OfferedOrderPaid,
    OfferedOrderReturned,
    OfferedOrderWithdrawn,
    OrderCancelled,
    OrderCompleted,
    OrderPaid,
    OrderParcelShipped,
    OrderPlaced,
    OrderReceiversErased,
    PointsOrderCancelled,
    PointsOrderPaid,
)
from ports.commerce.member_moves import EraseReceivers
from ports.commerce.shopper_pictures import EraseFiles
from ports.community.api import (
    PersonalGuideAssigned,
    PicturesDropped,
    ReviewDiscredited,
    ReviewShown,
    WelcomeCouponPromised,
)
from ports.kernel import Event
from ports.members.api import (
    ConciergeEarned,
    CouponAwarded,
    LevelChanged,
    MemberLeft,
    MembersMerged,
    MembersParted,
)
from ports.members.jobs import ComputeTags, SendMessage
from ports.members.merging import ForgetSessions, TellMerge
from ports.members.official import FetchFollower
from ports.members.personal_data import MakeExport
from ports.payments.api import (
    CollectionFailed,
    ContractEnded,
    ContractSigned,
    GrantTold,
    MediaJudged,
    PaymentSucceeded,
    RefundStuck,
    RefundSucceeded,
    SubscriptionPaid,
)
from ports.payments.jobs import AnnounceDeduction, CloseAttempt, Deduct, EndContract, SendRefund, UploadShipping
from ports.promotion.api import ActivityFailed, AwardSettled, CouponExpiring, GroupBuyTold, TeamSucceeded
from ports.promotion.jobs import GrantCoupons
from ports.supply.api import ParcelMoved, ParcelShipped, ParcelSigned, ParcelWithdrawn, RestWithdrawn
from ports.supply.jobs import CancelWaybill, RequestWaybill, SubscribeTracking

Reactions = Mapping[type[Event], Mapping[str, Reaction]]


def subscriptions(m: Modules) -> Subscriptions:
    """A new reaction is one method, one line below, one test."""
    told = (
        _of_commerce(m),
        _of_payments(m),
        _of_supply(m),
        _of_promotion(m),
        _of_members(m),
        _of_community(m),
        _of_insight(m),
    )
    return Subscriptions(
        reactions=_joined(told),
        callbacks={
            "wechat_pay": m.payments.notice_handler.on_notice,
            "wechat_pay_contract": m.payments.contract_notice_handler.on_notice,
            "wechat": m.payments.push_handler.on_message,
            "kdniao": m.supply.tracking.on_push,
            "wecom": m.community.callback_handler.on_event,
            "wechat_official": m.members.official.followers.on_message,
        },
        jobs={
            SendMessage: m.members.messages.send,
            ComputeTags: m.members.tags.desk.on_compute,
            ForgetSessions: m.members.identities.merging.forget_sessions,
            TellMerge: m.members.identities.merging.tell_again,
            MakeExport: m.members.privacy.make_export,
            FetchFollower: m.members.official.followers.on_fetch,
            EraseFiles: m.commerce.shopper_pictures.on_erase,
            EraseReceivers: m.commerce.member_moves.erase_receivers,
            CloseAttempt: m.payments.inquiry.handle_close,
            SendRefund: m.payments.refunds.handle_send,
            UploadShipping: m.payments.uploads.handle_upload,
            Deduct: m.payments.deductions.handle_deduct,
            EndContract: m.payments.contracts.handle_end,
            AnnounceDeduction: m.payments.contracts.handle_announce,
            RequestWaybill: m.supply.waybills.on_request,
            CancelWaybill: m.supply.waybills.on_cancel,
            SubscribeTracking: m.supply.tracking.on_subscribe,
            GrantCoupons: m.promotion.coupon_grants.on_grant,
            **community_jobs(m.community),
        },
    )


def _of_commerce(m: Modules) -> Reactions:
    orders = m.commerce
    return {
        PaymentSucceeded: {"commerce.payment": orders.order_payment.on_payment_succeeded},
        RefundSucceeded: {"commerce.refund": orders.refunds.on_refund_succeeded},
        RefundStuck: {"commerce.refund": orders.refunds.on_refund_stuck},
        ParcelShipped: {"commerce.order": orders.receiving.on_parcel_shipped},
        ParcelWithdrawn: {"commerce.order": orders.receiving.on_parcel_withdrawn},
        ParcelSigned: {"commerce.order": orders.receiving.on_parcel_signed},
        ParcelMoved: {"commerce.order": orders.receiving.on_parcel_moved},
        TeamSucceeded: {"commerce.order": orders.order_activities.on_team_succeeded},
        ActivityFailed: {"commerce.order": orders.order_activities.on_activity_failed},
        GroupBuyTold: {"commerce.order": orders.order_activities.on_group_buy_told},
        MembersMerged: {"commerce.members": orders.member_moves.on_merged},
        MembersParted: {"commerce.members": orders.member_moves.on_merged},
        MemberLeft: {"commerce.members": orders.member_moves.on_left},
        PicturesDropped: {"commerce.pictures": orders.shopper_pictures.on_dropped},
    }


def _of_payments(m: Modules) -> Reactions:
    uploads = m.payments.uploads
    return {
        ParcelShipped: {"payments.shipping": uploads.on_parcel_shipped},
        ParcelWithdrawn: {"payments.shipping": uploads.on_parcel_withdrawn},
        RestWithdrawn: {"payments.shipping": uploads.on_rest_withdrawn},
    }


def _of_supply(m: Modules) -> Reactions:
    return {OrderReceiversErased: {"supply.receivers": m.supply.forgetting.on_receivers_erased}}


def _of_promotion(m: Modules) -> Reactions:
    offers = m.promotion.reactions
    return {
        OfferedOrderPaid: {"promotion.orders": offers.on_paid},
        OfferedOrderCancelled: {"promotion.orders": offers.on_cancelled},
        OfferedOrderWithdrawn: {"promotion.orders": offers.on_withdrawn},
        OfferedOrderReturned: {"promotion.orders": offers.on_returned},
        MembersMerged: {"promotion.members": m.promotion.member_moves.on_merged},
        MembersParted: {"promotion.members": m.promotion.member_moves.on_merged},
        MemberLeft: {"promotion.members": m.promotion.member_moves.on_left},
        WelcomeCouponPromised: {"promotion.welcome": m.promotion.welcome_coupons.on_promised},
        CouponAwarded: {"promotion.awards": m.promotion.award_grants.on_coupon_awarded},
    }


def _of_members(m: Modules) -> Reactions:
    told, points, activity = m.members.reactions, m.members.points.orders, m.members.activity
    playing, paid_membership = m.members.play, m.members.subscriptions.settling
    return {
        SubscriptionPaid: {"members.subscription": paid_membership.on_paid},
        CollectionFailed: {"members.subscription": paid_membership.on_collection_failed},
        ContractSigned: {"members.subscription": paid_membership.on_contract_signed},
        ContractEnded: {"members.subscription": paid_membership.on_contract_ended},
        GrantTold: {"members.message": m.members.messages.on_grant_told},
        OrderPaid: {"members.message": told.on_order_paid, "members.activity": activity.on_order_paid},
        PointsOrderPaid: {"members.points": points.on_order_paid},
        PointsOrderCancelled: {"members.points": points.on_order_cancelled},
        OrderCancelled: {"members.activity": activity.on_order_cancelled},
        OrderCompleted: {
            "members.points": points.on_order_completed,
            "members.activity": activity.on_order_completed,
            "members.tasks": playing.tasks.on_order_completed,
        },
        ReviewShown: {"members.reviews": playing.review_rewards.on_shown},
        ReviewDiscredited: {"members.reviews": playing.review_rewards.on_discredited},
        AwardSettled: {"members.awards": playing.awards.on_settled},
        OrderParcelShipped: {"members.message": told.on_order_parcel_shipped},
        AfterSaleRefunded: {
            "members.message": told.on_after_sale_refunded,
            "members.points": points.on_after_sale_refunded,
            "members.activity": activity.on_after_sale_refunded,
        },
        CouponExpiring: {"members.message": told.on_coupon_expiring},
        PersonalGuideAssigned: {"members.message": told.on_personal_guide_assigned},
        GroupBuyTold: {"members.message": told.on_group_buy_told},
    }


def _of_community(m: Modules) -> Reactions:
    own, written = m.community.performance, m.community.ugc
    moves, orders, handover = own.touch_moves, own.attribution, own.handover
    return {
        MembersMerged: {
            "community.touches": moves.on_merged,
            "community.guides": handover.on_merged,
            "community.ugc": written.member_moves.on_merged,
        },
        MembersParted: {
            "community.touches": moves.on_merged,
            "community.guides": handover.on_merged,
            "community.ugc": written.member_moves.on_merged,
        },
        MemberLeft: {
            "community.touches": moves.on_left,
            "community.guides": handover.on_left,
            "community.contacts": m.community.leavers.on_left,
            "community.ugc": written.member_moves.on_left,
        },
        MediaJudged: {"community.ugc": written.checking.on_judged},
        OrderPaid: {"community.attribution": orders.on_order_paid, "community.guides": handover.on_fact},
        AfterSaleRefunded: {"community.attribution": orders.on_after_sale_refunded},
        OrderCompleted: {"community.attribution": orders.on_order_completed},
        OrderCancelled: {"community.attribution": orders.on_order_cancelled},
        LevelChanged: {"community.guides": handover.on_fact},
        ConciergeEarned: {"community.guides": handover.on_fact},
    }


def _of_insight(m: Modules) -> Reactions:
    noticed = m.insight.reactions
    return {
        OrderPlaced: {"insight.radar": noticed.on_order_placed},
        OrderPaid: {"insight.radar": noticed.on_order_paid},
        OrderCancelled: {"insight.radar": noticed.on_order_cancelled},
        MembersMerged: {"insight.members": noticed.on_merged},
        MembersParted: {"insight.members": noticed.on_merged},
        MemberLeft: {"insight.members": noticed.on_left},
    }


def _joined(told: Iterable[Reactions]) -> Reactions:
    """Each event with the subscribers of every module."""
    joined: dict[type[Event], dict[str, Reaction]] = {}
    for reactions in told:
        for event, subscribers in reactions.items():
            joined.setdefault(event, {}).update(subscribers)
    return joined


def sweeps(base: Base, m: Modules) -> dict[str, Sweep]:
    upkeep = Upkeep(base.uow, (base.deliveries, base.first_answers), base.waker, base.clock)
    return {
        "kernel.wake_stale": Sweep(upkeep.wake_stale, 1),
        "kernel.forget_old": Sweep(upkeep.forget_old, 3600),
        "members.forget_sessions": Sweep(m.members.identity.forget_sessions, 3600),
        "members.expire_points": Sweep(m.members.points.book.sweep, 60),
        "members.review_levels": Sweep(m.members.levels.reviews.review, 30),
        "members.apply_level_rules": Sweep(m.members.levels.reviews.apply_rules, 5),
        "members.renew_subscriptions": Sweep(m.members.subscriptions.renewals.sweep, 10),
        "members.close_subscription_charges": Sweep(m.members.subscriptions.settling.close_overdue, 15),
        "members.turn_lotteries": Sweep(m.members.play.lotteries.turn_due, 5),
        "members.compute_tags": Sweep(m.members.tags.desk.compute_due, 1),
        "members.tag_night": Sweep(m.members.tags.night.sweep, 60),
        "members.leave_due": Sweep(m.members.privacy.leave_due, 60),
        "members.expire_exports": Sweep(m.members.privacy.expire_exports, 600),
        "members.forget_codes": Sweep(m.members.cards.forget_codes, 3600),
        "members.open_follower_comparison": Sweep(m.members.official.comparison.open_due, 20),
        "members.compare_followers": Sweep(m.members.official.comparison.go_on, 3),
        "members.birthday_gifts": Sweep(m.members.levels.gifts.give, 300),
        **community_sweeps(m.community),
        "insight.find_lonely_carts": Sweep(m.insight.upkeep.find_lonely_carts, 15),
        "insight.keep_months": Sweep(m.insight.upkeep.keep_months, 3600),
        "commerce.close_overdue": Sweep(m.commerce.cancelling.close_overdue, 10),
        "commerce.complete_delivered": Sweep(m.commerce.receiving.complete_delivered, 300),
        "commerce.expire_returns": Sweep(m.commerce.after_sales.expire_returns, 600),
        "commerce.count_sold": Sweep(m.commerce.sold_counts.count, 2),
        "commerce.look_after_pictures": Sweep(m.commerce.shopper_pictures.look_after, 60),
        "commerce.erase_stale_files": Sweep(m.commerce.shopper_pictures.erase_stale, 600),
        "commerce.publish_due": Sweep(m.commerce.catalogue.publish_due, 15),
        "payments.poll_attempts": Sweep(m.payments.inquiry.poll_open_attempts, 5),
        "payments.poll_contracts": Sweep(m.payments.contracts.poll_contracts, 30),
        "payments.poll_refunds": Sweep(m.payments.refunds.poll_refunds, 10),
        "promotion.remind_expiring": Sweep(m.promotion.coupons.remind_expiring, 60),
        "promotion.revoke_coupons": Sweep(m.promotion.coupons.revoke_rest, 30),
        "promotion.expire_coupons": Sweep(m.promotion.coupons.expire_due, 30),
        "promotion.teams": Sweep(m.promotion.group_buys.clock.sweep, 5),
        "promotion.end_bargains": Sweep(m.promotion.bargains.desk.end_due, 10),
        "promotion.forget_help_counts": Sweep(m.promotion.bargains.desk.forget_help_counts, 3600),
        "promotion.keep_flash": Sweep(m.promotion.flash.keeper.sweep, 1),
        "supply.release_expired": Sweep(m.supply.reservations.release_expired, 10),
        "supply.finish_waybills": Sweep(m.supply.waybills.sweep_unfinished, 30),
        "supply.track_unheard": Sweep(m.supply.tracking.sweep_unheard, 60),
        "supply.find_stalled": Sweep(m.supply.tracking.sweep_stalled, 600),
    }
