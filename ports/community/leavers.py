"""What guides have written of a member who has left (V9): cleared here at once, and in WeCom as soon as it answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.community.store import Pair
from ports.kernel import Job, Tx

LeaverState = Literal["waiting", "done", "ended", "refused"]
"""`ended`: they are no contacts any more, and WeCom lets nobody change what the guide has written."""


class NeutraliseRemark(Job, tag="community.neutralise_remark", frozen=True):
    user_id: str
    contact_id: str


class RefusedRemark(Struct, frozen=True, rename="camel"):
    """A remark that WeCom refuses to have made neutral. `problem`: what it said."""

    user_id: str
    guide_name: str
    contact_id: str
    contact_name: str
    asked_at: datetime
    problem: str


class LeaverStore(Protocol):
    async def clear(self, tx: Tx, contact_ids: Sequence[str], now: datetime) -> tuple[Pair, ...]:
        """Remarks, phones, notes, drafts and the words of tasks; open tasks end. The pairs that are contacts still."""

    async def note(self, tx: Tx, pairs: Sequence[Pair], now: datetime) -> None:
        """WeCom is to be told; until it was, what it says of these pairs is not written down."""

    async def waits(self, tx: Tx, pair: Pair) -> bool: ...

    async def put_off(self, tx: Tx, pair: Pair, until: datetime, problem: str) -> None: ...

    async def settle(self, tx: Tx, pair: Pair, state: LeaverState, problem: str | None) -> None: ...

    async def refused(self, tx: Tx, limit: int) -> tuple[RefusedRemark, ...]:
        """Of contacts still: what is written of others nobody can change any more."""

    async def ask_again(self, tx: Tx, pair: Pair, now: datetime) -> bool:
        """What was refused waits again; False: it was not refused."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[Pair]: ...
