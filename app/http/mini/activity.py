"""What quotes and orders say of promotions: the coupons that are wished, and the activity bought through."""

from typing import Annotated, Literal
from uuid import UUID

from litestar.handlers import HTTPRouteHandler
from msgspec import Meta

from app.http.bodies import Body
from ports.kernel import CampaignId, CouponId
from ports.promotion.api import ActivityRef

CouponIds = Annotated[list[UUID], Meta(max_length=4)] | None

Points = Annotated[int, Meta(ge=0, le=100_000_000)]


class ActivityBody(Body, frozen=True):
    """`group_buy` with `size`, and `team_id` to join one; `bargain` with `bargain_id`."""

    kind: Literal["group_buy", "bargain"]
    campaign_id: UUID
    size: Annotated[int, Meta(ge=2, le=100)] | None = None
    team_id: UUID | None = None
    bargain_id: UUID | None = None

    def ref(self) -> ActivityRef:
        return ActivityRef(self.kind, CampaignId(self.campaign_id), self.size, self.team_id, self.bargain_id)


def chosen(coupon_ids: list[UUID] | None) -> tuple[CouponId, ...] | None:
    """A coupon named twice is one."""
    return None if coupon_ids is None else tuple(CouponId(id_) for id_ in dict.fromkeys(coupon_ids))


ROUTES: list[HTTPRouteHandler] = []
