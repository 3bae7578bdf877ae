"""WeCom of the invented shop: guides, and members who have added them over the last months. Told to the emulator, whose
corporation it is; the shop finds them by comparing.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from msgspec import Struct

from app.runtime.errors import CannotStart
from app.seed import chatting
from app.seed.people import wechat_ids

GUIDES = {"xiaoqing": "顾小青", "ahe": "禾小满", "tangtang": "唐小棠", "lanlan": "蓝小澜"}
LEAVER = ("weiwei", "韦小薇")
"""A guide who leaves in the end, with `LEFT` customers whom nobody has taken over yet."""
LEFT = 4
TAGS = {"阶段": ("孕期", "新生儿", "半岁以上", "学步期"), "偏好": ("护肤", "喂养", "服饰"), "关系": ("老客", "爱晒单")}
CONTACTS = 160
DEVICES = 400
"""Members of the seed hold `member-1` and on."""
SPARE = 8
"""Members who are nobody's contact yet."""
WAYS = (("", 4), ("", 13), ("", 2))
"""What a contact who came through no live code brings: a mark, and WeCom's number of how they were added."""
BY_CODE = 1
GROUPS = {
    "hangzhou-new": ("杭州新手妈妈群", "xiaoqing", 160, "周三、周五晚八点开团；有问题可以直接问群主。"),
    "feeding": ("辅食交流群", "ahe", 120, "每天一个辅食方子，打卡满七天有小礼物。"),
    "members-1": ("会员福利一群", "tangtang", 90, "会员专场只在群里发。"),
    "skin": ("敏感肌讨论组", "lanlan", 60, ""),
    "late-pregnancy": ("孕晚期互助群", "xiaoqing", 30, "待产包清单见群文件。"),
}
NOTES = ("爱问成分", "上班族，晚上回复", "二胎妈妈", "喜欢素色", "敏感肌", "转介绍来的")


class Told(Struct, frozen=True):
    """Pairs of a guide and a device; `spare` are devices that have no guide; WeCom's ids of the groups by key."""

    pairs: tuple[tuple[str, str], ...]
    spare: tuple[str, ...]
    chat_ids: dict[str, str]


class Corp:
    """The console of the corporation. Everything may be played again: what is known stays. Raises CannotStart."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def staff(self) -> None:
        for user_id, name in (*GUIDES.items(), LEAVER):
            self.play("staff", {"userId": user_id, "name": name})

    def past(self, members: int, marks: Sequence[str]) -> Told:
        """Contacts of some months, some of them by the live codes of these marks, and groups of them."""
        dice = random.Random(20261128)  # noqa: S311 - the same corporation everywhere
        numbers = range(1, min(DEVICES, members - SPARE - 1) + 1)
        chosen = dice.sample(numbers, min(CONTACTS, len(numbers) * 2 // 3))
        pairs = [(dice.choice(list(GUIDES)), number) for number in chosen]
        pairs += [(dice.choice([one for one in GUIDES if one != guide]), number) for guide, number in pairs[:20]]
        pairs += [(LEAVER[0], number) for number in chosen[-LEFT:]]
        now = datetime.now(UTC)
        body = {
            "tagGroups": [{"name": name, "tags": list(tags)} for name, tags in TAGS.items()],
            "follows": [_follow(guide, number, marks, now, dice) for guide, number in pairs],
            "groups": [_group(key, pairs, now) for key in GROUPS],
            # Again tomorrow there are lines of tomorrow's yesterday more; one that is there is passed over.
            "lines": chatting.lines([(wechat_ids(number)[0], guide) for guide, number in pairs], now),
        }
        known = self.play("import", body)
        spare = [f"member-{number}" for number in range(len(numbers) + 1, len(numbers) + 1 + SPARE)]
        devices = tuple((guide, f"member-{number}") for guide, number in pairs)
        return Told(devices, tuple(spare), dict(known["chatIds"]))

    def leave(self) -> None:
        self.play(f"staff/{LEAVER[0]}/leave", {})

    def play(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Empty when it was played before, which the emulator refuses with 409."""
        try:
            answer = self._client.post(f"/play/wecom/{path}", json=body)
            if answer.status_code == httpx.codes.CONFLICT:
                return {}
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise CannotStart(f"the emulator did not play WeCom: {error}") from error
        return dict(answer.json())

    def see(self, path: str) -> dict[str, Any]:
        try:
            answer = self._client.get(f"/play/wecom/{path}")
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise CannotStart(f"the emulator did not show WeCom: {error}") from error
        return dict(answer.json())


def _follow(guide: str, number: int, marks: Sequence[str], now: datetime, dice: random.Random) -> dict[str, Any]:
    """More of them lately than long ago; who came by a code came when there was one."""
    days = min(240.0, dice.expovariate(1 / 55) + 0.2)
    state, way = dice.choice(WAYS)
    if marks and dice.random() < 0.4:
        state, way, days = dice.choice(marks), BY_CODE, dice.uniform(0.2, 45)
    tags = [f"{group}/{dice.choice(names)}" for group, names in TAGS.items() if dice.random() < 0.5]
    return {
        "openid": wechat_ids(number)[0],
        "userId": guide,
        "addedAt": (now - timedelta(days=days)).isoformat(),
        "addWay": way,
        "state": state,
        "description": dice.choice(NOTES) if dice.random() < 0.4 else "",
        "tags": tags,
    }


def _group(key: str, pairs: Sequence[tuple[str, int]], now: datetime) -> dict[str, Any]:
    """Opened some months ago with customers of its owner."""
    name, owner, days, notice = GROUPS[key]
    numbers = [number for guide, number in pairs if guide == owner]
    # Of its own: how many there are takes no numbers from the other groups.
    random.Random(key).shuffle(numbers)  # noqa: S311
    return {
        "key": key,
        "name": name,
        "owner": owner,
        "notice": notice,
        "madeAt": (now - timedelta(days=days)).isoformat(),
        "openids": [wechat_ids(number)[0] for number in numbers[: len(numbers) * 2 // 3]],
    }
