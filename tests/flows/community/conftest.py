"""A shop with a WeCom whose truth the test knows, and short words for what reaches the shop of it."""

import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import msgspec
import pytest

from ports.governance.api import Actor
from ports.kernel import OperatorId
from ports.members.tasks import TaskRow
from ports.outside.wecom import FollowFacts
from ports.outside.wecom_app import WecomEvent
from tests.flows.community.ugc import Judge, Wall
from tests.flows.community.wecom import Wecom
from tests.flows.orders.conftest import HandClock, Shop, Shopper
from tests.flows.play.stage import EDITOR

OPERATOR = Actor(OperatorId(UUID(int=3)), "小周", frozenset({"community.read", "community.write"}), "127.0.0.1")
_WIPE = """
truncate community.guide, community.contact, community.follow, community.follow_tag, community.corp_tag_group,
    community.corp_tag, community.tags_read, community.comparison, community.comparison_gap,
    community.live_code, community.greeting, community.transfer, community.transfer_contact,
    community.unassigned, community.loss, community.tag_link, community.tag_push, community.touches,
    community.touch_openings, community.touch_moves, community.attributed_orders, community.order_kept,
    community.rule_books, community.personal_guides, community.personal_guide_moves, community.personal_codes,
    community.handover_turn, community.guide_session, community.guide_login, community.guide_task,
    community.guide_note, community.script,
    community.draft, community.allowance_rule, community.allowance_use, community.guide_template, community.coupon_gift,
    community.chat, community.chat_member, community.chat_comparison, community.chat_comparison_gap,
    community.group_post, community.group_post_send,
    community.group_post_chat, community.join_code, community.moment, community.moment_guide, community.guide_day,
    community.guide_reading, community.leaver_contact
"""


class Circle:
    """The shop's circle of contacts."""

    def __init__(self, shop: Shop, wecom: Wecom) -> None:
        self.shop, self.wecom = shop, wecom
        self.parts = shop.modules.community

    async def told(self, event: WecomEvent, key: str | None = None) -> None:
        """A callback arrives; workers have not looked yet."""
        body = json.dumps({"kind": type(event).__name__} | msgspec.to_builtins(event)).encode()
        query = {"signature": "right", "key": key or uuid4().hex}
        await self.parts.callback_desk.receive(query, body)

    async def compare(self) -> None:
        """A whole comparison, by a worker that goes on until it is done."""
        self.shop.clock.pass_(hours=2)
        assert await self.parts.comparison.open_due() == 1
        await self.go_on()

    async def go_on(self) -> None:
        for _ in range(100):
            [(state,)] = await self.shop.rows("select state from community.comparison order by number desc limit 1")
            if state not in ("running", "stopping"):
                return
            await self.parts.comparison.go_on()
            self.shop.clock.pass_(minutes=2)
        raise AssertionError("the comparison does not end")

    async def mirrored(self) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...]]]:
        """Active pairs: remark, description, tags."""
        rows = await self.shop.rows("""
            select f.user_id, f.contact_id, f.remark, f.description,
                   array(select tag_id from community.follow_tag t
                         where t.user_id = f.user_id and t.contact_id = f.contact_id order by 1)
            from community.follow f where f.ended_at is null
        """)
        return {(row[0], row[1]): (row[2], row[3], tuple(row[4])) for row in rows}

    def truth(self) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...]]]:
        return {pair: _facts(follow) for pair, follow in self.wecom.pairs.items() if pair[0] in self.wecom.staff_ids}

    async def run(self) -> tuple[str, int, int, int]:
        """The last comparison: its state, missing, extra, different."""
        [row] = await self.shop.rows(
            "select state, missing, extra, different from community.comparison order by number desc limit 1"
        )
        return row[0], row[1], row[2], row[3]


def _facts(follow: FollowFacts) -> tuple[str, str, tuple[str, ...]]:
    return follow.remark, follow.description, tuple(sorted(follow.tag_ids))


@pytest.fixture
async def circle(database_url: str, servers, tmp_path) -> AsyncIterator[Circle]:
    wecom = Wecom(HandClock())
    shop = Shop(database_url, servers.valkey_url, str(tmp_path), wecom=wecom.partners(), clock=wecom.clock)
    await shop.open()
    await shop.rows(_WIPE)
    yield Circle(shop, wecom)
    await shop.built.database.close()
    await shop.built.valkey.aclose()


_WIPE_UGC = """
    truncate community.ugc, community.ugc_summary, community.ugc_trace, community.ugc_move, members.task,
        members.points_account, members.points_booking, members.points_hold, members.points_order,
        members.points_bonus, members.points_adjustment cascade
"""
REVIEW_TASK = TaskRow("review", "写评价", "", "review", 30, "total", 20, True, 1, 0)


@pytest.fixture
async def wall(database_url: str, servers, tmp_path) -> AsyncIterator[Wall]:
    judge = Judge()
    shop = Shop(database_url, servers.valkey_url, str(tmp_path), content_check=judge)
    await shop.open()
    await shop.rows(_WIPE_UGC)
    await shop.modules.members.play.tasks.put(EDITOR, REVIEW_TASK)
    wall = Wall(shop, judge)
    yield wall
    await wall.assert_figures_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def mei(wall: Wall) -> Shopper:
    return await wall.shop.shopper()
