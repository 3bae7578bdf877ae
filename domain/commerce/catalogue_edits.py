"""What an operator changed of a product, in words for the audit. Pure."""

from collections.abc import Iterator

from domain.commerce.words import yuan
from ports.commerce.admin_views import AdminProduct, AdminSku

DETAIL_LENGTH_MAX = 500
FIELDS = {
    "kind": "类型",
    "category_id": "类目",
    "title": "标题",
    "subtitle": "副标题",
    "tags": "标签",
    "media": "图片",
    "detail_media": "详情图",
    "detail_text": "详情文字",
    "attributes": "参数",
    "options": "规格项",
    "no_reason_return": "无理由退货",
}
_SKU_FIELDS = ("price_fen", "enabled")
"""Told one by one; whatever else of a SKU changed is told in one word."""


def edits(before: AdminProduct, after: AdminProduct) -> str:
    """Prices with both sums; of long texts only that they changed."""
    parts = [words for field, words in FIELDS.items() if getattr(before, field) != getattr(after, field)]
    known = {sku.id: sku for sku in before.skus}
    for sku in after.skus:
        old = known.pop(sku.id, None)
        parts += [f"新增规格 {sku.code} {yuan(sku.price_fen)}"] if old is None else _sku_edits(old, sku)
    parts += [f"删除规格 {sku.code}" for sku in known.values()]
    return "，".join(parts)[:DETAIL_LENGTH_MAX] or "没有变化"


def _sku_edits(old: AdminSku, new: AdminSku) -> Iterator[str]:
    if old.price_fen != new.price_fen:
        yield f"{new.code} 售价 {yuan(old.price_fen)} → {yuan(new.price_fen)}"
    if old.enabled != new.enabled:
        yield f"{'启用' if new.enabled else '停用'} {new.code}"
    others = (name for name in new.__struct_fields__ if name not in _SKU_FIELDS)
    if any(getattr(old, name) != getattr(new, name) for name in others):
        yield f"规格 {new.code}"
