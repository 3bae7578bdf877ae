"""Scales: one figure cut into ranges that neither overlap nor leave a gap."""

from collections.abc import Sequence

from ports.members.tag_rules import Between, Family, Tag, TagKind

Head = tuple[str, str, str, str]
"""Code, name, group and owner of a family."""


def scale(
    head: Head, feature: str, first_id: int, steps: Sequence[tuple[int, int | None, str]], kind: TagKind = "fact"
) -> Family:
    """`steps`: from, to (both belong to it; None: and more), and the name. They follow one another."""
    tags = tuple(
        Tag(first_id + place, f"{head[0]}.{place + 1}", name, Between(feature, low, high), kind)
        for place, (low, high, name) in enumerate(steps)
    )
    return Family(*head, tags, exclusive=True)


def loose(head: Head, tags: Sequence[Tag]) -> Family:
    """Tags of which a member may have several."""
    return Family(*head, tuple(tags))
