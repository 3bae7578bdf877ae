"""What a guide is about to send: its touch is issued before, so that the card's path has its code (G3)."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community.guide_access import Place
from domain.community.guide_contacts import whose
from domain.community.links import HOME, PRODUCT
from ports.community.guide_sales import Draft, DraftKind, DraftNotFound, MiniCard, ScriptCard, SentMessage
from ports.community.sidebar_store import DraftRow, DraftStore, SidebarViews
from ports.community.touches import NewTouch, TouchIssuer, TouchKind
from ports.kernel import Clock, Ids, OrderId, Tx, UnitOfWork

ORDER = "features/orders/detail/index"
TITLE_BYTES_MAX = 64
"""Of a card (C.10); WeCom refuses longer ones."""
_TOUCHES: dict[DraftKind, TouchKind] = {"script": "script", "payment_reminder": "script", "coupon": "coupon"}


class Wanted(Struct, frozen=True):
    """`card` None: words alone. `order_id`: the card leads to that order."""

    kind: DraftKind
    name: str
    text: str
    card: ScriptCard | None
    order_id: OrderId | None = None


class GuideDrafts:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[DraftStore, SidebarViews],
        touches: TouchIssuer,
        place: Place,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._touches = touches
        self._place = place
        self._clock, self._ids = system

    async def make(self, tx: Tx, pair: tuple[str, str], wanted: Wanted, script_id: UUID | None = None) -> Draft:
        """`pair`: the guide and their contact, which was looked at."""
        draft_id, now = self._ids.new(), self._clock.now()
        product_id = wanted.card.product_id if wanted.card else None
        touch = await self._touches.issue(
            tx,
            NewTouch(
                kind=_TOUCHES[wanted.kind],
                cause=f"draft:{draft_id}",
                guide=pair[0],
                contact_id=pair[1],
                product_id=product_id,
            ),
        )
        card = self._card(wanted, touch.code) if wanted.card else None
        row = DraftRow(draft_id, wanted.kind, *pair, script_id, wanted.name, wanted.text, card, now)
        await self._store.insert(tx, row)
        return Draft(row.id, wanted.kind, row.text, card, now)

    async def sent(self, guide: str, contact_id: str, draft_id: UUID, said: tuple[str, bool]) -> SentMessage:
        """`said`: the words, and whether the card went with them. Told again, the first telling stands.

        Raises ContactNotYours, DraftNotFound.
        """
        async with self._uow.begin() as tx:
            await whose(self._views, tx, guide, contact_id)
            row = await self._store.lock(tx, guide, contact_id, draft_id)
            if row is None:
                raise DraftNotFound
            if row.sent_at is None:
                row = replace(
                    row,
                    text=said[0],
                    with_card=said[1] and row.card is not None,
                    is_edited=said[0].strip() != row.text.strip(),
                    sent_at=self._clock.now(),
                )
                await self._store.save(tx, row)
            assert row.sent_at is not None
            return tx.answered(
                SentMessage(
                    *(row.id, row.kind, row.name, row.text, row.with_card, row.is_edited, row.sent_at),
                )
            )

    def _card(self, wanted: Wanted, code: str) -> MiniCard:
        assert wanted.card is not None
        if wanted.order_id is not None:
            path = f"{ORDER}.html?id={wanted.order_id}&t={code}"
        elif wanted.card.product_id is not None:
            path = f"{PRODUCT}.html?id={wanted.card.product_id}&t={code}"
        else:
            path = f"{HOME}.html?t={code}"
        image = wanted.card.image_url
        return MiniCard(
            app_id=self._place.app_id,
            title=cut(wanted.card.title, TITLE_BYTES_MAX),
            image_url=self._place.public_url + image if image.startswith("/") else image,
            path=path,
        )


def cut(text: str, bytes_max: int) -> str:
    """So much of it as fits, in whole characters."""
    return text.encode()[:bytes_max].decode(errors="ignore")
