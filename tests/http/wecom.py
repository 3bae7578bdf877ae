"""A guide and a contact of theirs, as WeCom tells the shop of them."""

from uuid import uuid4

from tests.http.shop import Shop


async def hired(shop: Shop) -> str:
    """The user id of a new guide, whose name it is too."""
    user_id = f"guide-{uuid4().hex[:8]}"
    await shop.outside.play("/wecom/staff", userId=user_id, name=user_id)
    return user_id


async def befriended(shop: Shop, user_id: str, device: str) -> str:
    """The contact's id: the person has added the guide, and the shop has heard of it."""
    met = await shop.outside.play("/wecom/add", device=device, userId=user_id, addWay=1)
    contact_id = str(met["externalUserId"])

    async def is_known() -> bool:
        return bool(await shop.rows("select from community.follow where contact_id = $1", contact_id))

    await shop.settle(is_known)
    return contact_id


async def wecom_ids(shop: Shop) -> dict[str, str]:
    user_id = await hired(shop)
    return {"contact_id": await befriended(shop, user_id, f"wecom-{uuid4().hex[:8]}"), "user_id": user_id}
