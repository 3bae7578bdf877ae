"""When a campaign runs for one member: those that open early do so by the minutes of the member's level (ADR 0043).

The same rule as `domain/promotion/early_rules.py`; a test compares them.
"""

_BEFORE = "case when c.opens_early then make_interval(mins => {minutes}) else interval '0' end"
ANY_LEVEL = "cast((select coalesce(max(early_access_minutes), 0) from members.level) as int)"
"""The most that any level has."""

VIEWER = """
    coalesce((select v.early_access_minutes from members.member m join members.level v on v.code = m.level_code
              where m.id = cast(:viewer as uuid)), 0)
"""
"""What the member `:viewer` has; null, a guest, has none."""


def begins_at(minutes: str) -> str:
    """Of a campaign `c`, for who has so many minutes (an SQL expression)."""
    return f"(c.starts_at - {_BEFORE.format(minutes=minutes)})"


def runs(minutes: str) -> str:
    """Whether a campaign `c` runs at `:now` for who has so many minutes."""
    return f"c.state = 'published' and {begins_at(minutes)} <= :now and c.ends_at > :now"
