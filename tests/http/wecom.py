"""A guide and a contact of theirs, as WeCom tells the shop of them."""

from tests.http.shop import Shop


async def befriended(shop: Shop, user_id: str, device: str) -> str:
    """The contact's id. The guide is hired, the person adds them, and the shop has heard of it."""
    await shop.outside.play("/wecom/staff", userId=user_id, name=f"导购{user_id}")
    met = await shop.outside.play("/wecom/add", device=device, userId=user_id, addWay=1)
    contact_id = str(met["externalUserId"])

    async def is_known() -> bool:
        return bool(await shop.rows("select from community.follow where contact_id = $1", contact_id))

    await shop.settle(is_known)
    return contact_id


async def wecom_ids(shop: Shop) -> dict[str, str]:
    return {"contact_id": await befriended(shop, "sample", "wecom-sample"), "user_id": "sample"}
