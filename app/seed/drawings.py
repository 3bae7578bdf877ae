"""Things that no emoji shows, drawn in soft light so that they stand beside the 3D emoji: clothes, care, a stroller."""

from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = 384
_FINE = 2 * SIZE
"""Drawn twice as large: halving smooths the edges. All coordinates are of this size."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
WHITE, CREAM, INK = (255, 255, 255), (255, 246, 228), (96, 84, 78)
SKY, BLUE, TEAL, MINT = (142, 200, 236), (58, 122, 190), (126, 196, 184), (190, 226, 214)
CORAL, ROSE, LILAC, SAND = (238, 126, 104), (246, 178, 176), (182, 160, 220), (226, 204, 170)


@cache
def drawn(name: str) -> Image.Image | None:
    """The thing on nothing, or None when it is not one of ours."""
    paint = THINGS.get(name)
    if paint is None:
        return None
    canvas = Image.new("RGBA", (_FINE, _FINE), (0, 0, 0, 0))
    paint(canvas)
    return canvas.reduce(2)


def _mask(draw: Callable[[ImageDraw.ImageDraw], object]) -> Image.Image:
    mask = Image.new("L", (_FINE, _FINE), 0)
    draw(ImageDraw.Draw(mask))
    return mask


def _outline(points: Sequence[Point], steps: int = 14) -> list[Point]:
    """A closed curve through the points (Catmull-Rom)."""
    count, curve = len(points), []
    for at in range(count):
        a, b, c, d = (points[(at + shift) % count] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) / 2 for axis in (0, 1))
            curve.append((x, y))
    return curve


def _shape(points: str | Sequence[Point]) -> Image.Image:
    """`points` may be written as in SVG: `x,y x,y`."""
    read = [(float(x), float(y)) for x, y in _numbers(points)] if isinstance(points, str) else points
    return _mask(lambda draw: draw.polygon(_outline(read), fill=255))


def _numbers(text: str) -> list[list[int]]:
    return [[int(number) for number in group.split(",")] for group in text.split()]


def _round(box: Box, radius: float) -> Image.Image:
    return _mask(lambda draw: draw.rounded_rectangle(box, radius, fill=255))


def _oval(box: Box) -> Image.Image:
    return _mask(lambda draw: draw.ellipse(box, fill=255))


def _stroke(points: Sequence[Point], width: int) -> Image.Image:
    """A line with round ends and corners."""

    def draw(onto: ImageDraw.ImageDraw) -> None:
        onto.line(list(points), fill=255, width=width, joint="curve")
        for x, y in points:
            onto.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)

    return _mask(draw)


def _joined(*masks: Image.Image) -> Image.Image:
    whole = masks[0]
    for mask in masks[1:]:
        whole = ImageChops.lighter(whole, mask)
    return whole


def _without(mask: Image.Image, *holes: Image.Image) -> Image.Image:
    for hole in holes:
        mask = ImageChops.subtract(mask, hole)
    return mask


def _tone(colour: Colour, share: float) -> Colour:
    """Towards white for a positive share, towards a warm dark for a negative one."""
    goal = WHITE if share > 0 else (70, 40, 60)
    red, green, blue = (round(a + (b - a) * abs(share)) for a, b in zip(colour, goal, strict=True))
    return red, green, blue


def _lay(canvas: Image.Image, mask: Image.Image, colour: Colour, depth: float = 26) -> None:
    """Fills the mask as a soft body: light from the upper left, shade along the lower right edge."""
    box = mask.getbbox()
    if box is None:
        return
    # Only where the body is, with room for its edges: most parts are small.
    room = round(depth) + 2
    box = (box[0] - room, box[1] - room, box[2] + room, box[3] + room)
    part = mask.crop(box)
    fall = (
        Image.linear_gradient("L").resize((1, _FINE)).crop((0, max(0, box[1]), 1, min(_FINE, box[3]))).resize(part.size)
    )
    body = Image.composite(
        Image.new("RGB", part.size, _tone(colour, -0.14)), Image.new("RGB", part.size, _tone(colour, 0.22)), fall
    )
    shift = round(depth)
    for share, dx, strength in ((-0.42, -shift, 150), (0.75, shift, 130)):
        edge = _blurred(ImageChops.subtract(part, ImageChops.offset(part, dx, dx)), depth * 0.8)
        rim = ImageChops.multiply(edge, part).point([value * strength // 255 for value in range(256)])
        body.paste(Image.new("RGB", part.size, _tone(colour, share)), (0, 0), rim)
    canvas.paste(body, box[:2], part)


def _blurred(mask: Image.Image, radius: float) -> Image.Image:
    """At a quarter of the size where the blur is wide: it needs no more."""
    if radius < 8:
        return mask.filter(ImageFilter.GaussianBlur(radius))
    small = mask.resize((max(1, mask.width // 4), max(1, mask.height // 4)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius / 4)).resize(mask.size, Image.Resampling.BILINEAR)


def _print(canvas: Image.Image, mask: Image.Image, colour: Colour, within: Image.Image | None = None) -> None:
    """Flat, as printed on the body."""
    canvas.paste(Image.new("RGB", mask.size, colour), (0, 0), ImageChops.multiply(mask, within) if within else mask)


def _dots(canvas: Image.Image, places: str, colour: Colour, within: Image.Image | None = None) -> None:
    """`places` is `x,y,radius x,y,radius`."""
    for x, y, radius in _numbers(places):
        _print(canvas, _oval((x - radius, y - radius, x + radius, y + radius)), colour, within)


def _gleam(canvas: Image.Image, box: Box, strength: int = 120) -> None:
    soft = _blurred(_oval(box), 10).point([value * strength // 255 for value in range(256)])
    over = Image.merge(
        "RGBA", (*(Image.new("L", soft.size, 255),) * 3, ImageChops.multiply(soft, canvas.getchannel("A")))
    )
    canvas.alpha_composite(over)


def _leaf(canvas: Image.Image, x: float, y: float, scale: float) -> None:
    """The brand's sprout."""
    for side in (-1, 1):
        points = [(0, 0), (10 * side, -40), (58 * side, -62), (50 * side, -18)]
        _print(
            canvas,
            _shape([(x + px * scale, y + py * scale) for px, py in points]),
            TEAL if side < 0 else (88, 160, 134),
        )
    _print(canvas, _stroke([(x, y - 6), (x, y + 44 * scale)], round(11 * scale)), (88, 160, 134))


