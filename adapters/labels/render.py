"""Draws labels: JSON on standard input, PDF on standard output."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import segno
from barcode.codex import Code128
from fpdf import FPDF
from fpdf.enums import TextMode, WrapMode
from fpdf.fonts import TTFFont

from ports.outside.labels import Label

WIDTH_MM = 100.0
HEIGHT_MM = 150.0
MARGIN_MM = 4.0
INNER_MM = WIDTH_MM - 2 * MARGIN_MM
GOODS_MAX = 6

FONT = Path(__file__).with_name("fonts") / "noto-sans-sc-label.otf"
SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
_SIMPLIFIED = 2
"""The face within the collection that has mainland forms."""


def draw(labels: Sequence[Label]) -> bytes:
    """One page per label."""
    pdf = FPDF(unit="mm", format=(WIDTH_MM, HEIGHT_MM))
    pdf.set_auto_page_break(False)
    pdf.set_margins(MARGIN_MM, MARGIN_MM)
    pdf.add_font("zh", fname=FONT)
    _add_fallback(pdf, labels)
    for number, label in enumerate(labels, 1):
        pdf.add_page()
        _Page(pdf, label).draw(f"{number}/{len(labels)}")
    return bytes(pdf.output())


def _add_fallback(pdf: FPDF, labels: Sequence[Label]) -> None:
    """The system's full font is loaded only for characters that ours lacks."""
    font = pdf.fonts["zh"]
    assert isinstance(font, TTFFont)
    text = "".join(msgspec.json.encode(label).decode() for label in labels)
    if all(ord(character) in font.cmap for character in text):
        return
    system = next((path for path in SYSTEM_FONTS if path.exists()), None)
    if system is not None:
        pdf.add_font("zh-full", fname=system, collection_font_number=_SIMPLIFIED)
        pdf.set_fallback_fonts(["zh-full"])


class _Page:
    """One label, from top to bottom."""

    def __init__(self, pdf: FPDF, label: Label) -> None:
        self._pdf = pdf
        self._label = label

    def draw(self, page: str) -> None:
        label = self._label
        self._text((MARGIN_MM, 4), 15, label.courier_name, bold=True)
        self._right(5.5, 8, f"{label.warehouse_name}  {label.shipped_on}")
        self._rule(13)
        self._text((MARGIN_MM, 14.5), 30, label.mark or label.package or "—", bold=True)
        self._right(17, 11, label.sorting)
        self._right(22.5, 8, label.package)
        self._rule(29)
        self._bars(32, 17)
        self._centred(50, 12, _spaced(label.tracking_number))
        self._rule(57)
        self._party(59, "收", (label.receiver, label.receiver_address), size=12)
        self._rule(84)
        self._party(86, "寄", (label.sender, label.sender_address), size=8.5)
        self._rule(101)
        self._goods(103)
        self._square(MARGIN_MM + INNER_MM - 24, 121, 24)
        self._text((MARGIN_MM, 138), 8, f"订单号 {label.order_number}")
        self._text((MARGIN_MM, 142.5), 7, f"第 {page} 张 · 请在签收前确认包装完好")

    def _text(self, at: tuple[float, float], size: float, text: str, *, bold: bool = False) -> None:
        """`at` is the upper left corner in mm, `size` in points."""
        pdf = self._pdf
        pdf.set_font("zh", size=size)
        pdf.set_xy(*at)
        with pdf.local_context(text_mode=TextMode.FILL_STROKE if bold else TextMode.FILL, line_width=0.18):
            pdf.cell(w=INNER_MM, h=size * 0.42, text=text)

    def _right(self, top: float, size: float, text: str) -> None:
        self._pdf.set_font("zh", size=size)
        self._pdf.set_xy(MARGIN_MM, top)
        self._pdf.cell(w=INNER_MM, h=size * 0.42, text=text, align="R")

    def _centred(self, top: float, size: float, text: str) -> None:
        self._pdf.set_font("zh", size=size)
        self._pdf.set_xy(MARGIN_MM, top)
        self._pdf.cell(w=INNER_MM, h=size * 0.42, text=text, align="C")

    def _rule(self, top: float) -> None:
        self._pdf.set_line_width(0.3)
        self._pdf.line(MARGIN_MM, top, MARGIN_MM + INNER_MM, top)

    def _party(self, top: float, badge: str, words: tuple[str, str], *, size: float) -> None:
        """`words`: who, and where."""
        pdf = self._pdf
        pdf.set_fill_color(0)
        pdf.ellipse(MARGIN_MM, top + 0.5, 7, 7, style="F")
        pdf.set_text_color(255)
        pdf.set_font("zh", size=11)
        pdf.set_xy(MARGIN_MM, top + 1.5)
        pdf.cell(w=7, h=5, text=badge, align="C")
        pdf.set_text_color(0)
        pdf.set_font("zh", size=size)
        pdf.set_xy(MARGIN_MM + 9, top)
        pdf.cell(w=INNER_MM - 9, h=size * 0.45, text=words[0])
        pdf.set_xy(MARGIN_MM + 9, top + size * 0.5)
        pdf.multi_cell(
            w=INNER_MM - 9, h=size * 0.45, text=words[1], wrapmode=WrapMode.WORD, max_line_height=size * 0.45
        )

    def _goods(self, top: float) -> None:
        label = self._label
        lines = [*label.goods[:GOODS_MAX]]
        if len(label.goods) > GOODS_MAX:
            lines.append(f"… 共 {len(label.goods)} 种商品")
        if label.note:
            lines.append(f"备注：{label.note}")
        self._pdf.set_font("zh", size=8)
        for index, line in enumerate(lines):
            narrow = top + index * 4.2 > 117
            self._pdf.set_xy(MARGIN_MM, top + index * 4.2)
            self._pdf.cell(w=INNER_MM, h=4, text=self._cut(line, INNER_MM - (28 if narrow else 0)))

    def _cut(self, text: str, width: float) -> str:
        """Shortened until it fits."""
        if self._pdf.get_string_width(text) <= width:
            return text
        while text and self._pdf.get_string_width(text + "…") > width:
            text = text[:-1]
        return text + "…"

    def _bars(self, top: float, height: float) -> None:
        """Code 128, quiet zones included, as wide as the paper allows up to half a millimetre a module."""
        [modules] = Code128(self._label.tracking_number).build()
        module = min(0.5, INNER_MM / (len(modules) + 20))
        left = (WIDTH_MM - module * len(modules)) / 2
        self._pdf.set_fill_color(0)
        start = 0
        while start < len(modules):
            end = start
            while end < len(modules) and modules[end] == modules[start]:
                end += 1
            if modules[start] == "1":
                self._pdf.rect(left + start * module, top, (end - start) * module, height, style="F")
            start = end

    def _square(self, left: float, top: float, side: float) -> None:
        """A QR code of the tracking number, for hand scanners that cannot read bars on a bend."""
        rows = list(segno.make(self._label.tracking_number, error="m", micro=False).matrix)
        module = side / len(rows)
        self._pdf.set_fill_color(0)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    self._pdf.rect(left + x * module, top + y * module, module * 1.02, module * 1.02, style="F")


def _spaced(number: str) -> str:
    """In groups of four, as people read it out."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Label])
    sys.stdout.buffer.write(draw(given))
