"""What happens to an account of points (M3). Pure: every change comes with the entries that prove it.

The rules that are not settings:
- the first points to expire are spent first; expired ones are spent no more, also before the clock swept them away;
- a debt (points taken back after they were spent) is paid by whatever comes in next, before it can be spent;
- what an unpaid order gives back keeps its end, what a refund gives back lives some days more;
- merged accounts keep apart who brought what, so that parting gives back what is left of it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.members.shanghai_days import SHANGHAI, begins, day_of
from ports.kernel import MemberId
from ports.members.points import Account, PointsShort
from ports.members.points_store import Entry, Lot, Purse


class Posting(Struct, frozen=True):
    """The account after, and the entries that lead there: they sum to zero."""

    after: Purse
    entries: tuple[Entry, ...]


def expiry(at: datetime, months: int) -> datetime:
    """The end of the `months`-th month after the one of `at`, in Shanghai."""
    local = at.astimezone(SHANGHAI)
    year, month = divmod(local.year * 12 + local.month + months, 12)
    return datetime(year, month + 1, 1, tzinfo=SHANGHAI).astimezone(UTC)


def end_of_day(at: datetime) -> datetime:
    """Midnight in Shanghai after `at`."""
    return begins(day_of(at) + timedelta(days=1))


def expired(purse: Purse, now: datetime) -> Posting:
    """Without what has ended."""
    return _moved(purse, [lot for lot in purse.lots if lot.until <= now], "expired")


def earned(purse: Purse, points: int, until: datetime) -> Posting:
    """Debt first."""
    assert points > 0, "something is earned"
    return _received(purse, [Lot(points, until)], "granted")


def given_up(purse: Purse) -> Posting:
    """Everything that could be spent ends, and a debt is forgiven. What an unpaid order holds stays with the order."""
    posting = _moved(purse, purse.lots, "expired")
    if not purse.owed:
        return posting
    entries = (*posting.entries, Entry("owed", purse.owed, purse.member_id), Entry("granted", -purse.owed))
    return Posting(replace(posting.after, owed=0), entries)


def spent(purse: Purse, points: int) -> Posting:
    """Raises PointsShort. The caller has taken out what has expired."""
    return _moved(purse, _first(purse, points), "redeemed")


def held(purse: Purse, points: int) -> tuple[Posting, tuple[Lot, ...]]:
    """Set aside, with the lots that it was taken from. Raises PointsShort."""
    lots = _first(purse, points)
    taken = _without(purse, lots)
    entries = _entries(purse, lots, -1) + _entries(purse, lots, 1, "held")
    return Posting(replace(taken, held=taken.held + points), entries), tuple(lots)


def used(purse: Purse, lots: Sequence[Lot]) -> Posting:
    """What was held has paid."""
    points = _sum(lots)
    after = replace(purse, held=purse.held - points)
    return Posting(after, (*_entries(purse, lots, -1, "held"), Entry("redeemed", points)))


def released(purse: Purse, lots: Sequence[Lot], now: datetime) -> Posting:
    """What was held is free again; what ended meanwhile has ended. A debt made meanwhile is paid first."""
    gone = [lot for lot in lots if lot.until <= now]
    left = [lot for lot in lots if lot.until > now]
    after = replace(purse, held=purse.held - _sum(lots))
    entries = _entries(purse, lots, -1, "held")
    if gone:
        entries = (*entries, Entry("expired", _sum(gone)))
    if left:
        received = _received(after, left, None)
        after, entries = received.after, (*entries, *received.entries)
    return Posting(after, entries)


def given_back(purse: Purse, lots: Sequence[Lot], at_least_until: datetime) -> Posting:
    """Spent points come back, living until `at_least_until` at least."""
    later = [replace(lot, until=max(lot.until, at_least_until)) for lot in lots]
    return _received(purse, [_own(lot, purse.member_id) for lot in later], "redeemed")


def last_spent(lots: Sequence[Lot], returned: int, points: int) -> list[Lot]:
    """Which of the spent lots the next `points` come from, after `returned` of them: those that live longest first."""
    assert returned + points <= _sum(lots), "no more comes back than was spent"
    backwards = sorted(lots, key=lambda lot: lot.until, reverse=True)
    return _cut(_cut_off(backwards, returned), points)


def taken_back(purse: Purse, points: int, until: datetime | None) -> Posting:
    """What was earned is taken back: first from the lot it went to (`until`), then what ends first, then as a debt."""
    same = [lot for lot in purse.lots if lot.until == until and lot.origin is None]
    others = [lot for lot in purse.lots if lot not in same]
    lots = _cut([*same, *others], min(points, purse.available))
    debt = points - _sum(lots)
    posting = _moved(purse, lots, "granted")
    if not debt:
        return posting
    after = replace(posting.after, owed=posting.after.owed + debt)
    return Posting(after, (*posting.entries, Entry("owed", -debt, purse.member_id), Entry("granted", debt)))


def merged(gone: Purse, kept: Purse) -> tuple[Purse, Posting]:
    """What `gone` can spend and owes becomes `kept`'s: `gone` after it, and the posting with `kept` after it.

    Debts of either are paid by what the other brings. Holds follow one by one (`moved_hold`).
    """
    brought = [replace(lot, origin=lot.origin or gone.member_id) for lot in gone.lots]
    entries = [*_entries(gone, gone.lots, -1), *_entries(kept, brought, 1)]
    if gone.owed:
        entries += [Entry("owed", gone.owed, gone.member_id), Entry("owed", -gone.owed, kept.member_id)]
    after = replace(kept, lots=_sorted([*kept.lots, *brought]), owed=kept.owed + gone.owed)
    settled = _settled(after)
    return replace(gone, lots=(), owed=0), Posting(settled.after, (*entries, *settled.entries))


def parted(gone: Purse, kept: Purse, origins: Collection[MemberId]) -> tuple[Purse, Posting]:
    """What is left of what `origins` brought (`gone`, and who was merged into it before) goes back.

    `gone` after it, and the posting with `kept` after it.
    """
    lots = [lot for lot in kept.lots if lot.origin in origins]
    back = [_own(lot, gone.member_id) for lot in lots]
    settled = _settled(replace(gone, lots=_sorted([*gone.lots, *back])))
    entries = (*_entries(kept, lots, -1), *_entries(gone, back, 1), *settled.entries)
    return settled.after, Posting(_without(kept, lots), entries)


def moved_hold(
    giver: Purse, taker: Purse, lots: Sequence[Lot]
) -> tuple[Purse, Purse, tuple[Lot, ...], tuple[Entry, ...]]:
    """A hold changes its account with its order: giver, taker, its lots there, entries."""
    points = _sum(lots)
    there = tuple(_own(replace(lot, origin=lot.origin or giver.member_id), taker.member_id) for lot in lots)
    entries = (*_entries(giver, lots, -1, "held"), *_entries(taker, there, 1, "held"))
    return replace(giver, held=giver.held - points), replace(taker, held=taker.held + points), there, entries


def _settled(purse: Purse) -> Posting:
    """Debt is paid by what is there."""
    lots = _cut(purse.lots, min(purse.owed, purse.available))
    points = _sum(lots)
    if not points:
        return Posting(purse, ())
    after = _without(purse, lots)
    entries = (*_entries(purse, lots, -1), Entry("owed", points, purse.member_id))
    return Posting(replace(after, owed=after.owed - points), entries)


def _received(purse: Purse, lots: Sequence[Lot], source: Account | None) -> Posting:
    """`source` None: the other side of the booking is written by the caller."""
    debt = min(purse.owed, _sum(lots))
    kept = _cut_off(sorted(lots, key=lambda lot: lot.until), debt)
    entries = [*_entries(purse, kept, 1)]
    if debt:
        entries.append(Entry("owed", debt, purse.member_id))
    if source is not None:
        entries.insert(0, Entry(source, -_sum(lots)))
    after = replace(purse, lots=_sorted([*purse.lots, *kept]), owed=purse.owed - debt)
    return Posting(after, tuple(entries))


def _moved(purse: Purse, lots: Sequence[Lot], account: Account) -> Posting:
    if not lots:
        return Posting(purse, ())
    return Posting(_without(purse, lots), (*_entries(purse, lots, -1), Entry(account, _sum(lots))))


def _first(purse: Purse, points: int) -> list[Lot]:
    assert points > 0, "something is spent"
    if points > purse.available:
        raise PointsShort(f"积分不足，可用 {purse.available}，需要 {points}")
    return _cut(purse.lots, points)


def _cut(lots: Iterable[Lot], points: int) -> list[Lot]:
    """The first `points` of the lots."""
    taken: list[Lot] = []
    for lot in lots:
        if points == 0:
            break
        part = min(lot.points, points)
        taken.append(replace(lot, points=part))
        points -= part
    assert points == 0, "the lots hold so much"
    return taken


def _cut_off(lots: Iterable[Lot], points: int) -> list[Lot]:
    """What comes after the first `points` of the lots."""
    left: list[Lot] = []
    for lot in lots:
        part = min(lot.points, points)
        points -= part
        if lot.points > part:
            left.append(replace(lot, points=lot.points - part))
    return left


def _without(purse: Purse, lots: Sequence[Lot]) -> Purse:
    taken = {(lot.until, lot.origin): 0 for lot in lots}
    for lot in lots:
        taken[lot.until, lot.origin] += lot.points
    left = [replace(lot, points=lot.points - taken.get((lot.until, lot.origin), 0)) for lot in purse.lots]
    assert all(lot.points >= 0 for lot in left), "no lot is overdrawn"
    return replace(purse, lots=_sorted(left))


def _sorted(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """One lot per end and origin, the first to expire first; empty ones are gone."""
    sums: dict[tuple[datetime, MemberId | None], int] = {}
    for lot in lots:
        sums[lot.until, lot.origin] = sums.get((lot.until, lot.origin), 0) + lot.points
    found = [Lot(points, until, origin) for (until, origin), points in sums.items() if points]
    return tuple(sorted(found, key=lambda lot: (lot.until, lot.origin.int if lot.origin else 0)))


def _entries(purse: Purse, lots: Iterable[Lot], sign: int, account: Account = "available") -> tuple[Entry, ...]:
    return tuple(Entry(account, sign * lot.points, purse.member_id, lot.until, lot.origin) for lot in lots)


def _own(lot: Lot, member_id: MemberId) -> Lot:
    return replace(lot, origin=None) if lot.origin == member_id else lot


def _sum(lots: Iterable[Lot]) -> int:
    return sum(lot.points for lot in lots)
