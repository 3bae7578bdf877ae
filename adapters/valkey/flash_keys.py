"""Keys and lines of the flash sale in Valkey. All keys of a campaign carry one hash tag: they lie on one slot."""

from datetime import UTC, datetime
from uuid import UUID

from ports.commerce.pricing import QUANTITY_MAX
from ports.kernel import CampaignId, MemberId, SkuId
from ports.promotion.flash import Ask, Bundle, PoolRef, Queued

GROUP = "orders"
_NONE = "-"


def hash_key(pool: PoolRef) -> str:
    return f"{_stem(pool)}:pool"


def stream_key(pool: PoolRef) -> str:
    return f"{_stem(pool)}:queue"


def millis(at: datetime) -> str:
    """13 digits until the year 2286, so that texts compare as the times do."""
    return f"{int(at.timestamp() * 1000):013d}"


def line(ask: Ask, at: str) -> str:
    """A ticket in the queue. The script reads the first three at their places; the client key may be any text without a
    line break."""
    assert ask.quantity <= QUANTITY_MAX, "two digits are read"
    address = ask.address_id.hex if ask.address_id else _NONE
    return f"{ask.ticket_id.hex} {ask.member_id.hex} {ask.quantity:02d} {address} {at} {ask.client_key}"


def bundle(id_: bytes, fields: dict[bytes, bytes]) -> Bundle:
    """What the script has queued: `<seq of the last ticket>-0` and the lines."""
    name = id_.decode()
    lines = fields[b"e"].decode().split("\n")
    first = int(name.partition("-")[0]) - len(lines) + 1
    return Bundle(name, tuple(_queued(text, first + place) for place, text in enumerate(lines)))


def _queued(text: str, seq: int) -> Queued:
    ticket, member, quantity, address, at, client_key = text.split(" ", 5)
    ask = Ask(
        ticket_id=UUID(ticket),
        member_id=MemberId(UUID(member)),
        quantity=int(quantity),
        client_key=client_key,
        address_id=None if address == _NONE else UUID(address),
    )
    return Queued(ask, seq, datetime.fromtimestamp(int(at) / 1000, UTC))


def _stem(pool: PoolRef) -> str:
    return f"flash:{{{_hex(pool.campaign_id)}}}:g{pool.generation}:{_hex(pool.sku_id)}"


def _hex(id_: CampaignId | SkuId) -> str:
    return id_.hex
