"""Parts of members that follow a merge: in which order they are told, and whose openid pays (M1)."""

from adapters.system import Uuid7
from domain.members.merging import Merging
from ports.kernel import MemberId, Tx
from ports.members.merging import Merge
from tests.flows.conftest import Told
from tests.flows.identity.conftest import People, name
from tests.flows.orders.conftest import Shop


class Notes:
    """A part that writes down what it is told."""

    def __init__(self, label: str, told: list[tuple[str, str, MemberId, MemberId]]) -> None:
        self.label, self.told = label, told

    async def merge(self, tx: Tx, merge: Merge) -> None:
        self.told.append((self.label, "merge", merge.gone_id, merge.kept_id))

    async def part(self, tx: Tx, merge: Merge) -> None:
        self.told.append((self.label, "part", merge.gone_id, merge.kept_id))


async def test_parts_are_told_as_a_stack_whatever_is_undone_first(people: People, shop: Shop) -> None:
    a, b, c = [await people.login(name()) for _ in range(3)]
    for days, member_id in enumerate((c, b, a)):
        await shop.rows(
            "update members.member set joined_at = joined_at + $2 * interval '1 day' where id = $1", member_id, days
        )
    told: list[tuple[str, str, MemberId, MemberId]] = []
    store = shop.modules.members.identities.merging._store
    merging = Merging(shop.uow, store, (Notes("1", told), Notes("2", told)), Told(), (shop.clock, Uuid7()))
    async with shop.uow.begin() as tx:
        await merging.merge(tx, (a, b), "operator", (), "老陈")
        await merging.merge(tx, (a, c), "operator", (), "老陈")
    ((inner,),) = await shop.rows("select id from members.merge where gone_id = $1", a)
    told.clear()
    async with shop.uow.begin() as tx:
        await merging.part(tx, inner, "老陈", "弄错了")
    assert told == [
        ("2", "part", b, c),
        ("1", "part", b, c),
        ("2", "part", a, b),
        ("1", "part", a, b),
        ("1", "merge", b, c),
        ("2", "merge", b, c),
    ]


async def test_the_openid_of_the_last_login_pays(people: People, shop: Shop) -> None:
    openids = [name(), name()]
    one, two = await people.shopper(openids[0]), await people.shopper(openids[1])
    await people.join(one.id, two.id)
    sku = await shop.sku(south=20)

    async def payer() -> str:
        order = await one.place((sku, 1))
        ((found,),) = await shop.rows('select openid from commerce."order" where id = $1', order.id)
        return str(found)

    assert await people.login(openids[1]) == one.id
    assert await payer() == openids[1]
    assert await people.login(openids[0]) == one.id
    assert await payer() == openids[0]
