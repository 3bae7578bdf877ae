"""Which guide or post a paid order is due to, by rules that are data (G4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.touches import AttributedOrder, TouchKind
from ports.kernel import Fen, MemberId, OrderId, Tx

AttributionRule = Literal["personal", "touch", "coupon", "follow"]
"""The member's personal guide; the touch opened last; who granted the coupon used; who has them as a contact."""
DecidedBy = AttributionRule | Literal["none"]


class TouchWindows(Struct, frozen=True, rename="camel"):
    """Days from an opening to the payment, for each kind of touch; 0: does not count."""

    welcome: int = 7
    script: int = 7
    coupon: int = 7
    post: int = 3
    mass_message: int = 3
    moment: int = 3


class CommissionRates(Struct, frozen=True, rename="camel"):
    """Parts in ten thousand of what an order keeps, by the rule that it was attributed by. A figure, no payout."""

    personal: int = 300
    touch: int = 200
    coupon: int = 200
    follow: int = 50


class AttributionRules(Struct, frozen=True, rename="camel"):
    """The first rule of `order` that finds somebody decides; a rule that is not in it does not count at all.

    `coupon_days`: from the granting of a coupon to the payment. `follow`: the first or the last guide whose contact the
    member is when paying.
    """

    order: tuple[AttributionRule, ...] = ("touch", "coupon", "follow")
    windows: TouchWindows = TouchWindows()
    coupon_days: int = 30
    follow: Literal["first", "last"] = "last"
    commission: CommissionRates = CommissionRates()


class Opened(Struct, frozen=True):
    """The last opening of a touch before the payment."""

    touch_id: UUID
    kind: TouchKind
    guide: str | None
    opened_at: datetime


class Granted(Struct, frozen=True):
    guide: str
    coupon: str
    granted_at: datetime


class Known(Struct, frozen=True):
    """Since when a guide has the member as a contact, or as their own."""

    guide: str
    since: datetime


class Evidence(Struct, frozen=True):
    """All that is known of a member at the moment of a payment. `names` of guides, where they have one."""

    paid_at: datetime
    personal: Known | None = None
    opened: tuple[Opened, ...] = ()
    granted: tuple[Granted, ...] = ()
    known: tuple[Known, ...] = ()
    names: Mapping[str, str] = {}


class Verdict(Struct, frozen=True):
    """`why` in plain Chinese. `rate`: commission, parts in ten thousand."""

    rule: DecidedBy
    guide: str | None
    touch_id: UUID | None
    why: str
    rate: int


class Decided(Struct, frozen=True):
    """A paid order as it is written down, once. `order.rule` may be `none`."""

    order: AttributedOrder
    rate: int
    rules_version: int


class AttributionStore(Protocol):
    async def keep(self, tx: Tx, order_id: OrderId, kept_fen: Fen) -> Fen:
        """The least that was ever told of what the order keeps. Tellings of one order wait for each other here."""

    async def lower(self, tx: Tx, order_id: OrderId, kept_fen: Fen) -> None:
        """Of an order that was attributed; never up, and never below nothing."""

    async def is_decided(self, tx: Tx, order_id: OrderId) -> bool: ...

    async def evidence(self, tx: Tx, order_id: OrderId, member_id: MemberId, paid_at: datetime) -> Evidence: ...

    async def decide(self, tx: Tx, decided: Decided) -> bool:
        """False: it was decided before."""
