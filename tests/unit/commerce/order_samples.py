"""Orders and facts for the tests of pure rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from ports.commerce.order_store import Order, OrderHead, OrderLine
from ports.commerce.order_views import LineFacts, OrderFacts
from ports.kernel import AttemptId, LineId, MemberId, OrderId, ProductId, SkuId

NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
ATTEMPT = AttemptId(UUID(int=7))


def line(quantity: int = 1, payable_fen: int = 9900, kind: str = "physical", **more: object) -> OrderLine:
    return OrderLine(
        id=LineId(uuid4()),
        sku_id=SkuId(uuid4()),
        product_id=ProductId(uuid4()),
        kind=kind,  # type: ignore[arg-type]
        title="有机棉连体衣",
        option_text="66cm",
        image_url="/files/a.webp",
        weight_g=200,
        unit_fen=9900,
        quantity=quantity,
        payable_fen=payable_fen,
        no_reason_return=True,
        **more,  # type: ignore[arg-type]
    )


def order(*lines: OrderLine, freight_fen: int = 1000) -> Order:
    head = OrderHead(
        id=OrderId(uuid4()),
        number="251120000000000001",
        member_id=MemberId(uuid4()),
        openid="openid",
        status="pending_payment",
        title=lines[0].title,
        payable_fen=sum(item.payable_fen for item in lines) + freight_fen,
        freight_fen=freight_fen,
        placed_at=NOW,
        pay_by=NOW + timedelta(minutes=30),
    )
    return Order(head, lines)


def line_facts(item: OrderLine, claimed: int = 0, claimed_fen: int = 0) -> LineFacts:
    return LineFacts(
        id=item.id,
        sku_id=item.sku_id,
        product_id=item.product_id,
        kind=item.kind,
        title=item.title,
        option_text=item.option_text,
        image_url=item.image_url,
        price_fen=item.unit_fen,
        quantity=item.quantity,
        payable_fen=item.payable_fen,
        no_reason_return=item.no_reason_return,
        withdrawn=item.withdrawn,
        shipped=item.shipped,
        refunded=item.refunded,
        claimed=claimed,
        claimed_fen=claimed_fen,
        running=0,
    )


def facts(given: Order, *lines: LineFacts, unresolved: int = 0, freight_claimed_fen: int = 0) -> OrderFacts:
    head = given.head
    return OrderFacts(
        id=head.id,
        number=head.number,
        member_id=head.member_id,
        status=head.status,
        title=head.title,
        placed_at=head.placed_at,
        pay_by=head.pay_by,
        paid_at=head.paid_at,
        delivered_at=head.delivered_at,
        ended_at=head.ended_at,
        end_reason=head.end_reason,
        reminded_at=head.reminded_at,
        payable_fen=head.payable_fen,
        paid_fen=head.paid_fen,
        refunded_fen=head.refunded_fen,
        freight_fen=head.freight_fen,
        freight_claimed_fen=freight_claimed_fen,
        unresolved=unresolved,
        has_address=True,
        asked_to_ship=False,
        unconfirmed_parcels=sum(p.is_under_way and p.confirmed_at is None for p in given.parcels),
        lines=lines or tuple(line_facts(item) for item in given.lines),
    )
