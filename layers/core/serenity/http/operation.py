"""One typed route: where each argument comes from, and how its result becomes JSON."""

from __future__ import annotations

import hashlib
import hmac
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NewType

from pydantic import BaseModel, TypeAdapter, ValidationError

from serenity.auth import POLICIES, Policy, Principal
from serenity.data import Answer, Attempt, Once, Reader, Unit
from serenity.errors import FieldError, Invalid, Malformed, PreconditionRequired, Problem, invalid
from serenity.exchange import Download, Redirect, Replied, RequestInfo
from serenity.ids import digest
from serenity.schema import Versioned, field_errors, is_tagged

IfMatch = NewType("IfMatch", int)
_BRACKETS = re.compile(rb"[\[\]{}]")
PATH_VARIABLE = re.compile(r"\{(\w+)\}")
MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MAX_BODY_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_KEY_LENGTH = 255
ETAG = r'(W/)?"[0-9]{1,9}"'


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer is kept in a record beside the effect, for a route that takes no `Unit`.

    `by` names the field of the body that tells whose request it is, where nobody is signed in.
    """

    by: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A declared route; built once at import and refused there if it is not complete."""

    function: Callable[..., Any]
    method: str
    path: str
    status: int
    policy: Policy
    problems: tuple[type[Problem], ...]
    tag: str
    sources: Mapping[str, Any] = field(default_factory=dict)
    returns: Any = None
    recorded: Recorded | None = None

    @classmethod
    def declare(
        cls,
        function: Callable[..., Any],
        method: str,
        path: str,
        *,
        status: int,
        policy: Policy,
        problems: tuple[type[Problem], ...],
        tag: str,
        once: Recorded | None = None,
    ) -> Operation:
        """Read the function's annotations.

        Raises:
            TypeError: when a parameter has no source, a path variable no parameter, the route no
                known policy, or nothing keeps its answer though it changes something.
        """
        if policy not in POLICIES:
            raise TypeError(f"{function.__name__}: {policy!r} is not a policy")
        hints = typing.get_type_hints(function, include_extras=True)
        returns = hints.pop("return", None)
        variables = set(PATH_VARIABLE.findall(path))
        if missing := variables - hints.keys():
            raise TypeError(f"{function.__name__}: path variables {missing} have no parameter")
        known = (Principal, Reader, Unit, Attempt, IfMatch, RequestInfo)
        for name, hint in hints.items():
            if name not in variables | {"body", "query"} and hint not in known:
                raise TypeError(f"{function.__name__}: parameter {name!r} has no source")
        if policy == "public" and any(h in {Principal, Reader, Unit} for h in hints.values()):
            raise TypeError(f"{function.__name__}: a public route has no caller")
        made = cls(function, method, path, status, policy, problems, tag, hints, returns, once)
        if fault := _once_fault(made):
            raise TypeError(f"{function.__name__}: {fault}")
        return made

    @property
    def name(self) -> str:
        """The operation's name: that of its function."""
        return self.function.__name__

    @property
    def path_types(self) -> dict[str, Any]:
        """The path variables and their types, in order."""
        return {name: self.sources[name] for name in PATH_VARIABLE.findall(self.path)}

    def source(self, wanted: Any) -> str | None:
        """The name of the parameter that takes a `Principal`, `Reader`, `Unit` and so on."""
        return next((name for name, hint in self.sources.items() if hint is wanted), None)

    def arguments(self, request: Any, info: RequestInfo) -> dict[str, Any]:
        """Every argument that comes from the request, validated all at once.

        Raises:
            Invalid: naming each field at fault.
            PreconditionRequired: when If-Match is missing.
        """
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name, hint in self.path_types.items():
            raw = (request.uri_params or {}).get(name, "")
            _validate(values, errors, name, ("path", name), partial(_strings, hint, raw))
        if query := self.sources.get("query"):
            given = _query(request)
            _validate(values, errors, "query", ("query",), partial(_strings, query, given))
        if body := self.sources.get("body"):
            raw_body = read_body(request)
            read = partial(adapter(body).validate_json, raw_body, strict=True)
            _validate(values, errors, "body", ("body",), read, tagged=is_tagged(body))
        if errors:
            raise Invalid(errors)
        if version := self.source(IfMatch):
            values[version] = _if_match(info)
        if about := self.source(RequestInfo):
            values[about] = info
        return values

    def once(self, request: Any, info: RequestInfo) -> Once | None:
        """The request's Idempotency-Key with the fingerprint of all that makes it this request.

        Raises:
            Invalid: when the key is not 1 to 255 printable ASCII characters.
            Malformed: when the body cannot be decoded.
        """
        key = info.headers.get("idempotency-key")
        if key is None:
            return None
        if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= MAX_KEY_LENGTH:
            raise invalid(
                "/Idempotency-Key", "length", "Send 1 to 255 ASCII characters.", where="header"
            )
        parts = (
            f"{self.method} {self.path}",
            repr(sorted((request.uri_params or {}).items())),
            repr(sorted(dict(request.query_params or {}).items())),
            info.headers.get("if-match", ""),
        )
        seen = hashlib.sha256("\n".join(parts).encode() + b"\n" + _bytes(request))
        # Keyed, for a plain hash of a short body is as good as the body to whoever can guess.
        return Once(
            key=digest(key),
            fingerprint=hmac.digest(key.encode(), b"fingerprint" + seen.digest(), "sha256").hex(),
            seal=hmac.digest(key.encode(), b"seal" + seen.digest(), "sha256"),
        )

    def answer(self, document: Any) -> Answer:
        """The document as JSON; datetimes and UUIDs included, None members left out."""
        if self.returns is type(None) or document is None:
            return Answer(204 if self.status == 200 else self.status, "")
        etag = f'"{document.version}"' if isinstance(document, Versioned) else None
        if isinstance(document, BaseModel):
            return Answer(self.status, document.model_dump_json(exclude_none=True), etag)
        text = adapter(type(document)).dump_json(document, exclude_none=True).decode()
        return Answer(self.status, text, etag)


