"""Showing the member card, and serving whoever shows it (M7)."""

from domain.members import card_codes
from domain.members.code128 import bars
from ports.crypto import FieldCipher, mask_name
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, MemberId, NotFound, Rng, Tx, UnitOfWork
from ports.members.api import Level
from ports.members.card import (
    CardCodeExpired,
    CardCodeUnknown,
    CardCodeUsed,
    CardPictures,
    CardStore,
    CardView,
    NoCard,
    NotACardCode,
    Scanned,
)
from ports.members.identities import MergeStore
from ports.members.points import PointsLedger
from ports.members.store import MemberStore
from ports.members.views import MemberViews

SERVE = "members.serve"
SECRET_BYTES = 32
CODES_KEPT_STEPS = 2 * 24 * 60 * 60 // card_codes.STEP_SECONDS
FORGET_BATCH_MAX = 5000


class MemberCards:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[CardStore, MemberStore, MemberViews, MergeStore],
        points: PointsLedger | None,
        outside: tuple[FieldCipher, CardPictures, AuditApi],
        system: tuple[Clock, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._members, self._views, self._merges = stores
        self._points = points
        self._cipher, self._pictures, self._audit = outside
        self._clock, self._rng = system

    async def show(self, member_id: MemberId) -> CardView:
        """The code of this half minute, the same however often it is asked for. Raises NoCard."""
        now = self._clock.now()
        step = card_codes.step_of(now)
        async with self._uow.begin() as tx:
            final = await self._merges.resolve(tx, member_id)
            code = card_codes.code_of(await self._secret(tx, final), step)
            await self._store.issue(tx, final, step, card_codes.hash_of(code))
            card = await self._members.card(tx, final)
            assert card is not None, "it has a secret"
            points = await self._points.available(tx, final) if self._points else None
        return CardView(
            code=code,
            code_grouped=card_codes.grouped(code),
            qr_url=self._pictures.qr_url(code),
            bars=bars(code),
            refresh_seconds=(step + 1) * card_codes.STEP_SECONDS - int(now.timestamp()),
            good_until=card_codes.good_until(step),
            nickname=card.nickname,
            level_name=card.level.name,
            discount_percent=card.level.discount_percent,
            free_freight=card.level.free_freight,
            points=points,
        )

    async def serve(self, actor: Actor, text: str) -> Scanned:
        """Whom the code stands for; the code is used up. Every look is audited, also one that found nobody.

        Raises NotACardCode, CardCodeUnknown, CardCodeExpired, CardCodeUsed.
        """
        actor.require(SERVE)
        code, now = card_codes.cleaned(text), self._clock.now()
        if not card_codes.is_code(code):
            raise NotACardCode(field="code")
        code_hash, step = card_codes.hash_of(code), card_codes.step_of(now)
        steps = (step - card_codes.STEPS_AROUND, step + card_codes.STEPS_AROUND)
        async with self._uow.begin() as tx:
            used = await self._store.use(tx, code_hash, steps, (actor.id, now))
            row = await self._store.find(tx, code_hash)
            if used and row is not None:
                final = await self._merges.resolve(tx, row.member_id)
                seen = await self._seen(tx, final)
                await self._audit.record(tx, AuditEntry(actor, "members.look_up", seen.nickname_masked, final))
                return tx.answered(seen)
            refusal: DomainError = CardCodeUnknown()
            if row is not None:
                refusal = CardCodeUsed() if row.used_at is not None else CardCodeExpired()
            target = row.member_id if row else None
            await self._audit.record(tx, AuditEntry(actor, "members.look_up_refused", refusal.text, target))
        raise refusal

    async def forget_codes(self) -> int:
        """Sweep: codes of days ago."""
        before = card_codes.step_of(self._clock.now()) - CODES_KEPT_STEPS
        async with self._uow.single() as tx:
            return await self._store.forget(tx, before, FORGET_BATCH_MAX)

    async def _secret(self, tx: Tx, member_id: MemberId) -> bytes:
        sealed = await self._store.secret(tx, member_id)
        if sealed is not None:
            try:
                return self._cipher.decrypt(sealed).encode()
            except ValueError:
                # Sealed with a key that we no longer have: nobody can show the old codes any more.
                pass
        fresh = self._cipher.encrypt(self._rng.token(SECRET_BYTES))
        kept = await self._store.set_secret(tx, member_id, sealed, fresh)
        if kept is None:
            raise NoCard
        return self._cipher.decrypt(kept).encode()

    async def _seen(self, tx: Tx, member_id: MemberId) -> Scanned:
        now = self._clock.now()
        member, card = await self._views.member(tx, member_id, now), await self._members.card(tx, member_id)
        if member is None or card is None:
            raise NotFound
        return Scanned(
            member_id=member.id,
            nickname_masked=mask_name(member.nickname),
            phone_masked=member.phone_masked,
            level_name=card.level.name,
            benefits=benefits(card.level),
            points=await self._points.available(tx, member_id) if self._points else None,
            coupon_count=member.coupon_count,
            joined_at=member.joined_at,
            scanned_at=now,
        )


def benefits(level: Level) -> tuple[str, ...]:
    """What the person behind the counter may grant, in words."""
    words = []
    if level.discount_percent < 100:
        tenths, rest = divmod(level.discount_percent, 10)
        words.append(f"购物 {tenths}.{rest} 折" if rest else f"购物 {tenths} 折")
    if level.free_freight:
        words.append("包邮")
    return tuple(words) or ("按标价购物",)
