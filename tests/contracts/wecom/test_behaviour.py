"""Figures of guides' chats: what WeCom writes (C.9), and what the emulator counts."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.wecom.behaviour import CorpBehaviour
from ports.outside.wecom import WecomForbidden, WecomRefused, WecomThrottled
from ports.outside.wecom_behaviour import BehaviourDay, BehaviourLimits
from tests.contracts.wecom.canned import Office
from tests.contracts.wecom.shop import Shop

API = "externalcontact/get_user_behavior_data"
CHINA = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2025, 11, 18), date(2025, 11, 20)
STAMP = int(datetime(2025, 11, 17, 16, tzinfo=UTC).timestamp())
"""Midnight of FIRST in China."""


def row(number: int, **figures: Any) -> dict[str, Any]:
    return {"stat_time": STAMP + number * 86400, "chat_cnt": 0, "message_cnt": 0} | figures


async def test_days_are_read_in_our_units(office: Office) -> None:
    whole = {"reply_percentage": 66.67, "avg_reply_time": 3, "negative_feedback_cnt": 1}
    rows = [
        row(1, chat_cnt=12, message_cnt=40, new_apply_cnt=2, new_contact_cnt=5, **whole),
        row(0, negative_feedback_cnt=0, new_apply_cnt=0, new_contact_cnt=0),
        row(7, chat_cnt=99),
    ]
    office.corp.says(API, {"errcode": 0, "behavior_data": rows})
    found = await CorpBehaviour(office.client).days("lan", FIRST, LAST)
    assert found == (
        BehaviourDay(FIRST, 0, 0, None, None, 0, 0, 0),
        BehaviourDay(date(2025, 11, 19), 12, 40, 6_667, 180, 1, 2, 5),
    )
    sent = {"userid": ["lan"], "start_time": STAMP, "end_time": STAMP + 2 * 86400}
    assert office.corp.body(API) == sent
    assert CorpBehaviour(office.client).limits == BehaviourLimits(30, 180)


@pytest.mark.parametrize("answer", [{}, {"behavior_data": []}, {"behavior_data": None}])
async def test_nothing_told(office: Office, answer: dict[str, Any]) -> None:
    office.corp.says(API, {"errcode": 0} | answer)
    assert await CorpBehaviour(office.client).days("lan", FIRST, LAST) == ()


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [(60111, WecomRefused), (48002, WecomForbidden), (84074, WecomForbidden), (45009, WecomThrottled)],
)
async def test_refusals(office: Office, errcode: int, kind: type[Exception]) -> None:
    office.corp.says(API, {"errcode": errcode, "errmsg": "no"})
    with pytest.raises(kind):
        await CorpBehaviour(office.client).days("lan", FIRST, LAST)
    assert len(office.corp.calls(API)) == 1


async def test_more_days_than_a_call_may_span_are_a_mistake(office: Office) -> None:
    with pytest.raises(AssertionError):
        await CorpBehaviour(office.client).days("lan", FIRST, FIRST + timedelta(days=30))


class Yesterday:
    """A day of the emulator's past, in which the test writes."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.day = datetime.now(CHINA).date() - timedelta(days=1)
        self.lines: list[dict[str, Any]] = []

    async def wrote(self, source: str, device: str, minute: int, user_id: str = "lan", days_ago: int = 0) -> None:
        """At so many minutes after noon."""
        openid = (await self.shop.outside.login(device))["openid"]
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=CHINA)
        at = noon - timedelta(days=days_ago) + timedelta(minutes=minute)
        line = {"openid": openid, "userId": user_id, "source": source, "text": "在吗", "at": at.isoformat()}
        await self.shop.outside.in_wecom("import", lines=[line])

    async def read(self, user_id: str = "lan", days: int = 1) -> tuple[BehaviourDay, ...]:
        behaviour = CorpBehaviour(self.shop.clients[0])
        return await behaviour.days(user_id, self.day - timedelta(days=days - 1), self.day)


@pytest.fixture
async def yesterday(shop: Shop) -> AsyncIterator[Yesterday]:
    await shop.hire("lan", "bei")
    yield Yesterday(shop)


async def test_the_emulator_counts_what_was_written(yesterday: Yesterday) -> None:
    for source, device, minute in (
        *(("contact", "phone-1", 0), ("contact", "phone-1", 1), ("guide", "phone-1", 4), ("guide", "phone-1", 5)),
        *(("contact", "phone-2", 10), ("guide", "phone-2", 12)),
        ("contact", "phone-3", 20),
        *(("guide", "phone-4", 30), ("contact", "phone-4", 31)),
    ):
        await yesterday.wrote(source, device, minute)
    await yesterday.wrote("guide", "phone-1", 0, user_id="bei")
    await yesterday.wrote("guide", "phone-1", 0, days_ago=1)
    before, found = await yesterday.read(days=2)
    # Of three chats that customers began, two were answered, after four minutes and after two.
    assert (found.chats, found.messages, found.reply_rate, found.reply_seconds) == (3, 4, 6_667, 180)
    assert (before.chats, before.messages, before.reply_rate, before.reply_seconds) == (1, 1, None, None)
    [other] = await yesterday.read("bei")
    assert (other.chats, other.messages, other.reply_rate) == (1, 1, None)


async def test_the_emulator_is_late_and_forgets_who_left(yesterday: Yesterday) -> None:
    await yesterday.wrote("guide", "phone-1", 0)
    await yesterday.shop.faults(behaviourLateDays=1)
    assert await yesterday.read() == ()
    assert len(await yesterday.read(days=2)) == 1
    await yesterday.shop.faults()
    assert [one.chats for one in await yesterday.read()] == [1]
    await yesterday.shop.outside.in_wecom("staff/lan/leave")
    with pytest.raises(WecomRefused) as caught:
        await yesterday.read()
    assert caught.value.errcode == 60111


async def test_the_emulator_keeps_half_a_year(yesterday: Yesterday) -> None:
    behaviour = CorpBehaviour(yesterday.shop.clients[0])
    first = yesterday.day - timedelta(days=179)
    assert len(await behaviour.days("lan", first, first + timedelta(days=29))) == 30
    with pytest.raises(WecomRefused) as caught:
        await behaviour.days("lan", first - timedelta(days=1), first)
    assert caught.value.errcode == 40058


async def test_what_is_written_and_deleted_now_is_told_tomorrow(yesterday: Yesterday) -> None:
    """Today's figures are not there yet, whatever happens."""
    shop = yesterday.shop
    await shop.befriend("phone-5", "lan")
    await shop.outside.in_wecom("say", device="phone-5", userId="lan", text="在吗")
    await shop.outside.in_wecom("delete-guide/pair", device="phone-5", userId="lan")
    today = yesterday.day + timedelta(days=1)
    assert [one.day for one in await CorpBehaviour(shop.clients[0]).days("lan", yesterday.day, today)] == [
        yesterday.day
    ]
