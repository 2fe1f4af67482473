"""Lets a part of the stack print: a pipe that nobody reads is soon full, and the part waits."""

from __future__ import annotations

import subprocess
import threading


def unheard(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Read and drop what a part prints until it ends; answers the part."""

    def read() -> None:
        if process.stdout is not None:
            with process.stdout as printed:
                while printed.read(65536):
                    pass

    threading.Thread(target=read, daemon=True).start()
    return process
