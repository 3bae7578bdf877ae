"""Scripts 话术 as data: when a template fits a customer, what it says, and what its card leads to (G3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Protocol
from uuid import UUID

from msgspec import Meta, Struct

from ports.kernel import DomainError, MemberId, Tx

Days = Annotated[int, Meta(ge=1, le=365)]


class CartLeftAlone(Struct, frozen=True, tag="cart_left_alone", tag_field="kind"):
    """There are goods in the cart, and nobody has touched it for half an hour."""


class ViewedOften(Struct, frozen=True, tag="viewed_often", tag_field="kind"):
    """One product was looked at so often within seven days."""

    times: Annotated[int, Meta(ge=2, le=50)]


class BirthdayNear(Struct, frozen=True, tag="birthday_near", tag_field="kind"):
    """The member's birthday is today or within so many days."""

    days: Days


class StageReached(Struct, frozen=True, tag="stage_reached", tag_field="kind"):
    """Weeks of a pregnancy, or months of a child, between two numbers that both belong to it."""

    of: Literal["pregnancy_weeks", "child_months"]
    low: Annotated[int, Meta(ge=0, le=216)]
    high: Annotated[int, Meta(ge=0, le=216)]


class OrderDelivered(Struct, frozen=True, tag="order_delivered", tag_field="kind"):
    """A paid order has arrived within so many days."""

    days: Days


class CouponEnding(Struct, frozen=True, tag="coupon_ending", tag_field="kind"):
    """A coupon that they hold ends within so many days."""

    days: Days


class QuietFor(Struct, frozen=True, tag="quiet_for", tag_field="kind"):
    """They have bought before, and nothing for so many days."""

    days: Days


class Anyone(Struct, frozen=True, tag="anyone", tag_field="kind"):
    """It always fits."""


Condition = (
    CartLeftAlone | ViewedOften | BirthdayNear | StageReached | OrderDelivered | CouponEnding | QuietFor | Anyone
)
CardTarget = Literal["none", "home", "product"]
"""`product`: what the condition is about; the home page, where it is about none."""


class ScriptRules(Struct, frozen=True, rename="camel"):
    """`text` with gaps such as {称呼}; which there are depends on the condition. The greater `priority` comes first."""

    name: str
    condition: Condition
    text: str
    card: CardTarget
    priority: int


class ScriptRow(Struct, frozen=True, rename="camel"):
    id: UUID
    rules: ScriptRules
    is_active: bool
    version: int
    made_at: datetime


class DeliveredOrder(Struct, frozen=True):
    title: str
    product_id: UUID | None
    image_url: str
    delivered_at: datetime


class ExtraFacts(Struct, frozen=True):
    """What scripts need beside the first answer. `birthday`: month and day."""

    birthday: tuple[int, int] | None
    delivered: DeliveredOrder | None
    coupon_name: str | None


class ScriptNotFound(DomainError):
    code = "community.script_not_found"
    kind = "not_found"
    message = "这条话术不存在或已停用"


class ScriptUnfit(DomainError):
    """Between the page and the press something has changed: they have paid, or the cart is empty."""

    code = "community.script_unfit"
    message = "客户的情况刚刚变了，这条话术不再合适，请刷新"


class ScriptChanged(DomainError):
    code = "community.script_changed"
    message = "话术刚刚被其他人修改，请刷新后再改"


class ScriptStore(Protocol):
    async def active(self, tx: Tx) -> Sequence[ScriptRow]: ...

    async def all(self, tx: Tx) -> Sequence[ScriptRow]:
        """The greatest priority first."""

    async def one(self, tx: Tx, script_id: UUID) -> ScriptRow | None: ...

    async def insert(self, tx: Tx, row: ScriptRow) -> None: ...

    async def save(self, tx: Tx, row: ScriptRow, version_before: int) -> bool:
        """False: somebody has changed it since."""

    async def facts(self, tx: Tx, member_id: MemberId, now: datetime) -> ExtraFacts: ...
