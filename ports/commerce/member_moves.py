"""What commerce keeps of a member, when two members become one or two again."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import Job, MemberId, OrderId, Tx
from ports.members.api import MergeStep


class EraseReceivers(Job, tag="commerce.erase_receivers", frozen=True):
    """Orders of a departed member whose after-sale term ran when the member left."""

    member_id: MemberId


class Erased(Struct, frozen=True):
    """Orders whose receivers were erased now, and how many still have one."""

    order_ids: tuple[OrderId, ...]
    left: int


class MemberMoveStore(Protocol):
    """Orders, after-sale requests, favourites and cart lines. Each step may be done any number of times."""

    async def take_over(self, tx: Tx, step: MergeStep, openid: str) -> None:
        """All that `gone_id` has becomes `kept_id`'s, remembered by the merge. `openid` pays what is unpaid."""

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        """What was remembered goes back as far as it is still there."""

    async def erase(self, tx: Tx, member_id: MemberId, settled_before: datetime, erased: bytes) -> Erased:
        """Cart and favourites go; receivers of orders that ended before then become `erased`."""
