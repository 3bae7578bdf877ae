"""The community, as other modules see it: what it tells."""

from uuid import UUID

from ports.kernel import Event, MemberId


class WelcomeCouponPromised(Event, tag="community.welcome_coupon_promised", frozen=True):
    """A live code's coupon for a new contact. `greeting_id` is the cause: one coupon, however often it is told."""

    greeting_id: UUID
    member_id: MemberId
    template_id: UUID
