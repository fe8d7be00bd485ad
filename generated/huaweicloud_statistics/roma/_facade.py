# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: the clients, and how to get one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from .. import __version__, _runtime
from .api.tasks.count_tasks import _get_kwargs as _build_count_tasks
from .models.task_statistics import TaskStatistics
from .types import UNSET

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "cn-north-1": "https://roma.cn-north-1.myhuaweicloud.com",
        "cn-north-4": "https://roma.cn-north-4.myhuaweicloud.com",
        "cn-east-3": "https://roma.cn-east-3.myhuaweicloud.com",
        "cn-east-2": "https://roma.cn-east-2.myhuaweicloud.com",
        "cn-south-1": "https://roma.cn-south-1.myhuaweicloud.com",
        "ap-southeast-3": "https://roma.ap-southeast-3.myhuaweicloud.com",
        "ap-southeast-1": "https://roma.ap-southeast-1.myhuaweicloud.com",
        "ru-northwest-2": "https://roma.ru-northwest-2.myhuaweicloud.com",
    }
)
"""Base URLs by region."""

_API = _runtime.Api(
    name="roma",
    regions=REGIONS,
    token_header="X-Auth-Token",
    token_required=True,
    signed=True,
    user_agent=f"huaweicloud-statistics/{__version__}",
)

_SCHEMAS = _runtime.Schemas(
    {
        "TaskStatisticDetails": {
            "additionalProperties": True,
            "properties": {
                "running_tasks_count": {"format": "int64", "maximum": 999999999999, "minimum": 0, "type": "integer"},
                "abnormal_tasks_count": {"format": "int64", "maximum": 999999999999, "minimum": 0, "type": "integer"},
                "terminated_tasks_count": {"format": "int64", "maximum": 999999999999, "minimum": 0, "type": "integer"},
                "completed_tasks_count": {"format": "int64", "maximum": 999999999999, "minimum": 0, "type": "integer"},
            },
            "required": [
                "running_tasks_count",
                "abnormal_tasks_count",
                "terminated_tasks_count",
                "completed_tasks_count",
            ],
            "type": "object",
        },
        "TaskStatistics": {
            "additionalProperties": True,
            "properties": {
                "common_task_details": {"$ref": "TaskStatisticDetails"},
                "cdc_task_details": {"$ref": "TaskStatisticDetails"},
            },
            "required": ["common_task_details", "cdc_task_details"],
            "type": "object",
        },
    }
)


_OP_COUNT_TASKS = _runtime.Operation[TaskStatistics](
    id="CountTasks",
    build=_build_count_tasks,
    unset=UNSET,
    parameters=(
        _runtime.Parameter(
            "project_id",
            "path",
            required=True,
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 64},
        ),
        _runtime.Parameter(
            "instance_id",
            "path",
            required=True,
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 64},
        ),
    ),
    results={
        "200": _runtime.json_as(TaskStatistics.from_dict, _SCHEMAS, {"$ref": "TaskStatistics"}),
    },
)


