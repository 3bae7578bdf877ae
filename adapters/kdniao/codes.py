"""Kdniao's codes against ours: couriers and track states."""

from ports.outside.courier import TrackState

# Both sides happen to use the same letters for today's couriers; the table keeps them free to differ.
TO_KDNIAO = {
    "SF": "SF",
    "ZTO": "ZTO",
    "YTO": "YTO",
    "STO": "STO",
    "YD": "YD",
    "JTSD": "JTSD",
    "JD": "JD",
    "EMS": "EMS",
    "YZPY": "YZPY",
    "DBL": "DBL",
}
FROM_KDNIAO = {theirs: ours for ours, theirs in TO_KDNIAO.items()}

_STATES: dict[str, TrackState] = {
    "0": "none",
    "1": "collected",
    "2": "in_transit",
    "3": "signed",
    "4": "problem",
}
# On the way to the door, or waiting in a locker for the receiver.
_DELIVERING = {"202", "211"}
# Refused, and both ends of the way back.
_RETURNED = {"404", "406", "407"}


def track_state(state: str, detail: str) -> TrackState:
    """`State` and `StateEx`. An old push writes the detailed code into `State`: then its first digit is the state."""
    detail = detail or state
    if detail in _DELIVERING:
        return "delivering"
    if detail in _RETURNED:
        return "returned"
    return _STATES.get(state[:1], "none")
