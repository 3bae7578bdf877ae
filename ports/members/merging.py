"""Two members turn out to be one person, or turn out not to be: who takes part in that.

A merge is recorded and can be undone. Inside members every part that keeps rows of a member follows in the same
transaction, as a `Follower`; other modules follow by the events `MembersMerged` and `MembersParted`
(`ports.members.api`), which are told twice, the second time when whatever was under way has ended.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Job, MemberId, Tx


class Merge(Struct, frozen=True):
    """`gone_id` became `kept_id`. Both rows of the members are locked, in the order of their ids."""

    id: UUID
    gone_id: MemberId
    kept_id: MemberId
    at: datetime


class Follower(Protocol):
    async def merge(self, tx: Tx, merge: Merge) -> None:
        """What `gone_id` had becomes `kept_id`'s, remembered by `merge.id` where that is needed to part."""

    async def part(self, tx: Tx, merge: Merge) -> None:
        """What `gone_id` had brought goes back, as far as it is still there; what came since stays with `kept_id`."""


class ForgetSessions(Job, tag="members.forget_sessions_of", frozen=True):
    """Every process looks up again whose the sessions of a member are."""

    member_id: MemberId


class TellMerge(Job, tag="members.tell_merge", frozen=True):
    """Tells of a merge or of its undoing again, when calls that were under way have ended."""

    merge_id: UUID
    gone_id: MemberId
    kept_id: MemberId
    is_undone: bool
