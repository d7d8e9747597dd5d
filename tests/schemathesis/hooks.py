"""Adjusts the requests of Schemathesis where OpenAPI cannot express the rules of the API.

All rules apply to requests that should be valid. Requests that should be invalid are sent unchanged, with two exceptions: a
valid idempotency key is replaced by a fresh one, so that the response is about the intended error, and the casing is the one
that the document describes.

The environment variable VERIFA_API_KEY contains the API key.
"""

import json
import os
import re
import uuid

import schemathesis
from schemathesis import GenerationMode

VERSIONS = ("2026-01-01", "2026-02-01")
MAX_METADATA_VALUE_BYTES = 16 * 1024
# The document declares only the format of a country code, because ISO 3166-1 changes independently.
ASSIGNED = ("DE", "FR", "US", "JP", "BR", "ZA")
VALID_KEY = re.compile(r"\A[!-~]([ -~]{0,253}[!-~])?\Z")


@schemathesis.auth()
class Key:
    """Sends the API key, unless a check omits it on purpose."""

    def get(self, case, context):
        return os.environ["VERIFA_API_KEY"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["X-API-Key"] = data


def header(headers, name):
    """Returns the name of a header in its actual case, or None."""
    return next((key for key in headers if key.lower() == name.lower()), None)


def should_be_valid(case):
    return case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE


@schemathesis.hook
def before_call(ctx, case, kwargs):
    headers = case.headers if case.headers is not None else {}
    # A key that an earlier request used with other parameters is rejected, which the document cannot express.
    key = header(headers, "Idempotency-Key")
    if key and VALID_KEY.match(str(headers[key])):
        headers[key] = str(uuid.uuid4())
    # Another casing changes the keys of responses and errors, but the document can describe only one casing.
    inflection = header(headers, "Key-Inflection")
    if inflection and headers[inflection] in ("camel", "kebab"):
        headers[inflection] = "snake"
    if not should_be_valid(case):
        return
    # The document declares only the format of a version, because versions change independently.
    version = header(headers, "Verifa-Version")
    if version:
        headers[version] = VERSIONS[len(str(case.body)) % len(VERSIONS)]
    if isinstance(case.body, dict):
        adjust_body(case.body)


def adjust_body(body):
    if isinstance(body.get("country"), str):
        body["country"] = ASSIGNED[sum(map(ord, body["country"])) % len(ASSIGNED)]
    # A schema cannot limit the serialized size of a value.
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        for name in [name for name, value in metadata.items() if len(encode(value)) > MAX_METADATA_VALUE_BYTES]:
            del metadata[name]


def encode(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