def _once_fault(operation: Operation) -> str | None:
    """Why this route might do twice what it is asked twice, if it might."""
    recorded, returns = operation.recorded, operation.returns
    changes, in_unit = operation.method in MUTATING, operation.source(Unit) is not None
    more = typing.get_origin(returns) is Replied or returns in {Redirect, Download}
    by = recorded.by if recorded else None
    faults = {
        "it changes something, so it takes a Unit or says once=Recorded()": changes
        and not (in_unit or recorded),
        "once=Recorded() is for routes that change something and take no Unit": recorded is not None
        and (in_unit or not changes),
        "an Attempt belongs to a route with once=Recorded()": recorded is None
        and operation.source(Attempt) is not None,
        "a Unit keeps the document it answers, no cookies or headers": in_unit and more,
        "a public route, and no other, says by which field of its body it is recorded": recorded
        is not None
        and (by is None) == (operation.policy == "public"),
        f"its body has no field {by!r}": by is not None
        and by not in getattr(operation.sources.get("body"), "model_fields", ()),
    }
    return next((fault for fault, holds in faults.items() if holds), None)


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def adapter(hint: Any) -> TypeAdapter[Any]:
    """The pydantic adapter of a type, built once."""
    if hint not in _ADAPTERS:
        _ADAPTERS[hint] = TypeAdapter(hint)
    return _ADAPTERS[hint]


def read_body(request: Any) -> bytes:
    """The raw body.

    Raises:
        Malformed: when its bytes are not in the encoding it came with.
        TooLarge: when it has more than 256 KiB.
        Invalid: when it is nested too deeply to be honest JSON.
    """
    from serenity.errors import TooLarge

    raw = _bytes(request)
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(f"A body has at most {MAX_BODY_BYTES // 1024} KiB.")
    if _depth(raw) > MAX_DEPTH:
        raise invalid("", "depth", f"JSON is nested at most {MAX_DEPTH} levels deep.")
    return raw


def _bytes(request: Any) -> bytes:
    try:
        return request.raw_body or b""
    except ValueError:  # not base64 though it says so, or a lone surrogate
        raise Malformed("The body cannot be decoded.") from None


def _depth(raw: bytes) -> int:
    """The most brackets open at once.

    Those inside strings count too: a text with over twenty unclosed brackets is refused, which is
    the price of not parsing before the check.
    """
    depth = deepest = 0
    for bracket in _BRACKETS.findall(raw):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _query(request: Any) -> dict[str, Any]:
    params = request.query_params
    if not params:
        return {}
    repeated = [name for name in params if len(params.getlist(name)) > 1]
    if repeated:
        raise invalid(f"/{repeated[0]}", "repeated", "Give this once.", where="query")
    return dict(params)


def _strings(hint: Any, given: Any) -> Any:
    return given if hint is str else adapter(hint).validate_strings(given)


def _validate(
    values: dict[str, Any],
    errors: list[FieldError],
    name: str,
    where: tuple[str, ...],
    read: Callable[[], Any],
    *,
    tagged: bool = False,
) -> None:
    try:
        values[name] = read()
    except ValidationError as error:
        errors += field_errors(error, where, tagged=tagged)


def _if_match(info: RequestInfo) -> IfMatch:
    raw = info.headers.get("if-match")
    if raw is None:
        raise PreconditionRequired("This changes a record that others may change too.")
    etag = raw.strip()
    if re.fullmatch(ETAG, etag) is None:
        raise invalid("/If-Match", "etag", 'Send the ETag you read, such as "3".', where="header")
    return IfMatch(int(etag.removeprefix("W/").strip('"')))
