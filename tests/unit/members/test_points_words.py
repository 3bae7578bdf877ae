"""The rule in words: what the server tells members, and what operators see before they save, is the same."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from domain.members.points_desk import sentences
from domain.members.points_rules import expiry
from ports.members.points_store import PointsRule

# The preview beside the form is checked against the same samples (app/web/tests/points.test.ts).
SAMPLES = json.loads((Path(__file__).parents[3] / "app/web/tests/points-sentences.json").read_text())


def _rule(figures: dict[str, int]) -> PointsRule:
    renamed = {name: "".join([first, *(part.title() for part in others)]) for name, first, others in _names()}
    return PointsRule(**{name: figures[camel] for name, camel in renamed.items()})


def _names() -> list[tuple[str, str, list[str]]]:
    parts = [(field.name, field.name.split("_")) for field in msgspec.structs.fields(PointsRule)]
    return [(name, words[0], words[1:]) for name, words in parts]


def test_the_samples_are_the_words_of_the_rule() -> None:
    assert len(SAMPLES) == 3
    for sample in SAMPLES:
        assert list(sentences(_rule(sample["rule"]))) == sample["sentences"]


def test_nothing_earned_and_nothing_paid_are_said_plainly() -> None:
    words = sentences(PointsRule(earn_per_yuan=0, redeem_max_percent=0))
    assert words[0] == "购物暂不赠送积分"
    assert words[2] == "积分暂时不能抵扣现金"


def test_the_least_that_can_be_used_is_a_whole_step() -> None:
    assert "满 500 积分可用，每次按 500 积分使用" in sentences(PointsRule(redeem_min=120, redeem_step=500))[2]
    assert "满 200 积分可用，每次按 100 积分使用" in sentences(PointsRule(redeem_min=120, redeem_step=100))[2]


def test_the_end_is_the_one_that_the_words_name() -> None:
    """Earned in November with twelve months: the end of the twelfth month after it, in Shanghai."""
    earned_at = datetime(2026, 11, 28, tzinfo=UTC)
    assert expiry(earned_at, 12) == datetime(2027, 11, 30, 16, tzinfo=UTC)
    assert "获得之后的第 12 个月月末到期" in sentences(PointsRule(expire_months=12))[1]
