"""The cases shared with the mini-program say what the server says today."""

import json

from tests.vectors import make


def test_the_shared_cases_are_those_that_the_server_gives() -> None:
    assert make.PATH.read_text(encoding="utf-8") == make.text(), "python -m tests.vectors.make writes them anew"


def test_they_are_many_and_small() -> None:
    assert len(json.loads(make.PATH.read_text(encoding="utf-8"))["cases"]) >= 140
    assert make.PATH.stat().st_size < 300_000
