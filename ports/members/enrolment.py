"""Members who come in bulk, from another shop's customer list, without logging in first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import MemberId, Tx
from ports.members.api import PostalAddress, SealedAddress


class Newcomer(Struct, frozen=True):
    """`openid` is WeChat's id of the person for our mini-program. The first address is the default one."""

    openid: str
    unionid: str | None
    nickname: str
    phone: str
    level_code: str
    joined_at: datetime
    addresses: tuple[PostalAddress, ...]


class EnrolledRow(Struct, frozen=True):
    """A newcomer, sealed."""

    id: MemberId
    openid: str
    unionid: str | None
    nickname: str
    phone_sealed: bytes
    phone_index: bytes
    level_code: str
    joined_at: datetime
    addresses: tuple[SealedAddress, ...]


class EnrolmentStore(Protocol):
    async def enrol(self, tx: Tx, rows: Sequence[EnrolledRow], held: tuple[datetime, datetime]) -> dict[str, MemberId]:
        """Inserts those whose openid is new, with their addresses. Every openid of the batch with its member.

        `held`: now, and until when the level that they bring is kept. The growth that it stands for comes with it.
        """