class Client(_runtime.ClientBase):
    """A synchronous client; see `connect`."""

    @property
    def raw(self) -> RawClient:
        """The same operations, their answers unjudged."""
        return RawClient(self)

    def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
        status and live at the moment of the call. It does not tell which tasks, nor why
        one failed.

        Args:
            project_id: ID of the project the instance belongs to, usually 32 hexadecimal
                digits; the console lists it under My Credentials.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the console shows
                it among the instance's basic information.
            timeout: Seconds this call may take, in place of the client's.
            retries: How often it may be tried again, in place of the client's.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            CredentialsError: Credentials are missing, refused by IAM or cannot be used; the
                call was not sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported no error, but the answer is not what the
                contract promises.
            BadRequest: 400. A parameter is invalid.
            Unauthorized: 401. The request has no valid token or signature.
            Forbidden: 403. The caller is known but lacks the permission.
            NotFound: 404. There is no such instance in this project.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat.
            ServerError: 500. The service failed; the same call may succeed later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return self._call(
            _OP_COUNT_TASKS,
            _runtime.Limits(
                timeout=timeout,
                retries=retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class RawClient:
    """What `Client` can call, but the answer is returned as it came, whatever its status."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> _runtime.RawResponse:
        """As `Client.count_tasks`, unjudged; no status is tried again."""
        return self._client._raw(
            _OP_COUNT_TASKS,
            _runtime.Limits(
                timeout=timeout,
                retries=retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class AsyncClient(_runtime.AsyncClientBase):
    """An asynchronous client; see `connect_async`."""

    @property
    def raw(self) -> AsyncRawClient:
        """The same operations, their answers unjudged."""
        return AsyncRawClient(self)

    async def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
        status and live at the moment of the call. It does not tell which tasks, nor why
        one failed.

        Args:
            project_id: ID of the project the instance belongs to, usually 32 hexadecimal
                digits; the console lists it under My Credentials.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the console shows
                it among the instance's basic information.
            timeout: Seconds this call may take, in place of the client's.
            retries: How often it may be tried again, in place of the client's.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            CredentialsError: Credentials are missing, refused by IAM or cannot be used; the
                call was not sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported no error, but the answer is not what the
                contract promises.
            BadRequest: 400. A parameter is invalid.
            Unauthorized: 401. The request has no valid token or signature.
            Forbidden: 403. The caller is known but lacks the permission.
            NotFound: 404. There is no such instance in this project.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat.
            ServerError: 500. The service failed; the same call may succeed later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return await self._call(
            _OP_COUNT_TASKS,
            _runtime.Limits(
                timeout=timeout,
                retries=retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class AsyncRawClient:
    """What `AsyncClient` can call, but the answer is returned as it came, whatever its status."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> _runtime.RawResponse:
        """As `AsyncClient.count_tasks`, unjudged; no status is tried again."""
        return await self._client._raw(
            _OP_COUNT_TASKS,
            _runtime.Limits(
                timeout=timeout,
                retries=retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


def connect(
    *,
    region: str | None = None,
    base_url: str | None = None,
    token: str | Callable[[], str] | None = None,
    ak: str | None = None,
    sk: str | None = None,
    security_token: str | None = None,
    iam_user: str | None = None,
    iam_password: str | None = None,
    iam_domain: str | None = None,
    iam_endpoint: str | None = None,
    project: str | None = None,
    project_id: str | None = None,
    domain_id: str | None = None,
    timeout: float = _runtime.DEFAULT_TIMEOUT,
    retries: int = _runtime.DEFAULT_RETRIES,
    app_id: str | None = None,
    http_client: _runtime.httpx.Client | None = None,
    transport: _runtime.httpx.BaseTransport | None = None,
    proxy: str | None = None,
    ca_bundle: _runtime.CaBundle | None = None,
) -> Client:
    """Make a client, for use with `with`; nothing is sent yet.

    Pass one kind of credentials: `token`; `ak` and `sk`; or `iam_user`, `iam_password` and
    `iam_domain`. Without any, they are looked for in HUAWEICLOUD_AUTH_TOKEN, then in the
    vendor's HUAWEICLOUD_SDK_AK, _SK, _SECURITY_TOKEN, _PROJECT_ID and _DOMAIN_ID, then in its
    file ~/.huaweicloud/credentials or HUAWEICLOUD_SDK_CREDENTIALS_FILE.

    Args:
        region: Where to call, one of `REGIONS`; HUAWEICLOUD_SDK_REGION_ROMA_<REGION>
            overrides its address, or adds a region.
        base_url: Where to call, in place of a region.
        token: Sent as X-Auth-Token; or a function that gives one, asked
            again when it is refused.
        ak: Access key to sign with.
        sk: Its secret.
        security_token: What goes with a temporary key.
        iam_user: IAM user to log in as; the token is kept and renewed.
        iam_password: The user's password, sent to IAM alone.
        iam_domain: Name of the account the user belongs to.
        iam_endpoint: Address of IAM; else HUAWEICLOUD_SDK_IAM_ENDPOINT, else the region's.
        project: Name of the project to log in to; else the region's own.
        project_id: Its ID; with a key, sent as X-Project-Id.
        domain_id: ID of the account; with a key, sent as X-Domain-Id.
        timeout: Seconds a call may take, retries included; connecting may take 5 of them.
        retries: How often a call that only reads is tried again after an error that may pass.
        app_id: Name of the caller, added to the user agent.
        http_client: An HTTP client of your own; it stays open.
        transport: A transport of your own.
        proxy: Address of a proxy, in place of the environment's.
        ca_bundle: File of certificates to trust, or an SSL context.

    Raises:
        ArgumentError: An argument breaks its rule.
        CredentialsError: Credentials are missing or unusable.
        ConnectionFailed: The environment's proxies or certificates are unusable.
    """
    http = _runtime.Http(http_client, transport, proxy, ca_bundle)
    settings = _runtime.settings(
        _API,
        region=region,
        base_url=base_url,
        timeout=timeout,
        retries=retries,
        app_id=app_id,
        http=http,
        token=token,
        ak=ak,
        sk=sk,
        security_token=security_token,
        iam_user=iam_user,
        iam_password=iam_password,
        iam_domain=iam_domain,
        iam_endpoint=iam_endpoint,
        project=project,
        project_id=project_id,
        domain_id=domain_id,
    )
    return Client(settings)


def connect_async(
    *,
    region: str | None = None,
    base_url: str | None = None,
    token: str | Callable[[], str | Awaitable[str]] | None = None,
    ak: str | None = None,
    sk: str | None = None,
    security_token: str | None = None,
    iam_user: str | None = None,
    iam_password: str | None = None,
    iam_domain: str | None = None,
    iam_endpoint: str | None = None,
    project: str | None = None,
    project_id: str | None = None,
    domain_id: str | None = None,
    timeout: float = _runtime.DEFAULT_TIMEOUT,
    retries: int = _runtime.DEFAULT_RETRIES,
    app_id: str | None = None,
    http_client: _runtime.httpx.AsyncClient | None = None,
    transport: _runtime.httpx.AsyncBaseTransport | None = None,
    proxy: str | None = None,
    ca_bundle: _runtime.CaBundle | None = None,
) -> AsyncClient:
    """Make a client, for use with `async with`; nothing is sent yet.

    Pass one kind of credentials: `token`; `ak` and `sk`; or `iam_user`, `iam_password` and
    `iam_domain`. Without any, they are looked for in HUAWEICLOUD_AUTH_TOKEN, then in the
    vendor's HUAWEICLOUD_SDK_AK, _SK, _SECURITY_TOKEN, _PROJECT_ID and _DOMAIN_ID, then in its
    file ~/.huaweicloud/credentials or HUAWEICLOUD_SDK_CREDENTIALS_FILE.

    Args:
        region: Where to call, one of `REGIONS`; HUAWEICLOUD_SDK_REGION_ROMA_<REGION>
            overrides its address, or adds a region.
        base_url: Where to call, in place of a region.
        token: Sent as X-Auth-Token; or a function that gives one, asked
            again when it is refused.
        ak: Access key to sign with.
        sk: Its secret.
        security_token: What goes with a temporary key.
        iam_user: IAM user to log in as; the token is kept and renewed.
        iam_password: The user's password, sent to IAM alone.
        iam_domain: Name of the account the user belongs to.
        iam_endpoint: Address of IAM; else HUAWEICLOUD_SDK_IAM_ENDPOINT, else the region's.
        project: Name of the project to log in to; else the region's own.
        project_id: Its ID; with a key, sent as X-Project-Id.
        domain_id: ID of the account; with a key, sent as X-Domain-Id.
        timeout: Seconds a call may take, retries included; connecting may take 5 of them.
        retries: How often a call that only reads is tried again after an error that may pass.
        app_id: Name of the caller, added to the user agent.
        http_client: An HTTP client of your own; it stays open.
        transport: A transport of your own.
        proxy: Address of a proxy, in place of the environment's.
        ca_bundle: File of certificates to trust, or an SSL context.

    Raises:
        ArgumentError: An argument breaks its rule.
        CredentialsError: Credentials are missing or unusable.
        ConnectionFailed: The environment's proxies or certificates are unusable.
    """
    http = _runtime.Http(http_client, transport, proxy, ca_bundle)
    settings = _runtime.settings(
        _API,
        region=region,
        base_url=base_url,
        timeout=timeout,
        retries=retries,
        app_id=app_id,
        http=http,
        token=token,
        ak=ak,
        sk=sk,
        security_token=security_token,
        iam_user=iam_user,
        iam_password=iam_password,
        iam_domain=iam_domain,
        iam_endpoint=iam_endpoint,
        project=project,
        project_id=project_id,
        domain_id=domain_id,
    )
    return AsyncClient(settings)