def _laundry(canvas: Image.Image) -> None:
    body = _shape("230,230 330,196 440,200 552,280 590,420 586,640 560,706 380,722 214,706 186,640 190,380")
    _lay(canvas, _round((286, 66, 440, 210), 30), BLUE)
    for x in (318, 354, 390):
        _print(canvas, _round((x, 92, x + 10, 176), 5), _tone(BLUE, -0.2))
    _lay(canvas, _round((268, 176, 458, 226), 20), _tone(BLUE, 0.1), 14)
    _lay(canvas, _without(body, _round((474, 300, 530, 470), 28)), SKY, 34)
    _lay(canvas, _oval((236, 392, 472, 640)), WHITE, 12)
    _leaf(canvas, 354, 520, 1.25)
    _gleam(canvas, (214, 300, 252, 470))


def _onesie(canvas: Image.Image) -> None:
    body = _shape(
        "270,120 310,150 384,168 458,150 498,120 600,170 690,300 650,350 590,360 560,330 560,500 590,560 "
        "540,600 460,640 440,700 328,700 308,640 228,600 178,560 208,500 208,330 178,360 118,350 78,300 "
        "168,170"
    )
    _lay(canvas, body, TEAL, 34)
    _lay(canvas, _stroke([(262, 118), (312, 166), (384, 184), (456, 166), (506, 118)], 26), CREAM, 8)
    for side in (-1, 1):
        _lay(canvas, _stroke([(384 + side * 300, 300), (384 + side * 232, 352)], 28), CREAM, 8)
        leg = [(384 + side * x, y) for x, y in ((206, 556), (160, 602), (116, 626), (78, 642), (62, 668), (56, 706))]
        _lay(canvas, ImageChops.multiply(_stroke(leg, 46), body), CREAM, 8)
    for x in (350, 384, 418):
        _lay(canvas, _oval((x - 11, 660, x + 11, 682)), CREAM, 5)
    _dots(canvas, "300,280,15 384,250,11 466,286,15 270,400,11 500,400,12 330,560,12 446,556,14", MINT)
    _lay(canvas, _oval((316, 336, 452, 472)), CREAM, 10)
    _leaf(canvas, 384, 414, 0.8)


