"""The life of a team 拼团 (P3): who may sit, what a payment makes of it, who leads, how it ends.

Whoever calls holds the team's lock. Each rule says what is after it; None means that nothing changes, so a fact that is
told again or late does no harm.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import DomainError, MemberId, OrderId
from ports.promotion.groups import Gathering, GroupCampaign, Seat, Team

SEAT_HELD_FOR = timedelta(minutes=15)
"""An unpaid seat keeps its place so long: people who do not pay cannot block a team."""

NOTICE_TAKES = timedelta(minutes=1)
"""A payment in the last second is told a little later, and should still find its team."""


class TeamNotFound(DomainError):
    code = "promotion.team_not_found"
    kind = "not_found"
    message = "没有找到这个团"


class TeamEnded(DomainError):
    code = "promotion.team_ended"
    message = "这个团已经结束，您可以自己开一个团"


class TeamFull(DomainError):
    code = "promotion.team_full"
    message = "这个团已经满员，您可以自己开一个团"


class AlreadyInTeam(DomainError):
    code = "promotion.already_in_team"
    message = "您已经在这个团里了"


class UnpaidSeat(DomainError):
    code = "promotion.unpaid_seat"
    message = "您还有一笔未付款的拼团订单，请先付款或取消"


class Paid(Struct, frozen=True):
    """After a payment: `homeless` is the seat that the team had no place for, taken out of `gathering`."""

    gathering: Gathering
    homeless: Seat | None = None


def sits(seat: Seat, now: datetime) -> bool:
    """A hold that ran out is as good as lapsed, whether or not the sweep has said so."""
    return seat.state == "paid" or (seat.state == "held" and now < seat.held_until)


def seated(seats: Sequence[Seat], now: datetime) -> list[Seat]:
    return [seat for seat in seats if sits(seat, now)]


def paid_seats(seats: Sequence[Seat]) -> list[Seat]:
    return [seat for seat in seats if seat.state == "paid"]


def missing(gathering: Gathering, now: datetime) -> int:
    """Places that nobody has taken."""
    return max(0, gathering.team.size - len(seated(gathering.seats, now)))


def check_joining(gathering: Gathering, member_id: MemberId, now: datetime) -> None:
    """Raises TeamEnded, AlreadyInTeam, TeamFull."""
    team = gathering.team
    if any(seat.member_id == member_id for seat in seated(gathering.seats, now)):
        raise AlreadyInTeam
    if team.state == "succeeded":
        raise TeamFull
    if team.state != "open" or now >= team.expires_at:
        raise TeamEnded
    if missing(gathering, now) == 0:
        raise TeamFull


def join(gathering: Gathering, seat: Seat, now: datetime) -> Gathering:
    """With one more seat, which the caller has checked. Where all holds had run out, the newcomer leads."""
    swept = lapse(gathering, now) or gathering
    return _led(replace(swept, seats=(*swept.seats, seat)), now)


def expiry(campaign: GroupCampaign, now: datetime) -> datetime:
    """No team outlives its campaign: nobody could join it any more."""
    return min(now + timedelta(hours=campaign.rule.hours), campaign.ends_at)


def pay(gathering: Gathering, order_id: OrderId, paid_at: datetime, now: datetime) -> Paid | None:
    """The order's seat takes its place, or a free one if its hold ran out; the last place makes the team succeed."""
    seat = _of(gathering, order_id)
    if seat is None or seat.state in ("paid", "left"):
        return None
    # Run-out holds go first: the member's own newer one must not stand in the way of the seat that is paid now.
    gathering, team = lapse(gathering, now) or gathering, gathering.team
    paid = replace(seat, state="paid", paid_at=paid_at)
    others = [one for one in gathering.seats if one.id != seat.id]
    sitting = seated(others, now)
    if team.state != "open" or len(sitting) >= team.size or any(one.member_id == seat.member_id for one in sitting):
        return Paid(_led(replace(gathering, seats=tuple(others)), now), paid)
    after = _with(gathering, paid)
    if len(paid_seats(after.seats)) == team.size:
        return Paid(_succeeded(after, now))
    return Paid(_led(after, now))


def reopened(campaign: GroupCampaign, team: Team, homeless: Seat, new_id: UUID, now: datetime) -> Gathering:
    """A team like the one that was missed, led by the payer."""
    opened = replace(
        team,
        id=new_id,
        state="open",
        leader_id=homeless.member_id,
        opened_at=now,
        expires_at=expiry(campaign, now),
        ended_at=None,
    )
    return Gathering(opened, (replace(homeless, team_id=new_id, is_moved=True),))


def leave(gathering: Gathering, order_id: OrderId, reason: str, now: datetime) -> Gathering | None:
    """The order is over. A team that has succeeded stays so; an open one gets a new leader, or closes empty."""
    seat = _of(gathering, order_id)
    if seat is None or seat.state == "left":
        return None
    return _led(_with(gathering, replace(seat, state="left", reason=reason)), now)


def lapse(gathering: Gathering, now: datetime) -> Gathering | None:
    """Holds that ran out. The orders stay payable, so the team waits for them until its own time is over."""
    if not any(seat.state == "held" and now >= seat.held_until for seat in gathering.seats):
        return None
    seats = tuple(
        replace(seat, state="lapsed") if seat.state == "held" and now >= seat.held_until else seat
        for seat in gathering.seats
    )
    return _led(replace(gathering, seats=seats), now)


def end(gathering: Gathering, now: datetime) -> Gathering | None:
    """Its time is over, or its campaign was stopped: paid seats are to be refunded, holds lapse."""
    if gathering.team.state != "open":
        return None
    seats = tuple(replace(seat, state="lapsed") if seat.state == "held" else seat for seat in gathering.seats)
    state = "failed" if paid_seats(seats) else "closed"
    return Gathering(replace(gathering.team, state=state, ended_at=now), seats)


def _succeeded(gathering: Gathering, now: datetime) -> Gathering:
    seats = tuple(
        replace(seat, is_counted=True)
        if seat.state == "paid"
        else (replace(seat, state="lapsed") if seat.state == "held" else seat)
        for seat in gathering.seats
    )
    led = _led(replace(gathering, seats=seats), now)
    return replace(led, team=replace(led.team, state="succeeded", ended_at=now))


def _led(gathering: Gathering, now: datetime) -> Gathering:
    """The leader stays while seated; else the next paid seat by time leads, else the next held one."""
    team = gathering.team
    if team.state != "open":
        return gathering
    if all(seat.state == "left" for seat in gathering.seats):
        return replace(gathering, team=replace(team, state="closed", ended_at=now))
    sitting = seated(gathering.seats, now)
    if not sitting or any(seat.member_id == team.leader_id for seat in sitting):
        return gathering
    heir = min(sitting, key=lambda seat: (seat.state != "paid", seat.taken_at, seat.id))
    return replace(gathering, team=replace(team, leader_id=heir.member_id))


def _of(gathering: Gathering, order_id: OrderId) -> Seat | None:
    return next((seat for seat in gathering.seats if seat.order_id == order_id), None)


def _with(gathering: Gathering, changed: Seat) -> Gathering:
    return replace(gathering, seats=tuple(changed if seat.id == changed.id else seat for seat in gathering.seats))
