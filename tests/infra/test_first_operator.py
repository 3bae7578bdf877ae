"""The first operator of an empty shop, from the command line."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from app.first_operator import Wish, carry_out
from app.settings import load_settings
from app.wiring import Built, build
from domain.governance.operators import OwnerExists
from domain.governance.sign_in import BadCredentials, SignInAttempt, Throttled
from tests.infra.test_runtime_refusals import siyu

NEW_PASSWORD = "duo-duo-2026-hao"


@pytest.fixture
def environ(fresh_database_url: str, valkey_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "SIYU_MODE": "test",
        "SIYU_HOME": str(tmp_path),
        "SIYU_DATABASE_URL": fresh_database_url,
        "SIYU_VALKEY_URL": valkey_url,
    }


@pytest.fixture
async def built(environ: dict[str, str]) -> AsyncIterator[Built]:
    built = build(load_settings(environ))
    yield built
    await built.database.close()
    await built.valkey.aclose()


def _attempt(username: str, password: str) -> SignInAttempt:
    return SignInAttempt(username, password, None, "10.0.0.9", "test")


def _password(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    [password] = re.findall(r"^one-time password: (\S+)$", done.stdout, re.MULTILINE)
    return password


async def _facts(url: str) -> list[tuple]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select action, target, operator_name from governance.audit order by place")
    finally:
        await connection.close()
    return [tuple(row) for row in rows if row["action"].startswith("operator.")]


async def test_the_first_operator_may_do_everything_once_the_password_is_changed(
    built: Built, environ: dict[str, str]
) -> None:
    made = await asyncio.to_thread(siyu, "operator", "Boss", "--name", "周小满", **environ)
    password, services = _password(made), built.services
    session = await services.operator_sign_in.sign_in(_attempt("boss", password))
    assert (session.operator.name, session.operator.must_change_password) == ("周小满", True)
    actor = await services.operator_sign_in.session_actor(session.token)
    assert actor is not None and actor.permissions == frozenset()
    await services.own_account.change_password(actor, session.token, password, NEW_PASSWORD)
    actor = await services.operator_sign_in.session_actor(session.token)
    assert actor is not None and "operators.manage" in actor.permissions
    assert {role.name for role in (await services.operators.roles(actor)).items} >= {"店主", "仓库", "客服"}

    again = await asyncio.to_thread(siyu, "operator", "another", **environ)
    assert (again.returncode, again.stdout) == (1, "") and "--reset" in again.stderr
    reset = await asyncio.to_thread(siyu, "operator", "--reset", "boss", **environ)
    fresh = _password(reset)
    assert await services.operator_sign_in.session_actor(session.token) is None
    with pytest.raises(BadCredentials):
        await services.operator_sign_in.sign_in(_attempt("boss", NEW_PASSWORD))
    assert (await services.operator_sign_in.sign_in(_attempt("boss", fresh))).operator.must_change_password
    assert password not in (reset.stdout + reset.stderr + again.stderr)
    assert await _facts(environ["SIYU_DATABASE_URL"]) == [
        ("operator.create", "boss", "命令行"),
        ("operator.reset", "boss", "命令行"),
    ]


async def test_of_many_at_once_one_is_the_first(built: Built) -> None:
    wishes = [Wish(f"owner{number}", "店主", is_reset=False) for number in range(6)]
    done = await asyncio.gather(*(carry_out(built.services.operators, wish) for wish in wishes), return_exceptions=True)
    assert [type(one) for one in done if not isinstance(one, str)] == [OwnerExists] * 5


async def test_a_reset_opens_a_door_that_failures_had_closed(built: Built) -> None:
    operators, sign_in = built.services.operators, built.services.operator_sign_in
    await carry_out(operators, Wish("owner", "店主", is_reset=False))
    for number in range(5):
        with pytest.raises(BadCredentials):
            await sign_in.sign_in(SignInAttempt("owner", "wrong", None, f"10.0.1.{number}", "test"))
    with pytest.raises(Throttled):
        await sign_in.sign_in(_attempt("owner", "wrong"))
    fresh = await carry_out(operators, Wish("owner", "店主", is_reset=True))
    assert (await sign_in.sign_in(_attempt("owner", fresh))).operator.username == "owner"


@pytest.mark.parametrize("arguments", [["a b"], ["x"], ["--name", " "], ["--reset", "a b"]])
def test_names_that_cannot_be_are_refused(arguments: list[str]) -> None:
    done = siyu("operator", *arguments, SIYU_MODE="test")
    assert done.returncode == 2 and done.stdout == ""


async def test_nobody_to_reset_is_told(environ: dict[str, str]) -> None:
    done = await asyncio.to_thread(siyu, "operator", "--reset", "nobody", **environ)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "siyu operator: 没有这个用户名的操作员\n")
