"""What insight asks of its store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.insight.events import Kept, NewEvent
from ports.kernel import MemberId, ProductId, SkuId, Tx
from ports.members.api import MergeStep


class LonelyCart(Struct, frozen=True):
    """A cart that nobody has touched since `last_at`, when its member did something last. What was put in last."""

    member_id: MemberId
    last_at: datetime
    product_id: ProductId
    sku_id: SkuId
    quantity: int
    goods_fen: int


class EventStore(Protocol):
    async def keep(self, tx: Tx, member_id: MemberId, events: Sequence[NewEvent], now: datetime) -> Kept:
        """Those that were not told before, as of whoever the member is now.

        Nothing of a member who has left, has not agreed to the privacy policy, or does not want to be followed.
        """

    async def lonely_carts(self, tx: Tx, silent_since: datetime, limit: int) -> Sequence[LonelyCart]:
        """Members silent since before then are looked at, once for each silence: at most `limit`.

        Of them come those with a cart that has changed since it was found left alone before.
        """

    async def silent(self, tx: Tx, silent_since: datetime) -> bool:
        """Whether there are members to look at."""

    async def take_over(self, tx: Tx, step: MergeStep) -> None: ...

    async def give_back(self, tx: Tx, step: MergeStep) -> None: ...

    async def forget(self, tx: Tx, member_id: MemberId) -> None:
        """The member has left: everything goes."""

    async def make_months(self, tx: Tx, moments: Sequence[datetime]) -> None:
        """Room for events of these moments."""

    async def kept_days(self, tx: Tx) -> int: ...

    async def drop_before(self, tx: Tx, before: datetime) -> int:
        """Whole months at once, the rest of a month in rows. How many rows went in that way, a bounded number."""

    async def forget_seen(self, tx: Tx, before: datetime, limit: int) -> int: ...
