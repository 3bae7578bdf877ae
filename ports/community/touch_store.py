"""Touches and who came through them, as the community's services need them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.touches import Touch
from ports.kernel import MemberId, Tx
from ports.members.api import MergeStep


class Visit(Struct, frozen=True):
    """Somebody opens the link of a touch. `opening_id` is for the first time that they do."""

    opening_id: UUID
    code: str
    member_id: MemberId
    at: datetime


class TouchStore(Protocol):
    async def add(self, tx: Tx, touch: Touch) -> bool:
        """False: there is one of this cause, or (never, by the odds) of this code."""

    async def by_cause(self, tx: Tx, cause: str) -> Touch | None: ...

    async def delete(self, tx: Tx, cause: str) -> bool:
        """False: there is none of this cause, or it was opened."""

    async def open(self, tx: Tx, visit: Visit) -> bool:
        """Counts a visit, or goes on with one that is under way. False: nobody knows the code."""

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        """What `gone_id` has opened becomes `kept_id`'s. May be done again."""

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        """What was taken over by this merge goes back. May be done again."""

    async def forget(self, tx: Tx, member_id: MemberId) -> None:
        """A departed member has opened nothing."""
