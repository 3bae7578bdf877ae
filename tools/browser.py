"""A Chromium for the browser tests: the machine's, else Debian's package where we are root, else playwright's own."""

import os
import shutil

from ground import VENV_PYTHON, SetupError, answer_of, run, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as s\n"
    "import os\n"
    "with s() as p: print(p.chromium.executable_path if os.path.exists(p.chromium.executable_path) else '')"
)


def prepare():
    """See to it that there is a browser and, where we may install it, a font with Chinese characters."""
    if _is_there() and _has_chinese_font():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium and a Chinese font")
        environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        try:
            run(["apt-get", "update", "-q"], "browser", environ)
            run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
                "browser", environ)  # fmt: skip
        except SetupError as error:
            say("The package manager did not succeed: {}".format(str(error).splitlines()[-1]))
    if not _is_there() and not answer_of([VENV_PYTHON, "-c", _PLAYWRIGHT]):
        say("Installing playwright's Chromium")
        run([VENV_PYTHON, "-m", "playwright", "install", "chromium"], "browser")


def _is_there():
    return any(shutil.which(name) for name in _NAMES)


def _has_chinese_font():
    return shutil.which("fc-list") is None or bool(answer_of(["fc-list", ":lang=zh"]))
