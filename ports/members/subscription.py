"""What the other parts of members ask of the paid membership."""

from typing import Protocol

from ports.kernel import MemberId, Tx


class PaidBenefits(Protocol):
    async def points_percent(self, tx: Tx, member_id: MemberId) -> int:
        """150: points of an order count one and a half times. 100 without a paid membership that runs."""
