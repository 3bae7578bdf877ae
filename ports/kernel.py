"""What every module stands on: ids, time, money, events, jobs, errors and the unit of work."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from datetime import datetime
from typing import ClassVar, Literal, NewType, Protocol
from uuid import UUID

from msgspec import Struct

Fen = int
"""Money: an integer number of fen (分), a hundredth of a yuan."""

MemberId = NewType("MemberId", UUID)
OperatorId = NewType("OperatorId", UUID)
ProductId = NewType("ProductId", UUID)
SkuId = NewType("SkuId", UUID)
OrderId = NewType("OrderId", UUID)
LineId = NewType("LineId", UUID)
WarehouseId = NewType("WarehouseId", UUID)
ParcelId = NewType("ParcelId", UUID)
AttemptId = NewType("AttemptId", UUID)
RefundId = NewType("RefundId", UUID)
CampaignId = NewType("CampaignId", UUID)
CouponId = NewType("CouponId", UUID)

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Follows a request through its events into their actors; stands in every log line."""

in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)
"""Set by the unit of work. Outside adapters call `refuse_in_transaction` first."""


class Event(Struct, frozen=True, tag_field="type"):
    """A fact, in the past tense. Concrete events carry `tag="<module>.<fact>"`."""


class Job(Struct, frozen=True, tag_field="type"):
    """Work to be done after the commit, at least once, outside a transaction. Tag: `<module>.<verb>`."""


class Tx(Protocol):
    """One transaction, or one autocommit reading. Opaque to the domain but for these three."""

    def emit(self, event: Event) -> None:
        """One delivery row per subscriber, in the same commit."""

    def enqueue(self, job: Job, due_at: datetime | None = None) -> None:
        """One delivery row, in the same commit; not before `due_at`."""

    def answered[T](self, view: T) -> T:
        """The answer of the present call, kept in the same commit for whoever repeats it with its key."""


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction: commits at the end of the block, rolls back on an exception. Does not nest."""

    def single(self) -> AbstractAsyncContextManager[Tx]:
        """For one statement, which commits by itself: two round trips less. `emit` and `enqueue` are refused.

        Not for the effect of a call that may carry a key.
        """

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A connection without transaction, for reads alone. `emit` and `enqueue` are refused."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""


class Ids(Protocol):
    def new(self) -> UUID:
        """UUIDv7: grows with time."""


class Rng(Protocol):
    def token(self, size: int) -> str:
        """URL-safe text made of `size` random bytes, fit for secrets."""

    def digits(self, count: int) -> str: ...


ErrorKind = Literal["invalid", "unauthorised", "forbidden", "not_found", "conflict", "throttled", "unavailable"]


class DomainError(Exception):
    """An expected refusal. `code` is stable, `message` is Chinese and fit for a person.

    Subclasses set `code`, `kind` and `message`; a call may give a more exact message and the field at fault.
    """

    code: ClassVar[str] = "kernel.refused"
    kind: ClassVar[ErrorKind] = "conflict"
    message: ClassVar[str] = "暂时不能这样操作"

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field

    @property
    def text(self) -> str:
        return str(self.args[0])


class NotFound(DomainError):
    code = "kernel.not_found"
    kind = "not_found"
    message = "没有找到您要的内容"


class Invalid(DomainError):
    code = "request.invalid"
    kind = "invalid"
    message = "填写的内容不正确"


class OutsideUnavailable(DomainError):
    """An outside service did not answer, or the circuit is open. The effect is unknown: query, do not repeat."""

    code = "outside.unavailable"
    kind = "unavailable"
    message = "服务暂时繁忙，请稍后再试"


class StorageUnavailable(DomainError):
    """The database cannot be reached, or is restarting. Nothing was changed, or the commit is uncertain."""

    code = "kernel.storage_unavailable"
    kind = "unavailable"
    message = "服务暂时繁忙，请稍后再试"


class IdempotentCall(Struct):
    """One write of one caller. The unit of work stores the key with the first commit of the call.

    `status` is that of the answer when all goes well. `is_stored`: the effect stands; `is_answered`: its answer too.
    """

    scope: str
    key: str
    request_hash: bytes
    status: int = 200
    is_stored: bool = False
    is_answered: bool = False


class AlreadyCalled(Exception):
    """The key was used before: the caller gets the first answer."""


idempotent_call: ContextVar[IdempotentCall | None] = ContextVar("idempotent_call", default=None)


class Page[T](Struct, frozen=True, rename="camel"):
    items: Sequence[T]
    next_cursor: str | None = None


def refuse_in_transaction() -> None:
    """Called first by every outside adapter: a slow partner must not hold locks."""
    assert not in_transaction.get(), "an outside call inside a transaction"
