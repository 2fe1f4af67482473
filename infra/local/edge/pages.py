"""Renders the edge's own pages from templates, in the visitor's language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from aiohttp import web

from infra.local.edge.static import REVALIDATE, StaticFiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HERE = Path(__file__).resolve().parent
_FRONTEND = _HERE.parents[2] / "frontend"
# The web client's own typefaces; where they are not installed yet, the pages use the system's.
_FONTS = (
    _FRONTEND / "web" / "src" / "styles" / "fonts",
    _FRONTEND / "node_modules" / "@fontsource-variable" / "figtree" / "files",
)
_A_DAY = "public, max-age=86400"
# French is the product's first language, so it also serves whoever asks for neither.
_LANGUAGES = ("fr", "en")


def _weighed(token: str) -> tuple[float, str]:
    name, _, parameter = token.partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
    except ValueError:
        weight = 0.0
    return weight, name.strip().lower().partition("-")[0]


def preferred_language(accepted: str) -> str:
    """Return the language of ours that an Accept-Language or `ui_locales` value likes best."""
    wishes = sorted(
        (_weighed(token) for token in accepted.replace(" ", ",").split(",") if token),
        key=lambda wish: -wish[0],
    )
    return next(
        (name for weight, name in wishes if weight > 0 and name in _LANGUAGES), _LANGUAGES[0]
    )


def language_of(request: web.Request) -> str:
    """Return the language a request asks for: OIDC's `ui_locales`, else the browser's."""
    asked = request.query.get("ui_locales", "")
    return preferred_language(asked or request.headers.get("Accept-Language", "").replace(" ", ""))


class Pages:
    """The templates, their texts and their assets."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._texts: dict[str, Mapping[str, str]] = {
            language: json.loads((_HERE / "locales" / f"{language}.json").read_text("utf-8"))
            for language in _LANGUAGES
        }
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters = self._templates.filters
        self._assets = [StaticFiles(_HERE / "assets", caching=REVALIDATE)]
        self._fonts = [StaticFiles(folder, caching=_A_DAY) for folder in _FONTS]

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the shared assets, the fonts and the readiness check."""
        return [
            web.get("/_local/health", self._health),
            web.get("/_local/assets/{name}", self._asset),
            web.get("/_local/fonts/{name}", self._font),
        ]

    def texts(self, language: str) -> Mapping[str, str]:
        """Return the sentences of a language."""
        return self._texts[language]

    def render(
        self, template: str, language: str, values: Mapping[str, Any], *, status: int = 200
    ) -> web.Response:
        """Answer with a page."""
        html = self._templates.get_template(template).render(
            language=language, t=self._texts[language], home=self._public_url, **values
        )
        return web.Response(
            status=status,
            text=html,
            content_type="text/html",
            headers={"Cache-Control": "no-store", "Vary": "Accept-Language"},
        )

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "up"}, headers={"Cache-Control": "no-store"})

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return await _first(self._assets, request)

    async def _font(self, request: web.Request) -> web.StreamResponse:
        return await _first(self._fonts, request)


async def _first(folders: Sequence[StaticFiles], request: web.Request) -> web.StreamResponse:
    """Answer with the named file from the first folder that holds it."""
    for folder in folders:
        file = folder.find(f"/{request.match_info['name']}")
        if file is not None:
            return await folder.answer(request, file)
    raise web.HTTPNotFound
