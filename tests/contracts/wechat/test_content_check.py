"""The content check against the emulator: texts at once, pictures by an event that is late, doubled, lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from adapters.tencent.crypt import BadMessage
from adapters.wechat.client import WechatClient
from adapters.wechat.content_check import WechatContentCheck, media_verdict
from adapters.wechat.push import WechatPush
from ports.kernel import OutsideUnavailable
from ports.outside.content_check import AuthorInactive, CheckRefused, MediaVerdict, Verdict
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

PUSH = "/hooks/wechat/push"
PASS = Verdict("pass", 100)


class TrueClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Checked:
    def __init__(self, outside: Emulated, valkey: Redis) -> None:
        self.outside = outside
        self.client = WechatClient(outside.wechat_config(), valkey, outside.wire)
        self.check = WechatContentCheck(self.client)
        self.reader = WechatPush(outside.wechat_config(), TrueClock())

    async def person(self, device: str = "phone-1") -> str:
        """An openid whose owner has just opened the mini-program."""
        given = await self.outside.login(device)
        config = self.client.config
        query = {"appid": config.appid, "secret": config.app_secret, "js_code": given["code"]}
        await self.client.get("/sns/jscode2session", query | {"grant_type": "authorization_code"})
        return given["openid"]

    async def rule(self, kind: str, mark: str, suggest: str, label: int = 20002) -> None:
        body = {"kind": kind, "mark": mark, "suggest": suggest, "label": label}
        (await self.outside.http.post("/play/content/rules", json=body)).raise_for_status()

    def told(self) -> list[MediaVerdict]:
        found = [self.reader.interpret(self.reader.read(call.query, call.body).body) for call in self.pushes()]
        return [one for one in found if isinstance(one, MediaVerdict)]

    def pushes(self) -> list[Any]:
        return self.outside.hooks.to(PUSH)


@pytest.fixture
async def checked(outside: Emulated, valkey_url: str) -> AsyncIterator[Checked]:
    valkey = Redis.from_url(valkey_url)
    await valkey.flushdb()
    world = Checked(outside, valkey)
    yield world
    for rule in (await outside.http.get("/play/content")).json()["rules"]:
        await world.rule(rule["kind"], rule["mark"], "")
    await world.client.close()
    await valkey.aclose()


async def test_a_text_is_judged_at_once(checked: Checked) -> None:
    openid = await checked.person()
    assert await checked.check.text(openid, "comment", "很软和，宝宝喜欢") == PASS
    assert await checked.check.text(openid, "comment", "这里代开发票") == Verdict("risky", 20006)
    await checked.rule("word", "便宜得不像真的", "review", 20008)
    assert await checked.check.text(openid, "forum", "便宜得不像真的") == Verdict("review", 20008)
    assert await checked.check.text(openid, "forum", "便宜得不像真的，代开发票") == Verdict("risky", 20006)


async def test_who_has_not_been_here_is_not_judged(checked: Checked) -> None:
    person = await checked.outside.login("phone-of-nobody")
    with pytest.raises(AuthorInactive):
        await checked.check.text(person["openid"], "comment", "好")
    with pytest.raises(AuthorInactive):
        await checked.check.picture(person["openid"], "comment", f"{checked.outside.hooks.url}/files/a.webp")
    with pytest.raises(CheckRefused):
        await checked.check.text("nobody", "comment", "好")


async def test_a_lost_answer_is_asked_for_again_and_then_given_up(checked: Checked) -> None:
    openid = await checked.person()
    await checked.check.text(openid, "comment", "好")
    checked.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await checked.check.text(openid, "comment", "好")


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("suggest", ["pass", "review", "risky"])
async def test_a_picture_is_judged_later(checked: Checked, form: str, suggest: str) -> None:
    await checked.outside.faults(wechat={"pushFormat": form, "verdictMs": 200, "duplicateVerdictRate": 1})
    await checked.rule("picture", "bad-", suggest)
    openid = await checked.person()
    trace_id = await checked.check.picture(openid, "comment", f"{checked.outside.hooks.url}/files/bad-1.webp")
    await until(lambda: len(checked.pushes()) == 2)
    expected = Verdict("pass", 20002) if suggest == "pass" else Verdict(suggest, 20002)  # type: ignore[arg-type]
    assert checked.told() == [MediaVerdict(trace_id, expected)] * 2
    [fetched] = checked.outside.hooks.to("/files/bad-1.webp")
    assert fetched.method == "GET"


async def test_a_picture_that_cannot_be_fetched_has_no_verdict(checked: Checked) -> None:
    checked.outside.hooks.answer = lambda call: (404, b"") if "/files/" in call.path else (200, b"success")
    openid = await checked.person()
    trace_id = await checked.check.picture(openid, "comment", f"{checked.outside.hooks.url}/files/gone.webp")
    await until(checked.pushes)
    assert checked.told() == [MediaVerdict(trace_id, Verdict("review", 21000, "错误 -1008"))]


async def test_a_lost_verdict_is_told_when_the_console_says_so(checked: Checked) -> None:
    await checked.outside.faults(wechat={"verdictMs": 0, "dropVerdictRate": 1})
    openid = await checked.person()
    trace_id = await checked.check.picture(openid, "comment", f"{checked.outside.hooks.url}/files/a.webp")
    [item] = (await checked.outside.http.get("/play/content")).json()["items"][:1]
    assert (item["trace_id"], item["fate"]) == (trace_id, "lost") and checked.pushes() == []
    (await checked.outside.http.post(f"/play/content/{trace_id}/tell")).raise_for_status()
    await until(checked.pushes)
    assert checked.told() == [MediaVerdict(trace_id, PASS)]


async def test_many_verdicts_come_in_no_order_and_all_come(checked: Checked) -> None:
    await checked.outside.faults(wechat={"verdictMs": 3000, "reorderVerdicts": True})
    openid = await checked.person()
    url = f"{checked.outside.hooks.url}/files/"
    asked = [checked.check.picture(openid, "comment", f"{url}{number}.webp") for number in range(9)]
    traces = await asyncio.gather(*asked)
    await until(lambda: len(checked.pushes()) == len(traces))
    assert {one.trace_id for one in checked.told()} == set(traces)


def _event(**fields: Any) -> bytes:
    return msgspec.json.encode({"Event": "wxa_media_check", "trace_id": "t"} | fields)


def test_the_worst_of_the_parts_counts_and_a_part_with_an_error_does_not() -> None:
    risky = {"suggest": "risky", "label": 20002, "errcode": 0}
    result = {"suggest": "pass", "label": 100}
    assert media_verdict(_event(result=result, detail=[risky])) == MediaVerdict("t", Verdict("risky", 20002))
    assert media_verdict(_event(result=result, detail=[risky | {"errcode": 5}, result])) == MediaVerdict("t", PASS)
    failed = media_verdict(_event(result=result, detail=[risky | {"errcode": -1008}]))
    assert failed is not None and failed.verdict.failure == "错误 -1008"
    strange = media_verdict(_event(result={"suggest": "block", "label": 7}))
    assert strange == MediaVerdict("t", Verdict("review", 7))
    assert media_verdict(_event()) == MediaVerdict("t", Verdict("review", 21000, "没有结果"))
    assert media_verdict(b'{"Event": "wxa_media_check"}') is None
    for nonsense in (b"<xml>", _event(result="no"), b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>"):
        with pytest.raises(BadMessage):
            media_verdict(nonsense)
