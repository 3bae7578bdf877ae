"""Rows of contracts to collect later, and what payments asks of their store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, Tx
from ports.payments.api import ContractState


class Contract(Struct, frozen=True):
    """`code` is our number at WeChat Pay, `ref` WeChat's (None: not signed). `is_ending`: we have asked to end it."""

    id: UUID
    member_id: MemberId
    openid: str
    code: str
    serial: int
    state: ContractState
    ref: str | None
    is_ending: bool
    checks: int
    created_at: datetime


class Announcement(Struct, frozen=True):
    key: str
    contract_id: UUID
    amount_fen: Fen
    state: str


class ContractStore(Protocol):
    async def begin(self, tx: Tx, contract: Contract, check_at: datetime) -> Contract:
        """With its serial. A contract that is known is given back as it is."""

    async def read(self, tx: Tx, contract_id: UUID) -> Contract | None: ...

    async def lock(self, tx: Tx, code: str) -> Contract | None: ...

    async def signed(self, tx: Tx, contract_id: UUID, ref: str, at: datetime, check_at: datetime) -> None: ...

    async def ended(self, tx: Tx, contract_id: UUID, at: datetime) -> None: ...

    async def ending(self, tx: Tx, contract_id: UUID, check_at: datetime) -> bool:
        """False: it has ended, or was told to before."""

    async def announce(self, tx: Tx, wanted: Announcement, at: datetime) -> bool:
        """False: this was announced before."""

    async def announcement(self, tx: Tx, key: str) -> Announcement | None: ...

    async def announced(self, tx: Tx, key: str, state: str, problem: str | None) -> None: ...

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Contract]:
        """Contracts that are due to be compared with WeChat Pay."""

    async def check_later(self, tx: Tx, contract_id: UUID, check_at: datetime) -> None: ...
