"""Join codes go on to the next group when one is full, and are never made twice behind an operator's back (G2)."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.community.join_code_desk import JoinCodeBusy, JoinCodeChanged, JoinCodeStopped
from ports.community.join_codes import JoinCodeRules, JoinCodeView, KeepJoinCode
from ports.kernel import Invalid
from tests.flows.community.conftest import OPERATOR, Circle

SEVEN = tuple(f"wr{number}" for number in range(7))
RULES = JoinCodeRules("门店入群", SEVEN, 195, makes_rooms=False, room_name="")
_CHAT = """
    insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at, read_at)
    values ($1, $1, 'mei', '', '{}', 'ordinary', 'normal', $2, '1', $3, $3)
"""


class Doors:
    def __init__(self, circle: Circle) -> None:
        self.circle, self.shop, self.rooms = circle, circle.shop, circle.wecom.rooms
        self.desk = circle.parts.group_posts.join_code_desk
        self.codes = circle.parts.group_posts.join_codes

    async def made(self, rules: JoinCodeRules = RULES) -> JoinCodeView:
        await self.desk.create(OPERATOR, rules)
        await self.shop.settle()
        return await self.see()

    async def see(self) -> JoinCodeView:
        [one] = await self.desk.all(OPERATOR)
        return one

    async def fill(self, chat_id: str, members: int) -> None:
        await self.shop.rows("update community.chat set members = $2 where chat_id = $1", chat_id, members)

    async def dismiss(self, chat_id: str) -> None:
        await self.shop.rows(
            "update community.chat set state = 'dismissed', dismissed_at = now() where chat_id = $1", chat_id
        )

    def told(self) -> list[tuple[str, ...]]:
        return [way.chat_ids for way in self.rooms.ways.values()]


@pytest.fixture
async def doors(circle: Circle) -> Doors:
    for chat_id in SEVEN:
        await circle.shop.rows(_CHAT, chat_id, 20, circle.shop.clock.now())
    return Doors(circle)


async def test_five_are_told_and_the_next_takes_the_place_of_a_full_one(doors: Doors) -> None:
    made = await doors.made()
    assert (made.state, made.reserve, made.qr_url) == ("active", 2, "https://wecom.test/way0.png")
    assert doors.told() == [SEVEN[:5]] and await doors.codes.turn() == 0
    await doors.fill("wr1", 195)
    assert await doors.codes.turn() == 1
    assert doors.told() == [("wr0", "wr2", "wr3", "wr4", "wr5")]
    await doors.dismiss("wr0")
    await doors.codes.turn()
    assert doors.told() == [("wr2", "wr3", "wr4", "wr5", "wr6")] and (await doors.see()).reserve == 0
    assert await doors.codes.turn() == 0


async def test_the_operator_is_warned_before_the_last_is_full(doors: Doors) -> None:
    await doors.made(replace(RULES, chat_ids=("wr0", "wr1")))
    assert (await doors.see()).problem is None
    await doors.fill("wr0", 199)
    await doors.codes.turn()
    assert "没有备用" in ((await doors.see()).problem or "") and doors.told() == [("wr1",)]
    await doors.fill("wr1", 199)
    await doors.codes.turn()
    assert "已满" in ((await doors.see()).problem or "") and doors.told() == [("wr1",)]
    # Members leave again.
    await doors.fill("wr0", 3)
    await doors.codes.turn()
    assert doors.told() == [("wr0",)]


async def test_wecom_opens_rooms_where_it_may(doors: Doors) -> None:
    await doors.made(replace(RULES, chat_ids=("wr0",), makes_rooms=True, room_name="暖禾妈妈群"))
    await doors.fill("wr0", 200)
    await doors.codes.turn()
    [way] = doors.rooms.ways.values()
    assert (way.makes_rooms, way.room_name, way.chat_ids) == (True, "暖禾妈妈群", ("wr0",))
    assert (await doors.see()).problem is None


async def test_it_is_made_once_by_many_jobs(doors: Doors) -> None:
    made = await doors.desk.create(OPERATOR, RULES)
    await asyncio.gather(*(doors.codes.on_keep(KeepJoinCode(made.id)) for _ in range(8)))
    await doors.shop.settle()
    assert len(doors.told()) == 1 and (await doors.see()).state == "active"


async def test_a_lost_answer_waits_for_a_person(doors: Doors) -> None:
    doors.rooms.lose_made = True
    lost = await doors.made()
    assert (lost.state, lost.qr_url) == ("unknown", None) and lost.problem
    for _ in range(3):
        doors.shop.clock.pass_(minutes=10)
        await doors.codes.turn()
        await doors.shop.settle()
    assert len(doors.told()) == 1
    dashboard = doors.shop.services.dashboard
    assert (await dashboard.attention(OPERATOR)).join_code_problems == 1
    await doors.desk.change(OPERATOR, lost.id, RULES, lost.version)
    await doors.shop.settle()
    assert (await doors.see()).state == "active" and len(doors.told()) == 2
    assert (await dashboard.attention(OPERATOR)).join_code_problems == 0


async def test_who_dies_while_it_is_made_leaves_it_in_doubt(doors: Doors) -> None:
    made = await doors.desk.create(OPERATOR, RULES)
    await doors.shop.rows("update community.join_code set state = 'starting'")
    with pytest.raises(JoinCodeBusy):
        await doors.desk.change(OPERATOR, made.id, RULES, 1)
    await doors.shop.settle()
    doors.shop.clock.pass_(minutes=6)
    await doors.codes.turn()
    assert (await doors.see()).state == "unknown" and doors.told() == []


async def test_throttled_comes_again_and_refused_is_said(doors: Doors) -> None:
    doors.rooms.refuses_ways = 48002
    refused = await doors.made()
    assert refused.state == "failed" and refused.problem
    doors.rooms.refuses_ways = None
    doors.rooms.dead_pictures = True
    await doors.desk.change(OPERATOR, refused.id, RULES, refused.version)
    await doors.shop.settle()
    assert ((await doors.see()).state, (await doors.see()).qr_url) == ("active", None)
    doors.rooms.dead_pictures = False
    await doors.codes.turn()
    assert (await doors.see()).qr_url and len(doors.told()) == 1


async def test_it_is_changed_and_stopped(doors: Doors) -> None:
    made = await doors.made()
    with pytest.raises(Invalid):
        await doors.desk.change(OPERATOR, made.id, replace(RULES, chat_ids=("nowhere",)), made.version)
    with pytest.raises(JoinCodeChanged):
        await doors.desk.change(OPERATOR, made.id, RULES, made.version - 1)
    await doors.desk.change(OPERATOR, made.id, replace(RULES, chat_ids=("wr6",)), made.version)
    await doors.shop.settle()
    assert doors.told() == [("wr6",)]
    await doors.desk.stop(OPERATOR, made.id)
    await doors.shop.settle()
    assert (await doors.see()).state == "stopped" and doors.told() == []
    with pytest.raises(JoinCodeStopped):
        await doors.desk.stop(OPERATOR, made.id)
