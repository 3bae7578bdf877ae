"""Paid memberships, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.messages import Messages
from domain.members.subscription_buying import SubscriptionBuying
from domain.members.subscription_desk import SubscriptionDesk
from domain.members.subscription_ground import SubscriptionGround
from domain.members.subscription_leaving import SubscriptionLeaver
from domain.members.subscription_merging import SubscriptionFollower
from domain.members.subscription_pages import SubscriptionPages
from domain.members.subscription_renewals import SubscriptionRenewals
from domain.members.subscription_settling import SubscriptionSettling
from ports.governance.api import AuditApi
from ports.members.subscription_store import SubscriptionMergeStore, SubscriptionStore
from ports.members.subscription_views import SubscriptionViews
from ports.payments.api import ContractsApi, PaymentsApi


@dataclass(frozen=True)
class SubscriptionStores:
    rows: SubscriptionStore
    views: SubscriptionViews
    merges: SubscriptionMergeStore


@dataclass(frozen=True)
class SubscriptionServices:
    buying: SubscriptionBuying
    pages: SubscriptionPages
    desk: SubscriptionDesk
    settling: SubscriptionSettling
    renewals: SubscriptionRenewals
    follower: SubscriptionFollower
    leaver: SubscriptionLeaver


def paid_memberships(
    base: Base,
    stores: SubscriptionStores,
    messages: Messages,
    others: tuple[PaymentsApi, ContractsApi, AuditApi],
) -> SubscriptionServices:
    payments, contracts, audit = others
    ground = SubscriptionGround(
        uow=base.uow,
        clock=base.clock,
        ids=base.ids,
        rng=base.rng,
        store=stores.rows,
        payments=payments,
        contracts=contracts,
        messages=messages,
    )
    buying, settling = SubscriptionBuying(ground), SubscriptionSettling(ground)
    return SubscriptionServices(
        buying=buying,
        pages=SubscriptionPages(ground, buying, stores.views),
        desk=SubscriptionDesk(ground, settling, stores.views, audit),
        settling=settling,
        renewals=SubscriptionRenewals(ground, settling),
        leaver=SubscriptionLeaver(ground, settling),
        follower=SubscriptionFollower(ground, settling, stores.merges),
    )
