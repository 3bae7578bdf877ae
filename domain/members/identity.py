"""Who is calling: WeChat login, sessions, phone number, consent."""

import hashlib
import re
from datetime import timedelta
from uuid import UUID

from domain.members.address_rules import checked
from domain.members.group_entries import GroupEntries
from domain.members.identity_desk import IdentityDesk, default_nickname
from domain.members.member_activity import MemberActivity
from ports.cache import Invalidation, session_topic
from ports.crypto import FieldCipher
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, NotFound, Page, Rng, Tx, UnitOfWork
from ports.members.api import (
    AddressNotFound,
    Buyer,
    BuyerRow,
    Contact,
    Level,
    MemberCard,
    MergeStep,
    PostalAddress,
    SavedAddress,
    SealedAddress,
)
from ports.members.devices import Device
from ports.members.identities import MergeStore
from ports.members.personal_data import ConsentStore, ConsentView
from ports.members.store import AddressStore, MemberStore, SignIn
from ports.members.views import LevelSizes, LevelView, MemberRow, MemberView, MemberViews, OrderCounts, Session
from ports.outside.wechat import MiniProgram

SESSION_LASTS = timedelta(days=30)
TOKEN_BYTES = 32
NICKNAME_LENGTH_MAX = 20
_PHONE = re.compile(r"1[3-9]\d{9}")


class PhoneNotMainland(DomainError):
    code = "members.phone_not_mainland"
    kind = "invalid"
    message = "目前只支持中国大陆的手机号"


def token_hash(token: str) -> bytes:
    """Sessions are found by the hash of their token: a stolen table opens nothing."""
    return hashlib.sha256(token.encode()).digest()


def newcomer(given: SignIn, level: Level, growth: int) -> MemberView:
    """How a member looks who has just come: nothing bought, nothing told."""
    return MemberView(
        id=given.member_id,
        nickname=given.nickname,
        avatar_url=None,
        phone_masked=None,
        level=LevelView(level.code, level.name, level.discount_percent, growth, None, None),
        joined_at=given.now,
        privacy_version_accepted=None,
        order_counts=OrderCounts(0, 0, 0, 0),
        coupon_count=0,
    )


