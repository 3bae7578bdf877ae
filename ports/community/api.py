"""The community, as other modules see it: what it tells."""

from datetime import datetime
from uuid import UUID

from ports.kernel import Event, LineId, MemberId


class WelcomeCouponPromised(Event, tag="community.welcome_coupon_promised", frozen=True):
    """A live code's coupon for a new contact. `greeting_id` is the cause: one coupon, however often it is told."""

    greeting_id: UUID
    member_id: MemberId
    template_id: UUID


class ReviewShown(Event, tag="community.review_shown", frozen=True):
    """Everybody can see the review of this order line, and it says enough to be thanked for."""

    ugc_id: UUID
    line_id: LineId
    member_id: MemberId


class ReviewDiscredited(Event, tag="community.review_discredited", frozen=True):
    """An operator has found it a fraud: what was earned by it is not deserved."""

    ugc_id: UUID
    line_id: LineId
    member_id: MemberId


class PersonalGuideAssigned(Event, tag="community.personal_guide_assigned", frozen=True):
    """A guide looks after the member from now on; also in the place of another one. Each assignment is told once."""

    assignment_id: UUID
    member_id: MemberId
    guide_name: str
    at: datetime


class PicturesDropped(Event, tag="community.pictures_dropped", frozen=True):
    """Reviews or posts have ceased to show them: their author has deleted them, or has left."""

    media_ids: tuple[UUID, ...]
