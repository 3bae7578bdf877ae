"""Rules of the community of which every version is kept: what was decided by one stays explained by it."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import Tx

RuleBookName = Literal["attribution", "group_posts", "groups", "handover", "losses", "transfers"]


class RuleBook[T](Struct, frozen=True, rename="camel"):
    """`version` 0, `at` None: nobody has changed the shop's first rules yet. `by` is an operator's name."""

    rules: T
    version: int
    at: datetime | None
    by: str


class RuleBooks(Protocol):
    async def current[T: Struct](self, tx: Tx, name: RuleBookName, first: T) -> RuleBook[T]:
        """The newest version; `first` where there is none."""

    async def add(self, tx: Tx, name: RuleBookName, book: RuleBook[Struct]) -> bool:
        """False: there is one of this version."""
