"""Becomes another program that cannot outlive the process that started it.

Executed as a script with the standard library only. It may give up root for another account first;
the kernel then sends the given signal to the program when the thread that started it ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Take on the account and the tie to the parent, then become the program."""
    parent, death_signal, account, *command = arguments
    if account:
        user, group = (int(part) for part in account.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != int(parent):
        raise SystemExit("the parent is gone")
    # Ctrl-C reaches the whole foreground group; only the parent decides when its children stop.
    os.setpgid(0, 0)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    os.execv(command[0], command)  # noqa: S606 - there must be no shell in between


if __name__ == "__main__":
    main(sys.argv[1:])
