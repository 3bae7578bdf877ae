"""The services that handlers and actors call: one attribute each, built once in `app/wiring.py`."""

from dataclasses import dataclass

from adapters.postgres.idempotency import IdempotencyStore
from app.health import Health
from app.http.sessions import OperatorSessions, ShopperSessions
from domain.governance.audit import Audit
from domain.governance.operators import Operators
from domain.governance.own_account import OwnAccount
from domain.governance.sign_in import OperatorSignIn
from domain.members.addresses import Addresses
from domain.members.identity import Identity
from domain.members.messages import Messages
from domain.platform.delivery_desk import DeliveryDesk
from ports.kernel import UnitOfWork


@dataclass(frozen=True)
class Services:
    uow: UnitOfWork
    idempotency: IdempotencyStore
    health: Health
    shopper_sessions: ShopperSessions
    operator_sessions: OperatorSessions
    identity: Identity
    addresses: Addresses
    messages: Messages
    audit: Audit
    operator_sign_in: OperatorSignIn
    own_account: OwnAccount
    operators: Operators
    delivery_desk: DeliveryDesk
