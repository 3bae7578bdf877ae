"""Tokens, errors and repeats of WeCom's client, against a WeCom by script."""

import asyncio
import json
import logging
import time
import traceback

import httpx
import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from adapters.tencent.lease import Leased
from adapters.wecom.client import Call, WecomClient
from ports.kernel import OutsideUnavailable, in_transaction
from ports.outside.wecom import (
    CodeWayUnknown,
    NotAContact,
    WecomForbidden,
    WecomNameTaken,
    WecomRefused,
    WecomTagUnknown,
    WecomThrottled,
    WelcomeCodeGone,
)
from tests.contracts.emulator.shop import HookServer
from tests.contracts.wecom.canned import CONFIG, Office

READ = Call("externalcontact/get", repeatable=True)
WRITE = Call("externalcontact/add_contact_way", repeatable=False)
AGENT = Call("user/get", repeatable=True, by="agent")
API = READ.api


def tokens_of(office: Office, api: str) -> list[str]:
    return [request.url.params["access_token"] for request in office.corp.calls(api)]


async def test_each_secret_has_its_token_and_all_processes_share_them(office: Office) -> None:
    other = office.process()
    await asyncio.gather(*(one.get(READ, {}) for one in (office.client, other) for _ in range(4)))
    await asyncio.gather(*(one.get(AGENT, {}) for one in (office.client, other)))
    assert len(office.corp.calls("gettoken")) == 2
    assert set(tokens_of(office, API)) == {"hush-contact-1"}
    assert set(tokens_of(office, "user/get")) == {"hush-agent-2"}
    asked = office.corp.calls("gettoken")[0]
    assert (asked.method, asked.url.params["corpid"]) == ("GET", CONFIG.corp_id)


async def test_a_corporation_with_one_secret_has_one_token(office: Office) -> None:
    client = office.process(contact_secret="hush-agent")
    await client.get(READ, {})
    await client.get(AGENT, {})
    assert len(office.corp.calls("gettoken")) == 1


async def test_a_new_secret_does_not_use_the_token_of_the_old_one(office: Office) -> None:
    await office.client.get(READ, {})
    await office.process(contact_secret="hush-new").get(READ, {})
    assert tokens_of(office, API) == ["hush-contact-1", "hush-new-2"]


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
@pytest.mark.parametrize("call", [READ, WRITE])
async def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(
    office: Office, errcode: int, call: Call
) -> None:
    office.corp.says(call.api, {"errcode": errcode, "errmsg": "x"}, {"errcode": 0})
    await office.client.post(call, {})
    assert tokens_of(office, call.api) == ["hush-contact-1", "hush-contact-2"]
    office.corp.says(call.api, {"errcode": errcode, "errmsg": "x"})
    with pytest.raises(OutsideUnavailable):
        await office.client.post(call, {})
    assert len(office.corp.calls(call.api)) == 4


async def test_a_token_that_ends_in_the_midst_of_a_crowd_is_asked_for_once(office: Office) -> None:
    await office.client.get(READ, {})
    other = office.process()
    await other.get(READ, {})

    def old_is_over(request: httpx.Request) -> object:
        is_old = request.url.params["access_token"] == "hush-contact-1"
        return {"errcode": 42001, "errmsg": "expired"} if is_old else {"errcode": 0}

    office.corp.says(API, old_is_over)
    await asyncio.gather(*(one.get(READ, {}) for one in (office.client, other) for _ in range(10)))
    assert len(office.corp.calls("gettoken")) == 2


async def test_a_token_is_used_until_its_end_and_not_after(office: Office) -> None:
    await office.client.get(READ, {})
    (name,) = [key async for key in office.valkey.scan_iter("wecom:token:*")]
    assert b"hush" not in name
    over = Leased("over", time.time() - 1)
    await office.valkey.set(name, json.dumps({"value": over.value, "expires_at": over.expires_at}))
    await office.process().get(READ, {})
    assert tokens_of(office, API) == ["hush-contact-1", "hush-contact-2"]


@pytest.mark.parametrize("errcode", [40001, 40013, 60020, 50003, 48002])
async def test_wrong_papers_are_told_at_once_and_not_tried_again(office: Office, errcode: int) -> None:
    office.corp.says("gettoken", {"errcode": errcode, "errmsg": "no"})
    with pytest.raises(WecomForbidden) as caught:
        await office.client.get(READ, {})
    assert caught.value.errcode == errcode
    assert len(office.corp.requests) == 1