def _sleeping_bag(canvas: Image.Image) -> None:
    body = _shape(
        "292,96 340,130 428,130 476,96 552,130 570,220 540,270 560,420 610,590 570,690 384,716 198,690 "
        "158,590 208,420 228,270 198,220 216,130"
    )
    _lay(canvas, body, LILAC, 38)
    stars = "270,340,16 500,330,12 250,500,12 460,460,16 540,560,12 236,620,15 330,600,12 450,630,11 520,660,9"
    _dots(canvas, stars, CREAM, body)
    moon = _without(_oval((250, 376, 330, 456)), _oval((276, 366, 346, 436)))
    _print(canvas, moon, (250, 220, 140), body)
    _lay(canvas, _stroke([(384, 150), (384, 660)], 20), CREAM, 6)
    for y in range(176, 650, 26):
        _print(canvas, _stroke([(378, y), (390, y)], 4), SAND)
    _lay(canvas, _round((370, 176, 398, 232), 12), (250, 214, 130), 6)
    _lay(canvas, _stroke([(284, 94), (334, 146), (384, 152), (434, 146), (484, 94)], 26), CREAM, 8)
    for side in (-1, 1):
        arm = [(384 + side * 150, 120), (384 + side * 182, 160), (384 + side * 188, 220), (384 + side * 156, 274)]
        _lay(canvas, ImageChops.multiply(_stroke(arm, 40), body), CREAM, 8)
    _gleam(canvas, (214, 420, 250, 600), 90)


def _nappy(canvas: Image.Image) -> None:
    body = _shape(
        "110,220 384,236 658,220 676,300 650,380 560,430 500,520 470,612 384,640 298,612 268,520 208,430 118,380 92,300"
    )
    _lay(canvas, body, (250, 250, 252), 40)
    _print(canvas, _round((80, 246, 690, 300), 10), MINT, body)
    for side in (-1, 1):
        leg = [(384 + side * x, y) for x, y in ((290, 366), (226, 400), (176, 432), (136, 484), (116, 522), (84, 616))]
        _lay(canvas, ImageChops.multiply(_stroke(leg, 44), body), MINT, 7)
        _lay(canvas, _round((384 + side * 206 - 62, 236, 384 + side * 206 + 62, 316), 24), SKY, 12)
    _lay(canvas, _oval((306, 356, 462, 512)), ROSE, 14)
    for x in (352, 416):
        _print(canvas, _oval((x - 9, 410, x + 9, 430)), INK)
    _print(canvas, _mask(lambda draw: draw.arc((356, 420, 412, 466), 20, 160, fill=255, width=9)), INK)


