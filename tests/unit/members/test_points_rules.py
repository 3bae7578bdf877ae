"""Whatever happens to accounts of points, their entries prove it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from domain.members import points_rules as rules
from domain.members.points_rules import Posting
from ports.kernel import MemberId
from ports.members.points import PointsShort
from ports.members.points_store import Entry, Lot, Purse

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
PEOPLE = [MemberId(UUID(int=number)) for number in range(1, 4)]
people = st.sampled_from(PEOPLE)
amounts = st.integers(1, 500)


class Accounts(RuleBasedStateMachine):
    """Three members who earn, spend, hold, owe, expire, merge and part. Every account equals its entries."""

    holds = Bundle("holds")

    @initialize()
    def open(self) -> None:
        self.now = START
        self.purses = {member: Purse(member) for member in PEOPLE}
        self.became: dict[MemberId, MemberId] = {}
        self.entries: list[Entry] = []
        self.held: dict[int, tuple[MemberId, MemberId, tuple[Lot, ...]]] = {}
        self.spendings: list[tuple[MemberId, list[Lot], int]] = []

    def book(self, posting: Posting) -> None:
        assert sum(entry.points for entry in posting.entries) == 0
        self.entries.extend(posting.entries)
        self.purses[posting.after.member_id] = posting.after

    def purse(self, member: MemberId) -> Purse:
        while member in self.became:
            member = self.became[member]
        self.book(rules.expired(self.purses[member], self.now))
        return self.purses[member]

    def group(self, member: MemberId) -> set[MemberId]:
        found = {member}
        while more := {gone for gone, kept in self.became.items() if kept in found} - found:
            found |= more
        return found

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(member=people, points=amounts, days=st.integers(1, 60))
    def earn(self, member: MemberId, points: int, days: int) -> None:
        self.book(rules.earned(self.purse(member), points, self.now + timedelta(days=days)))

    @rule(member=people, points=amounts)
    def spend(self, member: MemberId, points: int) -> None:
        before = self.purse(member)
        if points > before.available:
            with pytest.raises(PointsShort):
                rules.spent(before, points)
            return
        posting = rules.spent(before, points)
        self.book(posting)
        taken = [Lot(-e.points, e.until, e.origin) for e in posting.entries if e.account == "available" and e.until]
        assert [lot.until for lot in taken] == sorted(lot.until for lot in taken), "the first to end goes first"
        assert all(lot.until <= other.until for lot in taken for other in posting.after.lots)
        self.spendings.append((before.member_id, taken, 0))

    @rule(place=st.integers(0, 50), points=amounts)
    def give_back(self, place: int, points: int) -> None:
        if not self.spendings:
            return
        place %= len(self.spendings)
        member, lots, returned = self.spendings[place]
        points = min(points, sum(lot.points for lot in lots) - returned)
        if points:
            back = rules.last_spent(lots, returned, points)
            assert sum(lot.points for lot in back) == points
            self.book(rules.given_back(self.purse(member), back, self.now + timedelta(days=30)))
            self.spendings[place] = (member, lots, returned + points)

    @rule(member=people, points=amounts)
    def take_back(self, member: MemberId, points: int) -> None:
        before = self.purse(member)
        self.book(rules.taken_back(before, points, before.lots[-1].until if before.lots else None))

    @rule(target=holds, member=people, points=amounts)
    def hold(self, member: MemberId, points: int) -> int:
        before, number = self.purse(member), len(self.held)
        points = min(points, before.available)
        if points:
            posting, lots = rules.held(before, points)
            self.book(posting)
            self.held[number] = (before.member_id, member, lots)
        else:
            self.held[number] = (before.member_id, member, ())
        return number

    @rule(number=holds, paid=st.booleans())
    def settle(self, number: int, paid: bool) -> None:
        member, owner, lots = self.held[number]
        if lots:
            before = self.purses[member]
            self.book(rules.used(before, lots) if paid else rules.released(before, lots, self.now))
            self.held[number] = (member, owner, ())

    @rule(gone=people, kept=people)
    def merge(self, gone: MemberId, kept: MemberId) -> None:
        if gone in self.became or self.purse(kept).member_id in self.group(gone):
            return
        giver, posting = rules.merged(self.purse(gone), self.purse(kept))
        self.book(posting)
        self.purses[gone] = giver
        self.give([number for number, (member, _, _) in self.held.items() if member == gone], gone, posting.after)
        self.became[gone] = kept

    @rule(gone=people)
    def part(self, gone: MemberId) -> None:
        if gone not in self.became:
            return
        kept, owners = self.purse(gone), self.group(gone)
        taker, posting = rules.parted(self.purses[gone], kept, owners)
        self.book(posting)
        self.purses[gone] = taker
        going = [n for n, (member, owner, _) in self.held.items() if member == kept.member_id and owner in owners]
        self.give(going, kept.member_id, taker)
        del self.became[gone]

    def give(self, numbers: list[int], giver: MemberId, taker: Purse) -> None:
        for number in numbers:
            _, owner, lots = self.held[number]
            given = rules.moved_hold(self.purses[giver], self.purses[taker.member_id], lots)
            self.purses[giver], self.purses[taker.member_id], there, entries = given
            assert sum(entry.points for entry in entries) == 0
            self.entries.extend(entries)
            self.held[number] = (taker.member_id, owner, there)

    @invariant()
    def every_account_is_its_entries(self) -> None:
        assert sum(entry.points for entry in self.entries) == 0
        for member, purse in self.purses.items():
            own = [entry for entry in self.entries if entry.member_id == member]
            assert purse.held == sum(entry.points for entry in own if entry.account == "held") >= 0
            assert purse.owed == -sum(entry.points for entry in own if entry.account == "owed") >= 0
            lots: dict[tuple[datetime | None, MemberId | None], int] = {}
            for entry in own:
                if entry.account == "available":
                    lots[entry.until, entry.origin] = lots.get((entry.until, entry.origin), 0) + entry.points
            assert {key: points for key, points in lots.items() if points} == {
                (lot.until, lot.origin): lot.points for lot in purse.lots
            }
            assert all(lot.points > 0 and lot.origin != member for lot in purse.lots)
            assert not (purse.owed and purse.available)
            assert purse.held == sum(
                lot.points for holder, _, held in self.held.values() if holder == member for lot in held
            )


TestAccounts = Accounts.TestCase


def test_points_end_with_their_month_in_shanghai() -> None:
    assert rules.expiry(datetime(2024, 2, 29, 12, tzinfo=UTC), 12) == datetime(2025, 2, 28, 16, tzinfo=UTC)
    assert rules.expiry(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), 1) == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert rules.expiry(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 1) == datetime(2026, 2, 28, 16, tzinfo=UTC)
