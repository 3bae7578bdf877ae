"""Requests made from the API description, right and wrong ones: no 5xx, and only answers that it documents."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.http.samples import Samples
from tests.http.shop import PASSWORD, Person, Shop
from tests.http.sidebar import signed_in

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {"guest": 1, "shopper": 6, "owner": 4, "guide": 5}
# What ends the caller's session or changes what an account may do: each request is made by a session of its own, on
# accounts that no other test knows.
OF_ONE_SESSION = {
    "signOut",
    "operatorSignOut",
    "endMySession",
    "changePassword",
    "confirmTotp",
    "setUpTotp",
    "changeOperator",
    "resetOperator",
    "changeRole",
    "deleteRole",
}
# Their answers do not end by themselves, so that there is nothing to compare with the description; what they refuse is
# tried in tests/http/test_live.py.
STREAMS = {"followStock", "followStockLevels", "followContact", "followNow"}
# Tried in tests/http/test_sidebar.py: it would end the session of the whole run.
ENDS_THE_RUN = {"guideSignOut"}
Send = Callable[[Case], httpx.Response]
_SESSION = """
insert into governance.session (id, token_hash, operator_id, created_at, last_seen_at, expires_at, ip, user_agent)
values ($1, $2, $3, now(), now(), now() + interval '1 hour', '127.0.0.1', 'fuzz')
"""
SETTINGS = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def _sender(shop: Shop, person: Person, loop: asyncio.AbstractEventLoop) -> Send:
    def send(case: Case) -> httpx.Response:
        headers = {"authorization": f"Bearer {person.token}"} if person.token else {}
        given = requests.Request(**case.as_transport_kwargs(base_url="http://shop", headers=headers)).prepare()
        sent: Future[httpx.Response] = asyncio.run_coroutine_threadsafe(
            shop.client.request(
                str(given.method), str(given.url), headers=dict(given.headers), content=given.body or b""
            ),
            loop,
        )
        return sent.result(30)

    return send


def _with_samples(case: Case, samples: Samples) -> None:
    """Real ids in place of made-up ones, so that a request gets further than to a 404."""
    for place in (case.path_parameters, case.query):
        for name in list(place or ()):
            if found := samples.id_of(name):
                place[name] = found
    _fill(case.body, samples)


def _fill(value: Any, samples: Samples) -> None:
    if isinstance(value, list):
        for one in value:
            _fill(one, samples)
    if isinstance(value, dict):
        for name, one in value.items():
            found = samples.id_of(name)
            if isinstance(one, str) and found:
                value[name] = found
            else:
                _fill(one, samples)


def _fuzz(operation: Any, mode: GenerationMode, examples: int, judge: Callable[[Case, bool], None]) -> None:
    @settings(SETTINGS, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def run(case: Case, is_real: bool) -> None:
        judge(case, is_real)

    run()


def _told(failure: Failure | FailureGroup) -> str:
    several = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
    return "; ".join(f"{one.title}: {one.message[:300]}" for one in several)


class Faults:
    """What an answer said that the description does not know, by operation; and how often each status came."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.answered: dict[int, int] = {}

    def judge(self, case: Case, answer: httpx.Response) -> None:
        self.answered[answer.status_code] = self.answered.get(answer.status_code, 0) + 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            label = f"{case.operation.label} {answer.status_code}"
            self.found.setdefault(label, f"{_told(failure)}\n   body {case.body!r:.300}\n   answer {answer.text[:300]}")

    def assert_none(self) -> None:
        assert self.found == {}, "\n".join(f"{name}: {fault}" for name, fault in self.found.items())


async def _operations(shop: Shop) -> list[Any]:
    document = (await shop.client.get("/openapi.json")).json()
    return [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]


