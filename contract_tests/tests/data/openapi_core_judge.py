"""openapi-core, in its own Python: requests on standard input, statuses and errors out."""

from __future__ import annotations

import json
import sys
from typing import Any

import requests
import yaml
from openapi_core import OpenAPI  # type: ignore[import-not-found]
from openapi_core.contrib.requests import (  # type: ignore[import-not-found]
    RequestsOpenAPIRequest,
    RequestsOpenAPIResponse,
)
from openapi_core.exceptions import OpenAPIError  # type: ignore[import-not-found]


def main(contract: str, base_url: str) -> None:
    """Validate every response against a contract, whose servers are the one given."""
    with open(contract, encoding="utf-8") as file:  # noqa: PTH123
        document = yaml.safe_load(file)
    judge = OpenAPI.from_dict(document | {"servers": [{"url": base_url}]})
    json.dump([judged(judge, base_url, exchange) for exchange in json.load(sys.stdin)], sys.stdout)


def judged(judge: Any, base_url: str, call: dict[str, Any]) -> list[Any]:
    """The status of a response, and the faults found in it."""
    request = requests.Request("GET", base_url + call["path"], headers=call["headers"]).prepare()
    with requests.Session() as session:
        session.trust_env = False
        response = session.send(request, timeout=60)
    try:
        judge.validate_response(RequestsOpenAPIRequest(request), RequestsOpenAPIResponse(response))
    except OpenAPIError as error:
        causes = [str(cause) for cause in getattr(error.__cause__, "schema_errors", ())]
        return [response.status_code, [repr(error), str(error.__cause__), *causes]]
    return [response.status_code, []]


if __name__ == "__main__":
    main(*sys.argv[1:])
