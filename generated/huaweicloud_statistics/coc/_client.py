# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""COC script order statistics: the clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from .. import __version__, _runtime
from . import _validators
from .lowlevel.api.script_orders.get_script_job_statistics import (
    _get_kwargs as _build_get_script_job_statistics,
)
from .lowlevel.models.language import Language
from .lowlevel.models.script_job_statistics import ScriptJobStatistics
from .lowlevel.types import UNSET

Region: TypeAlias = Literal["cn-north-4", "ap-southeast-3", "eu-west-101"]
"""A region of coc; `REGIONS` has its base URL."""

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "cn-north-4": "https://coc.myhuaweicloud.com",
        "ap-southeast-3": "https://coc-intl.myhuaweicloud.com",
        "eu-west-101": "https://coc-eu-west-101-open-api.myhuaweicloud.eu",
    }
)
"""Base URLs by region."""

_API = _runtime.Api(
    name="coc",
    regions=REGIONS,
    token_header="X-Auth-Token",
    credentials_required=True,
    signed=True,
    user_agent=f"huaweicloud-statistics/{__version__}",
)


_ENDPOINT_GET_SCRIPT_JOB_STATISTICS = _runtime.Endpoint[ScriptJobStatistics](
    id="GetScriptJobStatistics",
    build=_build_get_script_job_statistics,
    unset=UNSET,
    arguments=(
        _runtime.Argument(
            "execute_uuid",
            "path",
            _validators.validate_get_script_job_statistics_execute_uuid,
            required=True,
        ),
        _runtime.Argument("x_language", "header", _validators.validate_language, required=False),
        _runtime.Argument(
            "x_project_id",
            "header",
            _validators.validate_get_script_job_statistics_x_project_id,
            required=False,
        ),
        _runtime.Argument(
            "x_user_profile",
            "header",
            _validators.validate_get_script_job_statistics_x_user_profile,
            required=False,
        ),
    ),
    results={
        "200": _runtime.json_as(
            ScriptJobStatistics.from_dict, _validators.validate_script_job_statistics
        ),
    },
)
_WAITER_GET_SCRIPT_JOB_STATISTICS = _runtime.Waiter(
    name="wait_for_script_job",
    endpoint=_ENDPOINT_GET_SCRIPT_JOB_STATISTICS,
    total=("data", "total_instance"),
    items=("data", "execute_statistics"),
    key="instance_status",
    count="instance_count",
    pending=frozenset(["READY", "PROCESSING"]),
    succeeded=frozenset(["FINISHED"]),
    failed=frozenset(["ABNORMAL", "CANCELED", "ROLLBACKED"]),
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
            HUAWEICLOUD_SDK_REGION_COC_<REGION> overrides its
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

    def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> ScriptJobStatistics:
        """Show instance status statistics of a script order.

        Counts the instances of one script order by status, taken live at the
        moment of the call. It tells how many instances are in a status and in
        which batches they are; it does not tell which instances, why one
        failed, or how the order as a whole stands.

        An account may always call this. An IAM user needs a permission; under
        identity policies that is the action `coc:job:get` (access level Read,
        resource type `job`, condition key `coc:JobType`; no alias, no dependent
        action).

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Returns:
            The order's instances, counted by status.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
            ContractError: The response violates the contract, though its status
                is not an error.
            BadRequestError: 400. A parameter is invalid, or the order does not
                exist.
            AuthenticationError: 401. The request has no valid token or
                signature.
            PermissionDeniedError: 403. The caller is known but lacks the
                permission.
            NotFoundError: 404. The gateway has no such API at this address, or
                the order does not exist. For the latter a server may respond
                400 instead.
            RateLimitError: 429. Too many calls in too short a time: wait, then
                repeat.
            ServerError: 500. The service failed; the same call may succeed
                later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-coc/ShowScriptOrderStatistics.html
        """
        return self._call(
            _ENDPOINT_GET_SCRIPT_JOB_STATISTICS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
            },
        )

    def wait_for_script_job(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float = 600.0,
        interval: float = 1.0,
        on_progress: Callable[[ScriptJobStatistics], object] | None = None,
        fail_fast: bool = False,
        grace: float = 10,
    ) -> ScriptJobStatistics:
        """Wait until everything is finished.

        Polls `get_script_job_statistics`, at increasing intervals of up to 15
        seconds, until nothing is READY or PROCESSING and everything is
        FINISHED, ABNORMAL, CANCELED or ROLLBACKED. An unknown status counts as
        pending. Transient failures are retried.

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
            timeout: Seconds to wait at most, more than 0.
            interval: Seconds before the second poll, more than 0.
            on_progress: Called with each result.
            fail_fast: Raise as soon as anything is ABNORMAL, CANCELED or
                ROLLBACKED.
            grace: Seconds, 0 or more, in which a 404 or a total of 0 does not
                end the wait, as what was just created may be unknown or empty.

        Returns:
            The last result, whether things succeeded or failed.

        Raises:
            WaitTimeoutError: What was waited for did not finish within
                `timeout`. Its `last` is the last result.
            WaitFailedError: Part of what was waited for failed, and `fail_fast`
                was set. Its `last` is the last result.
            Error: Any other error of `get_script_job_statistics` that is not
                transient.
        """
        polling = _runtime.Polling(timeout, interval, on_progress, fail_fast, grace)
        return self._wait(
            _WAITER_GET_SCRIPT_JOB_STATISTICS,
            polling,
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
            },
        )


