"""Starts ministack with every mend in place: `.venv-cloud/bin/python -m infra.local.cloud`."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

PR_SET_PDEATHSIG = 1


def empty_temporary_folder() -> None:
    """Remove what earlier processes left in our own temporary folder."""
    folder = Path(tempfile.gettempdir())
    if folder.name != "cloud-tmp":
        raise SystemExit(f"TMPDIR must be a folder of our own, not {folder}")
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def apply_mends() -> None:
    """Put every mend in place; the first that does not fit ends the start."""
    from infra.local.cloud import (
        activity,
        codes,
        control,
        durability,
        executions,
        expiry,
        federation,
        invocations,
        item_journal,
        mail,
        metrics,
        nested_stacks,
        permissions,
        resource_types,
        rest_api,
        tracing,
        workers,
    )  # fmt: skip
    from infra.local.cloud.config import read_config

    config = read_config()
    rest_api.mend()
    resource_types.mend()
    nested_stacks.mend()
    executions.mend()
    mail.mend()
    codes.mend()
    federation.mend(config)
    expiry.mend(config.ttl_seconds)
    metrics.mend()
    invocations.mend()
    tracing.mend(config)
    workers.mend(config)
    activity.mend()
    permissions.mend()
    journal = item_journal.mend(config.state)
    saver = durability.mend(config.state, journal, config.autosave_seconds)
    control.mend(saver)


def die_with_supervisor() -> None:
    """Ask the kernel to end this process, too, when the supervisor that started it is killed."""
    supervisor = os.environ.get("SERENITY_SUPERVISOR")
    if supervisor and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(supervisor):
            raise SystemExit("the supervisor is gone")


def main() -> None:
    """Apply the mends and serve until told to stop."""
    die_with_supervisor()
    empty_temporary_folder()
    apply_mends()
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
