"""Friendships that have ended by somebody's hand, and who is told of it (G1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.store import Pair
from ports.kernel import Job, Tx

LossState = Literal["new", "told", "unreachable", "refused", "silent"]
"""`silent`: by the rules nobody is to be told."""


class LossRules(Struct, frozen=True, rename="camel"):
    """`tells_guide`: when the contact has deleted the guide. `supervisor_ids` are told whoever it was."""

    tells_guide: bool = True
    supervisor_ids: tuple[str, ...] = ()


class Loss(Struct, frozen=True):
    """`by_contact`: the contact has deleted the guide, else the guide the contact. `name`: remark, else WeChat name."""

    id: UUID
    pair: Pair
    at: datetime
    by_contact: bool
    guide_name: str
    name: str
    added_at: datetime
    state: LossState


class LossView(Struct, frozen=True, rename="camel"):
    """`told`: names of the staff whom the message has reached."""

    id: UUID
    user_id: str
    guide_name: str
    contact_id: str
    name: str
    at: datetime
    by_contact: bool
    state: LossState
    told: tuple[str, ...]


class TellLoss(Job, tag="community.tell_loss", frozen=True):
    loss_id: UUID


class LossStore(Protocol):
    async def note(self, tx: Tx, loss_id: UUID, pair: Pair, at: datetime, *, by_contact: bool) -> bool:
        """False: it is known already."""

    async def one(self, tx: Tx, loss_id: UUID) -> Loss | None: ...

    async def told(self, tx: Tx, loss_id: UUID, state: LossState, user_ids: Sequence[str]) -> None: ...

    async def recent(self, tx: Tx, limit: int) -> tuple[LossView, ...]: ...
