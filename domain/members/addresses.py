"""The address book: a member's own, encrypted at rest, one default."""

import re
from uuid import UUID

from msgspec import Struct

from domain.members.identity import seal, unseal
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, Tx, UnitOfWork
from ports.members.api import AddressNotFound, PostalAddress
from ports.members.store import AddressStore, SealedAddress
from ports.members.views import AddressList, AddressView

ADDRESSES_MAX = 30
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


class AddressBookFull(DomainError):
    code = "members.address_book_full"
    message = f"最多保存 {ADDRESSES_MAX} 个地址，请先删除不用的"


class AddressDraft(Struct, frozen=True):
    address: PostalAddress
    tag: str | None
    is_default: bool


def checked(address: PostalAddress) -> PostalAddress:
    """Raises Invalid, naming the field."""
    if not _PHONE.fullmatch(address.phone):
        raise Invalid("请填写 11 位手机号或带区号的座机", field="phone")
    for field, words in (("name", "收货人"), ("province", "省份"), ("city", "城市"), ("detail", "详细地址")):
        text = getattr(address, field)
        if not text.strip() or not text.isprintable():
            raise Invalid(f"请填写{words}", field=field)
    return address


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
        checked(draft.address)
        async with self._uow.begin() as tx:
            count = await self._store.lock_owner(tx, member_id)
            if count >= ADDRESSES_MAX:
                raise AddressBookFull
            if draft.is_default and count:
                await self._store.clear_default(tx, member_id)
            return await self._save(tx, member_id, self._ids.new(), draft, draft.is_default or count == 0)

    async def change(self, member_id: MemberId, address_id: UUID, draft: AddressDraft) -> AddressView:
        """Raises Invalid, AddressNotFound. The default stays the default until another one is made it."""
        checked(draft.address)
        async with self._uow.begin() as tx:
            await self._store.lock_owner(tx, member_id)
            known = await self._store.one(tx, member_id, address_id)
            if known is None:
                raise AddressNotFound
            if draft.is_default and not known.is_default:
                await self._store.clear_default(tx, member_id)
            return await self._save(tx, member_id, address_id, draft, draft.is_default or known.is_default)

    async def remove(self, member_id: MemberId, address_id: UUID) -> None:
        """Raises AddressNotFound."""
        async with self._uow.begin() as tx:
            await self._store.lock_owner(tx, member_id)
            if not await self._store.delete(tx, member_id, address_id):
                raise AddressNotFound

    async def _save(
        self, tx: Tx, member_id: MemberId, address_id: UUID, draft: AddressDraft, is_default: bool
    ) -> AddressView:
        row = SealedAddress(address_id, seal(self._cipher, draft.address), draft.tag, is_default)
        if not await self._store.save(tx, member_id, row, self._clock.now()):
            raise AddressNotFound
        return self._view(row)

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