class RawClient:
    """The operations of `Client`, whose responses are returned as received."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> _runtime.RawResponse:
        """Show instance status statistics of a script order.

        As `Client.get_script_job_statistics`, but the response is returned as
        received: its body is not validated, and an error status is neither
        raised nor retried.

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
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
            _ENDPOINT_GET_SCRIPT_JOB_STATISTICS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
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
            HUAWEICLOUD_SDK_REGION_COC_<REGION> overrides its
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

    async def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> ScriptJobStatistics:
        """Show instance status statistics of a script order.

        Counts the instances of one script order by status, taken live at the
        moment of the call. It tells how many instances are in a status and in
        which batches they are; it does not tell which instances, why one
        failed, or how the order as a whole stands.

        An account may always call this. An IAM user needs a permission; under
        identity policies that is the action `coc:job:get` (access level Read,
        resource type `job`, condition key `coc:JobType`; no alias, no dependent
        action).

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
            timeout: Seconds the call may take, more than 0, retries included;
                None for the client's.
            max_retries: Retries after transient failures, 0 or more; None for
                the client's.

        Returns:
            The order's instances, counted by status.

        Raises:
            ArgumentError: An argument is invalid; nothing was sent.
            CredentialsError: Credentials are missing, invalid or rejected by
                IAM; the call was not sent.
            APIConnectionError: The server could not be reached, or the
                connection broke before it responded.
            APITimeoutError: The response was not complete within `timeout`.
            ContractError: The response violates the contract, though its status
                is not an error.
            BadRequestError: 400. A parameter is invalid, or the order does not
                exist.
            AuthenticationError: 401. The request has no valid token or
                signature.
            PermissionDeniedError: 403. The caller is known but lacks the
                permission.
            NotFoundError: 404. The gateway has no such API at this address, or
                the order does not exist. For the latter a server may respond
                400 instead.
            RateLimitError: 429. Too many calls in too short a time: wait, then
                repeat.
            ServerError: 500. The service failed; the same call may succeed
                later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-coc/ShowScriptOrderStatistics.html
        """
        return await self._call(
            _ENDPOINT_GET_SCRIPT_JOB_STATISTICS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
            },
        )

    async def wait_for_script_job(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float = 600.0,
        interval: float = 1.0,
        on_progress: Callable[[ScriptJobStatistics], Awaitable[object] | object] | None = None,
        fail_fast: bool = False,
        grace: float = 10,
    ) -> ScriptJobStatistics:
        """Wait until everything is finished.

        Polls `get_script_job_statistics`, at increasing intervals of up to 15
        seconds, until nothing is READY or PROCESSING and everything is
        FINISHED, ABNORMAL, CANCELED or ROLLBACKED. An unknown status counts as
        pending. Transient failures are retried.

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
            timeout: Seconds to wait at most, more than 0.
            interval: Seconds before the second poll, more than 0.
            on_progress: Called with each result.
            fail_fast: Raise as soon as anything is ABNORMAL, CANCELED or
                ROLLBACKED.
            grace: Seconds, 0 or more, in which a 404 or a total of 0 does not
                end the wait, as what was just created may be unknown or empty.

        Returns:
            The last result, whether things succeeded or failed.

        Raises:
            WaitTimeoutError: What was waited for did not finish within
                `timeout`. Its `last` is the last result.
            WaitFailedError: Part of what was waited for failed, and `fail_fast`
                was set. Its `last` is the last result.
            Error: Any other error of `get_script_job_statistics` that is not
                transient.
        """
        polling = _runtime.Polling(timeout, interval, on_progress, fail_fast, grace)
        return await self._wait(
            _WAITER_GET_SCRIPT_JOB_STATISTICS,
            polling,
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
            },
        )


class AsyncRawClient:
    """The operations of `AsyncClient`, whose responses are returned as received."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: Language | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> _runtime.RawResponse:
        """Show instance status statistics of a script order.

        As `AsyncClient.get_script_job_statistics`, but the response is returned
        as received: its body is not validated, and an error status is neither
        raised nor retried.

        Args:
            execute_uuid: Execution ID of the script order, as returned by
                executeJobScript and ListJobScriptOrders; usually 26 characters
                that start with SCT. 1 to 64 characters, matches
                ^[A-Za-z0-9_-]+$.
            x_language: Language of the messages in a response, Chinese (zh-cn)
                or English (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0.
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
            _ENDPOINT_GET_SCRIPT_JOB_STATISTICS,
            _runtime.CallOptions(
                timeout=timeout,
                max_retries=max_retries,
            ),
            {
                "execute_uuid": execute_uuid,
                "x_language": x_language,
                "x_project_id": x_project_id,
                "x_user_profile": x_user_profile,
            },
        )