def _name(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "tag"), [("guest", ""), ("shopper", "mini"), ("owner", "admin"), ("guide", "sidebar"), ("guest", "hooks")]
)
async def test_no_request_breaks_the_description(shop: Shop, samples: Samples, who: str, tag: str) -> None:
    operations, faults = await _operations(shop), Faults()
    if who == "guide":
        person = await signed_in(shop, samples.ids["user_id"])
    else:
        person = {"guest": shop.guest, "shopper": samples.stranger}.get(who) or await shop.operator()
    send = _sender(shop, person, asyncio.get_running_loop())

    def judge(case: Case, is_real: bool) -> None:
        if is_real:
            _with_samples(case, samples)
        faults.judge(case, send(case))

    def all_of_it() -> None:
        for operation in operations:
            if _name(operation) in STREAMS or (who != "guest" and _name(operation) in ENDS_THE_RUN):
                continue
            # Without a session nothing ends: guests try these as well.
            if (tag and tag not in operation.tags) or (who != "guest" and _name(operation) in OF_ONE_SESSION):
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode == GenerationMode.NEGATIVE and (not (operation.body or operation.query) or who == "guest"):
                    continue
                _fuzz(operation, mode, EXAMPLES[who], judge)

    await asyncio.to_thread(all_of_it)
    print(who, tag, sorted(faults.answered.items()))
    faults.assert_none()


class Account:
    """One operator, with a new session for every request, and the colleague and the role that it works on."""

    def __init__(self, shop: Shop, operator_id: UUID, samples: Samples) -> None:
        self._shop, self._operator_id, self._samples = shop, operator_id, samples

    @classmethod
    async def open(cls, shop: Shop, samples: Samples) -> "Account":
        operators = shop.built.services.operators
        ids = [await operators.ensure(f"op-{uuid4().hex[:10]}", "小周", "店主", PASSWORD) for _ in range(2)]
        role_id = uuid4()
        await shop.rows(
            "insert into governance.role (id, name, permissions, built_in) values ($1, $2, '{}', false)",
            role_id,
            f"角色 {role_id.hex[:8]}",
        )
        own = dict(samples.ids) | {"operator_id": str(ids[1]), "role_id": str(role_id)}
        assert ids[0] is not None
        return cls(shop, ids[0], replace(samples, ids=own))

    async def session(self) -> tuple[Person, Samples]:
        token, session_id = uuid4().hex, uuid4()
        await self._shop.rows(_SESSION, session_id, hashlib.sha256(token.encode()).digest(), self._operator_id)
        own = dict(self._samples.ids) | {"session_id": str(session_id)}
        return Person(self._shop.client, "/api/admin", token), replace(self._samples, ids=own)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OF_ONE_SESSION))
async def test_what_ends_a_session_keeps_to_the_description(shop: Shop, samples: Samples, name: str) -> None:
    [operation] = [one for one in await _operations(shop) if _name(one) == name]
    loop, faults, account = asyncio.get_running_loop(), Faults(), await Account.open(shop, samples)
    is_shoppers = "mini" in operation.tags

    async def someone() -> tuple[Person, Samples]:
        return (await shop.shopper(), samples) if is_shoppers else await account.session()

    def judge(mode: GenerationMode, case: Case, is_real: bool) -> None:
        person, own = asyncio.run_coroutine_threadsafe(someone(), loop).result(30)
        if is_real:
            _with_samples(case, own)
            if isinstance(case.body, dict):
                known = {"current": PASSWORD, "roleIds": [own.ids["role_id"]]}
                case.body |= {key: value for key, value in known.items() if key in case.body}
        answer = _sender(shop, person, loop)(case)
        # Wrong requests may come with a wrong token; right ones have a session of their own.
        assert mode == GenerationMode.NEGATIVE or answer.status_code != 401
        faults.judge(case, answer)

    def all_of_it() -> None:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode == GenerationMode.POSITIVE or operation.body or operation.query:
                _fuzz(operation, mode, EXAMPLES["shopper" if is_shoppers else "owner"], partial(judge, mode))

    await asyncio.to_thread(all_of_it)
    faults.assert_none()
