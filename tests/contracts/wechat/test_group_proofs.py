"""Proofs of groups: from the emulator's phone to our adapter, and every way to forge one."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from adapters.system import SystemClock
from adapters.wechat.client import WechatClient
from adapters.wechat.group_proofs import WechatGroupProofs
from adapters.wechat.mini_program import WechatMiniProgram
from ports.outside.wechat import OPEN_GID_UNPROVEN, ForgedGroupData, StaleGroupData
from tests.emulated import Emulated
from tests.group_data import OPEN_GID, a_key, config, content, flipped, seal

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRESH_SECONDS = config().group_fresh_seconds


class FixedClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def proofs() -> WechatGroupProofs:
    return WechatGroupProofs(config(), FixedClock())


def _play(outside: Emulated, device: str = "phone-1") -> Any:
    async def call(path: str, **more: str) -> Any:
        answer = await outside.http.post(f"/play/{path}", json={"device": device} | more)
        answer.raise_for_status()
        return answer.json()

    return call


async def _session_key(outside: Emulated, valkey_url: str, device: str = "phone-1") -> str:
    valkey = Redis.from_url(valkey_url)
    client = WechatClient(outside.wechat_config(), valkey, outside.wire)
    identity = await WechatMiniProgram(client).login((await outside.login(device))["code"])
    await client.close()
    await valkey.aclose()
    return identity.session_key


async def test_the_group_of_an_emulated_phone(outside: Emulated, valkey_url: str) -> None:
    real = WechatGroupProofs(outside.wechat_config(), SystemClock())
    groups = (await outside.http.get("/play/groups")).json()["items"]
    assert len({group["openGId"] for group in groups}) == len(groups) >= 3
    key, play = await _session_key(outside, valkey_url), _play(outside)
    for group in groups[:3]:
        entered = await play("groups/enter", group=group["key"])
        for sealed in (
            await play("wx/group-enter-info"),
            await play("wx/share-info", shareTicket=entered["shareTicket"]),
        ):
            assert sealed.keys() == {"encryptedData", "iv", "errMsg"}
            assert real.open_group_id(key, sealed["encryptedData"], sealed["iv"]) == group["openGId"]


async def test_a_new_login_and_another_person_cannot_read_it(outside: Emulated, valkey_url: str) -> None:
    real = WechatGroupProofs(outside.wechat_config(), SystemClock())
    key, play = await _session_key(outside, valkey_url), _play(outside)
    await play("groups/enter", group="chunhe")
    sealed = await play("wx/group-enter-info")
    other = await _session_key(outside, valkey_url, "phone-2")
    later = await _session_key(outside, valkey_url)
    assert len({key, other, later}) == 3
    for wrong in (other, later):
        with pytest.raises(ForgedGroupData):
            real.open_group_id(wrong, sealed["encryptedData"], sealed["iv"])
    again = await play("wx/group-enter-info")
    assert real.open_group_id(later, again["encryptedData"], again["iv"])


@pytest.mark.parametrize("seconds", [0, FRESH_SECONDS, -FRESH_SECONDS])
def test_clocks_may_differ_either_way(proofs: WechatGroupProofs, seconds: int) -> None:
    key, at = a_key(), NOW + timedelta(seconds=seconds)
    assert proofs.open_group_id(key, *seal(key, content(at.timestamp()))) == OPEN_GID


@pytest.mark.parametrize("seconds", [FRESH_SECONDS + 1, -FRESH_SECONDS - 1, -(10**9)])
def test_old_and_future_proofs_are_stale(proofs: WechatGroupProofs, seconds: int) -> None:
    key, at = a_key(), NOW + timedelta(seconds=seconds)
    with pytest.raises(StaleGroupData, match="重新打开小程序"):
        proofs.open_group_id(key, *seal(key, content(at.timestamp())))


def _forgeries() -> Iterator[dict[str, Any] | bytes]:
    good = content(NOW.timestamp())
    yield content(NOW.timestamp(), appid="wx4f4bc4dec97d474b")
    yield content(NOW.timestamp(), open_gid="")
    yield content(NOW.timestamp(), open_gid=OPEN_GID[:12])
    yield content(NOW.timestamp(), open_gid=OPEN_GID[:-1] + "%")
    yield content(NOW.timestamp(), open_gid=OPEN_GID + "\n")
    yield {"openGId": OPEN_GID}
    yield {"watermark": good["watermark"]}
    yield good | {"watermark": {"timestamp": "soon", "appid": good["watermark"]["appid"]}}
    yield good | {"watermark": {"timestamp": True, "appid": good["watermark"]["appid"]}}
    yield b"null"
    yield b""
    yield b"\xff\xfe"


@pytest.mark.parametrize("plain", list(_forgeries()))
def test_what_wechat_would_not_say_is_forged(proofs: WechatGroupProofs, plain: dict[str, Any] | bytes) -> None:
    key = a_key()
    with pytest.raises(ForgedGroupData, match="重新打开小程序"):
        proofs.open_group_id(key, *seal(key, plain))


def test_another_persons_session_key_opens_nothing(proofs: WechatGroupProofs) -> None:
    sealed = seal(a_key(), content(NOW.timestamp()))
    for _ in range(300):
        with pytest.raises(ForgedGroupData):
            proofs.open_group_id(a_key(), *sealed)


def test_every_flipped_bit_of_the_sealed_text_is_found(proofs: WechatGroupProofs) -> None:
    key = a_key()
    sealed, iv = seal(key, content(NOW.timestamp()))
    for forged in flipped(sealed):
        with pytest.raises(ForgedGroupData):
            proofs.open_group_id(key, forged, iv)


def test_a_flipped_iv_changes_nothing_that_is_proven(proofs: WechatGroupProofs) -> None:
    """The cipher does not protect its first block: whoever gets through there still names the same group."""
    key = a_key()
    sealed, iv = seal(key, content(NOW.timestamp()))
    heads = set()
    for forged in flipped(iv):
        try:
            found = proofs.open_group_id(key, sealed, forged)
        except ForgedGroupData:
            continue
        assert found[OPEN_GID_UNPROVEN:] == OPEN_GID[OPEN_GID_UNPROVEN:]
        heads.add(found[:OPEN_GID_UNPROVEN])
    assert heads and OPEN_GID[:OPEN_GID_UNPROVEN] not in heads


def test_a_text_without_its_first_blocks_is_forged(proofs: WechatGroupProofs) -> None:
    """With a known text a client can write the first block anew, before any later one: too little of an id is left."""
    key, plain = a_key(), json.dumps(content(NOW.timestamp()), separators=(",", ":")).encode()
    sealed, _ = (base64.b64decode(part) for part in seal(key, content(NOW.timestamp())))
    wanted = b'{"openGId":"AAAA'
    known = plain[16:32]
    forged_iv = bytes(c ^ p ^ w for c, p, w in zip(sealed[:16], known, wanted, strict=True))
    with pytest.raises(ForgedGroupData):
        proofs.open_group_id(key, base64.b64encode(sealed[16:]).decode(), base64.b64encode(forged_iv).decode())


def test_the_time_of_the_machine_is_what_counts() -> None:
    key = a_key()
    assert WechatGroupProofs(config(), SystemClock()).open_group_id(key, *seal(key, content(time.time()))) == OPEN_GID
