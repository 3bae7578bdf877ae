"""Identities of the invented shop: people who are also known to WeCom, two who may be one, two who became one, and one
who is about to leave.
"""

from datetime import timedelta

from app.seed.shop import Shop
from domain.members.match_desk import ByHand
from ports.kernel import DomainError, MemberId
from ports.members.api import Contact

CONTACTS = 6
OWNER = "店主"


class Identities:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._members = shop.built.modules.members

    async def run(self, unionids: list[str | None], phones: list[str]) -> int:
        """How many of WeCom's contacts are members. Both lists are in the order of the shop's members."""
        shop, desk = self._shop, self._members.identities.desk
        shop.at(shop.now - timedelta(days=3))
        known = 0
        for place, unionid in enumerate(unionids):
            if unionid is not None and known < CONTACTS:
                async with shop.built.services.uow.begin() as tx:
                    await desk.seen(tx, Contact("wecom", "ww-demo", f"wm-demo-{place:04d}", unionid))
                known += 1
        first, *_, last, late = self._people()
        async with shop.built.services.uow.begin() as tx:
            await desk.match_phone(tx, first, shop.built.cipher.blind_index(phones[shop.members.index(last)]))
        one, other = self._people()[2], self._people()[3]
        await self._members.identities.matches.merge_by_hand(shop.actors[OWNER], ByHand(one, other, "到店核对了手机号"))
        shop.at(shop.now - timedelta(days=1))
        try:
            await self._members.privacy.ask_to_leave(late)
        except DomainError as refusal:
            shop.refusals[f"leaving: {refusal.code}"] += 1
        await shop.settle()
        return known

    def _people(self) -> list[MemberId]:
        """The last who joined: they have bought least."""
        return list(self._shop.members[-8:])
