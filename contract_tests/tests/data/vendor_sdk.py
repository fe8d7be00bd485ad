"""The vendor's SDKs, in their own Python: calls on standard input as JSON, outcomes out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from huaweicloudsdkcoc.v1 import (  # type: ignore[import-not-found]
    CocClient,
    GetScriptJobStatisticsRequest,
)
from huaweicloudsdkcore.auth.credentials import (  # type: ignore[import-not-found]
    BasicCredentials,
    GlobalCredentials,
)
from huaweicloudsdkcore.exceptions.exceptions import (  # type: ignore[import-not-found]
    SdkException,
    ServiceResponseException,
)
from huaweicloudsdkroma.v2 import CountTasksRequest, RomaClient  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Make each call with a client of its own."""
    json.dump([attempt(**call) for call in json.load(sys.stdin)], sys.stdout)


def attempt(operation: str, **call: Any) -> dict[str, Any]:
    """The result of a call as the SDK gives it, or what it raised."""
    try:
        return {"result": OPERATIONS[operation](**call)}
    except ServiceResponseException as error:
        names = ("status_code", "error_code", "error_msg", "request_id")
        raised = {name: getattr(error, name) for name in names}
        return {"raised": type(error).__name__, **raised}
    except SdkException as error:
        return {"raised": type(error).__name__, "error_msg": str(error.error_msg)}


def coc(url: str, key: list[str], order: str, scope: str = "domain", **options: str) -> Any:
    """Ask for an order, with the credentials of an account or of a project."""
    kind = {"domain": GlobalCredentials, "project": BasicCredentials}[scope]
    request = GetScriptJobStatisticsRequest(order, **options)
    return client(CocClient, url, kind, key, scope).get_script_job_statistics(request).to_dict()


def roma(url: str, key: list[str], project: str, instance: str) -> Any:
    """Ask for the tasks of an instance."""
    asked = client(RomaClient, url, BasicCredentials, key, project)
    return json.loads(str(asked.count_tasks(CountTasksRequest(instance))))


def client(service: Any, url: str, kind: Any, key: list[str], scope: str) -> Any:
    """A client as the vendor's own examples build it."""
    access_key, secret_key, *security_token = key
    credentials = kind(access_key, secret_key, scope)
    if security_token:
        credentials = credentials.with_security_token(*security_token)
    return service.new_builder().with_credentials(credentials).with_endpoint(url).build()


OPERATIONS: dict[str, Callable[..., Any]] = {"coc": coc, "roma": roma}


if __name__ == "__main__":
    main()
