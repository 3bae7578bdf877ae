"""Members of several identities, matches, merges and a copy of one's own data, through the doors of the shop."""

from uuid import UUID, uuid4

from tests.http.shop import Person, Shop


async def member_of(person: Person) -> str:
    return str((await person.get("/me"))["id"])


async def match_of(shop: Shop, one: str, other: str) -> str:
    """Two members who may be one person, waiting for an operator."""
    low, high = sorted((UUID(one), UUID(other)))
    [(match_id,)] = await shop.rows(
        "insert into members.match (id, low_id, high_id, evidence, state, found_at)"
        " values ($1, $2, $3, '{同一个手机号}', 'pending', now()) returning id",
        uuid4(),
        low,
        high,
    )
    return str(match_id)


async def merge_of(owner: Person, one: str, other: str) -> str:
    body = {"memberId": one, "otherId": other, "reason": "样品"}
    return str((await owner.post("/member-merges", body))["merge"]["id"])


async def identity_samples(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """Of people whom no other sample knows: whatever is done to them changes nobody else."""
    people = [await member_of(await shop.shopper()) for _ in range(6)]
    asked = await shopper.post("/me/exports")
    await shop.settle()
    return {
        "member_id": people[0],
        "other_id": people[1],
        "match_id": await match_of(shop, people[2], people[3]),
        "merge_id": await merge_of(owner, people[4], people[5]),
        "export_id": asked["id"],
    }
