"""Live codes 渠道活码: whom a scanned code leads to, and what a new contact gets at once (G1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.cards import CardWish
from ports.kernel import Tx

LiveCodeState = Literal["making", "active", "stopping", "stopped", "failed"]
GreetingState = Literal["sending", "sent", "gone", "unknown", "refused", "none"]
"""`unknown`: the answer was lost, and a welcome is never sent twice. `none`: there was nothing to send, or no code."""


class Shift(Struct, frozen=True, rename="camel"):
    """Guides who serve on these days of the week (1 is Monday) between two minutes of the day, in Shanghai.

    `to_minute` does not belong to it, and is after `from_minute`; 1440 is midnight.
    """

    user_ids: tuple[str, ...]
    weekdays: tuple[int, ...]
    from_minute: int
    to_minute: int


class LiveCodeRules(Struct, frozen=True, rename="camel"):
    """`spare_user_ids` serve when nobody of a shift does. `daily_max`: new contacts of a guide in a day; None: any.

    `tag_ids` are the corporation's. `welcome` is empty where WeCom shall say nothing. `template_id`: a coupon.
    `card` goes out with the welcome.
    """

    name: str
    shifts: tuple[Shift, ...]
    spare_user_ids: tuple[str, ...]
    daily_max: int | None
    skip_verify: bool
    tag_ids: tuple[str, ...]
    welcome: str
    template_id: UUID | None
    card: CardWish | None = None


class LiveCodeRow(Struct, frozen=True):
    """`mark` is what WeCom calls state: it comes back with every contact. `told`: the guides WeCom leads to now."""

    id: UUID
    mark: str
    rules: LiveCodeRules
    state: LiveCodeState
    config_id: str | None
    qr_url: str | None
    told: tuple[str, ...]
    made_at: datetime
    version: int
    problem: str | None = None


class Greeting(Struct, frozen=True):
    """One for each time that somebody becomes a contact."""

    id: UUID
    user_id: str
    contact_id: str
    added_at: datetime
    live_code_id: UUID
    state: GreetingState


class LiveCodeStore(Protocol):
    async def insert(self, tx: Tx, row: LiveCodeRow) -> None: ...

    async def one(self, tx: Tx, live_code_id: UUID, *, lock: bool = False) -> LiveCodeRow | None: ...

    async def by_mark(self, tx: Tx, mark: str) -> LiveCodeRow | None: ...

    async def all(self, tx: Tx) -> Sequence[LiveCodeRow]:
        """The newest first."""

    async def save(self, tx: Tx, before: LiveCodeRow, after: LiveCodeRow) -> bool:
        """False: somebody has changed it since `before`."""

    async def added_since(self, tx: Tx, mark: str, since: datetime) -> Mapping[str, int]:
        """New contacts of each guide through this code."""

    async def greet(self, tx: Tx, greeting: Greeting) -> bool:
        """False: this one was greeted before."""

    async def greeted(self, tx: Tx, greeting_id: UUID, state: GreetingState, took_ms: int) -> None: ...
