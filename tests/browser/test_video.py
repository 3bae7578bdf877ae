"""A video from an operator's disk to a shopper's phone. This Chromium need not know H.264: the poster stands for it."""

import re
from pathlib import Path

from playwright.async_api import expect

from app.seed.pictures import product_pictures
from tests.browser.catalogue import TISSUES
from tests.browser.conftest import Desks, Phones
from tests.videos import Film


def _files(folder: Path) -> tuple[Path, Path, Path]:
    """A film, one whose index stands behind its pictures, and a poster."""
    film, slow, poster = folder / "棉柔巾.mp4", folder / "手机原片.mp4", folder / "poster.webp"
    film.write_bytes(Film().content())
    slow.write_bytes(b"".join(Film().parts()[at] for at in (0, 2, 1)))
    poster.write_bytes(product_pictures("1f9fb", "mint", 3)[0])
    return film, slow, poster


async def test_a_video_reaches_the_shop(desks: Desks, phones: Phones, tmp_path: Path) -> None:
    film, slow, poster = _files(tmp_path)
    desk = await desks("video")
    await desk.open("products")
    await desk.page.get_by_role("link", name=TISSUES.title).first.click()
    field = desk.field("video")
    await field.scroll_into_view_if_needed()
    await desk.shot("without")
    desk.expects(400, "/videos")
    await field.get_by_label("上传视频").set_input_files(slow)
    await field.get_by_label("上传封面图").set_input_files(poster)
    await desk.shot("chosen")
    await desk.press("上传视频")
    await expect(field.get_by_role("alert")).to_contain_text("快速启动")
    await desk.shot("refused")
    await desk.press("取消")
    await field.get_by_label("上传视频").set_input_files(film)
    await field.get_by_label("上传封面图").set_input_files(poster)
    await desk.press("上传视频")
    await expect(field.get_by_label("商品视频")).to_be_visible()
    await expect(desk.page.locator(".phone-gallery video")).to_have_attribute("poster", re.compile(r"\.webp$"))
    await expect(desk.page.locator(".phone-index")).to_have_text("视频")
    await desk.shot("uploaded")
    await desk.press("保存")
    await desk.sees("已保存")

    phone = await phones("video")
    await phone.look_at(TISSUES.title)
    player = phone.page.locator("video").filter(visible=True)
    await expect(player).to_have_attribute("poster", re.compile(r"^/files/.*\.webp$"))
    looks = "film => [film.autoplay, film.paused, film.controls, film.preload]"
    assert await player.evaluate(looks) == [False, True, False, "none"]
    mark = phone.page.locator(".s-carousel__count").filter(visible=True)
    await expect(mark).to_have_text("视频")
    await phone.shot("first-slide")
    await phone.tap("播放视频")
    await expect(player).to_have_js_property("controls", True)
    await expect(phone.named("播放视频")).to_have_count(0)
    await player.evaluate("film => { film.pause = () => { film.dataset.paused = 'yes' } }")
    await phone.swipe_left(phone.page.locator(".s-carousel").filter(visible=True).last, by=280)
    await expect(mark).to_have_text(re.compile(r"^1 / \d$"))
    await expect(player).to_have_attribute("data-paused", "yes")
    await phone.shot("swiped-on")

    await desk.page.reload()
    await desk.page.locator(".video-cell").hover()
    await field.get_by_label("删除视频").click()
    await expect(field.get_by_label("添加视频")).to_be_visible()
    await desk.press("保存")
    await desk.sees("已保存")
