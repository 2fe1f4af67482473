"""The command behind `make run`, `make dev` and `make reset`: `python -m infra.local COMMAND`."""

from __future__ import annotations

import errno
import shutil
import sys
from pathlib import Path

from infra.local import leftovers
from infra.local.prerequisites import SetupError, check_port, check_space, requested_port
from infra.local.stack import ROOT, lay_out, state_home

DISK_NEEDED_MEGABYTES = 500


def run(home: Path, *, development: bool) -> None:
    """Run the product until Ctrl-C."""
    from infra.local.supervisor import Supervisor

    port = requested_port()
    is_new = not home.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        check_space(DISK_NEEDED_MEGABYTES, home)
        claim = leftovers.lock(home)
        leftovers.clean_up(home)
        check_port(port)
    except BaseException:
        if is_new:
            shutil.rmtree(home, ignore_errors=True)
        raise
    print("Serenity Hub")
    with claim:
        Supervisor(lay_out(home, port), development=development).run()
    print("Stopped.")


def reset(home: Path) -> None:
    """Remove all state, unless it is in use."""
    if not home.exists():
        print(f"Nothing to reset: {home} does not exist.")
        return
    if home == ROOT or home in ROOT.parents or not (home / "lock").exists():
        raise SetupError(f"{home} is not a state folder of Serenity Hub: nothing was removed.")
    with leftovers.lock(home):
        leftovers.clean_up(home)
        shutil.rmtree(home)
    print(f"Removed {home}.")


def explain(error: Exception) -> str:
    """Turn a failure into one line that helps."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "No disk space left: free some and try again."
    first = str(error).strip().splitlines()
    return first[0] if first else type(error).__name__


def main(arguments: list[str]) -> int:
    """Carry out one command."""
    command = arguments[0] if arguments else "run"
    try:
        if command == "reset":
            reset(state_home())
        else:
            run(state_home(), development=command == "dev")
    except KeyboardInterrupt:
        print("\nStopped.")
    except Exception as error:  # noqa: BLE001 - whatever it is, the person gets one line
        print(f"serenity: {explain(error)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
