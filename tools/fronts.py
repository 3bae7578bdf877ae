"""npm packages and the builds of the front ends, each skipped when nothing it depends on has changed."""

import shutil
from concurrent.futures import ThreadPoolExecutor

from ground import ROOT, digest, is_stamped, run, say, stamp
from node import environ_for, npm_command

_MANIFESTS = ("package.json", "package-lock.json", ".npmrc", "miniprogram/package.json", "app/web/package.json",
              "app/client/package.json")  # fmt: skip
_CLIENT = ROOT / "app" / "client"

# name: (workspace, npm script, folder of the result)
_BUILDS = {
    "h5": ("miniprogram", "build:h5", "miniprogram/dist/h5"),
    "web": ("app/web", "build", "app/web/dist"),
}
_TEST_BUILDS = {"weapp": ("miniprogram", "build:weapp", "miniprogram/dist/weapp")}


def prepare(for_tests):
    """Install the locked npm packages and build the faces."""
    manifests = [ROOT / name for name in _MANIFESTS]
    command = npm_command()
    wanted = digest(manifests)
    if not (is_stamped("npm", wanted) and (ROOT / "node_modules").is_dir()):
        say("Installing npm packages")
        run([*command, "ci"], "npm", environ_for(command))
        stamp("npm", wanted)
    builds = dict(_BUILDS, **(_TEST_BUILDS if for_tests else {}))
    with ThreadPoolExecutor(2) as pool:
        # Two builds of one workspace share a cache, so that a workspace's builds run one after the other.
        lanes = {}
        for name, (workspace, script, result) in builds.items():
            lanes.setdefault(workspace, []).append((name, script, result))
        for done in [pool.submit(_build_lane, command, wanted, workspace, lane) for workspace, lane in lanes.items()]:
            done.result()


def _build_lane(command, packages, workspace, lane):
    if not (ROOT / workspace / "package.json").exists():
        say("There is no {} to build".format(workspace))
        return
    for name, script, result in lane:
        wanted = digest([ROOT / workspace, _CLIENT], packages, script)
        if is_stamped(name, wanted) and (ROOT / result).is_dir():
            continue
        say("Building {} ({})".format(workspace, script))
        shutil.rmtree(str(ROOT / result), ignore_errors=True)
        run([*command, "run", script, "-w", workspace], name, environ_for(command))
        stamp(name, wanted)
