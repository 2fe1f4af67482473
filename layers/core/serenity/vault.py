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

from serenity.dynamo import ConditionFailed, Table
from serenity.errors import Unavailable

VERSION = b"\x01"
NONCE_BYTES = 12
CACHE_SECONDS = 300
CACHED_KEYS = 256


class KeyStore(Protocol):
    """Keeps one plain data key per person, wrapped at rest."""

    def find(self, user_id: UUID) -> bytes | None:
        """The person's 32-byte data key; None if there is none, or none any more."""
        ...

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
        """Encrypt `text` for one person and one place such as `measurements.entry.note`.

        Raises:
            Unavailable: when the person's key cannot be had now.
        """
        nonce = os.urandom(NONCE_BYTES)
        key = self._cached(user_id) or self._keep(user_id, self._keys.data_key(user_id))
        sealed = _cipher(key).encrypt(nonce, text.encode(), _bound(user_id, place))
        return VERSION + nonce + bytes(sealed)

    def open(self, user_id: UUID, place: str, sealed: bytes) -> str:
        """Decrypt a sealed value; never makes a key, so reading brings back nobody who was erased.

        Raises:
            ValueError: when it was sealed for someone or somewhere else, was altered, or when its
                key is gone.
            Unavailable: when the person's key cannot be had now.
        """
        from cryptography.exceptions import InvalidTag

        raw = bytes(sealed)
        if raw[:1] != VERSION:
            raise ValueError("unknown format of a sealed value")
        nonce, body = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
        key = self._cached(user_id)
        if key is None:
            found = self._keys.find(user_id)
            if found is None:
                raise ValueError("the key of a sealed value is gone")
            key = self._keep(user_id, found)
        try:
            return bytes(_cipher(key).decrypt(nonce, body, _bound(user_id, place))).decode()
        except InvalidTag:
            raise ValueError("a sealed value does not belong here") from None

    def forget(self, user_id: UUID) -> None:
        """Shred everything sealed for this person by deleting their key."""
        self._cache.pop(user_id, None)
        self._keys.forget(user_id)

    def _cached(self, user_id: UUID) -> bytes | None:
        cached = self._cache.get(user_id)
        if cached is None or cached.until < time.monotonic():
            return None
        self._cache.move_to_end(user_id)
        return cached.key

    def _keep(self, user_id: UUID, key: bytes) -> bytes:
        self._cache[user_id] = _Cached(key, time.monotonic() + CACHE_SECONDS)
        self._cache.move_to_end(user_id)
        while len(self._cache) > CACHED_KEYS:
            self._cache.popitem(last=False)
        return key


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _bound(user_id: UUID, place: str) -> bytes:
    return f"{user_id}|{place}".encode()


class KmsKeyStore:
    """Data keys in DynamoDB, wrapped by KMS with the person's id as encryption context."""

    def __init__(self, table: str, key_id: str) -> None:
        self._table = Table(table, "user_id")
        self._key_id = key_id

    def find(self, user_id: UUID) -> bytes | None:
        """The person's data key; None if there is none, or none any more."""
        wrapped = self._stored(user_id)
        return None if wrapped is None else self._unwrapped(user_id, wrapped)

    def data_key(self, user_id: UUID) -> bytes:
        """The person's data key, made on first use; two first writers agree on one key."""
        return self._unwrapped(user_id, self._stored(user_id) or self._create(user_id))

    def forget(self, user_id: UUID) -> None:
        """Delete the wrapped key; a missing one counts as deleted."""
        self._table.delete(str(user_id))

    def _stored(self, user_id: UUID) -> bytes | None:
        item = self._table.get(str(user_id))
        return item["wrapped_key"] if item else None

    def _unwrapped(self, user_id: UUID, wrapped: bytes) -> bytes:
        answer = _kms("decrypt", CiphertextBlob=wrapped, **_context(user_id))
        return bytes(answer["Plaintext"])

    def _create(self, user_id: UUID) -> bytes:
        made = _kms(
            "generate_data_key_without_plaintext",
            KeyId=self._key_id,
            KeySpec="AES_256",
            **_context(user_id),
        )
        wrapped = bytes(made["CiphertextBlob"])
        try:
            self._table.put(
                {"user_id": str(user_id), "wrapped_key": wrapped}, "attribute_not_exists(user_id)"
            )
        except ConditionFailed as refused:
            if refused.item is None:
                raise Unavailable("The key of this person has just gone.") from None
            first: bytes = refused.item["wrapped_key"]
            return first
        return wrapped


def _context(user_id: UUID) -> dict[str, dict[str, str]]:
    return {"EncryptionContext": {"user_id": str(user_id)}}


def _kms(operation: str, **arguments: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError  # off the cold start

    from serenity.aws import client

    try:
        return getattr(client("kms"), operation)(**arguments)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("The key service does not answer.") from error
