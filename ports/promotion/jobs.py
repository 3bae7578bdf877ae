"""Work of promotion that follows a commit."""

from uuid import UUID

from ports.kernel import Job


class GrantCoupons(Job, tag="promotion.grant_coupons", frozen=True):
    """One batch of a bulk grant; the next one is enqueued with it."""

    grant_id: UUID
