"""Who is kept, and what has to be undone first (M1)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.members.merge_rules import kept_of, merges_on_top, pair_of
from ports.kernel import MemberId
from ports.members.identities import MergeRow, Party

DAY = datetime(2025, 11, 20, tzinfo=UTC)
PARTIES = st.builds(
    Party,
    id=st.uuids().map(MemberId),
    joined_at=st.integers(0, 3).map(lambda days: DAY + timedelta(days=days)),
    has_orders=st.booleans(),
)


@given(PARTIES, PARTIES)
def test_the_same_is_kept_whoever_is_named_first(one: Party, other: Party) -> None:
    assert kept_of(one, other) == kept_of(other, one) or one == other
    assert pair_of(one.id, other.id) == pair_of(other.id, one.id)


def test_orders_weigh_more_than_age_and_age_more_than_nothing() -> None:
    small, great = MemberId(UUID(int=1)), MemberId(UUID(int=2))
    buyer, older = Party(great, DAY + timedelta(days=1), True), Party(small, DAY, False)
    assert kept_of(older, buyer) == (buyer, older)
    assert kept_of(Party(small, DAY, True), buyer)[0].id == small
    assert kept_of(Party(great, DAY, False), older) == (older, Party(great, DAY, False))


def _merge(gone: MemberId, kept: MemberId, number: int, *, undone: bool = False) -> MergeRow:
    at = DAY if undone else None
    return MergeRow(uuid4(), gone, kept, "operator", (), DAY, "", number, undone_at=at)


def test_merges_on_top_are_those_by_which_things_went_on() -> None:
    a, b, c, d = (MemberId(uuid4()) for _ in range(4))
    first, second, third = _merge(a, b, 1), _merge(b, c, 2), _merge(c, d, 3)
    beside, undone = _merge(MemberId(uuid4()), b, 4), _merge(d, a, 5, undone=True)
    everything = [first, second, third, beside, undone]
    assert merges_on_top(everything, first) == [second, third]
    assert merges_on_top(everything, beside) == [second, third]
    assert merges_on_top(everything, third) == []
