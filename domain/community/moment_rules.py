"""What a moment may hold, and when it may change. Pure."""

from datetime import datetime, timedelta

from domain.community.group_post_rules import SHANGHAI
from ports.community.moments import MomentContent, MomentState
from ports.kernel import Invalid

TEXT_MAX, PICTURES_MAX, TITLE_MAX = 2000, 9, 40
GUIDES_MAX, TAGS_MAX = 500, 50
CHANGEABLE: tuple[MomentState, ...] = ("draft", "planned")
CANCELLABLE: tuple[MomentState, ...] = (*CHANGEABLE, "queued")
STOPPABLE: tuple[MomentState, ...] = ("making", "running")
SEEN_MAX = 4
"""So many moments of the corporation a customer sees in a month (UNCONFIRMED)."""


def check_content(content: MomentContent) -> None:
    """Raises Invalid, naming the field."""
    if not content.text.strip():
        raise Invalid("请填写文字内容", field="text")
    if len(content.text) > TEXT_MAX:
        raise Invalid(f"文字太长，最多 {TEXT_MAX} 字", field="text")
    if len(content.picture_ids) > PICTURES_MAX or _has_twins(content.picture_ids):
        raise Invalid(f"图片最多 {PICTURES_MAX} 张，且不能重复", field="pictureIds")
    if content.link is not None:
        if content.picture_ids:
            raise Invalid("图片和商品链接只能选一种", field="link")
        if content.link.product_id is None:
            raise Invalid("请选择链接打开的商品", field="link")
    if len(content.guide_ids) > GUIDES_MAX or _has_twins(content.guide_ids):
        raise Invalid(f"最多选择 {GUIDES_MAX} 位导购，且不能重复", field="guideIds")
    if len(content.tag_ids) > TAGS_MAX or _has_twins(content.tag_ids):
        raise Invalid(f"最多选择 {TAGS_MAX} 个标签，且不能重复", field="tagIds")


def _has_twins(ids: tuple[object, ...]) -> bool:
    return len(set(ids)) < len(ids)


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """From the first midnight of the month to that of the next, in Shanghai."""
    start = at.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, (start + timedelta(days=32)).replace(day=1)


def advice_of(count: int) -> str:
    """Empty where there is none."""
    if count <= SEEN_MAX:
        return ""
    return f"本月已安排 {count} 条。企业微信通常每月只让一位客户看到 {SEEN_MAX} 条企业朋友圈，多出的可能看不到"
