"""Lets a changed Python file take effect without a restart."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from watchfiles import PythonFilter, watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WATCHED = ("functions", "layers", "infra/migrations")


def watch_sources(root: Path, recycle: Callable[[], None], stopping: threading.Event) -> None:
    """Recycle the handlers' processes, in the background, whenever one of their sources changes."""

    def keep_watching() -> None:
        folders = [root / name for name in WATCHED]
        for changes in watch(
            *folders, watch_filter=PythonFilter(), stop_event=stopping, raise_interrupt=False
        ):
            names = sorted({path.removeprefix(f"{root}/") for _, path in changes})
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            try:
                recycle()
            except OSError:
                continue  # the cloud is being started again and will read the new sources anyway
            print(f"change {names[0]}{more}  handlers start afresh", flush=True)

    threading.Thread(target=keep_watching, daemon=True).start()
