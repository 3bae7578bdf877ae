"""Who is kept of two members, and which merges have to be undone before another one can be."""

from collections.abc import Iterable, Sequence

from ports.kernel import MemberId
from ports.members.identities import MergeRow, Party


def kept_of(one: Party, other: Party) -> tuple[Party, Party]:
    """Kept and gone: whoever has orders before whoever has none, then the older one, then the smaller id.

    Orders weigh more than age, because a member number on papers and in a guide's notes should stay the person's.
    """
    kept, gone = sorted((one, other), key=lambda party: (not party.has_orders, party.joined_at, party.id))
    return kept, gone


def pair_of(one: MemberId, other: MemberId) -> tuple[MemberId, MemberId]:
    """The same pair in the same order, whoever is named first."""
    return (one, other) if one < other else (other, one)


def merges_on_top(merges: Iterable[MergeRow], merge: MergeRow) -> Sequence[MergeRow]:
    """The standing merges by which what `merge` had brought went on, in their order: first is undone what came last."""
    standing = {one.gone_id: one for one in merges if one.undone_at is None}
    chain: list[MergeRow] = []
    holder = merge.kept_id
    while (step := standing.get(holder)) is not None:
        chain.append(step)
        holder = step.kept_id
    return chain
