"""Governance, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from app.http.sessions import OperatorSessions
from domain.governance.audit import Audit
from domain.governance.operators import Operators
from domain.governance.own_account import OwnAccount
from domain.governance.sign_in import OperatorSignIn
from domain.platform.delivery_desk import DeliveryDesk
from ports.cache import Invalidation
from ports.governance.store import AuditStore, OperatorStore, RoleStore
from ports.governance.views import GovernanceViews
from ports.platform.views import DeliveryDeskStore


@dataclass(frozen=True)
class GovernanceStores:
    operators: OperatorStore
    roles: RoleStore
    audit: AuditStore
    views: GovernanceViews
    deliveries: DeliveryDeskStore


@dataclass(frozen=True)
class Governance:
    audit: Audit
    sign_in: OperatorSignIn
    own_account: OwnAccount
    operators: Operators
    sessions: OperatorSessions
    delivery_desk: DeliveryDesk


def governance(base: Base, stores: GovernanceStores, invalidation: Invalidation) -> Governance:
    audit = Audit(base.uow, stores.audit, stores.views, (base.clock, base.ids))
    system, told = (base.clock, base.ids, base.rng), (audit, invalidation)
    sign_in = OperatorSignIn(base.uow, (stores.operators, stores.views), told, base.cipher, system)
    return Governance(
        audit=audit,
        sign_in=sign_in,
        own_account=OwnAccount(base.uow, (stores.operators, stores.views), told, base.cipher, base.clock),
        operators=Operators(base.uow, (stores.operators, stores.roles, stores.views), told, system),
        sessions=OperatorSessions(sign_in.session_actor),
        delivery_desk=DeliveryDesk(base.uow, stores.deliveries, audit),
    )