class Identity:
    """Also implements `ports.members.api.MembersApi`. Whoever logs in is found by `IdentityDesk`."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[MemberStore, AddressStore, MemberViews],
        outside: tuple[MiniProgram, FieldCipher, Invalidation],
        system: tuple[Clock, Ids, Rng],
        parts: tuple[GroupEntries, IdentityDesk, MergeStore, ConsentStore, MemberActivity],
    ) -> None:
        self._uow = uow
        self._groups, self._desk, self._merges, self._consents, self._activity = parts
        self._store, self._addresses, self._views = stores
        self._mini_program, self._cipher, self._invalidation = outside
        self._clock, self._ids, self._rng = system

    async def sign_in(self, code: str, device: Device | None = None) -> Session:
        """Raises LoginCodeInvalid, OutsideUnavailable. The code is single-use: nothing is retried."""
        identity = await self._mini_program.login(code)
        token, now = self._rng.token(TOKEN_BYTES), self._clock.now()
        member_id = MemberId(self._ids.new())
        given = SignIn(
            member_id=member_id,
            openid=identity.openid,
            unionid=identity.unionid,
            nickname=default_nickname(member_id),
            session_key_sealed=self._cipher.encrypt(identity.session_key),
            token_hash=token_hash(token),
            now=now,
            expires_at=now + SESSION_LASTS,
            device=device,
        )
        async with self._uow.begin() as tx:
            signed_in = await self._desk.sign_in(tx, given)
            earned = await self._activity.signed_in(tx, signed_in.member_id, now, is_new=signed_in.is_new)
            if signed_in.member_id == given.member_id:
                view = newcomer(given, signed_in.level, earned)
            else:
                view = await self._view(tx, signed_in.member_id)
        return Session(token=token, expires_at=given.expires_at, member=view)

    async def sign_out(self, token: str) -> None:
        async with self._uow.begin() as tx:
            await self._store.sign_out(tx, token_hash(token))
        await self._invalidation.changed([session_topic(token)])

    async def session_member(self, token: str) -> MemberId | None:
        async with self._uow.reading() as tx:
            return await self._store.session_member(tx, token_hash(token), self._clock.now())

    async def me(self, member_id: MemberId) -> MemberView:
        async with self._uow.reading() as tx:
            return await self._view(tx, member_id)

    async def set_phone(self, member_id: MemberId, code: str) -> MemberView:
        """Raises LoginCodeInvalid, PhoneNotMainland, OutsideUnavailable."""
        phone = await self._mini_program.phone_number(code)
        if not _PHONE.fullmatch(phone):
            raise PhoneNotMainland
        async with self._uow.begin() as tx:
            index = self._cipher.blind_index(phone)
            await self._store.set_phone(tx, member_id, self._cipher.encrypt(phone), index)
            await self._desk.match_phone(tx, member_id, index)
            return await self._view(tx, member_id)

    async def set_nickname(self, member_id: MemberId, nickname: str) -> MemberView:
        name = " ".join(nickname.split())
        if not 1 <= len(name) <= NICKNAME_LENGTH_MAX or not name.isprintable():
            raise Invalid(f"昵称请填写 1 到 {NICKNAME_LENGTH_MAX} 个字", field="nickname")
        async with self._uow.begin() as tx:
            await self._store.set_nickname(tx, member_id, name)
            return await self._view(tx, member_id)

    async def consent(self, member_id: MemberId, version: str) -> MemberView:
        async with self._uow.begin() as tx:
            await self._store.set_consent(tx, member_id, version)
            said = ConsentView("privacy", True, version, self._clock.now())
            await self._consents.note(tx, member_id, said, self._ids.new())
            return await self._view(tx, member_id)

    async def rows(self, query: str | None, cursor: str | None, limit: int) -> Page[MemberRow]:
        """For operators who may read members."""
        async with self._uow.reading() as tx:
            return await self._views.rows(tx, query, cursor, limit)

    async def levels(self) -> LevelSizes:
        """For operators who choose whom something is for."""
        async with self._uow.reading() as tx:
            return LevelSizes(await self._views.levels(tx))

    async def forget_sessions(self) -> int:
        """Sweep: sessions that have run out."""
        async with self._uow.begin() as tx:
            return await self._store.forget_sessions(tx, self._clock.now())

    async def card(self, tx: Tx, member_id: MemberId) -> MemberCard:
        card = await self._store.card(tx, member_id)
        if card is None:
            raise NotFound
        return card

    async def address(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> PostalAddress | None:
        saved = await self.saved_address(tx, member_id, address_id)
        return saved.address if saved else None

    def checked_address(self, address: PostalAddress) -> PostalAddress:
        return checked(address)

    def opened(self, found: BuyerRow | None, address_id: UUID | None) -> Buyer:
        if found is None:
            raise NotFound
        if found.sealed is None and address_id is not None:
            raise AddressNotFound
        return Buyer(found.card, self._opened(found.sealed) if found.sealed else None, found.wallet)

    async def resolve(self, tx: Tx, member_id: MemberId) -> MemberId:
        return await self._merges.resolve(tx, member_id)

    async def contact_seen(self, tx: Tx, contact: Contact) -> MemberId:
        return await self._desk.seen(tx, contact)

    async def merge_steps(self, tx: Tx, merge_id: UUID) -> tuple[MergeStep, ...]:
        return await self._merges.steps(tx, merge_id)

    async def group_entered(self, tx: Tx, member_id: MemberId, encrypted_data: str, iv: str) -> str:
        return await self._groups.entered(tx, member_id, encrypted_data, iv)

    async def saved_address(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> SavedAddress | None:
        found = await self._addresses.one(tx, member_id, address_id)
        if found is None:
            if address_id is None:
                return None
            raise AddressNotFound
        return self._opened(found)

    def _opened(self, sealed: SealedAddress) -> SavedAddress:
        return SavedAddress(sealed.id, unseal(self._cipher, sealed.sealed), sealed.tag, sealed.is_default)

    async def _view(self, tx: Tx, member_id: MemberId) -> MemberView:
        view = await self._views.member(tx, member_id, self._clock.now())
        if view is None:
            raise NotFound
        return view


def unseal(cipher: FieldCipher, sealed: bytes) -> PostalAddress:
    """The address as it was sealed: six lines."""
    return PostalAddress(*cipher.decrypt(sealed).split("\n", 5))


def seal(cipher: FieldCipher, address: PostalAddress) -> bytes:
    parts = (address.name, address.phone, address.province, address.city, address.district, address.detail)
    return cipher.encrypt("\n".join(" ".join(part.split()) for part in parts))
