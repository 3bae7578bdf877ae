"""Reviews and posts over HTTP: through the real adapter and the emulator's judge (G5)."""

from uuid import uuid4

from tests.http.shop import Person, Shop
from tests.http.ugc import completed_line, in_state, review_body, uploaded


async def test_a_review_with_a_picture_is_seen_once_wechat_has_passed_it(shop: Shop, owner: Person) -> None:
    shopper = await shop.shopper(address=True)
    line = await completed_line(shop, owner, shopper)
    assert "review" in (await shopper.get(f"/orders/{line['orderId']}"))["actions"]
    waiting = (await shopper.get("/reviews/to-write", orderId=line["orderId"]))["items"]
    assert [one["lineId"] for one in waiting] == [line["lineId"]]
    body = review_body(line["lineId"], imageIds=[await uploaded(shopper)])
    mine = await shopper.post("/reviews", body)
    assert (mine["state"], len(mine["pictures"])) == ("submitted", 1)
    place = f"/products/{line['productId']}"
    assert (await shop.guest.get(f"{place}/review-summary"))["summary"]["count"] == 0
    await in_state(shop, shopper, mine["id"], "visible")
    seen = await shop.guest.get(f"{place}/review-summary")
    assert (seen["summary"]["count"], seen["summary"]["withPictures"]) == (1, 1)
    [top] = seen["top"]
    assert top["author"].endswith("**") and top["pictures"][0]["smallUrl"] and not top["isMine"]
    filtered = await shopper.get(f"{place}/reviews", show="pictures", stars=5, skuId=line["skuId"])
    assert [one["isMine"] for one in filtered["items"]] == [True]
    refused = await shopper.ask("POST", "/reviews", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "community.already_reviewed")


async def test_a_risky_one_is_refused_and_a_doubtful_one_passes_the_desk(shop: Shop, owner: Person) -> None:
    shopper = await shop.shopper(address=True)
    line = await completed_line(shop, owner, shopper)
    bad = await shopper.post("/reviews", review_body(line["lineId"], body="加我代开发票"))
    told = await in_state(shop, shopper, bad["id"], "refused")
    assert "违法犯罪" in told["reason"]
    word = f"难说{uuid4().hex[:6]}"
    await shop.outside.play("/content/rules", kind="word", mark=word, suggest="review", label=10001)
    doubtful = await shopper.post("/reviews", review_body(line["lineId"], body=word))
    assert (await in_state(shop, shopper, doubtful["id"], "in_review"))["reason"] == ""
    moderator = await shop.operator(permissions=["ugc.moderate"])
    [item] = (await moderator.get("/ugc", q=word))["items"]
    assert "广告" in item["why"] and item["checks"][0]["text"] == "可能涉及广告"
    decision = {"ids": [doubtful["id"]], "verb": "show", "reason": ""}
    assert (await moderator.post("/ugc/decisions", decision))[0]["state"] == "visible"
    await moderator.ask("PUT", f"/ugc/{doubtful['id']}/reply", {"words": "谢谢"})
    await moderator.ask("PUT", f"/ugc/{doubtful['id']}/featured", {"isFeatured": True})
    [top] = (await shop.guest.get(f"/products/{line['productId']}/review-summary"))["top"]
    assert (top["reply"], top["isFeatured"]) == ("谢谢", True)
    history = (await moderator.get(f"/ugc/{doubtful['id']}"))["history"]
    assert [(one["decider"], one["toState"]) for one in history] == [("machine", "in_review"), ("operator", "visible")]
    reader = await shop.operator(permissions=["community.read"])
    assert (await reader.ask("GET", "/ugc")).status_code == 403
    hidden = {"ids": [doubtful["id"]], "verb": "hide", "reason": ""}
    assert (await moderator.ask("POST", "/ugc/decisions", hidden)).status_code == 400
    await moderator.post("/ugc/decisions", hidden | {"reason": "与商品无关"})
    assert (await moderator.post("/ugc/decisions/undo", {"ids": [doubtful["id"]]}))[0]["state"] == "visible"


async def test_a_risky_picture_of_a_post(shop: Shop, owner: Person) -> None:
    shopper = await shop.shopper()
    image_id = await uploaded(shopper)
    url = await shop.value("select url from commerce.media where id = $1", image_id)
    mark = url.rsplit("/", 1)[1][:20]
    await shop.outside.play("/content/rules", kind="picture", mark=mark, suggest="risky", label=20012)
    body = {"body": "看图", "imageIds": [image_id], "productIds": [], "isAnonymous": False}
    post = await shopper.post("/posts", body)
    told = await in_state(shop, shopper, post["id"], "refused")
    assert "第 1 张图片" in told["reason"] and "低俗" in told["reason"]
    assert (await shop.guest.ask("GET", f"/posts/{post['id']}")).status_code == 404


async def test_votes_reports_and_deleting(shop: Shop, owner: Person) -> None:
    shopper, other = await shop.shopper(address=True), await shop.shopper()
    line = await completed_line(shop, owner, shopper)
    mine = await shopper.post("/reviews", review_body(line["lineId"]))
    await in_state(shop, shopper, mine["id"], "visible")
    voted = await other.ask("PUT", f"/ugc/{mine['id']}/helpful", {"isHelpful": True})
    assert voted.json() == {"helpful": 1, "isVoted": True}
    report = {"cause": "false", "words": "不像真的"}
    assert (await other.ask("POST", f"/ugc/{mine['id']}/reports", report)).status_code == 204
    assert any(one["id"] == mine["id"] for one in (await owner.get("/ugc", queue="reported", limit=100))["items"])
    assert (await other.ask("DELETE", f"/my-reviews/{mine['id']}")).status_code == 404
    assert (await shopper.ask("DELETE", f"/my-reviews/{mine['id']}")).status_code == 204
    summary = (await shop.guest.get(f"/products/{line['productId']}/review-summary"))["summary"]
    assert summary["count"] == 0
