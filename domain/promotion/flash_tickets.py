"""Ids of tickets in the queue of a flash sale, and the words for what becomes of them. Pure.

An id follows from pool, member and client key: whoever repeats a call means the same ticket, whatever was lost in
between. It is a UUID of version 8: 32 bits for the number of the pool, 42 of a digest of the client key, and 48 of a
digest over these and the member. So the pool of a ticket is known from the ticket, and whose it is can be checked,
before anybody has written it down. It is no secret: a made-up id finds nothing.
"""

from hashlib import blake2b
from uuid import UUID

from ports.kernel import DomainError, MemberId
from ports.promotion.flash import ENDED, NOT_OPEN, OVER_LIMIT, SOLD_OUT

_KEY_BYTES, _OWNER_BYTES = 6, 6
_VERSION_MASK = (0xF << 76) | (0x3 << 62)
_VERSION = (0x8 << 76) | (0x2 << 62)

INTERRUPTED = "排队中断，请重新抢购"
SOLD_OUT_WORDS = "手慢了，这一场已经抢完"
RELEASED = "没有在规定时间内付款，名额已让给其他人"
WAITING = "排队的人有点多，请稍候再试一次"


class FlashRefused(DomainError):
    code = "promotion.flash_refused"
    message = "暂时不能参加这场秒杀"


class FlashNotOpen(FlashRefused):
    code = "promotion.flash_not_open"
    message = "这一场还没有开始，请稍候"


class FlashEnded(FlashRefused):
    code = "promotion.flash_ended"
    message = "这一场已经结束，看看其他场次"


class FlashLimit(FlashRefused):
    code = "promotion.flash_limit"
    message = "您抢到的数量已达到每人上限"


class FlashSoldOut(FlashRefused):
    code = "promotion.flash_sold_out"
    message = SOLD_OUT_WORDS


class FlashLocked(FlashRefused):
    code = "promotion.flash_locked"
    message = "还需要从更多不同的群进入后才能参加"


class FlashUnknown(DomainError):
    code = "promotion.flash_unknown"
    kind = "not_found"
    message = "没有找到这场秒杀"


class TicketUnknown(DomainError):
    code = "promotion.flash_ticket_unknown"
    kind = "not_found"
    message = "没有找到这次排队"


REFUSALS: dict[int, type[FlashRefused]] = {
    NOT_OPEN: FlashNotOpen,
    ENDED: FlashEnded,
    OVER_LIMIT: FlashLimit,
    SOLD_OUT: FlashSoldOut,
}
"""By the answer of the queue."""


def limit_words(units: int) -> str:
    return f"每人限购 {units} 件，您已达到上限"


def ticket_id(pool_number: int, member_id: MemberId, client_key: str) -> UUID:
    key = int.from_bytes(blake2b(client_key.encode(), digest_size=_KEY_BYTES).digest())
    head = ((pool_number << 48) | key) << 48
    return _signed(head & ~_VERSION_MASK | _VERSION, member_id)


def is_of(ticket: UUID, member_id: MemberId) -> bool:
    """Whether the id was made for this member."""
    return ticket == _signed(ticket.int, member_id)


def pool_number(ticket: UUID) -> int:
    return ticket.int >> 96


def _signed(value: int, member_id: MemberId) -> UUID:
    """With the owner's digest in the place of the last 48 bits."""
    head = value >> 48
    digest = blake2b(member_id.bytes + head.to_bytes(10), digest_size=_OWNER_BYTES).digest()
    return UUID(int=(head << 48) | int.from_bytes(digest))
