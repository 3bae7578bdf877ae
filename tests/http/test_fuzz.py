"""Requests made from the API description, right and wrong ones: no 5xx, and only answers that it documents."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.http.samples import Samples
from tests.http.shop import Person, Shop

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {"guest": 1, "shopper": 6, "owner": 4}
# What ends the fuzzer's own session, or locks it out.
LEFT_OUT = {
    "signOut",
    "operatorSignOut",
    "endMySession",
    "changePassword",
    "confirmTotp",
    "setUpTotp",
    "changeOperator",
}
LEFT_OUT |= {"resetOperator", "changeRole", "deleteRole"}
Send = Callable[[Case], httpx.Response]
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


@pytest.mark.slow
@pytest.mark.parametrize(("who", "tag"), [("guest", ""), ("shopper", "mini"), ("owner", "admin"), ("guest", "hooks")])
async def test_no_request_breaks_the_description(shop: Shop, samples: Samples, who: str, tag: str) -> None:
    document = (await shop.client.get("/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    person = {"guest": shop.guest, "shopper": samples.stranger}.get(who) or await shop.operator()
    send = _sender(shop, person, asyncio.get_running_loop())
    faults: dict[str, str] = {}
    answered: dict[int, int] = {}

    def judge(case: Case, is_real: bool) -> None:
        if is_real:
            _with_samples(case, samples)
        answer = send(case)
        answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            label = f"{case.operation.label} {answer.status_code}"
            faults.setdefault(label, f"{_told(failure)}\n   body {case.body!r:.300}\n   answer {answer.text[:300]}")

    def all_of_it() -> None:
        for found in schema.get_all_operations():
            operation = found.ok()
            if (tag and tag not in operation.tags) or operation.definition.raw["operationId"] in LEFT_OUT:
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode == GenerationMode.NEGATIVE and (not (operation.body or operation.query) or who == "guest"):
                    continue
                _fuzz(operation, mode, EXAMPLES[who], judge)

    await asyncio.to_thread(all_of_it)
    print(who, tag, sorted(answered.items()))
    assert faults == {}, "\n".join(f"{name}: {fault}" for name, fault in faults.items())
