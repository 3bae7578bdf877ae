"""WeCom of the invented shop: guides, and members who have added them. Played in the emulator, whose corporation it is;
the shop finds them by its first comparison.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.runtime.errors import CannotStart
from app.seed import chatting

GUIDES = {"xiaoqing": "顾小青", "ahe": "禾小满", "tangtang": "唐小棠", "lanlan": "蓝小澜"}
TAGS = {"阶段": ("孕期", "新生儿", "半岁以上", "学步期"), "偏好": ("护肤", "喂养", "服饰"), "关系": ("老客", "爱晒单")}
CONTACTS = 160
DEVICES = 400
"""Members of the seed hold `member-1` and on."""
SOURCES = (("门店海报", 1), ("包裹卡片", 1), ("", 4), ("", 13), ("直播间", 1))
GROUPS = {
    "hangzhou-new": ("杭州新手妈妈群", "xiaoqing", 160, "周三、周五晚八点开团；有问题可以直接问群主。"),
    "feeding": ("辅食交流群", "ahe", 120, "每天一个辅食方子，打卡满七天有小礼物。"),
    "members-1": ("会员福利一群", "tangtang", 90, "会员专场只在群里发。"),
    "skin": ("敏感肌讨论组", "lanlan", 60, ""),
    "late-pregnancy": ("孕晚期互助群", "xiaoqing", 30, "待产包清单见群文件。"),
}
NOTES = ("爱问成分", "上班族，晚上回复", "二胎妈妈", "喜欢素色", "敏感肌", "转介绍来的")


def play(emulator_url: str) -> int:
    """How many pairs of guide and contact there are. Played again it changes nothing. Raises CannotStart."""
    dice = random.Random(20261128)  # noqa: S311 - the same corporation everywhere
    with httpx.Client(base_url=emulator_url, timeout=60, trust_env=False) as client:
        for user_id, name in GUIDES.items():
            _play(client, "staff", {"userId": user_id, "name": name})
        tags = [_tags(client, group, names) for group, names in TAGS.items()]
        devices = dice.sample(range(1, DEVICES + 1), CONTACTS)
        pairs = [(f"member-{number}", dice.choice(list(GUIDES))) for number in devices]
        pairs += [(device, dice.choice([one for one in GUIDES if one != guide])) for device, guide in pairs[:20]]
        for device, guide in pairs:
            state, way = dice.choice(SOURCES)
            _play(client, "add", {"device": device, "userId": guide, "addWay": way, "state": state})
            given = [dice.choice(group) for group in tags if group and dice.random() < 0.5]
            remark = f"{dice.choice(NOTES)}" if dice.random() < 0.4 else None
            if given or remark:
                body = {"device": device, "userId": guide, "remark": None, "description": remark, "addTagIds": given}
                _play(client, "note", body)
        _past(client, pairs)
    return len(pairs)


def _past(client: httpx.Client, pairs: Sequence[tuple[str, str]]) -> None:
    """What was written lately, and groups: opened some months ago with customers of their owners; some come today."""
    answer = client.get("/play/wecom/truth")
    answer.raise_for_status()
    people = {one["device"]: one["openid"] for one in answer.json()["contacts"]}
    now = datetime.now(UTC)
    # Again tomorrow, there are lines of tomorrow's yesterday more; one that is there is passed over.
    talking = [(people[device], guide) for device, guide in pairs if device in people]
    _play(client, "import", {"lines": chatting.lines(talking, now)})
    for key, (name, owner, days, notice) in GROUPS.items():
        devices = [device for device, guide in pairs if guide == owner and device in people]
        # Of its own: what was refused before takes fewer numbers from the other one.
        dice = random.Random(key)  # noqa: S311
        dice.shuffle(devices)
        cut = len(devices) * 2 // 3
        told = {"key": key, "name": name, "owner": owner, "notice": notice}
        told |= {"madeAt": (now - timedelta(days=days)).isoformat()}
        known = _play(client, "import", {"groups": [told | {"openids": [people[device] for device in devices[:cut]]}]})
        for device in devices[cut : cut + 4]:
            _play(client, f"groups/{known['chatIds'][key]}/join", {"device": device, "scene": dice.choice((1, 2))})


def _tags(client: httpx.Client, group: str, names: tuple[str, ...]) -> list[str]:
    """Ids; none when they were made before."""
    made = _play(client, "tags", {"group": group, "tags": list(names)})
    return [tag["id"] for tag in made.get("tag", [])]


def _play(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Empty when it was played before, which the emulator refuses with 409."""
    try:
        answer = client.post(f"/play/wecom/{path}", json=body)
        if answer.status_code == httpx.codes.CONFLICT:
            return {}
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise CannotStart(f"the emulator did not play WeCom: {error}") from error
    return dict(answer.json())
