"""Brings the web client to the bucket that CloudFront reads, and drops what CloudFront keeps."""

from __future__ import annotations

import mimetypes
import uuid
from pathlib import Path
from typing import Any

from infra.release import DeployError

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "frontend" / "web" / "dist"
IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
HOUR = "public, max-age=3600"
# A host's own table differs from machine to machine; these are what the web client ships.
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def upload_web(s3: Any, bucket: str, folder: Path = WEB) -> None:
    """Upload the web client and the API document; pages last, when all they load is there.

    Files of older releases stay for the tabs that are still open.
    """
    if not (folder / "index.html").exists():
        raise DeployError("The web client is not built: run make deploy.")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda path: path.suffix == ".html"):
        key = path.relative_to(folder).as_posix()
        put(s3, bucket, key, path, caching(key))
    put(s3, bucket, "v1/openapi.json", ROOT / "infra" / "openapi.json", HOUR)


def put(s3: Any, bucket: str, key: str, path: Path, cache_control: str) -> None:
    """Upload one file with the headers it is served with."""
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    s3.put_object(
        Bucket=bucket,
        Key=key,
        Body=path.read_bytes(),
        ContentType=kind or "application/octet-stream",
        CacheControl=cache_control,
    )


def caching(key: str) -> str:
    """How long a browser may keep a file; the local edge says the same."""
    if key.startswith("assets/"):
        return IMMUTABLE
    # The page, the service worker and the manifest decide what else is loaded: asked each time.
    if key.endswith((".html", ".webmanifest")) or key in {"sw.js", "registerSW.js"}:
        return ASK_AGAIN
    return HOUR


def invalidate(cloudfront: Any, distribution: str) -> None:
    """Drop what the edge locations keep of the last release."""
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(uuid.uuid4())}
    cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
