"""The question that a bargain asks before a friend's cut takes effect."""

from typing import Protocol

from ports.kernel import MemberId, Tx
from ports.promotion.bargain_store import BargainRow


class HelpRisk(Protocol):
    """Asked under the bargain's lock, after the plain rules and before anything is written: only the database may be
    read for the answer, nothing outside."""

    async def verdict(self, tx: Tx, helper_id: MemberId, bargain: BargainRow) -> str | None:
        """None: the cut may be made. Else why not, in plain words for the helper."""
