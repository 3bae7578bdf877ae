"""Touches 触达: everything a guide or a group puts before a customer that leads into the shop, and what came of it.

The link of a touch carries its code as `t`. Who comes through it has opened the touch; a paid order of theirs within
the window of the rules is attributed to it, and to its guide.
"""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, OrderId, ProductId, Tx

TouchKind = Literal["welcome", "script", "coupon", "post", "mass_message", "moment"]


class NewTouch(Struct, frozen=True):
    """`cause` is its natural key: the same cause is the same touch, however often it is issued.

    `guide` is a WeCom user id. A touch to one person carries `contact_id`, one to a group `chat_id`, one of the content
    calendar or of moments `post_id`.
    """

    kind: TouchKind
    cause: str
    guide: str | None
    contact_id: str | None = None
    chat_id: str | None = None
    post_id: UUID | None = None
    product_id: ProductId | None = None


class Touch(Struct, frozen=True):
    """`code` stands in the link: ten letters and digits that nobody can guess."""

    id: UUID
    code: str
    new: NewTouch
    issued_at: datetime


class TouchOpening(Struct, frozen=True):
    """The first and the newest time that a member came through a touch, and how often."""

    touch: Touch
    member_id: MemberId
    first_at: datetime
    last_at: datetime
    times: int


class TouchResult(Struct, frozen=True, rename="camel"):
    """What has come of touches so far. `kept_fen` is paid less refunded."""

    touches: int
    openings: int
    visitors: int
    orders: int
    buyers: int
    kept_fen: Fen


class AttributedOrder(Struct, frozen=True):
    """`why` says in plain Chinese by which rule the order is this guide's. `guide` is None: a post without one."""

    order_id: OrderId
    member_id: MemberId
    touch_id: UUID | None
    guide: str | None
    paid_at: datetime
    paid_fen: Fen
    kept_fen: Fen
    rule: str
    why: str


class TouchIssuer(Protocol):
    """What every sender asks for: within the sender's own transaction."""

    async def issue(self, tx: Tx, new: NewTouch) -> Touch: ...

    async def take_back(self, tx: Tx, cause: str) -> bool:
        """What was never delivered was no touch. False: there is none, or somebody has come through it: it stays."""


class TouchResults(Protocol):
    """What came of touches, read by the faces."""

    async def of_post(self, tx: Tx, post_id: UUID) -> TouchResult: ...

    async def of_chat(self, tx: Tx, chat_id: str) -> TouchResult: ...
