"""Envelope encryption: each person has a data key, wrapped by KMS, that seals their private text.

Format of a sealed value: one version byte (1), a 12-byte nonce, then AES-256-GCM ciphertext and tag
(NIST SP 800-38D). The place a value belongs to (person, table, column) is authenticated with it,
so a ciphertext moved to another row does not open. Deleting the wrapped key makes every sealed
value of that person unreadable, in backups too.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from serenity.errors import Unavailable

VERSION = b"\x01"
NONCE_BYTES = 12
CACHE_SECONDS = 300
CACHED_KEYS = 256


class KeyStore(Protocol):
    """Keeps one plain data key per person, wrapped at rest."""

    def data_key(self, user_id: UUID) -> bytes:
        """The person's 32-byte data key, made on first use."""
        ...

    def forget(self, user_id: UUID) -> None:
        """Delete the person's wrapped key for good."""
        ...


@dataclass(slots=True)
class _Cached:
    key: bytes
    until: float


class Vault:
    """Seals and opens private values; holds plain keys for five minutes at most."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._cache: OrderedDict[UUID, _Cached] = OrderedDict()

    def seal(self, user_id: UUID, place: str, text: str) -> bytes:
        """Encrypt `text` for one person and one place such as `measurements.entry.note`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(user_id).encrypt(nonce, text.encode(), _bound(user_id, place))
        return VERSION + nonce + bytes(sealed)

    def open(self, user_id: UUID, place: str, sealed: bytes) -> str:
        """Decrypt a sealed value.

        Raises:
            ValueError: when it was sealed for someone or somewhere else, or was altered.
        """
        from cryptography.exceptions import InvalidTag

        raw = bytes(sealed)
        if raw[:1] != VERSION:
            raise ValueError("unknown format of a sealed value")
        nonce, body = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
        try:
            return bytes(
                self._cipher(user_id).decrypt(nonce, body, _bound(user_id, place))
            ).decode()
        except InvalidTag:
            raise ValueError("a sealed value does not belong here") from None

    def forget(self, user_id: UUID) -> None:
        """Shred everything sealed for this person by deleting their key."""
        self._cache.pop(user_id, None)
        self._keys.forget(user_id)

    def _cipher(self, user_id: UUID) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key(user_id))

    def _key(self, user_id: UUID) -> bytes:
        now = time.monotonic()
        cached = self._cache.get(user_id)
        if cached is None or cached.until < now:
            cached = _Cached(self._keys.data_key(user_id), now + CACHE_SECONDS)
            self._cache[user_id] = cached
        self._cache.move_to_end(user_id)
        while len(self._cache) > CACHED_KEYS:
            self._cache.popitem(last=False)
        return cached.key


def _bound(user_id: UUID, place: str) -> bytes:
    return f"{user_id}|{place}".encode()


class KmsKeyStore:
    """Data keys in DynamoDB, wrapped by KMS with the person's id as encryption context."""

    def __init__(self, table: str, key_id: str) -> None:
        self._table = table
        self._key_id = key_id

    def data_key(self, user_id: UUID) -> bytes:
        """The person's data key, made on first use; two first writers agree on one key."""
        wrapped = self._stored(user_id) or self._create(user_id)
        answer = self._call("kms", "decrypt", CiphertextBlob=wrapped, **self._context(user_id))
        return bytes(answer["Plaintext"])

    def forget(self, user_id: UUID) -> None:
        """Delete the wrapped key; a missing one counts as deleted."""
        self._call("dynamodb", "delete_item", TableName=self._table, Key=_item_key(user_id))

    def _stored(self, user_id: UUID) -> bytes | None:
        answer = self._call(
            "dynamodb",
            "get_item",
            TableName=self._table,
            Key=_item_key(user_id),
            ConsistentRead=True,
        )
        item = answer.get("Item")
        return bytes(item["wrapped_key"]["B"]) if item else None

    def _create(self, user_id: UUID) -> bytes:
        from serenity.aws import client

        made = self._call(
            "kms",
            "generate_data_key_without_plaintext",
            KeyId=self._key_id,
            KeySpec="AES_256",
            **self._context(user_id),
        )
        try:
            client("dynamodb").put_item(
                TableName=self._table,
                Item=_item_key(user_id) | {"wrapped_key": {"B": made["CiphertextBlob"]}},
                ConditionExpression="attribute_not_exists(user_id)",
            )
        except client("dynamodb").exceptions.ConditionalCheckFailedException:
            stored = self._stored(user_id)
            if stored is not None:
                return stored
            raise
        return bytes(made["CiphertextBlob"])

    @staticmethod
    def _context(user_id: UUID) -> dict[str, dict[str, str]]:
        return {"EncryptionContext": {"user_id": str(user_id)}}

    @staticmethod
    def _call(service: str, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        from serenity.aws import client

        try:
            return getattr(client(service), operation)(**arguments)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The key service does not answer.") from error


def _item_key(user_id: UUID) -> dict[str, dict[str, str]]:
    return {"user_id": {"S": str(user_id)}}
