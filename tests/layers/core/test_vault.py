from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serenity.vault import Vault
from tests.support.keys import MemoryKeyStore


@given(text=st.text())
def test_what_is_sealed_opens_for_the_same_person_and_place(text: str) -> None:
    vault, person = Vault(MemoryKeyStore()), uuid4()
    sealed = vault.seal(person, "t.c", text)
    assert text.encode() not in sealed or len(text) < 3
    assert vault.open(person, "t.c", sealed) == text


def test_a_sealed_value_opens_nowhere_else() -> None:
    vault, person, other = Vault(MemoryKeyStore()), uuid4(), uuid4()
    sealed = vault.seal(person, "t.c", "private")
    with pytest.raises(ValueError):
        vault.open(other, "t.c", sealed)
    with pytest.raises(ValueError):
        vault.open(person, "t.other", sealed)
    with pytest.raises(ValueError):
        vault.open(person, "t.c", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(ValueError):
        vault.open(person, "t.c", b"\x02" + sealed[1:])


def test_forgetting_the_key_shreds_what_it_sealed() -> None:
    vault, person = Vault(MemoryKeyStore()), uuid4()
    sealed = vault.seal(person, "t.c", "private")
    vault.forget(person)
    with pytest.raises(ValueError):
        vault.open(person, "t.c", sealed)


def test_reading_makes_no_key() -> None:
    keys, person = MemoryKeyStore(), uuid4()
    sealed = Vault(keys).seal(person, "t.c", "private")
    keys.forget(person)
    with pytest.raises(ValueError, match="gone"):
        Vault(keys).open(person, "t.c", sealed)
    assert keys.find(person) is None
