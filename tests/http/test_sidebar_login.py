"""Only the browser that began a login ends it, once and in time."""

from datetime import timedelta
from typing import Any

import pytest

from app.http.throttle import Throttle
from domain.community.guide_access import LOGIN_LASTS
from tests.http.shop import Shop
from tests.http.sidebar import login_answer, signed_in
from tests.http.wecom import hired, known_to_the_shop

NOT_BEGUN = (401, "community.login_not_begun")


@pytest.fixture(scope="module")
async def user_id(shop: Shop) -> str:
    user_id = await hired(shop)
    await known_to_the_shop(shop, user_id)
    return user_id


async def _answer(shop: Shop, given: dict[str, str]) -> tuple[int, str]:
    answer = await shop.client.post("/api/sidebar/session", json=given)
    return answer.status_code, answer.json().get("code", "")


async def _sessions(shop: Shop, user_id: str) -> Any:
    return await shop.rows("select count(*) from community.guide_session where user_id = $1", user_id)


async def test_a_forged_callback_signs_nobody_in(shop: Shop, user_id: str) -> None:
    """Somebody else's link brings their own code and state into this browser, which keeps another secret."""
    attacker, victim = await login_answer(shop, user_id), await login_answer(shop, user_id)
    before = await _sessions(shop, user_id)
    for forged in (
        attacker | {"secret": victim["secret"]},
        attacker | {"state": victim["state"], "secret": "guessed"},
        victim | {"state": attacker["state"]},
        victim | {"state": "sidebar"},
        victim | {"state": "0" * 64},
    ):
        assert await _answer(shop, forged) == NOT_BEGUN
    assert await _sessions(shop, user_id) == before
    # Nothing of that has used up what the two have begun, nor their codes.
    assert await _answer(shop, victim) == (200, "")
    assert await _answer(shop, attacker) == (200, "")
    for missing in ("state", "secret", "code"):
        given = {name: value for name, value in victim.items() if name != missing}
        assert (await _answer(shop, given))[0] == 400


async def test_what_was_used_is_used_up(shop: Shop, user_id: str) -> None:
    first = await login_answer(shop, user_id)
    assert await _answer(shop, first) == (200, "")
    before = await _sessions(shop, user_id)
    assert await _answer(shop, first) == NOT_BEGUN
    # The same code with a login of one's own: WeCom has used it up as well.
    second = await login_answer(shop, user_id)
    assert await _answer(shop, second | {"code": first["code"]}) == (401, "wecom.login_refused")
    # And that login is over, though it brought nobody in.
    assert await _answer(shop, second) == NOT_BEGUN
    assert await _sessions(shop, user_id) == before
    await signed_in(shop, user_id)


async def test_a_login_that_took_too_long_is_over_and_forgotten(shop: Shop, user_id: str) -> None:
    late, intime = await login_answer(shop, user_id), await login_answer(shop, user_id)
    begun = await shop.rows("select max(expires_at) from community.guide_login")
    assert begun[0][0] <= shop.clock.now() + LOGIN_LASTS
    before = await _sessions(shop, user_id)
    shorten = "update community.guide_login set expires_at = $1 where state_hash = sha256(convert_to($2, 'UTF8'))"
    await shop.rows(shorten, shop.clock.now() - timedelta(seconds=1), late["state"])
    assert await _answer(shop, late) == NOT_BEGUN
    assert await _sessions(shop, user_id) == before
    await shop.built.services.community.sidebar.access.forget_sessions()
    [(left,)] = await shop.rows("select count(*) from community.guide_login where expires_at <= $1", shop.clock.now())
    assert left == 0
    assert await _answer(shop, intime) == (200, "")


async def test_states_and_secrets_are_kept_as_hashes_and_fit_for_wecom(shop: Shop) -> None:
    begun = [(await shop.client.post("/api/sidebar/logins", json={})).json() for _ in range(2)]
    assert len({one["state"] for one in begun} | {one["secret"] for one in begun}) == 4
    for one in begun:
        assert one["state"].isalnum() and len(one["state"]) <= 128
        assert f"state={one['state']}" in one["url"] and one["secret"] not in one["url"]
        [(kept,)] = await shop.rows(
            "select count(*) from community.guide_login where secret_hash = sha256(convert_to($1, 'UTF8'))",
            one["secret"],
        )
        assert kept == 1


async def test_one_address_begins_only_so_many_logins_a_second(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [100.0]
    throttle = Throttle((2,), lambda: seconds[-1])
    monkeypatch.setitem(shop.app.state.services.__dict__, "guide_login_throttle", throttle)
    [(before,)] = await shop.rows("select count(*) from community.guide_login")
    answers = [await shop.client.post("/api/sidebar/logins", json={}) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[2].json()["detail"] == "点得太快了，请稍等一下再试"
    [(after,)] = await shop.rows("select count(*) from community.guide_login")
    assert after == before + 2
    seconds.append(101.0)
    assert (await shop.client.post("/api/sidebar/logins", json={})).status_code == 201
