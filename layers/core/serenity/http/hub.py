"""A Chalice app whose routes are typed, guarded by a policy, and answer with problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from chalice.app import Chalice, Response

from serenity.auth import Policy, Principal
from serenity.data import Answer, Attempt, Database, Once, Reader, Records, Unit
from serenity.errors import Forbidden, Malformed, NotFound, Problem, Unavailable
from serenity.exchange import Download, Redirect, Replied, RequestInfo, read_cookies
from serenity.http.operation import MUTATING, Operation, Recorded
from serenity.http.security import security_headers
from serenity.release import QUESTION, release
from serenity.settings import settings
from serenity.telemetry import MetricUnit, flush, follow, hashed, logger, metrics, span

PROBLEM = "application/problem+json"
JSON = "application/json"
_SET_COOKIE = "Set-Cookie"
F = TypeVar("F", bound=Callable[..., Any])


class Hub(Chalice):
    """One domain's HTTP function.

    `database` and `records` are called on the first request that needs them, never at import.
    """

    def __init__(
        self,
        domain: str,
        database: Callable[[], Database] | None = None,
        records: Callable[[], Records] | None = None,
    ) -> None:
        super().__init__(domain, configure_logs=False)
        self.log = cast("Any", logger)  # Powertools' logger answers as logging.Logger does
        self.domain = domain
        self.operations: list[Operation] = []
        self._database = database
        self._records = records
        self.register_middleware(self._problems, "http")

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Answer a request, or a deployment that asks for the release."""
        return release() if event == QUESTION else super().__call__(event, context)

    def endpoint(
        self,
        method: str,
        path: str,
        *,
        policy: Policy,
        status: int = 200,
        problems: tuple[type[Problem], ...] = (),
        once: Recorded | None = None,
    ) -> Callable[[F], F]:
        """Declare a route; the function stays callable as it is, for unit tests.

        A route that changes something answers a repetition under the same Idempotency-Key from
        what it stored: in the transaction of its `Unit`, or else as `once` says.
        """

        def register(function: F) -> F:
            operation = Operation.declare(
                function,
                method,
                path,
                status=status,
                policy=policy,
                problems=problems,
                tag=self.domain,
                once=once,
            )
            self.operations.append(operation)

            def view(**_: str) -> Response:
                return self._respond(operation)

            view.__name__ = function.__name__
            types = ["application/json"]
            self.route(path, methods=[method], name=f"{method} {path}", content_types=types)(view)
            return function

        return register

    def _respond(self, operation: Operation) -> Response:
        request = self.current_request
        info = _info(request)
        logger.append_keys(route=f"{operation.method} {operation.path}")
        try:
            with span(f"{operation.method} {operation.path}"):
                response = self._carry_out(operation, request, info)
        except Problem as problem:
            response = _refusal(problem, info.id)
        except Exception:  # noqa: BLE001 (the last resort)
            # The last resort: the cause goes to the log, the caller learns where to point us.
            logger.exception("unexpected error")
            response = _refusal(_Unexpected("Something went wrong on our side."), info.id)
        self._record(response.status_code)
        return response

    def _carry_out(self, operation: Operation, request: Any, info: RequestInfo) -> Response:
        caller = self._admit(operation, request, info)
        if caller is not None:
            logger.append_keys(user=hashed(caller.user_id))
        arguments = operation.arguments(request, info)
        once = operation.once(request, info)  # a key that cannot be kept is refused on every route
        if caller is not None and (name := operation.source(Principal)):
            arguments[name] = caller
        if caller is not None and (name := operation.source(Unit)):
            return self._in_unit(operation, caller, arguments, name, once)
        if caller is not None and (name := operation.source(Reader)):
            arguments[name] = self._data().reader(caller.user_id)
        if operation.recorded is not None:
            who = f"{self.domain}|{_who(operation.recorded, caller, arguments)}"
            return self._in_record(operation, who, arguments, once)
        return _reply(operation, operation.function(**arguments))

    def _in_unit(
        self,
        operation: Operation,
        caller: Principal,
        arguments: dict[str, Any],
        name: str,
        once: Once | None,
    ) -> Response:
        with self._data().unit(caller.user_id, once) as unit:
            if unit.answered is not None:
                return _from_answer(unit.answered)
            response = _reply(operation, operation.function(**arguments | {name: unit}))
            unit.remember(_as_answer(response))
        return response

    def _in_record(
        self, operation: Operation, who: str, arguments: dict[str, Any], once: Once | None
    ) -> Response:
        name = operation.source(Attempt)
        if once is None:
            fresh = {name: Attempt()} if name else {}
            return _reply(operation, operation.function(**arguments | fresh))
        if self._records is None:
            raise RuntimeError(f"{self.domain} declared no records")
        with self._records().hold(who, once) as record:
            if record.answered is not None:
                return _from_answer(record.answered)
            given = {name: record.attempt} if name else {}
            response = _reply(operation, operation.function(**arguments | given))
            record.remember(_as_answer(response))
        return response

    def _admit(self, operation: Operation, request: Any, info: RequestInfo) -> Principal | None:
        if operation.method in MUTATING:
            _refuse_foreign_origin(info)
        if operation.policy == "public":
            return None
        caller = Principal.from_context(request.context)
        if not caller.may(operation.policy):
            raise Forbidden("Your role does not allow this.")
        return caller

    def _data(self) -> Database:
        if self._database is None:
            raise RuntimeError(f"{self.domain} declared no database")
        return self._database()

    @staticmethod
    def _record(status: int) -> None:
        metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
        if status >= 500:
            metrics.add_metric(name="ServerErrors", unit=MetricUnit.Count, value=1)
        logger.info("request", extra={"status": status})
        flush()

    def _problems(self, request: Any, get_response: Callable[[Any], Response]) -> Response:
        """Chalice's own refusals (unknown route, unreadable type) in the shape of all others.

        Every answer, whoever gave it, leaves with the security headers.
        """
        request_id = str(request.context.get("requestId", ""))
        follow(request_id)
        response = get_response(request)
        body = response.body
        if response.status_code >= 400 and isinstance(body, dict) and "Code" in body:
            response = _refusal(_refused(response.status_code), request_id)
            self._record(response.status_code)
        for name, value in security_headers().items():
            response.headers.setdefault(name, value)
        return response


