"""Renders scripts/tabs/*.svg to the 81 px PNGs that WeChat's native tab bar asks for (it takes no SVG), and the logo of the demo brand."""

from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "assets" / "tabs"

TARGET.mkdir(parents=True, exist_ok=True)
with sync_playwright() as play:
    browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 81, "height": 81})
    for source in sorted((HERE / "tabs").glob("*.svg")):
        page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{source.read_text()}")
        page.screenshot(path=TARGET / f"{source.stem}.png", omit_background=True)
    page.set_viewport_size({"width": 256, "height": 256})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{(HERE / 'logo.svg').read_text()}")
    page.screenshot(path=HERE.parent / "src" / "h5" / "logo.png", omit_background=True)
    browser.close()
