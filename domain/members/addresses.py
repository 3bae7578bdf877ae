"""The address book: a member's own, encrypted at rest, one default."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.members.address_rules import checked
from domain.members.identity import seal, unseal
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import Clock, DomainError, Ids, MemberId, UnitOfWork
from ports.members.api import AddressNotFound, PostalAddress, SealedAddress
from ports.members.store import ADDRESSES_MAX, AddressStore
from ports.members.views import AddressList, AddressView


class AddressBookFull(DomainError):
    code = "members.address_book_full"
    message = f"最多保存 {ADDRESSES_MAX} 个地址，请先删除不用的"


class AddressDraft(Struct, frozen=True):
    address: PostalAddress
    tag: str | None
    is_default: bool


class Addresses:
    def __init__(self, uow: UnitOfWork, store: AddressStore, cipher: FieldCipher, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._cipher = cipher
        self._clock, self._ids = system

    async def all(self, member_id: MemberId) -> AddressList:
        async with self._uow.reading() as tx:
            return AddressList(tuple(self._view(row) for row in await self._store.all(tx, member_id)))

    async def add(self, member_id: MemberId, draft: AddressDraft) -> AddressView:
        """The first address is the default one. Raises Invalid, AddressBookFull."""
        row = self._row(self._ids.new(), draft)
        async with self._uow.begin() as tx:
            is_default = await self._store.add(tx, member_id, row, self._clock.now())
            if is_default is None:
                raise AddressBookFull
            return tx.answered(self._view(replace(row, is_default=is_default)))

    async def change(self, member_id: MemberId, address_id: UUID, draft: AddressDraft) -> AddressView:
        """Raises Invalid, AddressNotFound. The default stays the default until another one is made it."""
        row = self._row(address_id, draft)
        async with self._uow.begin() as tx:
            is_default = await self._store.change(tx, member_id, row)
            if is_default is None:
                raise AddressNotFound
        return self._view(replace(row, is_default=is_default))

    async def remove(self, member_id: MemberId, address_id: UUID) -> None:
        """Raises AddressNotFound."""
        async with self._uow.begin() as tx:
            if not await self._store.delete(tx, member_id, address_id):
                raise AddressNotFound

    def _row(self, address_id: UUID, draft: AddressDraft) -> SealedAddress:
        """Raises Invalid."""
        return SealedAddress(address_id, seal(self._cipher, checked(draft.address)), draft.tag, draft.is_default)

    def _view(self, row: SealedAddress) -> AddressView:
        address = unseal(self._cipher, row.sealed)
        return AddressView(
            id=row.id,
            name=address.name,
            phone=address.phone,
            phone_masked=mask_phone(address.phone),
            province=address.province,
            city=address.city,
            district=address.district,
            detail=address.detail,
            tag=row.tag,
            is_default=row.is_default,
        )
