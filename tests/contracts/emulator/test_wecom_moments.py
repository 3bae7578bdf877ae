"""Moments of the corporation, by the wire and by the console."""

from typing import Any

import pytest

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
WORDS = {"text": {"content": "周五上新"}}


async def added(corp: Corp, **more: Any) -> dict[str, Any]:
    """The result of a job that is done."""
    job = await corp.ok(f"{EC}/add_moment_task", WORDS | more)
    told = await corp.get(f"{EC}/get_moment_task_result", jobid=job["jobid"])
    assert (told["errcode"], told["status"]) == (0, 3)
    return dict(told["result"])


def seen_by(*user_ids: str, tags: list[str] | None = None) -> dict[str, Any]:
    contacts = {"external_contact_list": {"tag_list": tags}} if tags else {}
    return {"visible_range": {"sender_list": {"user_list": list(user_ids)}} | contacts}


async def circle(corp: Corp, device: str) -> list[str]:
    answer = await corp.client.get("/play/wecom/seen-moments", params={"device": device})
    return [part["text"] for one in answer.json()["items"] for part in one["parts"] if part["kind"] == "text"]


async def test_tags_and_senders_decide_who_sees_it(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"momentJobSeconds": 0})
    await corp.hire("lan", "mei")
    first, second = [await corp.friend(f"phone-{number}", "lan") for number in (1, 2)]
    await corp.friend("phone-3", "mei")
    tag_id = (await corp.play("tags", group="肤质", tags="干性"))["tag"][0]["id"]
    await corp.ok(f"{EC}/mark_tag", {"userid": "lan", "external_userid": first, "add_tag": [tag_id]})
    result = await added(corp, **seen_by("lan", tags=[tag_id, "none"]))
    assert result["invalid_external_contact_list"] == {"tag_list": ["none"]}
    asked = {"moment_id": result["moment_id"], "userid": "lan"}
    meant = await corp.ok(f"{EC}/get_moment_customer_list", asked)
    assert [one["external_userid"] for one in meant["customer_list"]] == [first]
    assert (await corp.ok(f"{EC}/get_moment_send_result", asked))["customer_list"] == []
    await corp.play(f"moments/{result['moment_id']}/mei/publish", 404)
    assert await corp.play(f"moments/{result['moment_id']}/lan/publish") == {"seen": 1, "overLimit": 0}
    await corp.play(f"moments/{result['moment_id']}/lan/publish", 409)
    assert [await circle(corp, f"phone-{number}") for number in (1, 2, 3)] == [["周五上新"], [], []]
    everybody = await added(corp)
    tasks = await corp.ok(f"{EC}/get_moment_task", {"moment_id": everybody["moment_id"]})
    assert [one["userid"] for one in tasks["task_list"]] == ["lan", "mei"]
    assert second not in str(tasks)


@pytest.mark.parametrize("allowed", [4, 1])
async def test_a_customer_sees_so_many_in_a_month(corp: Corp, shop: Shop, allowed: int) -> None:
    await shop.faults(wecom={"momentJobSeconds": 0, "momentsPerMonth": allowed})
    await corp.hire("lan")
    await corp.friend("phone-1", "lan")
    told = []
    for _ in range(allowed + 1):
        moment_id = (await added(corp, **seen_by("lan")))["moment_id"]
        told.append((await corp.play(f"moments/{moment_id}/lan/publish"))["seen"])
    assert told == [1] * allowed + [0]
    assert len(await circle(corp, "phone-1")) == allowed


async def test_what_is_wrong_with_a_moment(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    plain = (await corp.upload(PNG, type="image"))["media_id"]
    ours = (await corp.upload(PNG, media_type="image", attachment_type="1"))["media_id"]

    def image(media_id: str) -> dict[str, Any]:
        return {"msgtype": "image", "image": {"media_id": media_id}}

    link = {"msgtype": "link", "link": {"title": "兔", "url": "https://shop.example", "media_id": ours}}
    for body, errcode in (
        ({}, 41089),
        ({"text": {"content": "字" * 2001}}, 40058),
        ({"attachments": [image(ours)] * 10}, 41064),
        ({"attachments": [image(ours), link]}, 41065),
        ({"attachments": [link, link]}, 41064),
        ({"attachments": [image("none")]}, 40007),
        ({"attachments": [image(plain)]}, 41072),
    ):
        assert (await corp.post(f"{EC}/add_moment_task", body))["errcode"] == errcode, body
    assert (await corp.client.get("/play/wecom/moments")).json() == {"items": []}
    await corp.ok(f"{EC}/add_moment_task", {"attachments": [link]} | seen_by("lan"))


async def test_while_it_is_given_out_nothing_is_known(corp: Corp, shop: Shop) -> None:
    await shop.faults(timeScale=1, wecom={"momentJobSeconds": 60})
    await corp.hire("lan")
    job = await corp.ok(f"{EC}/add_moment_task", WORDS)
    assert (await corp.get(f"{EC}/get_moment_task_result", jobid=job["jobid"]))["status"] == 1
    [task] = (await corp.client.get("/play/wecom/moments")).json()["items"]
    for path in ("get_moment_task", "get_moment_send_result", "cancel_moment_task"):
        assert (await corp.post(f"{EC}/{path}", {"moment_id": task["momentId"], "userid": "lan"}))["errcode"] == 41079
    await corp.play(f"moments/{task['momentId']}/lan/publish", 404)


async def test_the_console_shows_tasks_and_what_customers_see(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"momentJobSeconds": 0})
    await corp.hire("lan")
    await corp.friend("phone-1", "lan")
    moment_id = (await added(corp, **seen_by("lan")))["moment_id"]
    page = (await corp.client.get("/play/wecom")).json()
    assert [(one["momentId"], one["guide"], one["targetCount"]) for one in page["moments"]] == [
        (moment_id, "导购lan", 1)
    ]
    assert page["seenMoments"] == []
    await corp.play(f"moments/{moment_id}/lan/publish")
    page = (await corp.client.get("/play/wecom")).json()
    assert page["moments"] == []
    assert [(one["device"], len(one["moments"])) for one in page["seenMoments"]] == [("phone-1", 1)]
    await corp.ok(f"{EC}/cancel_moment_task", {"moment_id": moment_id})
    assert (await corp.post(f"{EC}/cancel_moment_task", {"moment_id": moment_id}))["errcode"] == 41093
