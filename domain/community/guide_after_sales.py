"""Guides decide after-sale requests of their own customers, as far as the shop lets them (G3).

Decisions are made where operators make them, in commerce; here is only who may. A request of somebody else's customer
is not found: the query carries guide, contact and member.
"""

from uuid import UUID, uuid5

from msgspec import Struct

from domain.community import after_sale_limits as limits
from domain.community.guide_contacts import member_of
from ports.commerce.api import AfterSaleApi, AfterSaleRef, AfterSaleSeen, Decider
from ports.community.guide_after_sales import (
    GuideAfterSaleDetail,
    GuideAfterSaleLine,
    GuideAfterSaleStep,
    GuideCaller,
    GuideCase,
    GuideDecision,
    GuidesDoNotDecide,
)
from ports.community.sidebar_store import AllowanceStore, SidebarViews
from ports.governance.api import Actor
from ports.kernel import Clock, Fen, Invalid, NotFound, OperatorId, Tx, UnitOfWork

_GUIDES = UUID("6f1c7d0a-4e0b-5b7e-9a55-2f4f0c9d3a11")


class Wish(Struct, frozen=True):
    """`words`: the reason that the customer reads when it is refused; a note of the shop's own when it is not."""

    agrees: bool
    words: str


class GuideAfterSales:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[AllowanceStore, SidebarViews], commerce: AfterSaleApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._allowances, self._views = stores
        self._commerce = commerce
        self._clock = clock

    async def one(self, guide: str, case: GuideCase) -> GuideAfterSaleDetail:
        """Raises ContactNotYours, NotAMember, AfterSaleNotFound."""
        async with self._uow.reading() as tx:
            return await self._shown(tx, guide, await self._ref(tx, guide, case))

    async def decide(self, caller: GuideCaller, case: GuideCase, wish: Wish) -> GuideDecision:
        """Once, whoever else decides at the same moment. What is above the guide's limit goes to the shop's desk.

        Raises ContactNotYours, NotAMember, AfterSaleNotFound, AfterSaleNotAllowed, GuidesDoNotDecide, AlreadyShipped,
        Invalid; then nothing has changed.
        """
        words = wish.words.strip()
        if not wish.agrees and not words:
            raise Invalid("请写明不同意的原因，客户会看到", field="reason")
        async with self._uow.begin() as tx:
            ref = await self._ref(tx, caller.user_id, case)
            decider = await self._decider(tx, caller)
            refund_fen = await self._commerce.waiting_fen(tx, ref)
            # Read under the request's lock: a limit that was lowered before holds.
            limit_fen = await self._allowances.refund_max_fen(tx, caller.user_id)
            match limits.reach(limit_fen, refund_fen):
                case "sees":
                    raise GuidesDoNotDecide
                case "hands_over":
                    problem = limits.problem_of(decider.said_as, refund_fen, (wish.agrees, words))
                    await self._commerce.hand_over(tx, decider, ref, problem)
                    shown = await self._shown(tx, caller.user_id, ref)
                    return tx.answered(GuideDecision("handed_over", limits.HANDED_OVER, shown))
                case "decides":
                    return tx.answered(
                        await self._decided(tx, (caller.user_id, decider), ref, Wish(wish.agrees, words))
                    )

    async def leave_word(self, caller: GuideCaller, case: GuideCase, words: str) -> GuideAfterSaleDetail:
        """The customer reads it in the order. Raises ContactNotYours, NotAMember, AfterSaleNotFound, Invalid."""
        if not words.strip():
            raise Invalid("请写下要告诉客户的话", field="words")
        async with self._uow.begin() as tx:
            ref = await self._ref(tx, caller.user_id, case)
            await self._commerce.leave_word(tx, await self._decider(tx, caller), ref, words.strip())
            return tx.answered(await self._shown(tx, caller.user_id, ref))

    async def _decided(self, tx: Tx, who: tuple[str, Decider], ref: AfterSaleRef, wish: Wish) -> GuideDecision:
        guide, decider = who
        if wish.agrees:
            await self._commerce.approve(tx, decider, ref, wish.words)
        else:
            await self._commerce.reject(tx, decider, ref, wish.words)
        shown = await self._shown(tx, guide, ref)
        if not wish.agrees:
            return GuideDecision("refused", "已拒绝，客户会看到原因", shown)
        return GuideDecision("agreed", limits.agreed_text(shown.refund_fen, is_return=shown.is_return), shown)

    async def _ref(self, tx: Tx, guide: str, case: GuideCase) -> AfterSaleRef:
        return AfterSaleRef(case.after_sale_id, await member_of(self._views, tx, guide, case.contact_id))

    async def _shown(self, tx: Tx, guide: str, ref: AfterSaleRef) -> GuideAfterSaleDetail:
        limit_fen = await self._allowances.refund_max_fen(tx, guide)
        return shown(await self._commerce.seen(tx, ref), limit_fen)

    async def _decider(self, tx: Tx, caller: GuideCaller) -> Decider:
        """Raises NotFound: works here no more."""
        me = await self._views.me(tx, caller.user_id, self._clock.now())
        if me is None:
            raise NotFound
        named = f"导购 {me.name}"
        # Two guides may have one name: the shop reads which it was, the customer does not need to.
        exactly = named if me.name == me.user_id else f"{named}（{me.user_id}）"
        return Decider(Actor(guide_actor_id(caller.user_id), exactly, frozenset(), caller.ip), named)


def guide_actor_id(user_id: str) -> OperatorId:
    """The same guide is the same actor in the audit, and never an operator."""
    return OperatorId(uuid5(_GUIDES, user_id))


def shown(seen: AfterSaleSeen, limit_fen: Fen) -> GuideAfterSaleDetail:
    view, parcel = seen.view, seen.view.return_parcel
    return GuideAfterSaleDetail(
        id=view.id,
        number=view.number,
        order_id=view.order_id,
        order_number=view.order_number,
        kind_text=view.kind_text,
        status=view.status,
        status_text=view.status_text,
        sentence=view.sentence,
        reason_text=view.reason_text,
        description=view.description,
        image_urls=view.image_urls,
        lines=tuple(
            GuideAfterSaleLine(line.title, line.option_text, line.image_url, line.quantity, line.refund_fen)
            for line in view.lines
        ),
        freight_fen=view.refund_fen - sum(line.refund_fen for line in view.lines),
        refund_fen=view.refund_fen,
        is_return=view.kind == "return_refund",
        shop_pays_return=view.shop_pays_return,
        return_parcel=f"{parcel.courier_name} {parcel.tracking_number}" if parcel else "",
        applied_at=view.created_at,
        deadline_at=seen.deadline_at if seen.is_undecided else None,
        decided_by=seen.decided_by,
        decision_note=seen.decision_note,
        steps=tuple(GuideAfterSaleStep(step.at, step.text, step.done) for step in view.progress),
        actions=limits.actions(seen, limit_fen),
        limit_text=limits.limit_text(seen, limit_fen),
        hands_over=limits.hands_over(seen, limit_fen),
    )
