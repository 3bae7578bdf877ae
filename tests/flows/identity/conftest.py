"""People who come through several doors: the whole shop, and a WeChat that tells unionids."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.members.addresses import AddressDraft
from domain.members.match_desk import ByHand
from ports.governance.api import Actor
from ports.kernel import MemberId, OperatorId, SkuId
from ports.members.api import Channel, Contact
from ports.outside.wechat import WechatIdentity
from tests.flows.orders.conftest import HOME, OPERATOR, HandClock, Shop, Shopper, buyer
from tests.flows.orders.partners import QuietWechat

__all__ = ["buyer"]
SUPERVISOR = Actor(
    OperatorId(UUID(int=2)),
    "老陈",
    OPERATOR.permissions | {"members.merge", "members.serve", "members.read"},
    "127.0.0.1",
)


class TellingWechat(QuietWechat):
    """A login code is `openid/unionid/phone`; a phone code is the number."""

    async def login(self, code: str) -> WechatIdentity:
        openid, _, unionid = code.partition("/")
        return WechatIdentity(openid, unionid or None, "key")

    async def phone_number(self, code: str) -> str:
        return code


class People:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.desk = shop.modules.members.identities.desk
        self.matches = shop.modules.members.identities.matches

    async def login(self, openid: str, unionid: str = "") -> MemberId:
        session = await self.shop.services.identity.sign_in(f"{openid}/{unionid}")
        return MemberId(session.member.id)

    async def shopper(self, openid: str, unionid: str = "") -> Shopper:
        member_id = await self.login(openid, unionid)
        address = await self.shop.services.addresses.add(member_id, AddressDraft(HOME, None, False))
        return Shopper(self.shop, member_id, address.id)

    async def seen(self, channel: Channel, subject: str, unionid: str | None = None, phone: str = "") -> MemberId:
        index = self.shop.built.cipher.blind_index(phone) if phone else None
        async with self.shop.uow.begin() as tx:
            return await self.desk.seen(tx, Contact(channel, "app-1", subject, unionid, index))

    async def merged_into(self, member_id: MemberId) -> MemberId | None:
        ((found,),) = await self.shop.rows("select merged_into from members.member where id = $1", member_id)
        return found  # type: ignore[no-any-return]

    async def standing(self) -> list[tuple]:
        return await self.shop.rows(
            "select id, gone_id, kept_id, proof from members.merge where undone_at is null order by number"
        )

    async def later(self) -> None:
        """The second telling, and all that follows."""
        await self.shop.settle()
        self.shop.clock.pass_(minutes=3)
        await self.shop.settle()

    async def orders_of(self, member_id: MemberId) -> set[UUID]:
        rows = await self.shop.rows('select id from commerce."order" where member_id = $1', member_id)
        return {row[0] for row in rows}

    async def join(self, one: MemberId, other: MemberId) -> UUID:
        """An operator's merge; its id."""
        return (await self.matches.merge_by_hand(SUPERVISOR, ByHand(one, other, "核实"))).merge.id

    async def part(self, merge_id: UUID) -> None:
        await self.matches.undo(SUPERVISOR, merge_id, "弄错了")

    async def cart_of(self, member_id: MemberId) -> dict[SkuId, int]:
        rows = await self.shop.rows("select sku_id, quantity from commerce.cart_line where member_id = $1", member_id)
        return {SkuId(sku_id): quantity for sku_id, quantity in rows}


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path), wechat=TellingWechat())
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
def people(shop: Shop) -> People:
    return People(shop)


def name() -> str:
    return f"o{uuid4().hex}"


@pytest.fixture
async def readers(database_url: str, servers, tmp_path) -> AsyncIterator[Any]:
    # Which stands on what is above.
    from tests.flows.identity.official import Account, Readers

    account = Account(HandClock())
    shop = Shop(
        *(database_url, servers.valkey_url, str(tmp_path)),
        wechat=TellingWechat(),
        clock=account.clock,
        official=account.partner(),
    )
    await shop.open()
    await shop.rows("truncate members.official_change, members.official_follower, members.official_comparison")
    yield Readers(shop, account)
    await shop.built.database.close()
    await shop.built.valkey.aclose()
