# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: the clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from .. import __version__, _runtime
from . import _validators
from .lowlevel.api.tasks.count_tasks import _get_kwargs as _build_count_tasks
from .lowlevel.models.task_statistics import TaskStatistics
from .lowlevel.types import UNSET

Region: TypeAlias = Literal[
    "cn-north-1",
    "cn-north-4",
    "cn-east-3",
    "cn-east-2",
    "cn-south-1",
    "ap-southeast-3",
    "ap-southeast-1",
    "ru-northwest-2",
]
"""A region of roma; `REGIONS` has its base URL."""

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
    credentials_required=True,
    signed=True,
    user_agent=f"huaweicloud-statistics/{__version__}",
)


_ENDPOINT_COUNT_TASKS = _runtime.Endpoint[TaskStatistics](
    id="CountTasks",
    build=_build_count_tasks,
    unset=UNSET,
    arguments=(
        _runtime.Argument(
            "project_id", "path", _validators.validate_count_tasks_project_id, required=True
        ),
        _runtime.Argument(
            "instance_id", "path", _validators.validate_count_tasks_instance_id, required=True
        ),
    ),
    results={
        "200": _runtime.json_as(TaskStatistics.from_dict, _validators.validate_task_statistics),
    },
)


class Client(_runtime.ClientBase):
    """A synchronous client, safe to share between threads.

    Use it in `with`, or close it with `close`. Nothing is sent before the
    first call.

    Pass one kind of credentials: `credentials`; `token`; `ak` and `sk`; or
    `iam_user`, `iam_password` and `iam_domain`. Without any, the first of
    these is used: HUAWEICLOUD_AUTH_TOKEN; HUAWEICLOUD_SDK_AK and _SK, with
    _SECURITY_TOKEN, _PROJECT_ID and _DOMAIN_ID; HW_ACCESS_KEY and
    HW_SECRET_KEY, with the same suffixes; the file
    ~/.huaweicloud/credentials or HUAWEICLOUD_SDK_CREDENTIALS_FILE; and on
    an ECS the key of its agency, unless HUAWEICLOUD_SDK_METADATA is `off`.

    Args:
        region: One of `REGIONS`. The environment variable
            HUAWEICLOUD_SDK_REGION_ROMA_<REGION> overrides its
            base URL, or adds a region.
        base_url: The URL to call, instead of a region.
        credentials: A function that returns an `AccessKey` or a `Token`,
            called again before they expire and when they are
            rejected. Or an `IamLogin`, which clients may share.
        token: Sent as X-Auth-Token. Or a function that returns
            one, called again when its token is rejected.
        ak: Access key ID, to sign requests with.
        sk: Secret access key.
        security_token: Security token of a temporary access key.
        iam_user: IAM user to log in as; the token is kept and renewed.
        iam_password: The user's password, sent to IAM alone.
        iam_domain: Name of the account that the user belongs to.
        iam_endpoint: URL of IAM. By default
            HUAWEICLOUD_SDK_IAM_ENDPOINT, or else the region's.
        project: Name of the project to log in to. By default the
            region's own.
        project_id: ID of the project. With `ak`, sent as X-Project-Id.
        domain_id: ID of the account. With `ak`, sent as X-Domain-Id.
        timeout: Seconds a call may take, more than 0, retries included.
            Connecting may take 5 of them.
        max_retries: Retries of a read after transient failures, 0 or
            more, with exponential backoff. Retries after a Retry-After
            header are not counted.
        rate: Maximum requests per second, more than 0. By default as many
            as the server accepts.
        app_id: Name of the caller, such as fleet-report/1.2, added to
            the header User-Agent; 40 characters at most, and 20 for the
            version.
        http_client: Your own HTTP client; it stays open. After a fork, only
            the process that used it first can use it.
        transport: Your own transport.
        proxy: URL of a proxy. By default the environment's.
        ca_bundle: File of trusted CA certificates, or an SSL context.

    Raises:
        ArgumentError: An argument is invalid.
        CredentialsError: Credentials are missing or invalid.
        APIConnectionError: The proxies or certificates are unusable.
    """

    def __init__(
        self,
        *,
        region: Region | str | None = None,
        base_url: str | None = None,
        credentials: _runtime.CredentialsLike | None = None,
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
        timeout: float = 30.0,
        max_retries: int = 8,
        rate: float | None = None,
        app_id: str | None = None,
        http_client: _runtime.httpx.Client | None = None,
        transport: _runtime.httpx.BaseTransport | None = None,
        proxy: str | None = None,
        ca_bundle: _runtime.CaBundle | None = None,
    ) -> None:
        options = _runtime.Secret[dict[str, Any]](
            {
                "region": region,
                "base_url": base_url,
                "timeout": timeout,
                "max_retries": max_retries,
                "rate": rate,
                "app_id": app_id,
                "credentials": credentials,
                "token": token,
                "ak": ak,
                "sk": sk,
                "security_token": security_token,
                "iam_user": iam_user,
                "iam_password": iam_password,
                "iam_domain": iam_domain,
                "iam_endpoint": iam_endpoint,
                "project": project,
                "project_id": project_id,
                "domain_id": domain_id,
                "http": _runtime.HttpOptions(
                    http_client, transport, _runtime.Secret(proxy), ca_bundle
                ),
            }
        )
        # Some tools show the variables of a traceback.
        del base_url, credentials, token, sk, security_token, iam_password, iam_endpoint, proxy
        super().__init__(_API, options)

    @property
    def raw(self) -> RawClient:
        """The same operations, whose responses are returned as received."""
        return RawClient(self)

    def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks
        apart, by status and live at the moment of the call. It does not tell
        which tasks, nor why one failed.

        Args:
            project_id: ID of the project the instance belongs to, usually 32
                hexadecimal digits; the console lists it under My Credentials. 1
                to 64 characters, matches ^[A-Za-z0-9_-]+$.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the
                console shows it among the instance's basic information. 1 to 64
                characters, matches ^[A-Za-z0-9_-]+$.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
            ContractError: The response violates the contract, though its status
                is not an error.
            BadRequestError: 400. A parameter is invalid.
            AuthenticationError: 401. The request has no valid token or
                signature.
            PermissionDeniedError: 403. The caller is known but lacks the
                permission.
            NotFoundError: 404. There is no such instance in this project.
            RateLimitError: 429. Too many calls in too short a time: wait, then
                repeat.
            ServerError: 500. The service failed; the same call may succeed
                later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return self._call(
            _ENDPOINT_COUNT_TASKS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class RawClient:
    """The operations of `Client`, whose responses are returned as received."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> _runtime.RawResponse:
        """Count tasks by kind and status.

        As `Client.count_tasks`, but the response is returned as received: its
        body is not validated, and an error status is neither raised nor
        retried.

        Args:
            project_id: ID of the project the instance belongs to, usually 32
                hexadecimal digits; the console lists it under My Credentials. 1
                to 64 characters, matches ^[A-Za-z0-9_-]+$.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the
                console shows it among the instance's basic information. 1 to 64
                characters, matches ^[A-Za-z0-9_-]+$.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
        """
        return self._client._raw(
            _ENDPOINT_COUNT_TASKS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class AsyncClient(_runtime.AsyncClientBase):
    """An asynchronous client, for one event loop.

    Use it in `async with`, or close it with `aclose`. Nothing is sent before the
    first call.

    Pass one kind of credentials: `credentials`; `token`; `ak` and `sk`; or
    `iam_user`, `iam_password` and `iam_domain`. Without any, the first of
    these is used: HUAWEICLOUD_AUTH_TOKEN; HUAWEICLOUD_SDK_AK and _SK, with
    _SECURITY_TOKEN, _PROJECT_ID and _DOMAIN_ID; HW_ACCESS_KEY and
    HW_SECRET_KEY, with the same suffixes; the file
    ~/.huaweicloud/credentials or HUAWEICLOUD_SDK_CREDENTIALS_FILE; and on
    an ECS the key of its agency, unless HUAWEICLOUD_SDK_METADATA is `off`.

    Args:
        region: One of `REGIONS`. The environment variable
            HUAWEICLOUD_SDK_REGION_ROMA_<REGION> overrides its
            base URL, or adds a region.
        base_url: The URL to call, instead of a region.
        credentials: A function that returns an `AccessKey` or a `Token`,
            awaited if necessary and called again before they expire and when they are
            rejected. Or an `IamLogin`, which clients may share.
        token: Sent as X-Auth-Token. Or a function that returns
            one, awaited if necessary and called again when its token is rejected.
        ak: Access key ID, to sign requests with.
        sk: Secret access key.
        security_token: Security token of a temporary access key.
        iam_user: IAM user to log in as; the token is kept and renewed.
        iam_password: The user's password, sent to IAM alone.
        iam_domain: Name of the account that the user belongs to.
        iam_endpoint: URL of IAM. By default
            HUAWEICLOUD_SDK_IAM_ENDPOINT, or else the region's.
        project: Name of the project to log in to. By default the
            region's own.
        project_id: ID of the project. With `ak`, sent as X-Project-Id.
        domain_id: ID of the account. With `ak`, sent as X-Domain-Id.
        timeout: Seconds a call may take, more than 0, retries included.
            Connecting may take 5 of them.
        max_retries: Retries of a read after transient failures, 0 or
            more, with exponential backoff. Retries after a Retry-After
            header are not counted.
        rate: Maximum requests per second, more than 0. By default as many
            as the server accepts.
        app_id: Name of the caller, such as fleet-report/1.2, added to
            the header User-Agent; 40 characters at most, and 20 for the
            version.
        http_client: Your own HTTP client; it stays open. After a fork, only
            the process that used it first can use it.
        transport: Your own transport.
        proxy: URL of a proxy. By default the environment's.
        ca_bundle: File of trusted CA certificates, or an SSL context.

    Raises:
        ArgumentError: An argument is invalid.
        CredentialsError: Credentials are missing or invalid.
        APIConnectionError: The proxies or certificates are unusable.
    """

    def __init__(
        self,
        *,
        region: Region | str | None = None,
        base_url: str | None = None,
        credentials: _runtime.AsyncCredentialsLike | None = None,
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
        timeout: float = 30.0,
        max_retries: int = 8,
        rate: float | None = None,
        app_id: str | None = None,
        http_client: _runtime.httpx.AsyncClient | None = None,
        transport: _runtime.httpx.AsyncBaseTransport | None = None,
        proxy: str | None = None,
        ca_bundle: _runtime.CaBundle | None = None,
    ) -> None:
        options = _runtime.Secret[dict[str, Any]](
            {
                "region": region,
                "base_url": base_url,
                "timeout": timeout,
                "max_retries": max_retries,
                "rate": rate,
                "app_id": app_id,
                "credentials": credentials,
                "token": token,
                "ak": ak,
                "sk": sk,
                "security_token": security_token,
                "iam_user": iam_user,
                "iam_password": iam_password,
                "iam_domain": iam_domain,
                "iam_endpoint": iam_endpoint,
                "project": project,
                "project_id": project_id,
                "domain_id": domain_id,
                "http": _runtime.HttpOptions(
                    http_client, transport, _runtime.Secret(proxy), ca_bundle
                ),
            }
        )
        # Some tools show the variables of a traceback.
        del base_url, credentials, token, sk, security_token, iam_password, iam_endpoint, proxy
        super().__init__(_API, options)

    @property
    def raw(self) -> AsyncRawClient:
        """The same operations, whose responses are returned as received."""
        return AsyncRawClient(self)

    async def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks
        apart, by status and live at the moment of the call. It does not tell
        which tasks, nor why one failed.

        Args:
            project_id: ID of the project the instance belongs to, usually 32
                hexadecimal digits; the console lists it under My Credentials. 1
                to 64 characters, matches ^[A-Za-z0-9_-]+$.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the
                console shows it among the instance's basic information. 1 to 64
                characters, matches ^[A-Za-z0-9_-]+$.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
            ContractError: The response violates the contract, though its status
                is not an error.
            BadRequestError: 400. A parameter is invalid.
            AuthenticationError: 401. The request has no valid token or
                signature.
            PermissionDeniedError: 403. The caller is known but lacks the
                permission.
            NotFoundError: 404. There is no such instance in this project.
            RateLimitError: 429. Too many calls in too short a time: wait, then
                repeat.
            ServerError: 500. The service failed; the same call may succeed
                later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return await self._call(
            _ENDPOINT_COUNT_TASKS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )


class AsyncRawClient:
    """The operations of `AsyncClient`, whose responses are returned as received."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def count_tasks(
        self,
        project_id: str,
        instance_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> _runtime.RawResponse:
        """Count tasks by kind and status.

        As `AsyncClient.count_tasks`, but the response is returned as received:
        its body is not validated, and an error status is neither raised nor
        retried.

        Args:
            project_id: ID of the project the instance belongs to, usually 32
                hexadecimal digits; the console lists it under My Credentials. 1
                to 64 characters, matches ^[A-Za-z0-9_-]+$.
            instance_id: ID of the ROMA Connect instance, usually a UUID; the
                console shows it among the instance's basic information. 1 to 64
                characters, matches ^[A-Za-z0-9_-]+$.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
        """
        return await self._client._raw(
            _ENDPOINT_COUNT_TASKS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "project_id": project_id,
                "instance_id": instance_id,
            },
        )
