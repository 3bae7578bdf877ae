"""How often one may press: counted by whole seconds, per member and per address."""

import pytest

from app.http.throttle import Throttle, TooOften


def test_a_member_and_an_address_have_bounds_of_their_own() -> None:
    seconds = [10.2]
    throttle = Throttle((2, 3), lambda: seconds[-1])
    throttle.check("ann", "10.0.0.1")
    throttle.check("ann", "10.0.0.1")
    with pytest.raises(TooOften):
        throttle.check("ann", "10.0.0.2")
    throttle.check("bo", "10.0.0.1")
    with pytest.raises(TooOften):
        throttle.check("cy", "10.0.0.1")
    throttle.check("cy", "")
    seconds.append(11.0)
    throttle.check("ann", "10.0.0.1")


def test_what_was_counted_is_forgotten_with_its_second() -> None:
    seconds = [1.0]
    throttle = Throttle((1, 1), lambda: seconds[-1])
    for number in range(100):
        throttle.check(number, str(number))
    seconds.append(2.0)
    throttle.check("one", "two")
    assert len(throttle._counts) == 2