async def test_without_valkey_each_process_asks_for_itself(office: Office) -> None:
    alone = Redis(host="127.0.0.1", port=1)
    client = WecomClient(CONFIG, alone, office.clock, httpx.MockTransport(office.corp.handle))
    office.clients.append(client)
    for _ in range(3):
        await client.get(READ, {})
    assert len(office.corp.calls("gettoken")) == 1
    assert await client.budgets.budgets() == ()
    office.corp.says(API, {"errcode": 45009, "errmsg": ""})
    with pytest.raises(WecomThrottled) as caught:
        await client.get(READ, {})
    assert caught.value.seconds == 60


KINDS = [
    *((code, WecomForbidden) for code in (60020, 48002, 84074, 50002, 50003)),
    (84061, NotAContact),
    *((code, WelcomeCodeGone) for code in (41050, 41051, 41096)),
    (40068, WecomTagUnknown),
    (40071, WecomNameTaken),
    (41044, CodeWayUnknown),
    *((code, WecomRefused) for code in (40058, 41063, 81017, 60111, 40096, 999999)),
]


@pytest.mark.parametrize(("errcode", "kind"), KINDS)
async def test_refusals_by_number_alone(office: Office, errcode: int, kind: type[WecomRefused]) -> None:
    office.corp.says(API, {"errcode": errcode, "errmsg": "ok, 45009 84061 system busy"})
    with pytest.raises(WecomRefused) as caught:
        await office.client.get(READ, {})
    assert (type(caught.value), caught.value.errcode) == (kind, errcode)
    assert len(office.corp.calls(API)) == 1


async def test_a_missing_errcode_is_success(office: Office) -> None:
    office.corp.says(API, {"anything": "errcode"})
    assert json.loads(await office.client.get(READ, {})) == {"anything": "errcode"}


@pytest.mark.parametrize(
    "answer",
    [{"errcode": -1, "errmsg": "busy"}, 502, b"<html>", httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut")],
)
async def test_what_says_nothing_is_repeated_only_where_that_is_harmless(office: Office, answer: object) -> None:
    office.corp.says(API, answer)  # type: ignore[arg-type]
    with pytest.raises(OutsideUnavailable):
        await office.client.get(READ, {})
    assert len(office.corp.calls(API)) == 3
    office.corp.says(API, answer, {"errcode": 0})  # type: ignore[arg-type]
    await office.client.get(READ, {})
    office.corp.says(WRITE.api, answer, {"errcode": 0})  # type: ignore[arg-type]
    with pytest.raises(OutsideUnavailable):
        await office.client.post(WRITE, {})
    assert len(office.corp.calls(WRITE.api)) == 1


async def test_no_call_is_made_inside_a_transaction(office: Office) -> None:
    mark = in_transaction.set(True)
    try:
        with pytest.raises(AssertionError):
            await office.client.get(READ, {})
    finally:
        in_transaction.reset(mark)
    assert office.corp.requests == []


async def test_chinese_goes_as_it_is(office: Office) -> None:
    await office.client.post(WRITE, {"remark": "门店甲😀"})
    (request,) = office.corp.calls(WRITE.api)
    assert "门店甲😀".encode() in request.content and b"\\u" not in request.content


async def test_an_upload_over_a_real_line_has_a_length(office: Office) -> None:
    """WeCom does not read a file that comes in pieces."""
    server = HookServer()
    await server.start()
    server.answer = lambda call: (200, b'{"access_token":"t","expires_in":7200,"media_id":"M1"}')
    client = WecomClient(replace(CONFIG, base_url=server.url), office.valkey, office.clock)
    office.clients.append(client)
    assert b"M1" in await client.upload("image", "picture.png", b"\x89PNG" + b"0" * 100_000, "image/png")
    (call,) = server.to("/cgi-bin/media/upload")
    assert int(call.headers["content-length"]) == len(call.body) > 100_000
    assert call.headers["content-type"].startswith("multipart/form-data; boundary=")
    await server.stop()


async def test_no_secret_and_no_token_is_logged(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """Over a real socket, to somebody who does not speak HTTP: the client tells such errors with the address."""

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"what?\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(garbage, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = WecomClient(replace(CONFIG, base_url=f"http://127.0.0.1:{port}"), office.valkey, office.clock)
    office.clients.append(client)
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        with pytest.raises(OutsideUnavailable) as caught:
            await client.get(READ, {})
    finally:
        logging.getLogger().removeHandler(handler)
        server.close()
    told = "".join(traceback.format_exception(caught.value)) + "".join(capsys.readouterr()) + "".join(records)
    assert "outside unavailable" in told or "Unanswered" in told
    assert "hush" not in told
