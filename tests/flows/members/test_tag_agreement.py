"""The same data as SQL and as Python: over random figures, and over random histories of members."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import text

from adapters.postgres.members_tag_nights import PostgresTagNights
from adapters.postgres.members_tag_sql import tags_sql
from adapters.postgres.members_tags import PostgresTags
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from domain.members.shanghai_days import as_of
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_night import TagNight
from domain.members.tag_predicates import Tagger
from ports.members.tag_rules import (
    BOUGHT_BASE,
    REPEAT_BASE,
    All,
    Among,
    AnyBetween,
    Between,
    Condition,
    MemberFigures,
)
from tests.flows.members.histories import Histories

TAGGER = Tagger(CATALOGUE)
_TYPES = {"member_id": "uuid"} | dict.fromkeys(("province", "city", "device_system", "device_client"), "text")
_ARRAYS = ("bought_tags", "repeat_tags", "pregnancy_weeks", "child_months")


def edges() -> dict[str, list[Any]]:
    """For each figure the values at which some tag begins or ends, and their neighbours."""
    found: dict[str, set[Any]] = {}

    def note(condition: Condition) -> None:
        if isinstance(condition, All):
            for part in condition.conditions:
                note(part)
            return
        values = found.setdefault(condition.feature, set())
        if isinstance(condition, Among):
            values.update((*condition.values, "别处"))
        if isinstance(condition, Between | AnyBetween):
            for bound in (condition.low, condition.high):
                values.update(() if bound is None else (bound - 1, bound, bound + 1))

    for family in CATALOGUE.families:
        for tag in family.tags:
            note(tag.condition)
    return {name: sorted(values) for name, values in found.items()}


def random_figures(dice: random.Random, values: dict[str, list[Any]]) -> dict[str, Any]:
    """As a row of the figures' query."""
    row: dict[str, Any] = {}
    for name, annotation in MemberFigures.__annotations__.items():
        if name in ("bought_slots", "repeat_slots"):
            continue
        candidates = values.get(name) or [1, 2]
        if annotation is tuple or "tuple" in str(annotation):
            row[name] = [max(0, value) for value in dice.sample(candidates, dice.choice((0, 0, 1, 2)))]
        elif "None" in str(annotation) and dice.random() < 0.2:
            row[name] = None
        else:
            row[name] = dice.choice(candidates)
    row["member_id"] = uuid4()
    row["bought_tags"] = sorted(dice.sample(range(BOUGHT_BASE + 1, BOUGHT_BASE + 9), dice.choice((0, 1, 3)))) or None
    row["repeat_tags"] = sorted(dice.sample(range(REPEAT_BASE + 1, REPEAT_BASE + 9), dice.choice((0, 1)))) or None
    return row


def as_figures(row: dict[str, Any]) -> MemberFigures:
    given = {name: value for name, value in row.items() if name not in ("bought_tags", "repeat_tags")}
    given |= {name: tuple(given[name]) for name in ("pregnancy_weeks", "child_months")}
    bought = tuple(tag - BOUGHT_BASE for tag in row["bought_tags"] or ())
    repeat = tuple(tag - REPEAT_BASE for tag in row["repeat_tags"] or ())
    return MemberFigures(**given, bought_slots=bought, repeat_slots=repeat)


async def test_sql_and_python_say_the_same_of_random_figures(uow: PostgresUnitOfWork) -> None:
    dice, values = random.Random(7), edges()
    rows = [random_figures(dice, values) for _ in range(3000)]
    names = list(rows[0])
    kinds = {name: _TYPES.get(name, "int[]" if name in _ARRAYS else "bigint") for name in names}
    columns = ", ".join(f"{name} {kinds[name]}" for name in names)
    statement = Statement(
        text(
            f"select f.member_id, {tags_sql(CATALOGUE)} as tags"
            f" from jsonb_to_recordset(cast(:rows as jsonb)) as r ({columns}),"
            f" lateral (select {', '.join(_column(name, kinds[name]) for name in names)}) f"
        )
    )
    async with uow.reading() as tx:
        found = await statement.all(tx, rows=msgspec.json.encode(rows).decode())
    told = {row["member_id"]: row["tags"] for row in found}
    assert len(told) == len(rows)
    given: set[int] = set()
    for row in rows:
        expected = TAGGER.tags(as_figures(row))
        assert told[row["member_id"]] == expected, row
        given.update(expected)
    assert {tag.id for family in CATALOGUE.families for tag in family.tags} <= given, "every tag was tried"


def _column(name: str, kind: str) -> str:
    if name in ("level_slot", "preferred_slot"):
        return f"cast(r.{name} as int) as {name}"
    return f"r.{name}"


async def test_one_by_one_and_all_at_once_give_the_same_tags(
    uow: PostgresUnitOfWork, histories: Histories, clock: Any
) -> None:
    now = clock.now()
    members = await histories.fill(seed=11, members=400, now=now)
    store, nights = PostgresTags(lambda: None), PostgresTagNights(CATALOGUE)
    async with uow.begin() as tx:
        assert await store.refresh_slots(tx) > 0
    moment, incremental = as_of(now), {}
    for start in range(0, len(members), 37):
        async with uow.reading() as tx:
            for figures in await store.figures(tx, members[start : start + 37], moment):
                incremental[figures.member_id] = TAGGER.tags(figures)
    async with uow.begin() as tx:
        gathered, _ = await nights.gather(tx, moment)
    full = {row["member_id"]: row["tags"] for row in await histories.pool.fetch("select * from members.tag_fresh")}
    assert gathered == len(members) == len(full)
    assert incremental == full
    seen = {tag for tags in full.values() for tag in tags}
    assert len(seen) > 200, sorted(seen)


async def test_a_night_writes_what_events_left_and_finds_nothing_off(
    uow: PostgresUnitOfWork, histories: Histories, clock: Any
) -> None:
    now: datetime = clock.now()
    members = await histories.fill(seed=5, members=60, now=now)
    store, nights = PostgresTags(lambda: None), PostgresTagNights(CATALOGUE)
    night = TagNight(uow, (store, nights), CATALOGUE, clock)
    assert await night.run(now) == len(members)
    tomorrow = now + timedelta(days=1)
    assert await night.run(tomorrow) == len(members)
    runs = await histories.pool.fetch("select * from members.tag_run order by day")
    assert [(run["state"], run["off"]) for run in runs] == [("done", 0), ("done", 0)]
    assert runs[0]["changed"] == len(members)
    # A purchase that nobody was told of: the night finds it, and says so.
    await histories.order(members[0], now, paid_fen=1_000_000)
    await night.run(now + timedelta(days=2))
    last = await histories.pool.fetchrow("select * from members.tag_run order by day desc limit 1")
    assert last["off"] == 1
