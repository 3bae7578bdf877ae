"""Who reacts to which fact, who does which job, and what is swept how often."""

from app.actors.deliver import Subscriptions
from app.actors.sweep import Sweep
from app.assembly.base import Base
from app.assembly.modules import Modules
from app.identity_subscriptions import identity_jobs, identity_reactions, identity_sweeps
from app.upkeep import Upkeep
from ports.commerce.api import (
    AfterSaleRefunded,
    OfferedOrderCancelled,
    OfferedOrderPaid,
    OfferedOrderReturned,
    OfferedOrderWithdrawn,
    OrderPaid,
    OrderParcelShipped,
)
from ports.members.jobs import SendMessage
from ports.payments.api import PaymentSucceeded, RefundStuck, RefundSucceeded
from ports.payments.jobs import CloseAttempt, SendRefund, UploadShipping
from ports.promotion.api import ActivityFailed, CouponExpiring, GroupBuyTold, TeamSucceeded
from ports.promotion.jobs import GrantCoupons
from ports.supply.api import ParcelMoved, ParcelShipped, ParcelSigned, ParcelWithdrawn, RestWithdrawn
from ports.supply.jobs import CancelWaybill, RequestWaybill, SubscribeTracking


def subscriptions(m: Modules) -> Subscriptions:
    """A new reaction is one method, one line here, one test."""
    orders, told, uploads, offers = m.commerce, m.members.reactions, m.payments.uploads, m.promotion.reactions
    return Subscriptions(
        reactions={
            PaymentSucceeded: {"commerce.payment": orders.order_payment.on_payment_succeeded},
            RefundSucceeded: {"commerce.refund": orders.refunds.on_refund_succeeded},
            RefundStuck: {"commerce.refund": orders.refunds.on_refund_stuck},
            ParcelShipped: {
                "commerce.order": orders.receiving.on_parcel_shipped,
                "payments.shipping": uploads.on_parcel_shipped,
            },
            ParcelWithdrawn: {
                "commerce.order": orders.receiving.on_parcel_withdrawn,
                "payments.shipping": uploads.on_parcel_withdrawn,
            },
            RestWithdrawn: {"payments.shipping": uploads.on_rest_withdrawn},
            ParcelSigned: {"commerce.order": orders.receiving.on_parcel_signed},
            ParcelMoved: {"commerce.order": orders.receiving.on_parcel_moved},
            OrderPaid: {
                "members.message": told.on_order_paid,
            },
            OrderParcelShipped: {"members.message": told.on_order_parcel_shipped},
            AfterSaleRefunded: {"members.message": told.on_after_sale_refunded},
            OfferedOrderPaid: {"promotion.orders": offers.on_paid},
            OfferedOrderCancelled: {"promotion.orders": offers.on_cancelled},
            OfferedOrderWithdrawn: {"promotion.orders": offers.on_withdrawn},
            OfferedOrderReturned: {"promotion.orders": offers.on_returned},
            TeamSucceeded: {"commerce.order": orders.order_activities.on_team_succeeded},
            ActivityFailed: {"commerce.order": orders.order_activities.on_activity_failed},
            CouponExpiring: {"members.message": told.on_coupon_expiring},
            GroupBuyTold: {
                "members.message": told.on_group_buy_told,
                "commerce.order": orders.order_activities.on_group_buy_told,
            },
            **identity_reactions(m),
        },
        callbacks={
            "wechat_pay": m.payments.notice_handler.on_notice,
            "wechat": m.payments.push_handler.on_message,
            "kdniao": m.supply.tracking.on_push,
        },
        jobs={
            SendMessage: m.members.messages.send,
            **identity_jobs(m),
            CloseAttempt: m.payments.inquiry.handle_close,
            SendRefund: m.payments.refunds.handle_send,
            UploadShipping: uploads.handle_upload,
            RequestWaybill: m.supply.waybills.on_request,
            CancelWaybill: m.supply.waybills.on_cancel,
            SubscribeTracking: m.supply.tracking.on_subscribe,
            GrantCoupons: m.promotion.coupon_grants.on_grant,
        },
    )


def sweeps(base: Base, m: Modules) -> dict[str, Sweep]:
    upkeep = Upkeep(base.uow, (base.deliveries, base.first_answers), base.waker, base.clock)
    return {
        "kernel.wake_stale": Sweep(upkeep.wake_stale, 1),
        "kernel.forget_old": Sweep(upkeep.forget_old, 3600),
        "members.forget_sessions": Sweep(m.members.identity.forget_sessions, 3600),
        **identity_sweeps(m),
        "commerce.close_overdue": Sweep(m.commerce.cancelling.close_overdue, 10),
        "commerce.complete_delivered": Sweep(m.commerce.receiving.complete_delivered, 300),
        "commerce.expire_returns": Sweep(m.commerce.after_sales.expire_returns, 600),
        "commerce.count_sold": Sweep(m.commerce.sold_counts.count, 2),
        "commerce.publish_due": Sweep(m.commerce.catalogue.publish_due, 15),
        "payments.poll_attempts": Sweep(m.payments.inquiry.poll_open_attempts, 5),
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
