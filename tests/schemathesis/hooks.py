"""Steers Schemathesis where OpenAPI cannot say what a valid request is.

Each rule applies to requests that are meant to be valid; those that are meant to be invalid are sent as they were made, save that
their idempotency key is made fresh where it is valid, so that the fault they carry is the one that is answered, and that they ask
for the casing that the document describes.

The key of the sandbox comes from the environment variable VERIFA_API_KEY.
"""

import json
import os
import re
import uuid

import schemathesis
from schemathesis import GenerationMode

VERSIONS = ("2026-01-01", "2026-02-01")
MAX_METADATA_VALUE_BYTES = 16 * 1024
# ISO 3166-1 changes without the document, so that the document only gives the form of a country code.
ASSIGNED = ("DE", "FR", "US", "JP", "BR", "ZA")
VALID_KEY = re.compile(r"\A[!-~]([ -~]{0,253}[!-~])?\Z")


@schemathesis.auth()
class Key:
    """Sends the key, save where a check leaves it out on purpose."""

    def get(self, case, context):
        return os.environ["VERIFA_API_KEY"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["X-API-Key"] = data


def header(headers, name):
    """The name under which a header stands, whatever its case."""
    return next((key for key in headers if key.lower() == name.lower()), None)


def meant_to_be_valid(case):
    return case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE


@schemathesis.hook
def before_call(ctx, case, kwargs):
    headers = case.headers if case.headers is not None else {}
    # A key that an earlier request used with other parameters is refused, and the document has no memory.
    key = header(headers, "Idempotency-Key")
    if key and VALID_KEY.match(str(headers[key])):
        headers[key] = str(uuid.uuid4())
    # Another casing changes the keys of the response, errors included, and the document can describe one casing only.
    inflection = header(headers, "Key-Inflection")
    if inflection and headers[inflection] in ("camel", "kebab"):
        headers[inflection] = "snake"
    if not meant_to_be_valid(case):
        return
    # Versions come and go without the document, so that it only gives the form of a version.
    version = header(headers, "Verifa-Version")
    if version:
        headers[version] = VERSIONS[len(str(case.body)) % len(VERSIONS)]
    if isinstance(case.body, dict):
        steer_body(case.body)


def steer_body(body):
    if isinstance(body.get("country"), str):
        body["country"] = ASSIGNED[sum(map(ord, body["country"])) % len(ASSIGNED)]
    # The size of a value as JSON text is not a thing that a schema can bound.
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        for name in [name for name, value in metadata.items() if len(encode(value)) > MAX_METADATA_VALUE_BYTES]:
            del metadata[name]


def encode(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
