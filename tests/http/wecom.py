"""A guide and a contact of theirs, as WeCom tells the shop of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.http.shop import Person, Shop


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


async def live_code(shop: Shop, owner: Person, user_id: str, **changed: Any) -> dict[str, Any]:
    """A live code of this guide, as WeCom has drawn it. The guide may have contacts."""
    found = await owner.post("/wecom/live-codes", live_code_body(user_id, **changed))

    async def is_drawn() -> bool:
        found.update(next(one for one in await owner.get("/wecom/live-codes") if one["id"] == found["id"]))
        return found["state"] == "active"

    await shop.settle(is_drawn)
    return dict(found)


def live_code_body(user_id: str, **changed: Any) -> dict[str, Any]:
    return {
        "name": "门店海报",
        "shifts": [{"userIds": [user_id], "weekdays": [1, 2, 3, 4, 5, 6, 7], "fromMinute": 0, "toMinute": 1440}],
        "spareUserIds": [],
        "dailyMax": None,
        "skipVerify": True,
        "tagIds": [],
        "welcome": "欢迎来到暖禾",
        "templateId": None,
        "card": None,
    } | changed


async def known_to_the_shop(shop: Shop, user_id: str) -> None:
    """As a comparison leaves it: the guide is one who may have contacts."""
    await shop.rows(
        "insert into community.guide (user_id, first_seen_at) values ($1, now()) on conflict (user_id) do nothing",
        user_id,
    )


async def transfer(shop: Shop, owner: Person, user_id: str, contact_id: str) -> dict[str, Any]:
    """The contact goes from this guide to a new one."""
    takeover = await hired(shop)
    await known_to_the_shop(shop, takeover)
    body = {"handover": user_id, "takeover": takeover, "hasLeft": False, "contactIds": [contact_id]}
    return dict(await owner.post("/wecom/transfers", body | {"words": "", "reason": "调班"}))


async def tag_link(owner: Person) -> str:
    """A new tag by hand that goes to WeCom."""
    name = f"样品 {uuid4().hex[:6]}"
    tag = await owner.post("/manual-tags", {"name": name, "definition": "样品"})
    asked = await owner.ask("POST", "/wecom/tag-links/to-wecom", {"shopTagId": tag["id"], "groupName": "样品"})
    assert asked.status_code == 202, asked.text
    return str(next(one["id"] for one in await owner.get("/wecom/tag-links") if one["name"] == name))


async def group_post(owner: Person) -> str:
    """A draft for the day after tomorrow."""
    at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    body = {"text": "样品内容", "pictureIds": [], "target": {"kind": "all", "chatIds": []}, "plannedAt": at}
    return str((await owner.post("/group-posts", body))["post"]["id"])


async def moment(owner: Person) -> str:
    """A draft for the day after tomorrow."""
    at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    body = {"text": "样品朋友圈", "pictureIds": [], "guideIds": [], "tagIds": [], "plannedAt": at}
    return str((await owner.post("/moments", body))["moment"]["id"])


async def join_code(shop: Shop, owner: Person, user_id: str) -> str:
    """To a group that the shop knows."""
    chat_id = f"wr-{uuid4().hex[:8]}"
    await shop.rows(
        """
        insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at,
            read_at)
        values ($1, '样品群', $2, '', '{}', 'free', 'normal', 3, '1', now(), now())
        """,
        chat_id,
        user_id,
    )
    body = {"name": "样品入群码", "chatIds": [chat_id], "limit": 195, "makesRooms": False, "roomName": ""}
    return str((await owner.post("/join-codes", body))["id"])


async def group(shop: Shop, owner: str, *devices: str, name: str = "小雨妈妈群") -> str:
    """The chat id of a new group of this guide's, with these contacts in it; the shop has heard of it."""
    made = await shop.outside.play("/wecom/groups", owner=owner, name=name, devices=list(devices))
    chat_id = str(made["chatId"])

    async def is_known() -> bool:
        return bool(await shop.rows("select from community.chat where chat_id = $1", chat_id))

    await shop.settle(is_known)
    return chat_id


async def wecom_ids(shop: Shop, owner: Person) -> dict[str, str]:
    user_id = await hired(shop)
    contact_id = await befriended(shop, user_id, f"wecom-{uuid4().hex[:8]}")
    await known_to_the_shop(shop, user_id)
    drawn = await live_code(shop, owner, user_id)
    moved = await transfer(shop, owner, user_id, contact_id)
    ids = {"contact_id": contact_id, "user_id": user_id, "live_code_id": drawn["id"], "transfer_id": moved["id"]}
    ids["join_code_id"] = await join_code(shop, owner, user_id)
    cover = await shop.value("select id from commerce.media where kind = 'image' limit 1")
    ids |= {"link_id": await tag_link(owner), "media_id": str(cover)}
    return ids | {"group_post_id": await group_post(owner), "moment_id": await moment(owner)}
