"""Early access 会员提前购: when a campaign runs for a member of a level that may buy before others (M2). Pure.

The same window as `adapters/postgres/promotion_early.py` reads by; a test compares them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.promotion.coupon_rules import SHANGHAI
from ports.promotion.api import Adjusted, GiftWish, Offers
from ports.promotion.rules import Bargain, Campaign, Flash, GroupBuy, Rule, TimedPrice

NEVER_EARLY = (GroupBuy, Bargain, Flash)
"""Sold from pages, pools and clocks of their own, which begin for everybody at once."""


def begins_at(campaign: Campaign, minutes: int) -> datetime:
    """For a member whose level has so many minutes; a guest has none."""
    return campaign.starts_at - timedelta(minutes=minutes) if campaign.opens_early else campaign.starts_at


def is_open(campaign: Campaign, at: datetime, minutes: int) -> bool:
    """From its beginning for this member to its end, which is the same for everybody."""
    return begins_at(campaign, minutes) <= at < campaign.ends_at


def note(campaign: Campaign, offers: Offers) -> str:
    """，钻石会员提前 60 分钟参加. Empty once it has started for everybody, and where nobody is early."""
    early = offers.early
    is_early = campaign.opens_early and early.minutes > 0 and offers.at < campaign.starts_at
    return f"，{early.level_name}提前 {early.minutes} 分钟参加" if is_early else ""


def adjusted(offers: Offers, made: Adjusted) -> Adjusted:
    """The same cuts; those of campaigns that are early for this member say so."""
    notes = _notes(offers)
    if not notes:
        return made
    cuts = tuple(replace(cut, detail=cut.detail + notes.get(cut.rule, "")) for cut in made.cuts)
    return replace(made, cuts=cuts)


def gifts(offers: Offers, wishes: Sequence[GiftWish]) -> tuple[GiftWish, ...]:
    """The same gifts, with the reason where they come early."""
    notes = _notes(offers)
    return tuple(replace(wish, note=notes.get(f"campaign:{wish.campaign_id}", "")) for wish in wishes)


def opens_text(rule: Rule, starts_at: datetime, now: datetime) -> str:
    """会员提前购，20:00 向所有人开始; with the day when it is another one, in Shanghai."""
    start, today = starts_at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    when = f"{start:%H:%M}" if start.date() == today else f"{start.month}月{start.day}日 {start:%H:%M}"
    for_some = isinstance(rule, TimedPrice) and rule.level_codes
    return f"会员提前购，{when} {'正式开始' if for_some else '向所有人开始'}"


def _notes(offers: Offers) -> dict[str, str]:
    """By the rule that a cut names."""
    if not offers.early.minutes:
        return {}
    return {f"campaign:{one.id}": words for one in offers.campaigns if (words := note(one, offers))}
