"""A draft made ready to be tried over past orders, before anybody sees it."""

from msgspec.structs import replace

from domain.promotion import campaign_rules as rules
from domain.promotion.campaign_words import default_label
from ports.kernel import SkuId, Tx
from ports.promotion.rules import AddOn, Bargain, Bundle, Campaign, Flash, Gift, GroupBuy, TimedPrice
from ports.promotion.store import CampaignRow, ItemRow
from ports.promotion.trials import Trial, TrialItem
from ports.promotion.views import CampaignViews, GoodsFacts

_AS_PRICES = {
    GroupBuy: "拼团按每件商品人数最少的一档价格试算，没有算成团失败的退款",
    Bargain: "砍价按底价试算，是优惠成本的上限",
    Flash: "秒杀按活动价和活动数量试算，没有算排队和抢购带来的新客人",
}
"""Kinds that a past basket cannot have been bought through: they count as prices of their SKUs."""


class Trials:
    """Implements `ports.promotion.trials.TrialApi`."""

    def __init__(self, views: CampaignViews) -> None:
        self._views = views

    async def trial(self, tx: Tx, draft: Campaign) -> Trial:
        parts = [part.sku_id for part in draft.rule.parts] if isinstance(draft.rule, Bundle) else []
        goods = await self._views.goods(tx, [*(item.sku_id for item in draft.items), *parts])
        rules.check(_row(draft), goods)
        return trial_of(draft, goods)


def trial_of(draft: Campaign, goods: dict[SkuId, GoodsFacts]) -> Trial:
    """Of a draft that was found to be right."""
    note = _AS_PRICES.get(type(draft.rule))
    rule = TimedPrice() if note else draft.rule
    quotas = {item.sku_id: item.quota for item in draft.items}
    return Trial(
        campaign=replace(draft, rule=rule, label=draft.label or default_label(draft.rule)),
        level_codes=rule.level_codes if isinstance(rule, TimedPrice) else (),
        prices_items=isinstance(rule, TimedPrice),
        items=tuple(
            TrialItem(
                facts.sku_id, facts.title, facts.option_text, quotas.get(sku_id), facts.free_stock, facts.cost_fen
            )
            for sku_id, facts in goods.items()
        ),
        notes=(*([note] if note else ()), *_notes(draft)),
    )


def _notes(draft: Campaign) -> list[str]:
    notes = ["试算不看开始和结束的时间，会员提前购不改变结果"] if draft.opens_early else []
    if isinstance(draft.rule, Bundle | AddOn):
        notes.append("只算当时就凑齐了条件的订单，没有算活动带来的凑单")
    if isinstance(draft.rule, Gift):
        notes.append("赠品按成本计入毛利，不计入优惠金额")
    return notes


def _row(draft: Campaign) -> CampaignRow:
    return CampaignRow(
        id=draft.id,
        name=draft.name,
        label=draft.label,
        state="draft",
        priority=draft.priority,
        stacks=draft.stacks,
        rule=draft.rule,
        items=tuple(ItemRow(i.sku_id, i.price_fen, i.quota, i.per_member_max) for i in draft.items),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        version=0,
        opens_early=draft.opens_early,
    )
