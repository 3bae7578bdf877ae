"""Years of a member's life with the shop: whatever happens, the books agree and levels move as they were promised."""

from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from domain.members import growth_rules as rules
from ports.kernel import OrderId
from ports.members.growth import OrderGrowth
from tests.unit.members.level_samples import LEVELS, MEMBER, NOW, RULES, WEIGHTS, standing

CODES = [level.code for level in LEVELS]


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now, self.at = NOW, standing()
        self.known = RULES
        self.orders: dict[int, OrderGrowth] = {}
        self.entries: list[tuple[object, int]] = []
        self.keys: set[str] = set()
        self.by_order: dict[int, int] = {}
        self.of_day: dict[object, int] = {}

    def _growth(self) -> int:
        since = self.now - rules.COUNTS_FOR
        return max(0, sum(value for counts_at, value in self.entries if counts_at > since))  # type: ignore[operator]

    def _book(self, key: str, value: int, counts_at: object = None) -> None:
        if value == 0 or key in self.keys:
            return
        self.keys.add(key)
        self.entries.append((counts_at or self.now, value))
        before = CODES.index(self.at.level_code)
        self.at, change = rules.grown(self.at, self.known, self._growth(), self.now)
        assert CODES.index(self.at.level_code) >= before
        assert (change is not None) == (CODES.index(self.at.level_code) > before)

    def _told(self, number: int, kept_fen: int, *, completed: bool) -> None:
        new = OrderGrowth(OrderId(UUID(int=number)), MEMBER, kept_fen, None, 0, 0)
        before = self.orders.get(number, new)
        after = rules.told(before, kept_fen, self.now if completed else None, self.known.weights.per_yuan)
        self.orders[number] = after
        key = f"order:{number}:{after.kept_fen}"
        if after.completed_at is not None and after.growth != before.growth:
            assert key not in self.keys, "one entry for one amount"
            self.by_order[number] = self.by_order.get(number, 0) + after.growth - before.growth
            self._book(key, after.growth - before.growth, after.completed_at)

    @rule(number=st.integers(1, 6), kept=st.integers(0, 900_000))
    def completes(self, number: int, kept: int) -> None:
        self._told(number, kept, completed=True)

    @rule(number=st.integers(1, 6), kept=st.integers(0, 900_000))
    def is_refunded(self, number: int, kept: int) -> None:
        self._told(number, kept, completed=False)

    @rule(what=st.sampled_from(["review", "share", "check_in"]), key=st.integers(0, 50))
    def interacts(self, what: str, key: int) -> None:
        day = rules.day_of(self.now)
        if f"{what}:{key}" in self.keys:
            return
        value = rules.interaction_growth(self.known.weights, what, self.of_day.get(day, 0))  # type: ignore[arg-type]
        self.of_day[day] = self.of_day.get(day, 0) + value
        self._book(f"{what}:{key}", value)

    @rule(per_yuan=st.integers(0, 5), percent=st.integers(1, 100))
    def settings_change(self, per_yuan: int, percent: int) -> None:
        weights = replace(WEIGHTS, per_yuan=per_yuan, protection_percent=percent)
        self.known = replace(self.known, version=self.known.version + 1, weights=weights)

    @rule(code=st.sampled_from(CODES))
    def is_placed(self, code: str) -> None:
        if code != self.at.level_code:
            self.at, _ = rules.placed(self.at, self.known, code, ("小周", "测试"), self.now)

    @rule(days=st.integers(1, 500))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        if self.at.until is None or self.at.until > self.now:
            return
        before, growth = self.at, self._growth()
        self.at, _ = rules.reviewed(before, self.known, growth, self.now)
        assert CODES.index(self.at.level_code) >= CODES.index(before.level_code) - 1
        assert not (before.is_protected and self.at.is_protected and before.level_code == self.at.level_code)

    @invariant()
    def an_order_is_worth_what_it_keeps(self) -> None:
        for number, order in self.orders.items():
            assert self.by_order.get(number, 0) == order.growth
            done = order.completed_at is not None
            assert order.growth == (order.kept_fen // 100 * order.per_yuan if done else 0)

    @invariant()
    def the_level_is_at_least_what_was_reached_when_growth_last_came(self) -> None:
        if not self.at.is_held:
            assert CODES.index(self.at.level_code) >= CODES.index(rules.reached(LEVELS, self.at.growth).code)

    @invariant()
    def days_have_a_maximum(self) -> None:
        assert all(value <= WEIGHTS.interaction_daily_max for value in self.of_day.values())

    @invariant()
    def whoever_can_fall_is_reviewed(self) -> None:
        assert self.at.until is not None or self.at.level_code == "bronze"


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
