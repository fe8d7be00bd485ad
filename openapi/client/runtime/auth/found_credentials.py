"""Credentials from environment variables and from the vendor's credentials file."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import CredentialsError, one_line
from .credentials import CredentialsProvider, Issued
from .values import AccessKey, Token, sendable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call.deadline import Deadline
    from .credentials import Credentials, PresentedCredentials, Sender, Value

    Present: TypeAlias = Callable[[Issued, dict[str, str]], PresentedCredentials]

LOG = logging.getLogger("huaweicloud_statistics")

TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105  # its name
FILE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
KEYS = {
    "HUAWEICLOUD_SDK_": ("AK", "SK"),
    "HW_": ("ACCESS_KEY", "SECRET_KEY"),
}
"""Variables of an access key: the vendor's SDK's, and its Terraform provider's."""
_OTHERS = ("security_token", "project_id", "domain_id")
_SECTIONS = ("basic", "global")
_SECTION = re.compile(r"\[(.*)\]")
_SETTING = re.compile(r"([^=:]+)[=:](.*)")
_COMMENT = re.compile(r"(?:^|\s)[#;].*")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class FoundCredentials:
    """Credentials, with their project or domain."""

    value: Value
    project_id: str | None = None
    domain_id: str | None = None

    @property
    def scope(self) -> dict[str, str]:
        """The header that names the project or domain."""
        return scope_headers(self.project_id, self.domain_id)


def scope_headers(project_id: str | None, domain_id: str | None) -> dict[str, str]:
    """The header that names a project or else a domain, as the vendor's SDK sends it."""
    if project_id:
        return {"X-Project-Id": sendable("project_id", project_id)}
    return {"X-Domain-Id": sendable("domain_id", domain_id)} if domain_id else {}


def token_from_environment() -> FoundCredentials | None:
    """The token from the environment.

    Raises:
        CredentialsError: It cannot be sent.
    """
    token = os.environ.get(TOKEN)
    return FoundCredentials(Token(sendable(TOKEN, token))) if token else None


def key_from_environment() -> FoundCredentials | None:
    """The first access key from the environment.

    Raises:
        CredentialsError: It is incomplete, or cannot be sent; the message names the variable.
    """
    for prefix, pair in KEYS.items():
        names = dict(zip(("ak", "sk"), pair, strict=True)) | {
            member: member.upper() for member in _OTHERS
        }
        variables = {member: f"{prefix}{name}" for member, name in names.items()}
        values = {member: os.environ.get(name) or None for member, name in variables.items()}
        if values["ak"] or values["sk"]:
            return _checked_credentials(values, "", variables)
    return None


def file_path() -> Path | None:
    """The credentials file; None if there is no default file and no other was named."""
    named = os.environ.get(FILE)
    try:
        path = Path(named or "~/.huaweicloud/credentials").expanduser()
        return path if named or path.exists() else None
    except (OSError, RuntimeError):
        return None


def key_from_file(path: Path) -> FoundCredentials:
    """The access key of a credentials file, in its section basic or else global.

    Raises:
        CredentialsError: There is none, or it cannot be sent; the message names file and key.
    """
    file = f"the credentials file {one_line(str(path))}"
    if os.environ.get(FILE):
        file += f" ({FILE})"
    sections = _sections(_text(path, file), file)
    for section in _SECTIONS:
        values = sections.get(section, {})
        if values.get("ak") or values.get("sk"):
            names = {member: f"{member} in [{section}]" for member in ("ak", "sk", *_OTHERS)}
            return _checked_credentials(
                {member: values.get(member) or None for member in names}, f"{file}: ", names
            )
    raise CredentialsError(f"{file} has no ak and sk in [basic] or [global]")


def _checked_credentials(
    values: dict[str, str | None], place: str, names: dict[str, str]
) -> FoundCredentials:
    for half, other in (("ak", "sk"), ("sk", "ak")):
        if not values[half]:
            raise CredentialsError(f"{place}{names[half]} is missing beside {names[other]}")
    checked = {
        member: None if value is None else sendable(place + names[member], value)
        for member, value in values.items()
    }
    key = AccessKey(str(checked["ak"]), str(checked["sk"]), checked["security_token"])
    return FoundCredentials(key, checked["project_id"], checked["domain_id"])


def _text(path: Path, file: str) -> str:
    try:
        content = path.read_bytes()
        encoding = next((codec for bom, codec in _BOMS.items() if content.startswith(bom)), "utf-8")
        return content.decode(encoding)
    except OSError as error:
        reason = error.strerror
    except UnicodeError:
        reason = "it is not UTF-8"
    raise CredentialsError(f"{file} cannot be read: {reason}")


def _sections(text: str, file: str) -> dict[str, dict[str, str]]:
    """The settings of each section, as people write them."""
    sections: dict[str, dict[str, str]] = {}
    settings: dict[str, str] | None
    section, settings = "", None
    for number, line in enumerate(text.splitlines(), 1):
        content = _COMMENT.sub("", line).strip()
        # An invalid line is not shown: it may be a secret.
        if heading := _SECTION.fullmatch(content):
            section = heading[1].strip().lower()
            settings = sections.setdefault(section, {})
        elif content and settings is None:
            raise CredentialsError(f"{file}: line {number} is before any section such as [basic]")
        elif content and settings is not None:
            setting = _SETTING.fullmatch(content)
            if setting is None:
                raise CredentialsError(f"{file}: line {number} must be a section, or key = value")
            key = setting[1].strip().lower()
            if key in settings and section in _SECTIONS:
                raise CredentialsError(f"{file}: {key} in [{section}] appears twice")
            settings[key] = _unquoted(setting[2].strip())
    return sections


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if is_quoted else value


class FileProvider(CredentialsProvider):
    """The access key in a file, which is read again when the key is rejected."""

    def __init__(self, present: Present, path: Path) -> None:
        self._present = present
        self._path = path
        self._read()

    def _read(self) -> None:
        self._credentials = key_from_file(self._path)
        self._presented = self._present(Issued(self._credentials.value), self._credentials.scope)
        self.secrets = self._credentials.value.secrets

    async def get(
        self,
        sender: Sender,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
        rejected: Credentials | None,
    ) -> Credentials:
        if rejected is self._presented:
            before = self._credentials, self._presented
            try:
                self._read()
            except CredentialsError as error:
                LOG.warning("the access key was rejected, and there is no other: %s", error)
            if self._credentials == before[0]:
                self._presented = before[1]  # retrying the same key might lock it
        return self._presented
