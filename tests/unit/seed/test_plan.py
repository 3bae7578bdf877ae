"""The plan of the seeded shop: the same on every machine, believable, and lawful in its words."""

import random
import re
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.seed.brand import HEROES, HOT_WORDS, SHELVES
from app.seed.drawings import THINGS, drawn
from app.seed.goods import all_goods
from app.seed.people import Person, people
from app.seed.pictures import FOLDER, icon_picture
from app.seed.rhythm import Basket, Crowd, baskets
from app.seed.stories import Story, stories
from app.seed.tracks import Way, stops, track
from app.seed.wording import attributes_of
from domain.members.addresses import checked

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ABSOLUTE = re.compile(r"最|第一|国家级|世界级|顶级|极品|独一无二|绝无仅有|首选|万能|永久|根治|百分之百|100%有效|特效")
"""Article 9 of the Advertising Law (广告法) forbids absolute claims."""


def plan(seed: int) -> tuple[list[Person], list[Basket], list[Story]]:
    rng = random.Random(seed)
    goods = all_goods()
    crowd = people(400, NOW, rng)
    released = [NOW - timedelta(days=120)] * len(goods)
    told = baskets(Crowd(crowd, goods, released), 90, 1200, NOW, rng)
    return crowd, told, stories(told, (crowd, goods), NOW, rng)


@pytest.fixture(scope="module")
def planned() -> tuple[list[Person], list[Basket], list[Story]]:
    return plan(20261122)


def test_everything_shown_has_a_picture() -> None:
    wanted = {one.emoji for one in all_goods()} | {shelf.emoji for shelf in SHELVES}
    wanted |= {emoji for hero in HEROES for emoji in hero.emojis}
    files = {path.stem for path in FOLDER.glob("*.webp")}
    assert wanted - files - THINGS.keys() == set()
    assert THINGS.keys() <= wanted


@pytest.mark.parametrize("name", sorted(THINGS))
def test_what_is_drawn_is_neither_empty_nor_cut_off(name: str) -> None:
    drawing = drawn(name)
    assert drawing is not None
    left, top, right, bottom = drawing.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert right - left > 150 and bottom - top > 150
    assert left > 0 and top > 0 and right < drawing.width and bottom < drawing.height
    assert icon_picture(name, "mint").startswith(b"RIFF")


def test_the_same_seed_tells_the_same_story(planned: tuple[list[Person], list[Basket], list[Story]]) -> None:
    assert plan(20261122) == planned
    assert plan(1) != planned


def test_there_are_120_products_and_400_skus_of_ten_shelves() -> None:
    goods = all_goods()
    assert (len(goods), sum(len(one.skus) for one in goods)) == (120, 400)
    assert Counter(one.shelf for one in goods) == {shelf.name: 12 for shelf in SHELVES}
    assert len({sku.code for one in goods for sku in one.skus}) == 400
    assert sum(one.is_virtual for one in goods) == 2
    assert all(0 < sku.cost_fen < sku.price_fen <= sku.market_fen for one in goods for sku in one.skus)


def test_every_shelf_places_each_of_its_products_once() -> None:
    for shelf in SHELVES:
        assert sorted(place for _, places in shelf.children for place in places) == list(range(1, 13))


def test_words_claim_nothing_absolute() -> None:
    words = [*HOT_WORDS, *(text for hero in HEROES for text in (hero.title, hero.subtitle))]
    for one in all_goods():
        words += [one.title, one.subtitle, one.detail, *(value for _, value in one.attributes)]
    assert [text for text in words if ABSOLUTE.search(text)] == []


def test_attributes_are_those_that_the_category_names() -> None:
    for shelf in SHELVES:
        names = [name for name, _ in attributes_of(shelf.name, "某件商品")]
        assert names[0] == "品牌" and set(names[1:]) <= {*shelf.attribute_names, "材质"}, shelf.name


def test_a_price_stands_behind_a_sign_and_a_range_is_a_value() -> None:
    soap = next(one for one in all_goods() if one.title == "婴儿洗衣液")
    assert [(sku.values, sku.price_fen) for sku in soap.skus] == [
        (("1L",), 4900),
        (("2L",), 7400),
        (("补充装 1L",), 3900),
    ]
    brush = next(one for one in all_goods() if one.title == "儿童牙刷")
    assert [sku.values for sku in brush.skus] == [("1-3 岁",), ("3-6 岁",), ("6 岁以上",)]


def test_nobody_can_be_reached_by_an_invented_number(planned: tuple[list[Person], list[Basket], list[Story]]) -> None:
    crowd = planned[0]
    assert all(person.phone.startswith("1600001") and len(person.phone) == 11 for person in crowd)
    assert len({person.openid for person in crowd}) == len({person.phone for person in crowd}) == len(crowd)
    assert all(checked(address) for person in crowd for address in person.addresses)
    assert {len(person.openid) for person in crowd} == {28}


def test_evenings_are_livelier_and_the_promotion_stands_out(
    planned: tuple[list[Person], list[Basket], list[Story]],
) -> None:
    told = planned[1]
    hours, days = Counter(one.at.hour for one in told), Counter((NOW.date() - one.at.date()).days for one in told)
    assert hours[20] + hours[21] > 2 * (hours[10] + hours[14]) * 0.8 > hours[2] + hours[4]
    assert min(days[24], days[25]) > 1.5 * sum(days[left] for left in range(30, 60)) / 30
    assert sum(days[left] for left in range(1, 21)) > sum(days[left] for left in range(69, 89))
    assert 1100 <= len(told) <= 1300


def test_who_bought_comes_back(planned: tuple[list[Person], list[Basket], list[Story]]) -> None:
    counts = Counter(one.person for one in planned[1])
    assert sum(count > 1 for count in counts.values()) > len(counts) // 4


def test_steps_of_a_story_are_in_order(planned: tuple[list[Person], list[Basket], list[Story]]) -> None:
    for story in planned[2]:
        moves = [step.move for step in story.steps]
        assert moves[0] == "place"
        for earlier, later in (("place", "pay"), ("pay", "ship"), ("ship", "sign"), ("sign", "ask_return")):
            if earlier in moves and later in moves:
                assert moves.index(earlier) < moves.index(later), story
    assert {story.ending for story in planned[2]} == {
        *("kept", "unpaid", "cancelled", "refund_unshipped", "returned", "refund_shipped", "refused")
    }


def test_a_parcel_tells_what_happened_so_far() -> None:
    way = Way("ZTO", "中通快递", "7160", "杭州市", "成都市", NOW - timedelta(days=2), NOW)
    assert track(way, stops(way, way.shipped_at)).state == "none"
    half = stops(way, NOW - timedelta(hours=20))
    assert track(way, half).state == "in_transit"
    whole = stops(way, NOW)
    assert track(way, whole).state == "signed" and whole[: len(half)] == half
    assert track(way, stops(way, NOW - timedelta(hours=1), has_trouble=True)).state == "problem"
