"""Rows of members and what the module asks of its store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Tx
from ports.members.api import Level, MemberCard, SealedAddress
from ports.members.devices import Device

ADDRESSES_MAX = 30


class SignIn(Struct, frozen=True):
    """What a login writes: the member if new, the session always, the device if told. Sealed fields are encrypted."""

    member_id: MemberId
    openid: str
    unionid: str | None
    nickname: str
    session_key_sealed: bytes
    token_hash: bytes
    now: datetime
    expires_at: datetime
    device: Device | None = None


class SignedIn(Struct, frozen=True):
    """`level` is the member's own. `is_new`: this is their first login."""

    member_id: MemberId
    is_new: bool
    level: Level


class MemberStore(Protocol):
    async def sign_in(self, tx: Tx, given: SignIn) -> SignedIn | None:
        """One statement: opens the session of whoever is known by this openid, whose unionid (if told) is known too.

        None: `IdentityDesk` has to find out who this is.
        """

    async def session_member(self, tx: Tx, token_hash: bytes, now: datetime) -> MemberId | None: ...

    async def sign_out(self, tx: Tx, token_hash: bytes) -> None: ...

    async def forget_sessions(self, tx: Tx, now: datetime) -> int: ...

    async def card(self, tx: Tx, member_id: MemberId) -> MemberCard | None: ...

    async def session_key(self, tx: Tx, member_id: MemberId) -> bytes | None:
        """Sealed, of the last login. None: nobody of this id has ever logged in."""

    async def set_phone(self, tx: Tx, member_id: MemberId, sealed: bytes, index: bytes) -> None: ...

    async def set_nickname(self, tx: Tx, member_id: MemberId, nickname: str) -> None: ...

    async def set_consent(self, tx: Tx, member_id: MemberId, version: str) -> None: ...


class AddressStore(Protocol):
    """The member's row holds which address is the default, and how many there are: one statement a change."""

    async def all(self, tx: Tx, member_id: MemberId) -> Sequence[SealedAddress]:
        """Default first, then the newest."""

    async def one(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> SealedAddress | None:
        """The named one, or for None the default one."""

    async def add(self, tx: Tx, member_id: MemberId, address: SealedAddress, now: datetime) -> bool | None:
        """Whether it is the default now, as the first one always is. None: there are ADDRESSES_MAX already."""

    async def change(self, tx: Tx, member_id: MemberId, address: SealedAddress) -> bool | None:
        """Whether it is the default now; the default stays so until another is made it. None: not the member's."""

    async def delete(self, tx: Tx, member_id: MemberId, address_id: UUID) -> bool:
        """Deletes; the newest of the rest becomes the default if the default went. False: not the member's."""


class MessageRow(Struct, frozen=True):
    """A subscribe message to be sent. `key` is the natural key of its cause; `fields` name=value pairs."""

    id: UUID
    key: str
    member_id: MemberId
    template_id: str
    page: str
    fields: tuple[tuple[str, str], ...]


class ClaimedMessage(Struct, frozen=True):
    row: MessageRow
    openid: str


class MessageStore(Protocol):
    async def add(self, tx: Tx, row: MessageRow, now: datetime) -> bool:
        """False: this cause was told already, or the member has granted no message."""

    async def claim(self, tx: Tx, message_id: UUID) -> ClaimedMessage | None:
        """Takes one grant and marks the message as being sent; None when it is not waiting or no grant is left."""

    async def finish(self, tx: Tx, message_id: UUID, state: str, reason: str | None) -> None: ...

    async def grant(self, tx: Tx, openid: str, template_id: str) -> None:
        """One more message may be sent (A.4)."""

    async def openid(self, tx: Tx, member_id: MemberId) -> str | None: ...
