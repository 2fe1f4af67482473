"""Serves a folder of files the way CloudFront and S3 do: compressed and cached."""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from infra.local.edge.paths import is_safe

if TYPE_CHECKING:
    from pathlib import Path

_IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
_HOUR = "public, max-age=3600"
_SMALLEST_COMPRESSED = 1024
_TEXTUAL = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/javascript",
        "application/json",
        "application/manifest+json",
        "application/xml",
        "image/svg+xml",
        "image/x-icon",
        "application/wasm",
    }
)
# The host's own table differs from machine to machine; these are what the client ships.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".wasm": "application/wasm",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
}


@dataclass(frozen=True)
class _Compressed:
    stamp: tuple[int, int]
    body: bytes


class StaticFiles:
    """One folder of files, read only, with compressed copies kept in memory."""

    def __init__(self, root: Path, *, caching: str = _HOUR) -> None:
        self._root = root.resolve()
        self._default_caching = caching
        self._compressed: dict[Path, _Compressed] = {}

    def find(self, raw_path: str) -> Path | None:
        """Return the file at a request path, or None; nothing outside the folder is ever found."""
        if not is_safe(raw_path):
            return None
        parts = [part for part in unquote(raw_path).split("/") if part]
        if any(part.startswith(".") and part != ".well-known" for part in parts):
            return None
        try:
            file = self._root.joinpath(*parts).resolve()
            found = file.is_relative_to(self._root) and file.is_file()
        except (OSError, ValueError):
            return None
        return file if found else None

    async def answer(self, request: web.Request, file: Path) -> web.StreamResponse:
        """Answer with the file, compressed where that helps, 304 where the browser has it."""
        content_type = media_type(file)
        stat = await asyncio.to_thread(file.stat)
        headers = {
            "Cache-Control": self._caching(file),
            "Content-Type": _with_charset(content_type),
        }
        if content_type not in _TEXTUAL or stat.st_size < _SMALLEST_COMPRESSED:
            return web.FileResponse(file, headers=headers)
        headers["Vary"] = "Accept-Encoding"
        if not _accepts_gzip(request):
            return web.FileResponse(file, headers=headers)
        etag = f"{stat.st_mtime_ns:x}-{stat.st_size:x}-gzip"
        headers["Last-Modified"] = formatdate(stat.st_mtime, usegmt=True)
        if any(known.value in {etag, "*"} for known in request.if_none_match or ()):
            answer = web.Response(status=304, headers=headers)
        else:
            body = await self._gzipped(file, (stat.st_mtime_ns, stat.st_size))
            headers["Content-Encoding"] = "gzip"
            answer = web.Response(body=body, headers=headers)
        answer.etag = etag
        return answer

    async def _gzipped(self, file: Path, stamp: tuple[int, int]) -> bytes:
        kept = self._compressed.get(file)
        if kept is None or kept.stamp != stamp:
            body = await asyncio.to_thread(lambda: gzip.compress(file.read_bytes(), 9, mtime=0))
            kept = self._compressed[file] = _Compressed(stamp, body)
        return kept.body

    def _caching(self, file: Path) -> str:
        path = file.relative_to(self._root)
        if path.parts[0] == "assets":
            return _IMMUTABLE
        # The page, the service worker and the manifest decide what else is loaded: asked each time.
        if file.suffix in {".html", ".webmanifest"} or file.name in {"sw.js", "registerSW.js"}:
            return REVALIDATE
        return self._default_caching


def media_type(file: Path) -> str:
    """Return the file's media type."""
    known = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0]
    return known or "application/octet-stream"


def _with_charset(content_type: str) -> str:
    return f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type


def _accepts_gzip(request: web.Request) -> bool:
    for token in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = token.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
