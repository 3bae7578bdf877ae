"""Sets the project up on this machine: Python packages, npm packages, front-end builds, and a browser for the tests.

usage: python3 tools/bootstrap.py [--test] [--python-only]

Every step is skipped when what it depends on has not changed since it was last done.
"""

import argparse
import fcntl

import browser
import fronts
import python_env
from ground import BUILD, SetupError, fail


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--test", action="store_true", help="also what the tests need: the weapp build and a browser")
    ask.add_argument("--python-only", action="store_true", help="neither npm packages nor front-end builds")
    given = ask.parse_args()
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        # A second set-up of the same folder waits, then finds everything done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            python_env.prepare()
            if not given.python_only:
                fronts.prepare(given.test)
            if given.test:
                browser.prepare()
        except SetupError as error:
            fail(error)
        except KeyboardInterrupt:
            fail("interrupted")


if __name__ == "__main__":
    main()
