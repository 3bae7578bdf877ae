"""Who somebody is in WeChat's and WeCom's applications, and how several of them come to be one member."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Tx
from ports.members.api import Contact, MergeStep

Proof = Literal["unionid", "phone", "operator"]
OWN_MINI_PROGRAM = "own"
"""The `app` of our one mini-program: logins name no other."""


class Known(Struct, frozen=True):
    """Whom a contact may be: the member of this very identity, and those whom its unionid names. All final."""

    own: MemberId | None
    same_union: tuple[MemberId, ...]
    has_mini_program: bool


class Attaching(Struct, frozen=True):
    """`identity_id` for one that is new. `is_disputed`: its unionid joins nobody."""

    identity_id: UUID
    is_disputed: bool
    now: datetime


class Party(Struct, frozen=True):
    """A member who takes part in a merge, locked."""

    id: MemberId
    joined_at: datetime
    has_orders: bool


class Taken(Struct, frozen=True):
    """What the kept member got of the gone one: ids of rows, and names of fields that it had not."""

    identities: tuple[UUID, ...] = ()
    addresses: tuple[UUID, ...] = ()
    fields: tuple[str, ...] = ()
    nickname_before: str | None = None
    default_address_id: UUID | None = None
    sessions: int = 0


class MergeRow(Struct, frozen=True):
    """A merge as it is recorded. `number` grows with every merge."""

    id: UUID
    gone_id: MemberId
    kept_id: MemberId
    proof: Proof
    evidence: tuple[str, ...]
    at: datetime
    by: str
    number: int = 0
    taken: Taken = Taken()
    undone_at: datetime | None = None


class Undoing(Struct, frozen=True):
    at: datetime
    by: str
    reason: str


class IdentityStore(Protocol):
    async def lock_names(self, tx: Tx, names: Sequence[str]) -> None:
        """One login of a person at a time, whoever else comes: held to the end of the transaction."""

    async def known(self, tx: Tx, contact: Contact) -> Known: ...

    async def create(self, tx: Tx, member_id: MemberId, given: tuple[Contact, str], now: datetime) -> None:
        """A member who is new; the text is the nickname. The unionid must be nobody's."""

    async def attach(self, tx: Tx, member_id: MemberId, contact: Contact, attaching: Attaching) -> None:
        """The identity is the member's, with its unionid: inserted, or the latest telling. The member is held."""

    async def same_phone(self, tx: Tx, phone_index: bytes) -> tuple[MemberId, ...]:
        """Members of this number, the first to come first; those who have left are nobody."""


class MergeStore(Protocol):
    async def resolve(self, tx: Tx, member_id: MemberId) -> MemberId:
        """Who the member is now: the one they were merged into, else themselves."""

    async def hold(self, tx: Tx, member_id: MemberId) -> MemberId:
        """As `resolve`; and no merge changes it before the transaction ends. For whoever writes by the answer."""

    async def lock_parties(self, tx: Tx, pair: tuple[MemberId, MemberId]) -> tuple[Party, ...]:
        """Both final members, locked in the order of their ids. Fewer: they are one by now, or have left."""

    async def lock_family(self, tx: Tx, merge_id: UUID) -> tuple[MergeRow, ...]:
        """All merges among the members that this one connects, the oldest first; the members' rows are locked."""

    async def record(self, tx: Tx, merge: MergeRow) -> None:
        """Takes over the gone member's own row and rows, and every member who was merged into it."""

    async def undo(self, tx: Tx, merge: MergeRow, undoing: Undoing) -> None:
        """Gives back what `merge.taken` names as far as it is there; members of the gone one go with it."""

    async def steps(self, tx: Tx, merge_id: UUID) -> tuple[MergeStep, ...]:
        """`MembersApi.merge_steps`."""

    async def session_hashes(self, tx: Tx, member_id: MemberId) -> tuple[bytes, ...]:
        """Of all sessions of the member, the SHA-256 of their tokens."""

    async def set_apart(self, tx: Tx, pair: tuple[MemberId, MemberId], match_id: UUID, undoing: Undoing) -> None:
        """They are two people, whatever the phone says."""

    async def are_apart(self, tx: Tx, pair: tuple[MemberId, MemberId]) -> bool:
        """These, or any two who were merged into them."""

    async def find_match(
        self, tx: Tx, pair: tuple[MemberId, MemberId], match_id: UUID, evidence: Sequence[str], now: datetime
    ) -> bool:
        """A pending match, unless there is one of any state between the two or those merged into them."""

    async def lock_match(self, tx: Tx, match_id: UUID) -> tuple[str, MemberId, MemberId, tuple[str, ...]] | None:
        """State, the two, evidence."""

    async def decide_match(self, tx: Tx, match_id: UUID, state: str, undoing: Undoing) -> None: ...

    async def forget_apart(self, tx: Tx, pair: tuple[MemberId, MemberId], deciding: Undoing) -> None:
        """An operator knows better than an earlier decision: matches between the two stand as confirmed."""
