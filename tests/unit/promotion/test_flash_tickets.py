"""Ids of tickets: one for each pool, member and key; whose it is and of which pool can be read from it."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.promotion.flash_tickets import is_of, pool_number, ticket_id
from ports.kernel import MemberId

members = st.uuids().map(MemberId)
keys = st.text("0123456789abcdefABCDEF_-", min_size=8, max_size=64)
numbers = st.integers(1, 2**31 - 1)


@given(numbers, members, keys)
def test_the_same_press_is_the_same_ticket(number: int, member: MemberId, key: str) -> None:
    id_ = ticket_id(number, member, key)
    assert id_ == ticket_id(number, member, key) and id_ == UUID(str(id_))
    assert pool_number(id_) == number and is_of(id_, member)
    assert id_.version == 8 and id_.variant == "specified in RFC 4122"


@given(numbers, st.lists(members, min_size=2, max_size=2, unique=True), keys)
def test_another_member_has_another_ticket(number: int, two: list[MemberId], key: str) -> None:
    one, other = (ticket_id(number, member, key) for member in two)
    assert one != other and not is_of(one, two[1]) and not is_of(other, two[0])


@given(st.lists(numbers, min_size=2, max_size=2, unique=True), members, keys)
def test_another_pool_is_another_ticket(two: list[int], member: MemberId, key: str) -> None:
    assert ticket_id(two[0], member, key) != ticket_id(two[1], member, key)


def test_many_keys_of_a_member_do_not_meet() -> None:
    member = MemberId(UUID(int=7))
    assert len({ticket_id(1, member, f"key-{number}") for number in range(100_000)}) == 100_000
