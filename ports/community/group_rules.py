"""Who belongs into which kind of group, by rules, and whom guides are asked to invite (G2)."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import Fen, Tx

RuledKind = Literal["vip", "ordinary"]


class GroupRules(Struct, frozen=True, rename="camel"):
    """Of orders paid within `days`, as far as something of them was kept. 0 does not count.

    Either `vip_orders` or `vip_fen` is enough for a VIP group; whoever falls short of both, and has `ordinary_orders`,
    belongs into an ordinary one.
    """

    is_on: bool = False
    days: int = 365
    vip_orders: int = 5
    vip_fen: Fen = 200_000
    ordinary_orders: int = 1


class Bought(Struct, frozen=True):
    """`kept_fen`: paid, less refunds."""

    orders: int
    kept_fen: Fen


class Guest(Struct, frozen=True):
    """A contact who belongs into a kind of group and has not been in any of it; and who may invite them where to."""

    contact_id: str
    kind: RuledKind
    bought: Bought
    guide: str
    chat_id: str
    chat_name: str


class Settled(Struct, frozen=True):
    """A task of inviting that is over. `has_joined`: else there is nobody to invite, or not to this kind any more."""

    cause: str
    has_joined: bool


class GroupGuests(Protocol):
    async def guests(self, tx: Tx, rules: GroupRules, since: datetime, limit: int) -> tuple[Guest, ...]:
        """Those whom nobody was ever asked to invite to the kind, where there is a group of it to invite them to."""

    async def settled(self, tx: Tx, limit: int) -> tuple[Settled, ...]: ...


def cause_of(kind: RuledKind, contact_id: str) -> str:
    """The natural key of a task: a contact is asked for once for each kind."""
    return f"group_invite:{kind}:{contact_id}"
