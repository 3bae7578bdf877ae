"""Merges and partings of one family at the same time: nobody is given up for anybody else."""

import asyncio

from domain.members.merging import MergeUndone
from ports.kernel import MemberId
from tests.flows.identity.conftest import People, name

ROUNDS = 12


async def test_merges_of_one_family_wait_for_each_other(people: People) -> None:
    """A merge writes to those whom its two members had taken in before: they are locked in one order for all."""
    members = [await people.login(name()) for _ in range(8)]
    for turn in range(ROUNDS):
        pairs = [(members[at], members[(at + 1 + turn % 3) % 8]) for at in range(8)]
        done = await asyncio.gather(*(_merge(people, pair) for pair in pairs), return_exceptions=True)
        assert [one for one in done if isinstance(one, BaseException)] == []
        standing = [row[0] for row in await people.standing()]
        done = await asyncio.gather(*(people.part(merge_id) for merge_id in standing), return_exceptions=True)
        # A parting makes the merges on top of it anew: who comes later finds them undone.
        assert [one for one in done if isinstance(one, BaseException) and not isinstance(one, MergeUndone)] == []


async def _merge(people: People, pair: tuple[MemberId, MemberId]) -> None:
    merging = people.shop.modules.members.identities.merging
    async with people.shop.uow.begin() as tx:
        await merging.merge(tx, pair, "operator", (), "老陈")
