"""The emulator as Kdniao."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.emulated import Emulated, emulated


@pytest.fixture(scope="session")
def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("emulator")


@pytest.fixture
async def outside(emulator_home: Path) -> AsyncIterator[Emulated]:
    async with emulated(emulator_home) as world:
        yield world
