"""Labels are drawn with the font that comes with the code, whatever the machine has."""

import zlib

import segno
from barcode.codex import Code128
from msgspec.structs import replace

from adapters.labels import render
from adapters.labels.printer import PdfLabelPrinter
from ports.outside.labels import Label

LABEL = Label(
    courier_name="顺丰速运",
    tracking_number="SF1234567890123",
    mark="755W-A3",
    sorting="12",
    package="南山集散点",
    receiver="王**  138****5678",
    receiver_address="广东省 深圳市 南山区 科技园路 1 号 3 栋 502 室",
    sender="华南仓 仓库管理员  0755-12345678",
    sender_address="广东省 深圳市 龙岗区 平湖物流园 8 号库",
    goods=("有机棉婴儿连体衣 66cm 云朵白 × 2",),
    order_number="251122000000012345",
    warehouse_name="华南仓",
    note="",
    shipped_on="2025-11-22",
)


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


async def test_a_batch_is_one_pdf_with_a_page_each() -> None:
    pdf = await PdfLabelPrinter().pdf([LABEL, replace(LABEL, goods=("很长的商品名" * 30,) * 9, note="放门口" * 30)])
    assert pdf.startswith(b"%PDF-") and pages(pdf) == 2
    assert b"/MediaBox [0 0 283.46 425.20]" in pdf
    assert len(pdf) < 100_000


def test_rare_characters_never_fail_with_or_without_the_systems_font(monkeypatch) -> None:
    rare = replace(LABEL, receiver="龘**  138****5678", receiver_address="𠮷野家 👶 路")
    assert pages(render.draw([rare])) == 1
    monkeypatch.setattr(render, "SYSTEM_FONTS", ())
    assert pages(render.draw([rare])) == 1


def test_bars_and_text_are_on_the_page() -> None:
    pdf = render.draw([LABEL])
    start = pdf.index(b"stream\n") + 7
    content = zlib.decompress(pdf[start : pdf.index(b"\nendstream", start)])
    bars = [bar for bar in Code128(LABEL.tracking_number).build()[0].split("0") if bar]
    squares = sum(map(sum, segno.make(LABEL.tracking_number, error="m", micro=False).matrix))
    assert content.count(b" re f") == len(bars) + squares
