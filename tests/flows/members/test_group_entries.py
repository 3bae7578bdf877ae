"""From which WeChat group a member came: login, entry and proof, from the emulated phone to the table of members."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from redis.asyncio import Redis
from sqlalchemy import text

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.postgres.members import PostgresAddressStore, PostgresMemberStore
from adapters.postgres.members_views import PostgresMemberViews
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, SystemRng, Uuid7
from adapters.wechat.client import WechatClient
from adapters.wechat.group_proofs import WechatGroupProofs
from adapters.wechat.mini_program import WechatMiniProgram
from domain.members.group_entries import GroupEntries
from domain.members.identity import Identity
from ports.kernel import MemberId
from ports.members.api import GroupSessionExpired
from ports.outside.wechat import ForgedGroupData
from tests.emulated import Emulated, emulated
from tests.flows.conftest import Told
from tests.group_data import flipped
from tests.identities import parts

_ENROLLED = Statement(
    text(
        "insert into members.member (id, openid, nickname, level_code, joined_at)"
        " values (:id, :openid, '小禾', 'bronze', now())"
    )
)


@pytest.fixture(scope="session")
def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("emulator")


class Door:
    """The shop's side of the door, and the phones of those who come in."""

    def __init__(self, uow: PostgresUnitOfWork, outside: Emulated, client: WechatClient) -> None:
        self.uow, self.outside, self.client = uow, outside, client
        self.api: Any = None

    def opened_by(self, cipher: KeyedFieldCipher) -> None:
        store, clock = PostgresMemberStore(), SystemClock()
        groups = GroupEntries(store, WechatGroupProofs(self.outside.wechat_config(), clock), cipher)
        stores = (store, PostgresAddressStore(), PostgresMemberViews(cipher))
        around = (WechatMiniProgram(self.client), cipher, Told())
        last = parts(self.uow, store, groups, around[2], (clock, Uuid7()))
        self.api = Identity(self.uow, stores, around, (clock, Uuid7(), SystemRng()), last)

    async def sign_in(self, device: str) -> MemberId:
        session = await self.api.sign_in((await self.outside.login(device))["code"])
        return MemberId(session.member.id)

    async def proof(self, device: str, group: str) -> tuple[str, str]:
        await self._play("groups/enter", device=device, group=group)
        found = await self._play("wx/group-enter-info", device=device)
        return found["encryptedData"], found["iv"]

    async def entered(self, member_id: UUID, proof: tuple[str, str]) -> str:
        async with self.uow.begin() as tx:
            found: str = await self.api.group_entered(tx, MemberId(member_id), *proof)
            return found

    async def _play(self, path: str, **body: str) -> Any:
        answer = await self.outside.http.post(f"/play/{path}", json=body)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
async def door(
    uow: PostgresUnitOfWork, emulator_home: Path, cipher: KeyedFieldCipher, valkey_url: str
) -> AsyncIterator[Door]:
    valkey = Redis.from_url(valkey_url)
    async with emulated(emulator_home) as outside:
        client = WechatClient(outside.wechat_config(), valkey, outside.wire)
        door = Door(uow, outside, client)
        door.opened_by(cipher)
        yield door
        await client.close()
    await valkey.aclose()


async def test_three_groups_are_three_and_the_same_proof_again_is_the_same_group(door: Door) -> None:
    member_id = await door.sign_in("phone-1")
    proofs = [await door.proof("phone-1", group) for group in ("chunhe", "mama", "class")]
    found = [await door.entered(member_id, proof) for proof in (*proofs, *proofs)]
    assert len(set(found)) == 3
    assert found[:3] == found[3:]


async def test_two_people_of_one_group_came_from_the_same(door: Door) -> None:
    found = set()
    for device in ("phone-1", "phone-2"):
        member_id = await door.sign_in(device)
        found.add(await door.entered(member_id, await door.proof(device, "run")))
    (name,) = found
    known = {group["key"]: group["openGId"] for group in (await door.outside.http.get("/play/groups")).json()["items"]}
    assert known["run"].endswith(name) and len(name) == 24


async def test_the_proof_of_somebody_else_is_refused(door: Door) -> None:
    await door.sign_in("phone-1")
    other = await door.sign_in("phone-2")
    with pytest.raises(ForgedGroupData):
        await door.entered(other, await door.proof("phone-1", "run"))


async def test_a_new_login_makes_proofs_of_before_unreadable(door: Door) -> None:
    member_id = await door.sign_in("phone-1")
    proof = await door.proof("phone-1", "run")
    assert await door.entered(member_id, proof)
    assert await door.sign_in("phone-1") == member_id
    with pytest.raises(ForgedGroupData, match="重新打开小程序"):
        await door.entered(member_id, proof)
    assert await door.entered(member_id, await door.proof("phone-1", "run"))


async def test_one_group_cannot_be_made_to_look_like_several(door: Door) -> None:
    """The cipher lets a client change the first characters: none of the texts so made names another group."""
    member_id = await door.sign_in("phone-1")
    sealed, iv = await door.proof("phone-1", "mama")
    found = {await door.entered(member_id, (sealed, iv))}
    for forged in flipped(iv)[-32:]:
        try:
            found.add(await door.entered(member_id, (sealed, forged)))
        except ForgedGroupData:
            continue
    assert len(found) == 1


async def test_who_never_logged_in_is_asked_to_open_the_mini_program_again(door: Door) -> None:
    enrolled = Uuid7().new()
    async with door.uow.begin() as tx:
        await _ENROLLED.run(tx, id=enrolled, openid=f"openid-{enrolled}")
    await door.sign_in("phone-1")
    proof = await door.proof("phone-1", "run")
    for nobody in (enrolled, Uuid7().new()):
        with pytest.raises(GroupSessionExpired, match="重新打开小程序"):
            await door.entered(nobody, proof)


async def test_a_session_key_whose_own_key_is_gone_counts_as_none(door: Door) -> None:
    member_id = await door.sign_in("phone-1")
    proof = await door.proof("phone-1", "run")
    door.opened_by(KeyedFieldCipher([Key("later", "sm4-gcm", bytes(16))], bytes(range(32))))
    with pytest.raises(GroupSessionExpired):
        await door.entered(member_id, proof)


async def test_nothing_secret_is_logged(door: Door) -> None:
    member_id = await door.sign_in("phone-1")
    sealed, iv = await door.proof("phone-1", "run")
    with structlog.testing.capture_logs() as lines:
        assert await door.entered(member_id, (sealed, iv))
        with pytest.raises(ForgedGroupData):
            await door.entered(member_id, (flipped(sealed)[0], iv))
    assert [line["event"] for line in lines] == ["group data cannot be read"]
    assert lines[0].keys() == {"event", "log_level", "reason"}
