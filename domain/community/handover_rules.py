"""Who has passed a threshold, and whose turn it is to look after them (G6)."""

from collections.abc import Mapping, Sequence, Set

from ports.community.personal_guides import Crossing, HandoverRules


def reason_of(rules: HandoverRules, crossing: Crossing) -> str | None:
    """In plain Chinese, the first threshold that was passed; None: none of them."""
    if rules.spend_fen and crossing.spent_fen >= rules.spend_fen:
        spent = f"近 {rules.spend_days} 天实付 {_yuan(crossing.spent_fen)} 元"
        return f"{spent}，达到 {_yuan(rules.spend_fen)} 元的专属服务门槛"
    if crossing.level is not None:
        return f"达到「{crossing.level}」等级"
    if crossing.tag_id is not None:
        return "进入高价值标签"
    if rules.on_concierge and crossing.is_concierge:
        return "累计实付达到等级规则里的专属管家门槛"
    return None


def next_guide(rules: HandoverRules, last: str, serving: Set[str], loads: Mapping[str, int]) -> str | None:
    """None: nobody of the rules' guides serves.

    In turns: the next one after `last` in the order of the rules. By load: whoever has fewest, the first of equals.
    """
    ready = [guide for guide in _in_turn(rules.guides, last) if guide in serving]
    if not ready:
        return None
    if rules.choice == "round_robin":
        return ready[0]
    return min((guide for guide in rules.guides if guide in serving), key=lambda guide: loads.get(guide, 0))


def _in_turn(guides: Sequence[str], last: str) -> Sequence[str]:
    if last not in guides:
        return guides
    after = guides.index(last) + 1
    return [*guides[after:], *guides[:after]]


def _yuan(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
