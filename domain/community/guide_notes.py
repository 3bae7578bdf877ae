"""Notes of a guide on a customer: sealed where they are kept, read by the one who wrote them alone (G3)."""

from uuid import UUID

from domain.community.guide_contacts import member_of, whose
from ports.commerce.api import OrderNotFound
from ports.community.guide_sales import GuideNote, GuideNoteNotFound
from ports.community.sidebar_store import NoteRow, NoteStore, SidebarViews
from ports.crypto import FieldCipher
from ports.kernel import Clock, Ids, Invalid, OrderId, Page, UnitOfWork


class GuideNotes:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[NoteStore, SidebarViews],
        cipher: FieldCipher,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._cipher = cipher
        self._clock, self._ids = system

    async def page(self, guide: str, contact_id: str, page: tuple[str | None, int]) -> Page[GuideNote]:
        """The newest first. Raises ContactNotYours."""
        async with self._uow.reading() as tx:
            await whose(self._views, tx, guide, contact_id)
            rows, following = await self._store.page(tx, guide, contact_id, page)
        return Page([self._shown(row) for row in rows], following)

    async def add(self, guide: str, contact_id: str, text: str, order_id: OrderId | None) -> GuideNote:
        """Raises ContactNotYours, NotAMember, OrderNotFound, Invalid."""
        words = text.strip()
        if not words:
            raise Invalid("请写点什么", field="text")
        async with self._uow.begin() as tx:
            await whose(self._views, tx, guide, contact_id)
            number = None
            if order_id is not None:
                member_id = await member_of(self._views, tx, guide, contact_id)
                order = await self._views.order(tx, member_id, order_id)
                if order is None:
                    raise OrderNotFound
                number = order.number
            sealed = self._cipher.encrypt(words)
            row = NoteRow(self._ids.new(), guide, contact_id, order_id, sealed, self._clock.now(), number)
            await self._store.insert(tx, row)
            return tx.answered(self._shown(row))

    async def remove(self, guide: str, contact_id: str, note_id: UUID) -> None:
        """Raises ContactNotYours, GuideNoteNotFound."""
        async with self._uow.begin() as tx:
            await whose(self._views, tx, guide, contact_id)
            if not await self._store.remove(tx, guide, contact_id, note_id):
                raise GuideNoteNotFound

    def _shown(self, row: NoteRow) -> GuideNote:
        return GuideNote(row.id, self._cipher.decrypt(row.sealed), row.order_id, row.order_number, row.made_at)
