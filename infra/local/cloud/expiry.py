"""Applies a table's time to live and recovery from CloudFormation, and ends items on time.

Stock drops both properties without a word, and sweeps only once a minute.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

from ministack import app
from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from infra.local.cloud import mending

TABLE_TYPES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


def apply_settings(table: str, properties: dict[str, Any]) -> None:
    """Put a template's time to live and point-in-time recovery into force."""
    expiry = properties.get("TimeToLiveSpecification")
    if expiry and not is_in_force(table, expiry):
        dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": expiry})
    recovery = properties.get("PointInTimeRecoverySpecification")
    if recovery:
        enabled = str(recovery.get("PointInTimeRecoveryEnabled")).lower() == "true"
        dynamodb._pitr_settings[table] = enabled


def is_in_force(table: str, wanted: dict[str, Any]) -> bool:
    """Tell whether a table already expires its items by the wanted attribute."""
    known = dynamodb._ttl_settings.get(table) or {}
    enabled = str(wanted.get("Enabled")).lower() == "true"
    same = known.get("AttributeName") == wanted.get("AttributeName")
    return bool(same and (known.get("TimeToLiveStatus") == "ENABLED") == enabled)


def expired_keys(table: dict[str, Any], attribute: str, now: float) -> list[tuple[Any, Any]]:
    """Return the keys of the items whose time is over."""
    found = []
    for partition, items in table["items"].items():
        for sort, item in items.items():
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                if float(item[attribute]["N"]) <= now if attribute in item else False:
                    found.append((partition, sort))
    return found


def sweep() -> None:
    """End every item whose time is over."""
    for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
        table = dynamodb._tables.get_scoped(account, region, name)
        if table is None or setting.get("TimeToLiveStatus") != "ENABLED":
            continue
        for partition, sort in expired_keys(table, setting["AttributeName"], time.time()):
            dynamodb._remove_item(table, partition, sort)


def keep_sweeping(seconds: float) -> None:
    """Sweep for as long as the process lives, on the loop that alone changes items."""
    while True:
        time.sleep(seconds)
        if app._MAIN_LOOP is not None:
            app._MAIN_LOOP.call_soon_threadsafe(sweep)


def mend(seconds: float) -> None:
    """Apply the properties on create and update, and sweep often."""
    mending.require(dynamodb, "_ttl_settings", "_pitr_settings", "_tables")
    mending.require(dynamodb, "_update_ttl", "_remove_item")
    mending.require(app, "_MAIN_LOOP")
    for kind in TABLE_TYPES:
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        create, update = handlers["create"], handlers["update"]

        def created(logical: str, properties: Any, *rest: Any, _create: Any = create) -> Any:
            result = _create(logical, properties, *rest)
            apply_settings(result[0], properties)
            return result

        def updated(name: str, old: Any, new: Any, *rest: Any, _update: Any = update) -> Any:
            result = _update(name, old, new, *rest)
            apply_settings(result[0], new)
            return result

        handlers["create"], handlers["update"] = created, updated
    threading.Thread(target=keep_sweeping, args=(seconds,), daemon=True).start()
