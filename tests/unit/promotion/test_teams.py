"""Teams as pure rules: a table of what happens, then any sequence of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from domain.promotion import teams
from domain.promotion.teams import SEAT_HELD_FOR, AlreadyInTeam, TeamEnded, TeamFull
from ports.kernel import CampaignId, DomainError, MemberId, OrderId, ProductId, SkuId
from ports.promotion.groups import Gathering, GroupCampaign, Seat, SeatState, Team
from ports.promotion.rules import GroupBuy

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
CAMPAIGN = GroupCampaign(
    CampaignId(UUID(int=7)), "拼团", (), GroupBuy((), hours=24), True, START, START + timedelta(days=7)
)


def minutes(count: int) -> datetime:
    return START + timedelta(minutes=count)


def seat(number: int, state: SeatState = "held", *, at: int | None = None) -> Seat:
    """Member and order `number`, seated `at` minutes after the start."""
    taken_at = minutes(number if at is None else at)
    return Seat(
        id=UUID(int=number),
        team_id=UUID(int=99),
        campaign_id=CAMPAIGN.id,
        member_id=MemberId(UUID(int=100 + number)),
        order_id=OrderId(UUID(int=200 + number)),
        sku_id=SkuId(UUID(int=5)),
        units=1,
        state=state,
        taken_at=taken_at,
        held_until=taken_at + SEAT_HELD_FOR,
        paid_at=taken_at if state == "paid" else None,
    )


def gathering(*seats: Seat, size: int = 3, **more: Any) -> Gathering:
    team = Team(
        id=UUID(int=99),
        campaign_id=CAMPAIGN.id,
        product_id=ProductId(UUID(int=6)),
        title="有机棉连体衣",
        size=size,
        state="open",
        leader_id=seats[0].member_id,
        opened_at=START,
        expires_at=teams.expiry(CAMPAIGN, START),
    )
    return Gathering(replace(team, **more), seats)


def states(after: Gathering) -> str:
    """One letter per seat."""
    return "".join({"held": "h", "paid": "p", "lapsed": "x", "left": "-"}[one.state] for one in after.seats)


@pytest.mark.parametrize(
    ("before", "payer", "at", "after", "state", "homeless"),
    [
        ("h", 1, 5, "p", "open", False),
        ("ph", 2, 5, "pp", "open", False),
        ("pph", 3, 5, "ppp", "succeeded", False),
        # A hold that ran out takes a free place, and finds none in a full team.
        ("ppx", 3, 30, "ppp", "succeeded", False),
        ("pph", 3, 30, "ppp", "succeeded", False),
        ("xppp", 1, 30, "ppp", "open", True),
        # Someone else holds the last place and has still time to pay.
        ("xpph", 1, 16, "pph", "open", True),
        # It was the last place, and another hold had run out: that one lapses.
        ("xpph", 1, 30, "pppx", "succeeded", False),
    ],
)
def test_a_payment(before: str, payer: int, at: int, after: str, state: str, homeless: bool) -> None:
    words: dict[str, SeatState] = {"h": "held", "p": "paid", "x": "lapsed", "-": "left"}
    company = gathering(*(seat(number, words[letter]) for number, letter in enumerate(before, 1)))
    found = teams.pay(company, seat(payer).order_id, minutes(at), minutes(at))
    assert found is not None and (found.homeless is not None) is homeless
    if homeless:
        assert found.homeless is not None and found.homeless.paid_at == minutes(at)
        assert states(found.gathering) == after and found.gathering.team.state == state
    else:
        assert (states(found.gathering), found.gathering.team.state) == (after, state)
    counted = [one for one in found.gathering.seats if one.is_counted]
    assert len(counted) == (3 if state == "succeeded" else 0)


@pytest.mark.parametrize("state", ["succeeded", "failed", "closed"])
def test_a_payment_for_a_team_that_ended_finds_no_place(state: str) -> None:
    company = gathering(seat(1, "paid"), seat(2, "lapsed"), state=state, ended_at=minutes(20))
    found = teams.pay(company, seat(2).order_id, minutes(21), minutes(21))
    assert found is not None and found.homeless is not None
    assert found.gathering.team == company.team


@pytest.mark.parametrize("state", ["paid", "left"])
def test_a_payment_that_is_told_again_or_after_the_end_of_its_order_changes_nothing(state: SeatState) -> None:
    company = gathering(seat(1, "paid"), seat(2, state))
    assert teams.pay(company, seat(2).order_id, minutes(3), minutes(3)) is None
    assert teams.pay(company, OrderId(uuid4()), minutes(3), minutes(3)) is None


def test_who_pays_two_orders_for_one_team_leads_a_second_team() -> None:
    first, again = seat(2, "lapsed"), replace(seat(3, "paid"), member_id=seat(2).member_id)
    company = gathering(seat(1, "paid"), first, again)
    found = teams.pay(company, first.order_id, minutes(20), minutes(20))
    assert found is not None and found.homeless is not None
    opened = teams.reopened(CAMPAIGN, company.team, found.homeless, UUID(int=98), minutes(20))
    assert (opened.team.leader_id, opened.team.size, opened.team.state) == (first.member_id, 3, "open")
    assert opened.seats[0].team_id == UUID(int=98) and opened.seats[0].is_moved and states(opened) == "p"


def test_a_members_run_out_hold_does_not_bar_the_older_order() -> None:
    first, newer = seat(2, "lapsed"), replace(seat(3), member_id=seat(2).member_id)
    found = teams.pay(gathering(seat(1, "paid"), first, newer), first.order_id, minutes(40), minutes(40))
    assert found is not None and found.homeless is None and states(found.gathering) == "ppx"


@pytest.mark.parametrize(
    ("seats", "at", "joiner", "refusal"),
    [
        ((seat(1, "paid"), seat(2)), 5, 9, None),
        ((seat(1, "paid"), seat(2), seat(3)), 5, 9, TeamFull),
        ((seat(1, "paid"), seat(2), seat(3)), 17, 9, None),
        ((seat(1, "paid"), seat(2)), 5, 2, AlreadyInTeam),
        ((seat(1, "paid"), seat(2)), 30, 2, None),
        ((seat(1, "paid"),), 24 * 60, 9, TeamEnded),
    ],
)
def test_joining(seats: tuple[Seat, ...], at: int, joiner: int, refusal: type[DomainError] | None) -> None:
    company, member = gathering(*seats), seat(joiner).member_id
    if refusal is None:
        teams.check_joining(company, member, minutes(at))
    else:
        with pytest.raises(refusal):
            teams.check_joining(company, member, minutes(at))


@pytest.mark.parametrize(
    ("seats", "leader"),
    [
        ((seat(1, "paid"), seat(2), seat(3, "paid")), 3),
        ((seat(1, "paid"), seat(2), seat(3)), 2),
        ((seat(1, "paid"), seat(4, "paid"), seat(3, "paid")), 3),
    ],
)
def test_the_next_one_leads_when_the_leader_leaves(seats: tuple[Seat, ...], leader: int) -> None:
    after = teams.leave(gathering(*seats), seats[0].order_id, "订单已退款", minutes(6))
    assert after is not None and after.team.leader_id == seat(leader).member_id and after.team.state == "open"
    assert teams.leave(after, seats[0].order_id, "订单已退款", minutes(7)) is None


def test_a_team_that_everybody_left_is_closed() -> None:
    after = teams.leave(gathering(seat(1, "paid"), seat(2, "left")), seat(1).order_id, "订单已退款", minutes(6))
    assert after is not None and (after.team.state, after.team.ended_at) == ("closed", minutes(6))


def test_a_team_that_succeeded_stays_so_when_a_member_is_refunded() -> None:
    full = teams.pay(gathering(seat(1, "paid"), seat(2), size=2), seat(2).order_id, minutes(3), minutes(3))
    assert full is not None
    after = teams.leave(full.gathering, seat(1).order_id, "订单已退款", minutes(9))
    assert after is not None and after.team == full.gathering.team
    assert states(after) == "-p" and [one.is_counted for one in after.seats] == [True, True]


def test_a_leader_who_does_not_pay_in_time_hands_over_and_may_still_pay() -> None:
    company = gathering(seat(1, at=0), seat(2, "paid"))
    assert teams.lapse(company, minutes(14)) is None
    after = teams.lapse(company, minutes(15))
    assert after is not None and states(after) == "xp" and after.team.leader_id == seat(2).member_id
    paid = teams.pay(after, seat(1).order_id, minutes(20), minutes(20))
    assert paid is not None and paid.homeless is None and states(paid.gathering) == "pp"


def test_the_end_refunds_who_paid_and_lapses_who_did_not() -> None:
    after = teams.end(gathering(seat(1, "paid"), seat(2), seat(3, "left")), minutes(1440))
    assert after is not None and (after.team.state, states(after)) == ("failed", "px-")
    assert teams.end(after, minutes(1441)) is None
    nobody = teams.end(gathering(seat(1), seat(2, "left")), minutes(1440))
    assert nobody is not None and nobody.team.state == "closed"


def test_no_team_outlives_its_campaign() -> None:
    late = CAMPAIGN.ends_at - timedelta(hours=1)
    assert teams.expiry(CAMPAIGN, late) == CAMPAIGN.ends_at
    assert teams.expiry(CAMPAIGN, START) == START + timedelta(hours=24)


class TeamMachine(RuleBasedStateMachine):
    """Members, their payments, refunds and the clock, in any order, told twice and late."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.number = START, 1
        self.refunded: list[OrderId] = []
        self.moved: list[OrderId] = []
        self.shipped: tuple[OrderId, ...] = ()

    @initialize(size=st.integers(2, 4))
    def opened(self, size: int) -> None:
        self.company = gathering(seat(1, at=0), size=size)

    def _change(self, after: Gathering | None) -> None:
        self.company = after or self.company

    @rule(minutes_=st.sampled_from([1, 7, 16, 600]))
    def time_passes(self, minutes_: int) -> None:
        self.now += timedelta(minutes=minutes_)

    @rule(member=st.integers(1, 5))
    def join(self, member: int) -> None:
        try:
            teams.check_joining(self.company, seat(member).member_id, self.now)
        except DomainError:
            return
        self.number += 1
        new = replace(
            seat(self.number),
            member_id=seat(member).member_id,
            taken_at=self.now,
            held_until=self.now + SEAT_HELD_FOR,
        )
        self.company = teams.join(self.company, new, self.now)

    @rule(which=st.integers(1, 8))
    def pay(self, which: int) -> None:
        found = teams.pay(self.company, seat(which).order_id, self.now, self.now)
        if found is None:
            return
        was_open = self.company.team.state == "open"
        self.company = found.gathering
        if found.homeless:
            self.moved.append(found.homeless.order_id)
        elif self.company.team.state == "succeeded":
            assert was_open and not self.shipped
            self.shipped = tuple(one.order_id for one in self.company.seats if one.is_counted)

    @rule(which=st.integers(1, 8))
    def leave(self, which: int) -> None:
        self._change(teams.leave(self.company, seat(which).order_id, "订单已退款", self.now))

    @rule()
    def lapse(self) -> None:
        self._change(teams.lapse(self.company, self.now))

    @rule()
    def end(self) -> None:
        if self.now >= self.company.team.expires_at:
            after = teams.end(self.company, self.now)
            self.refunded += [one.order_id for one in teams.paid_seats(after.seats)] if after else []
            self._change(after)

    @invariant()
    def the_team_is_right(self) -> None:
        if not hasattr(self, "company"):
            return
        team, seats = self.company.team, self.company.seats
        assert len(teams.seated(seats, self.now)) <= team.size
        counted = [one for one in seats if one.is_counted]
        assert (team.state == "succeeded") == (len(counted) == team.size) and len(counted) in (0, team.size)
        if team.state == "open":
            assert len(teams.paid_seats(seats)) < team.size
        present = [one.member_id for one in teams.seated(seats, self.now)]
        assert len(present) == len(set(present))
        sitting = teams.seated(seats, self.now)
        swept = teams.lapse(self.company, self.now) or self.company
        if team.state == "open" and sitting:
            assert swept.team.leader_id in {one.member_id for one in sitting}

    @invariant()
    def every_paid_order_has_one_end(self) -> None:
        if not hasattr(self, "company"):
            return
        ends = [*self.refunded, *self.moved, *self.shipped]
        assert len(ends) == len(set(ends))
        waiting = teams.paid_seats(self.company.seats) if self.company.team.state == "open" else []
        assert not {one.order_id for one in waiting} & set(ends)


TestTeamMachine = TeamMachine.TestCase
TestTeamMachine.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
