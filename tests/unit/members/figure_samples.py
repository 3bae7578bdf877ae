"""Figures of a member who has done nothing yet."""

from typing import Any
from uuid import UUID

from ports.members.tag_rules import MemberFigures

_TUPLES = ("bought_slots", "repeat_slots", "pregnancy_weeks", "child_months")


def nobody(**figures: Any) -> MemberFigures:
    plain: dict[str, Any] = {}
    for name, annotation in MemberFigures.__annotations__.items():
        plain[name] = () if name in _TUPLES else None if "None" in str(annotation) else 0
    return MemberFigures(**plain | {"member_id": UUID(int=1)} | figures)
