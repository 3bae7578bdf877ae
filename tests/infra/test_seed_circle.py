"""The seeded circle in WeCom: every page has something to show, and a comparison finds nothing to set right."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.prove.world import World
from app.runtime.netports import choose_port
from app.runtime.scratch import scratch_servers
from app.seed.clock import OwnDeliveries, PastClock
from app.seed.run import SMALL, Seeding
from app.settings import Settings
from app.wiring import build
from app.wiring.outer import Replacements

COUNTS = """
    select (select count(*) from community.live_code where state = 'active' and qr_url is not null) as live_codes,
           (select count(*) from community.greeting where state = 'sent') as welcomed,
           (select count(*) from community.transfer) as transfers,
           (select count(*) from community.transfer_contact where state = 'refused') as refused,
           (select count(*) from community.transfer_contact where state = 'done') as moved,
           (select count(*) from community.loss where state = 'told') as told,
           (select count(*) from community.loss where state = 'silent') as silent,
           (select count(*) from community.guide_task where cause like 'guide:%' and state = 'done') as tasks_done,
           (select count(*) from community.guide_task where cause like 'guide:%' and state = 'open') as tasks_open,
           (select count(*) from community.guide_task where state = 'cancelled') as tasks_cancelled,
           (select count(*) from community.chat where kind = 'vip') as vip,
           (select count(*) from community.chat where kind = 'ordinary') as ordinary,
           (select count(*) from community.join_code where state = 'active') as join_codes,
           (select count(*) from community.group_post where state = 'sent') as sent,
           (select count(*) from community.group_post where state = 'planned') as planned,
           (select count(*) from community.group_post where state = 'draft') as drafts,
           (select count(*) from community.group_post_send where confirmed_at is not null) as confirmed,
           (select count(*) from community.tag_link where state = 'active') as tag_links,
           (select count(*) from community.unassigned) as unassigned,
           (select count(*) from members.official_follower where is_following) as following,
           (select count(*) from members.official_follower where not is_following and unfollowed_at < now()) as ended,
           (select count(*) from members.official_change where is_found and what = 'unfollowed') as ends_found,
           (select count(*) from members.official_follower f join members.identity i on i.app = f.appid
                and i.subject = f.openid and i.channel = 'official_account' join members.member m on m.id = i.member_id
            where m.openid is not null) as shoppers_following
"""
THROUGH_POST = """
    select count(*) from community.attributed_orders a join community.touches t on t.id = a.touch_id
    where t.kind = 'post' and a.rule = 'touch'
"""
VISITS = """
    select count(*) from community.touch_openings o join community.touches t on t.id = o.touch_id where t.kind = 'post'
"""


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """An emulator and nothing else of a shop's own processes."""
    with scratch_servers() as servers:
        ports = {"SIYU_PORT": str(choose_port()), "SIYU_EMULATOR_PORT": str(choose_port())}
        environ = servers.environ() | ports | {"SIYU_MODE": "demo"}
        environ["SIYU_HOOKS_URL"] = f"http://127.0.0.1:{environ['SIYU_PORT']}"
        made = World(environ, servers.home, servers)
        try:
            servers.migrate()
            made.start("emulator")
            await made.wait_for(made.emulator_url + "/health")
            yield made
        finally:
            made.stop()


async def figures(settings: Settings, query: str) -> dict[str, Any]:
    connection = await asyncpg.connect(settings.database_url)
    try:
        row = await connection.fetchrow(query)
    finally:
        await connection.close()
    assert row is not None
    return dict(row)


async def compared(settings: Settings, hours: int) -> list[tuple[str, str, int, int, int]]:
    """The states and findings of comparisons of contacts and of groups, so many hours from now."""
    clock, own = PastClock(), OwnDeliveries()
    clock.set(datetime.now(UTC) + timedelta(hours=hours))
    own.open()
    built = build(settings, Replacements(clock, own))
    async with built.open():
        parts = built.modules.community
        for comparison in (parts.comparison, parts.groups.comparison):
            assert await comparison.open_due() == 1
            for _ in range(10):
                await comparison.go_on()
        pool = await built.database.pool()
        return [
            (table, *(await pool.fetchrow(f"{_LAST} from community.{table} order by number desc limit 1")).values())
            for table in ("comparison", "chat_comparison")
        ]


_LAST = "select state, missing, extra, different"


@pytest.mark.slow
async def test_the_circle_is_whole_and_a_comparison_finds_nothing(world: World, tmp_path: Path) -> None:
    said: list[str] = []
    findings = await Seeding(world.settings, SMALL, said.append).run()
    assert findings is not None and findings.wrong == (), said
    found = await figures(world.settings, COUNTS)
    wanted = {"live_codes": 2, "welcomed": 2, "transfers": 1, "refused": 1, "told": 1, "silent": 1}
    wanted |= {"tasks_done": 1, "tasks_open": 3, "tasks_cancelled": 1, "vip": 1, "ordinary": 2, "join_codes": 1}
    wanted |= {"sent": 4, "planned": 1, "drafts": 4, "confirmed": 3, "tag_links": 1, "unassigned": 4}
    wanted |= {"ended": 6, "ends_found": 0}
    assert {name: found[name] for name in wanted} == wanted
    assert found["shoppers_following"] == found["following"] + 6 >= 12
    assert found["moved"] >= 1
    assert (await figures(world.settings, THROUGH_POST))["count"] >= 1
    assert (await figures(world.settings, VISITS))["count"] >= 3
    assert await compared(world.settings, 2) == [("comparison", "done", 0, 0, 0), ("chat_comparison", "done", 0, 0, 0)]
