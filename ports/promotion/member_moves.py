"""What promotion keeps of a member, when two members become one or two again."""

from typing import Protocol

from ports.kernel import MemberId, Tx
from ports.members.api import MergeStep


class PromotionMoveStore(Protocol):
    """Coupons, units taken of limited items, seats and teams, bargains and helps, flash tickets.

    Each step may be done any number of times.
    """

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        """All that `gone_id` has becomes `kept_id`'s, but for what one member cannot have twice: that stays behind."""

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        """What was remembered goes back as far as it is still there."""

    async def revoke_held(self, tx: Tx, member_id: MemberId) -> int:
        """Coupons that a departed member could still use."""