def _stroller(canvas: Image.Image) -> None:
    grey = (150, 156, 170)
    for line in ([(590, 180), (520, 300), (300, 610)], [(250, 440), (540, 620)], [(590, 180), (666, 170)]):
        _lay(canvas, _stroke(line, 24), grey, 6)
    hood = _mask(lambda draw: draw.pieslice((110, 110, 590, 590), 180, 300, fill=255))
    seat = _shape("120,350 350,342 566,350 548,440 470,510 250,510 160,460")
    _lay(canvas, hood, CORAL, 34)
    for fold in ([(350, 350), (166, 196)], [(350, 350), (308, 114)]):
        _print(canvas, _stroke(fold, 6), _tone(CORAL, -0.25), hood)
    _lay(canvas, seat, _tone(CORAL, 0.1), 30)
    _lay(canvas, _round((110, 330, 572, 376), 22), CREAM, 10)
    for x in (270, 548):
        _lay(canvas, _oval((x - 76, 552, x + 76, 704)), INK, 20)
        _lay(canvas, _oval((x - 42, 586, x + 42, 670)), (232, 232, 238), 12)
        _lay(canvas, _oval((x - 14, 614, x + 14, 642)), CORAL, 5)
    _lay(canvas, _round((630, 146, 720, 190), 20), INK, 8)
    _gleam(canvas, (190, 190, 300, 280), 90)


def _bib(canvas: Image.Image) -> None:
    body = _shape(
        "230,110 300,96 312,180 330,262 384,292 438,262 456,180 468,96 538,110 600,250 612,470 560,610 "
        "384,664 208,610 156,470 168,250"
    )
    _lay(canvas, body, (252, 206, 140), 38)
    pocket = _shape("186,500 290,530 384,538 478,530 582,500 592,560 540,640 384,690 228,640 176,560")
    _lay(canvas, pocket, _tone((252, 206, 140), -0.12), 30)
    for side in (-1, 1):
        _lay(canvas, _oval((384 + side * 118 - 20, 116, 384 + side * 118 + 20, 156)), CREAM, 7)
    _lay(canvas, _oval((322, 352, 446, 476)), CREAM, 12)
    _leaf(canvas, 384, 424, 0.75)


def _pouch(canvas: Image.Image) -> None:
    body = _shape("214,110 384,104 554,110 560,300 586,600 556,694 384,710 212,694 182,600 208,300")
    _lay(canvas, body, (222, 234, 250), 34)
    milk = _mask(lambda draw: draw.rectangle((150, 396, 620, 720), fill=255))
    _print(canvas, ImageChops.multiply(milk, body), CREAM)
    _lay(canvas, ImageChops.multiply(milk, body), CREAM, 30)
    for y in (176, 204):
        _lay(canvas, _round((218, y, 550, y + 14), 7), SKY, 4)
    for y, width in ((450, 60), (510, 90), (570, 60), (630, 90)):
        _print(canvas, _round((530 - width, y, 530, y + 8), 4), _tone(BLUE, 0.4))
    _lay(canvas, _oval((250, 262, 352, 364)), ROSE, 10)
    _print(canvas, _shape("301,286 322,322 301,342 280,322"), WHITE)
    _gleam(canvas, (226, 260, 252, 560), 110)


def _pillow(canvas: Image.Image) -> None:
    body = _shape("120,250 250,226 384,236 518,226 648,250 684,380 660,530 520,566 384,556 248,566 108,530 84,380")
    _lay(canvas, body, SKY, 44)
    _lay(canvas, _oval((268, 296, 500, 486)), _tone(SKY, 0.35), 22)
    dent = _blurred(_oval((318, 336, 450, 450)), 18).point([value * 90 // 255 for value in range(256)])
    canvas.paste(Image.new("RGB", dent.size, _tone(SKY, -0.25)), (0, 0), dent)
    _dots(canvas, "170,320,11 600,326,11 176,470,11 594,470,11 230,396,11 540,396,11", WHITE, body)
    _gleam(canvas, (150, 262, 280, 296), 110)


THINGS: dict[str, Callable[[Image.Image], None]] = {
    "laundry": _laundry,
    "onesie": _onesie,
    "sleeping-bag": _sleeping_bag,
    "nappy": _nappy,
    "stroller": _stroller,
    "bib": _bib,
    "pouch": _pouch,
    "pillow": _pillow,
}
