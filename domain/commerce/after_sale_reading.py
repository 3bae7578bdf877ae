"""After-sale requests as the faces see them: words, breakdown, progress, buttons."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from domain.commerce import after_sale_rules as rules
from domain.commerce.after_sale_rules import Claim
from domain.commerce.order_ground import OrderGround
from domain.commerce.words import AFTER_SALE_STATUS_TEXTS, KIND_TEXTS, after_sale_sentence
from ports.commerce.after_sale_store import AfterSale, AfterSaleLine
from ports.commerce.after_sale_views import (
    AfterSaleFilter,
    AfterSaleOptions,
    AfterSaleView,
    AfterSaleViews,
    AfterSaleWhole,
    Breakdown,
    LineOption,
    ProgressStep,
    ReasonView,
    ReturnParcelView,
)
from ports.commerce.api import OrderNotFound
from ports.kernel import LineId, MemberId, NotFound, OrderId, Page

_SENT_TO = ("awaiting_return", "returning")


class AfterSaleNotFound(NotFound):
    code = "commerce.after_sale_not_found"
    message = "售后单不存在"


class AfterSaleReading:
    def __init__(self, ground: OrderGround, views: AfterSaleViews) -> None:
        self._ground = ground
        self._views = views

    async def options(self, member_id: MemberId, order_id: OrderId) -> AfterSaleOptions:
        """What may be asked for today. Raises OrderNotFound."""
        async with self._ground.uow.reading() as tx:
            order = await self._ground.views.facts(tx, order_id, member_id)
            if order is None:
                raise OrderNotFound
            level = (await self._ground.members.card(tx, member_id)).level
        now = self._ground.clock.now()
        lines = []
        for line in order.lines:
            refusal = rules.refusal(order, line, now)
            count = 0 if refusal else rules.refundable(line)
            lines.append(
                LineOption(
                    line_id=line.id,
                    title=line.title,
                    option_text=line.option_text,
                    image_url=line.image_url,
                    refundable_quantity=count,
                    max_refund_fen=rules.share_fen(line, count) if count else 0,
                    kinds=rules.kinds(order, line, now),
                    refusal=refusal,
                )
            )
        reasons = tuple(ReasonView(reason.code, reason.label, reason.kinds) for reason in rules.REASONS)
        return AfterSaleOptions(reasons, tuple(lines), rules.policy(level))

    async def page(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[AfterSaleView]:
        async with self._ground.uow.reading() as tx:
            found = await self._views.page(tx, AfterSaleFilter(member_id=member_id), cursor, limit)
        return Page([render(whole, self._ground.clock.now()) for whole in found.items], found.next_cursor)

    async def one(self, member_id: MemberId, after_sale_id: UUID) -> AfterSaleView:
        """Raises AfterSaleNotFound, also for another member's."""
        async with self._ground.uow.reading() as tx:
            whole = await self._views.one(tx, after_sale_id, member_id)
        if whole is None:
            raise AfterSaleNotFound
        return render(whole, self._ground.clock.now())


def render(whole: AfterSaleWhole, now: datetime) -> AfterSaleView:
    request = whole.request
    titles = {line.line_id: line.title for line in whole.lines}
    return AfterSaleView(
        id=request.id,
        number=request.number,
        order_id=request.order_id,
        order_number=request.order_number,
        kind=request.kind,
        kind_text=KIND_TEXTS[request.kind],
        status=request.status,
        status_text=AFTER_SALE_STATUS_TEXTS[request.status],
        sentence=after_sale_sentence(request, now),
        refund_fen=request.refund_fen,
        breakdown=breakdown(request.lines, request.freight_fen, titles),
        shop_pays_return=request.shop_pays_return,
        reason_text=rules.REASON_LABELS.get(request.reason_code, "其他原因"),
        description=request.description,
        image_urls=request.image_urls,
        lines=whole.lines,
        return_address=whole.return_address if request.status in _SENT_TO else None,
        return_parcel=ReturnParcelView(request.return_parcel.courier_name, request.return_parcel.tracking_number)
        if request.return_parcel
        else None,
        reject_reason=request.decision_note if request.status == "rejected" else None,
        progress=tuple(_progress(request)),
        actions=rules.actions(request),
        created_at=request.applied_at,
    )


def breakdown(lines: Sequence[AfterSaleLine], freight_fen: int, titles: dict[LineId, str]) -> tuple[Breakdown, ...]:
    """Adds up to the refund."""
    goods = [Breakdown(f"{titles[line.line_id]} × {line.quantity}", line.refund_fen) for line in lines]
    return (*goods, Breakdown("运费", freight_fen)) if freight_fen else tuple(goods)


def preview_of(worth: Claim, titles: dict[LineId, str]) -> tuple[Breakdown, ...]:
    return breakdown(worth.lines, worth.freight_fen, titles)


def _progress(request: AfterSale) -> Iterator[ProgressStep]:
    """Oldest first: what was done, and what is still to come unless the request ended otherwise."""
    yield ProgressStep(request.applied_at, "提交申请", True)
    if request.status == "cancelled":
        yield ProgressStep(request.ended_at, "申请已撤销", True)
        return
    if request.status == "rejected":
        yield ProgressStep(request.ended_at, "商家未同意", True)
        return
    approved_at = request.refund_requested_at if request.kind == "refund_only" else request.decided_at
    yield ProgressStep(approved_at, "商家同意", approved_at is not None)
    if request.kind == "return_refund":
        yield ProgressStep(request.returned_at, "寄回商品", request.returned_at is not None)
        yield ProgressStep(request.received_at, "商家验收", request.received_at is not None)
    yield ProgressStep(request.refunded_at, "退款到账", request.refunded_at is not None)
