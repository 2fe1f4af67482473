"""Good tokens, each changed a little by chance: in its text, its bytes, its claims, its order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence

from tests.proofs.tokens.making import b64, raw_of

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ODD = ALPHABET + '.=+/ \t\n\r\x00%&,;"\x7fé\u200b\uff0e'
VALUES = (None, True, 0, -1, 2**63, 1.5, "", "admin", [], ["access"], {}, "access", 4102444800)


def mutants(tokens: Sequence[str], count: int, chance: random.Random) -> Iterator[str]:
    """So many tokens that differ from every good one, be it only in their spelling."""
    known = set(tokens)
    while count:
        change = chance.choice(CHANGES)
        mutant = change(chance.choice(tokens), chance)
        if mutant not in known:
            count -= 1
            yield mutant


def spellings(token: str) -> Iterator[str]:
    """Other texts that a lenient decoder reads as this very token."""
    for part in range(3):
        for extra in ("=", "==", "\n", " ", "\r\n", "!", "."):
            parts = token.split(".")
            parts[part] += extra
            yield ".".join(parts)
        yield from _stray_bits(token, part)
    yield token.replace("-", "+").replace("_", "/") + "="
    for blank in (" ", "\n", "\t", "\x00", "\ufeff"):
        yield from (blank + token, token + blank)


def _stray_bits(token: str, part: int) -> Iterator[str]:
    parts = token.split(".")
    unread = {2: 16, 3: 4}.get(len(parts[part]) % 4, 1)
    last = ALPHABET.index(parts[part][-1])
    for bits in range(1, unread):
        changed = list(parts)
        changed[part] = parts[part][:-1] + ALPHABET[last ^ bits]
        yield ".".join(changed)


def flip_bits(token: str, chance: random.Random) -> str:
    """Flip one to three bits of the text."""
    raw = bytearray(token.encode())
    for _ in range(chance.randint(1, 3)):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return raw.decode("latin-1")


def edit(token: str, chance: random.Random) -> str:
    """Replace, insert, delete or exchange characters."""
    characters = list(token)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        place, other = (chance.randrange(len(characters)) for _ in range(2))
        kind = chance.randrange(4)
        if kind == 0:
            characters[place] = chance.choice(ODD)
        elif kind == 1:
            characters.insert(place, chance.choice(ODD))
        elif kind == 2:
            del characters[place]
        else:
            swapped = characters[other], characters[place]
            characters[place], characters[other] = swapped
    return "".join(characters)


def cut(token: str, chance: random.Random) -> str:
    """Leave out, repeat or turn round a stretch."""
    begin, end = sorted(chance.randrange(len(token) + 1) for _ in range(2))
    stretch = chance.choice(["", token[begin:end] * 2, token[begin:end][::-1]])
    return token[:begin] + stretch + token[end:]


def flip_decoded(token: str, chance: random.Random) -> str:
    """Flip a bit of the decoded header, claims or signature, and write it cleanly again."""
    parts = token.split(".")
    part = chance.randrange(3)
    raw = bytearray(raw_of(parts[part]))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    parts[part] = b64(bytes(raw))
    return ".".join(parts)


def resize_decoded(token: str, chance: random.Random) -> str:
    """Insert or delete bytes of a decoded part."""
    parts = token.split(".")
    part = chance.randrange(3)
    raw = raw_of(parts[part])
    place = chance.randrange(len(raw))
    new = chance.randbytes(chance.randint(0, 3))
    parts[part] = b64(raw[:place] + new + raw[place + chance.randint(0, 3) :])
    return ".".join(parts)


def change_member(token: str, chance: random.Random) -> str:
    """Change, add or remove a member of the header or of the claims, under the old signature."""
    parts = token.split(".")
    part = chance.randrange(2)
    members = json.loads(raw_of(parts[part]))
    name = chance.choice([*members, "jku", "crit", "aud", "nbf", "cognito:groups"])
    if chance.random() < 0.3:
        members.pop(name, None)
    else:
        members[name] = chance.choice(VALUES)
    parts[part] = b64(json.dumps(members).encode())
    return ".".join(parts)


def shuffle(token: str, chance: random.Random) -> str:
    """Put the three parts in another order, or one in another's place."""
    return ".".join(chance.choice(token.split(".")) for _ in range(chance.choice([2, 3, 3, 3, 4])))


def respell(token: str, chance: random.Random) -> str:
    """Write the same token in another way."""
    return chance.choice(list(spellings(token)))


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    flip_bits, edit, cut, flip_decoded, resize_decoded, change_member, shuffle, respell,
)  # fmt: skip