def _refused(status: int) -> Problem:
    """A refusal of Chalice in our words, for its own would repeat the caller's."""
    if status in {404, 405}:
        return NotFound("There is nothing at this address.")
    if status == 415:
        return Malformed("The body is not JSON.", next_step="Send it as application/json.")
    return Malformed("The request cannot be read.")


class _Unexpected(Problem):
    status = 500
    kind = "internal"
    default_next_step = "Try again; if it stays, tell us the instance of this problem."


def _info(request: Any) -> RequestInfo:
    headers = {name.lower(): value for name, value in (request.headers or {}).items()}
    cookies = read_cookies(headers.get("cookie", ""))
    return RequestInfo(str(request.context.get("requestId", "")), headers, cookies)


def _refuse_foreign_origin(info: RequestInfo) -> None:
    """Cross-site requests change nothing (OWASP ASVS 3.5): same origin, or no browser at all."""
    origin = info.headers.get("origin")
    site = info.headers.get("sec-fetch-site", "none")
    if (origin and origin != settings().public_url) or site not in {"same-origin", "none"}:
        raise Forbidden("This request comes from another site.", kind="foreign-origin")


def _reply(operation: Operation, result: Any) -> Response:
    if isinstance(result, Redirect):
        cookies = [cookie.header() for cookie in result.cookies]
        return Response("", {"Location": result.location, _SET_COOKIE: cookies}, 302)
    if isinstance(result, Download):
        disposition = f'attachment; filename="{result.filename}"'
        response = Response(result.text, status_code=operation.status)
        response.headers["Content-Type"] = result.media_type
        response.headers["Content-Disposition"] = disposition
        return response
    if not isinstance(result, Replied):
        return _from_answer(operation.answer(result))
    response = _from_answer(operation.answer(result.document))
    response.headers.update(dict(result.headers))
    if result.cookies:
        response.headers[_SET_COOKIE] = [cookie.header() for cookie in result.cookies]
    return response


def _from_answer(answer: Answer) -> Response:
    response = Response(answer.body, status_code=answer.status)
    if answer.body:
        response.headers["Content-Type"] = JSON
    if answer.etag:
        response.headers["ETag"] = answer.etag
    cookies = [value for name, value in answer.headers if name == _SET_COOKIE]
    response.headers.update({n: v for n, v in answer.headers if n != _SET_COOKIE})
    if cookies:
        response.headers[_SET_COOKIE] = cookies
    return response


def _as_answer(response: Response) -> Answer:
    """The response as it is kept, so that `_from_answer` makes the same of it."""
    headers = dict(response.headers)
    etag = cast("str | None", headers.pop("ETag", None))
    headers.pop("Content-Type", None)
    cookies = headers.pop(_SET_COOKIE, [])
    pairs = [*headers.items(), *((_SET_COOKIE, cookie) for cookie in cookies)]
    return Answer(response.status_code, response.body, etag, tuple(cast("Any", pairs)))


def _who(recorded: Recorded, caller: Principal | None, arguments: Mapping[str, Any]) -> str:
    """Whose request it is: keys of different people never meet."""
    if recorded.by is not None:
        return f"{recorded.by}:{getattr(arguments['body'], recorded.by)}"
    if caller is None:
        raise RuntimeError("a recorded route has a caller or a field that names one")
    return str(caller.user_id)


def _refusal(problem: Problem, request_id: str | None) -> Response:
    if isinstance(problem, Unavailable):
        logger.warning("dependency unavailable", extra={"cause": type(problem.__cause__).__name__})
    text = json.dumps(problem.document(request_id), separators=(",", ":"))
    return Response(text, {"Content-Type": PROBLEM, **problem.headers}, problem.status)
