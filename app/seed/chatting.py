"""What customers and guides of the invented shop have written to each other lately; WeCom counts it by day."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DICE = 20261130
DAYS = 21
OPENS_HOUR, SHUTS_HOUR = 9, 21
SHANGHAI = ZoneInfo("Asia/Shanghai")
ASKED = ("在吗，想问下尺码", "宝宝四个月穿多大的", "这个有货吗", "快递到哪里了", "敏感肌能用吗", "活动到什么时候")
ANSWERED = ("您好，我看一下", "有的，今天能发", "按身高选就好", "可以先试小样", "给您发链接", "周五截止")
# Per day and guide: how many chats at most, how many of a hundred are answered, and after how many minutes at most.
MANNERS = ((9, 97, 12), (7, 88, 30), (6, 74, 90), (4, 92, 20))


def lines(pairs: Sequence[tuple[str, str]], today: datetime) -> list[dict[str, Any]]:
    """For the emulator's import. `pairs`: openid and guide; up to yesterday, in the order of time."""
    guides = sorted({guide for _, guide in pairs})
    written = []
    for days_ago in range(1, DAYS + 1):
        day = (today.astimezone(SHANGHAI) - timedelta(days=days_ago)).date()
        dice = random.Random(f"{DICE}:{day}")  # noqa: S311 - of a day the same talk whenever it is told
        for place, guide in enumerate(guides):
            own = [openid for openid, of_guide in pairs if of_guide == guide]
            chats_max, answered_percent, minutes_max = MANNERS[place % len(MANNERS)]
            for openid in dice.sample(own, min(len(own), dice.randint(0, chats_max))):
                at = datetime.combine(day, time(dice.randint(OPENS_HOUR, SHUTS_HOUR), dice.randrange(60)), SHANGHAI)
                written.append(_line(openid, guide, "contact", dice.choice(ASKED), at))
                if dice.randrange(100) < answered_percent:
                    for number in range(dice.randint(1, 3)):
                        at += timedelta(minutes=dice.randint(1, minutes_max if number == 0 else 3))
                        written.append(_line(openid, guide, "guide", dice.choice(ANSWERED), at))
    return sorted(written, key=lambda line: line["at"])


def _line(openid: str, guide: str, source: str, text: str, at: datetime) -> dict[str, Any]:
    return {"openid": openid, "userId": guide, "source": source, "text": text, "at": at.isoformat()}
