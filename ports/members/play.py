"""What check-in, tasks, lottery and redemption share: the member held still, and what they hand out."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, MemberId, NotFound, Tx


class PlayMembers(Protocol):
    async def hold(self, tx: Tx, member_id: MemberId) -> MemberId:
        """Locks the member until the end of the transaction, and tells whom it is now: a merged one became another.

        All that one member does here is thereby one after another. Taken before any other row. Raises NotFound.
        """

    async def now_is(self, tx: Tx, member_id: MemberId) -> MemberId:
        """Whom the member is now, without a lock: for reading."""


AwardSource = Literal["shop", "lottery"]
AwardKind = Literal["coupon", "goods"]
AwardState = Literal["waiting", "done", "failed", "cancelled"]
"""`waiting`: a coupon is being granted, or goods wait to be handed out. `failed`: an operator has to see to it."""


class AwardRow(Struct, frozen=True):
    """A coupon or goods that a member is to get, bought with `points` in the shop or won in a lottery.

    `code` is what is shown at the counter; coupons have none. `origin_id` is who got it, whoever that became since.
    """

    id: UUID
    source: AwardSource
    item_id: UUID | None
    draw_id: UUID | None
    member_id: MemberId
    origin_id: MemberId
    client_key: str
    kind: AwardKind
    name: str
    template_id: UUID | None
    points: int
    code: str | None
    state: AwardState
    note: str
    at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""


class AwardStore(Protocol):
    async def add(self, tx: Tx, row: AwardRow) -> None: ...

    async def get(self, tx: Tx, award_id: UUID) -> AwardRow | None: ...

    async def lock(self, tx: Tx, award_id: UUID) -> AwardRow | None:
        """Held before: whose it is."""

    async def settle(self, tx: Tx, row: AwardRow) -> None:
        """State, note, and by whom and when; the caller holds its lock."""

    async def by_key(self, tx: Tx, member_id: MemberId, client_key: str) -> AwardRow | None:
        """Of the shop: what this request of the member brought about before."""


class AwardNotFound(NotFound):
    code = "members.award_not_found"
    message = "没有找到这条兑换记录"


class ClientKeyReused(DomainError):
    code = "members.client_key_reused"
    message = "这次请求的编号已经用过，请重新操作"
