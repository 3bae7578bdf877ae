"""What the headers of a login and of reported behaviour leave behind: a kind of device, and nothing of themselves."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.http.shop import Shop
from tests.http.sidebar import batch, event
from tests.unit.members.test_device_rules import ANDROID, IN_WECHAT, IPHONE, PAGE

PHONE = {"user-agent": f"{ANDROID} Safari/537.36 {IN_WECHAT} MiniProgramEnv/android", "referer": PAGE}
TABLET = {"user-agent": f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1"}
_STORED = "select device_system, device_client, device_seen_at is not null from members.member where id = $1"


def now() -> str:
    return datetime.now(UTC).isoformat()


async def test_a_login_and_behaviour_tell_the_device(shop: Shop) -> None:
    phone = f"phone-{uuid4().hex[:8]}"

    async def login(headers: dict[str, str]) -> dict[str, Any]:
        code = (await shop.outside.play("/wx/login", device=phone))["code"]
        answer = await shop.client.post("/api/mini/session", json={"code": code}, headers=headers)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    session = await login(PHONE)
    member_id = session["member"]["id"]
    assert await shop.rows(_STORED, member_id) == [("android", "mini_program", True)]
    bearer = {"authorization": f"Bearer {session['token']}"}
    # Who has not agreed to the policy is not followed, and told of by no event.
    view = batch(event("page", now(), text="home"), sent_at=now())
    answer = await shop.client.post("/api/mini/events", json=view, headers=bearer | TABLET)
    assert answer.status_code == 202 and answer.json()["isOn"] is False
    assert await shop.rows(_STORED, member_id) == [("android", "mini_program", True)]
    agreed = await shop.client.post("/api/mini/me/consent", json={"version": "2026-11"}, headers=bearer)
    assert agreed.status_code == 200
    answer = await shop.client.post("/api/mini/events", json=view, headers=bearer | TABLET)
    assert answer.status_code == 202 and answer.json()["isOn"] is True
    assert await shop.rows(_STORED, member_id) == [("ios", "browser", True)]
    await login({"user-agent": "x" * 5000})
    assert await shop.rows(_STORED, member_id) == [("other", "other", True)]
