"""The printable label of an e-waybill: one HTML page of 100 × 150 mm with a scannable number."""

from html import escape
from typing import Any

import segno

from adapters.emulator.kdniao.desk import text

_STYLE = (
    "@page{size:100mm 150mm;margin:0}"
    ".kdn{box-sizing:border-box;width:100mm;height:150mm;padding:3mm;border:1px solid #000;color:#000;"
    "font:3.4mm/1.4 'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;page-break-after:always}"
    ".kdn h1{font-size:6mm;margin:0 0 2mm}.kdn .mark{font-size:9mm;font-weight:700;letter-spacing:1px}"
    ".kdn section{border-top:1px solid #000;padding:2mm 0}.kdn .code{display:flex;align-items:center;gap:4mm}"
    ".kdn .code b{font:600 5mm/1.2 monospace}.kdn .to{font-size:4.4mm;font-weight:600}"
)


def label_html(data: dict[str, Any], order: dict[str, Any], shipper_name: str) -> str:
    """HTML with everything inline, so that it prints without any other file."""
    number = order["LogisticCode"]
    picture = segno.make(number, error="m").svg_inline(scale=3, border=0)
    goods = "，".join(f"{text(item, 'GoodsName')} × {text(item, 'Goodsquantity') or '1'}" for item in data["Commodity"])
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(number)}</title>'
        f'<style>{_STYLE}</style></head><body><div class="kdn"><h1>{escape(shipper_name)}</h1>'
        f'<section class="mark">{escape(order["MarkDestination"])}</section>'
        f'<section class="code">{picture}<b>{escape(number)}</b></section>'
        f'<section class="to">收 {_address(data["Receiver"])}</section>'
        f"<section>寄 {_address(data['Sender'])}</section>"
        f"<section>{escape(goods)}<br>订单号 {escape(order['OrderCode'])}<br>{escape(text(data, 'Remark'))}</section>"
        "</div></body></html>"
    )


def _address(party: dict[str, Any]) -> str:
    place = "".join(text(party, name) for name in ("ProvinceName", "CityName", "ExpAreaName", "Address"))
    return f"{escape(text(party, 'Name'))} {escape(text(party, 'Mobile', 'Tel'))}<br>{escape(place)}"
