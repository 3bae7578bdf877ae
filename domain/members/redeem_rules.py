"""What can be redeemed, by whom, and what is said of it. Pure."""

import re

from msgspec.structs import asdict, replace

from ports.kernel import DomainError, Invalid, NotFound
from ports.members.play import AwardKind, AwardRow, AwardState
from ports.members.redeeming import AdminAward, AdminRedeemItem, AwardView, RedeemItemRow, RedeemItemView

POINTS_MAX = 10_000_000
STOCK_MAX = 10_000_000
_IMAGE = re.compile(r"/[A-Za-z0-9_-][A-Za-z0-9_./-]*")
"""A path of our own: no other host is asked for a picture."""

_STATES: dict[tuple[AwardKind, AwardState], str] = {
    ("coupon", "waiting"): "优惠券发放中",
    ("coupon", "done"): "已放入卡包",
    ("goods", "waiting"): "待领取",
    ("goods", "done"): "已领取",
}


class ItemNotFound(NotFound):
    code = "members.redeem_item_not_found"
    message = "没有找到这件兑换品"


class ItemGone(DomainError):
    code = "members.redeem_item_gone"
    message = "这件兑换品已经换完"


class ItemLimitReached(DomainError):
    code = "members.redeem_limit_reached"
    message = "您已经达到这件兑换品的兑换上限"


class ItemChanged(DomainError):
    code = "members.redeem_item_changed"
    message = "兑换品刚刚被其他人修改，请刷新后再改"


class AwardSettledBefore(DomainError):
    code = "members.award_settled"
    message = "这条记录已经处理过了"


def item_view(item: RedeemItemRow, had: int, points: int) -> RedeemItemView:
    left = item.stock - item.taken
    why = ""
    if left <= 0:
        why = "已经换完"
    elif item.per_member_max is not None and had >= item.per_member_max:
        why = f"每人限兑 {item.per_member_max} 份"
    elif points < item.points:
        why = f"还差 {item.points - points} 积分"
    return RedeemItemView(
        id=item.id,
        name=item.name,
        words=item.words,
        image_url=item.image_url,
        kind=item.kind,
        points=item.points,
        stock=item.stock,
        left=left,
        per_member_max=item.per_member_max,
        had=had,
        can_redeem=not why,
        why_not=why,
    )


def state_text(kind: AwardKind, state: AwardState) -> str:
    if state == "cancelled":
        return "已取消，积分已退回"
    return "等待客服处理" if state == "failed" else _STATES[kind, state]


def award_view(row: AwardRow) -> AwardView:
    return AwardView(
        id=row.id,
        source=row.source,
        kind=row.kind,
        name=row.name,
        points=row.points,
        code=row.code,
        state=row.state,
        state_text=state_text(row.kind, row.state),
        at=row.at,
    )


def told(view: AwardView) -> AwardView:
    return replace(view, state_text=state_text(view.kind, view.state))


def told_admin(view: AdminAward, masked: str) -> AdminAward:
    words = "发券没有成功，请处理" if view.state == "failed" else state_text(view.kind, view.state)
    if view.state == "cancelled" and view.source == "lottery":
        words = "已取消"
    return replace(view, state_text=words, member_name=masked)


def admin_item(item: RedeemItemRow) -> AdminRedeemItem:
    return AdminRedeemItem(**asdict(item))


def check(item: RedeemItemRow) -> None:
    """Raises Invalid, naming the field."""
    if not 1 <= item.points <= POINTS_MAX:
        raise Invalid(f"积分要在 1 到 {POINTS_MAX} 之间", field="points")
    if not 0 <= item.stock <= STOCK_MAX:
        raise Invalid(f"数量要在 0 到 {STOCK_MAX} 之间", field="stock")
    if item.stock < item.taken:
        raise Invalid(f"已经兑出 {item.taken} 份，数量不能更少", field="stock")
    if item.per_member_max is not None and item.per_member_max < 1:
        raise Invalid("每人限兑要大于 0，不限请留空", field="perMemberMax")
    if item.image_url and not _IMAGE.fullmatch(item.image_url):
        raise Invalid("图片请从素材库选择", field="imageUrl")
    if (item.kind == "coupon") != (item.template_id is not None):
        raise Invalid("优惠券要选择券，实物不选", field="templateId")
