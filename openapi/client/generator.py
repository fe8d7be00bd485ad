"""The generator, openapi-python-client, and where our output differs from its own."""

from __future__ import annotations

import contextlib
import re
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import jinja2
from openapi_python_client import Project
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.list_property import ListProperty

from openapi.client.document import document
from openapi.contract import Contract, InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser.openapi import Endpoint

    from openapi.contract import Operation

TEMPLATES = Path(__file__).resolve().parent / "templates"
GENERATOR = f"openapi-python-client {version('openapi-python-client')}"
_IMPORTS = "import httpx\n\nfrom ...client import AuthenticatedClient, Client\n"
"""Of a module of operations, as the generator's template has them."""
# What they have, and what takes its place.
_CHANGES = (
    (
        "from collections.abc import Mapping\n",
        "from collections.abc import Mapping\nfrom copy import deepcopy\n",
    ),
    # A change to a dictionary is none to its model.
    ("        return field_dict\n", "        return deepcopy(field_dict)\n"),
)
_INDEXED = "    def __getitem__("
# Python would take what can be indexed for a sequence.
_NO_SEQUENCE = "    __iter__ = None\n\n"


def name_templates(env: jinja2.Environment) -> None:
    """Have ours include the generator's of the same name."""
    generator = {"openapi_python_client": jinja2.PackageLoader("openapi_python_client")}
    env.loader = jinja2.ChoiceLoader([env.loader, jinja2.PrefixLoader(generator)])  # type: ignore[list-item]


def parsed(contract: Contract, folder: Path) -> Project:
    """What the generator makes of a contract, not yet written.

    Raises:
        InvalidContractError: The contract is beyond it.
    """
    try:
        return _named(contract, folder, document(contract))
    except InvalidContractError:
        # What it cannot combine is any value to it; it is validated all the same.
        with contextlib.suppress(InvalidContractError):
            return _named(contract, folder, document(contract, loose=True))
        raise


def _named(contract: Contract, folder: Path, given: dict[str, Any]) -> Project:
    project = _project_of(contract, folder, given, {})
    # Within a model's module, a variable is called as the module.
    clashing = {
        str(model.class_info.name): ClassOverride(module_name=f"{module}_model")
        for model in project.openapi.models
        for module in [model.class_info.module_name]
        for prop in [*(model.required_properties or ()), *(model.optional_properties or ())]
        if prop.python_name == module
    }
    return _project_of(contract, folder, given, clashing) if clashing else project


def _project_of(
    contract: Contract, folder: Path, given: dict[str, Any], overrides: dict[str, ClassOverride]
) -> Project:
    config = Config.from_sources(
        ConfigFile(
            post_hooks=[],
            literal_enums=True,
            docstrings_on_attributes=True,
            class_overrides=overrides,
        ),
        MetaType.NONE,
        document_source=contract.path,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    with generator_errors(contract):
        data = GeneratorData.from_dict(given, config=config)
        if isinstance(data, GeneratorError):
            raise _refusal(data)
        collections = data.endpoint_collections_by_tag.values()
        refuse([*data.errors, *(error for one in collections for error in one.parse_errors)])
        return Project(openapi=data, config=config, custom_template_path=TEMPLATES)


def defer_httpx(path: Path) -> None:
    """Have a module of operations need httpx for types alone: it takes its time to load."""
    text = path.read_text(encoding="utf-8")
    if _IMPORTS in text:
        types = "".join(f"    {line}\n" if line else "\n" for line in _IMPORTS.splitlines())
        deferred = f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n{types}"
        text = text.replace(_IMPORTS, "")
        head, rest = text.split("from ... import errors\n", 1)
        text = f"from __future__ import annotations\n{head}from ... import errors\n{deferred}{rest}"
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def generator_errors(contract: Contract) -> Iterator[None]:
    """Have what the generator raises name the contract."""
    try:
        yield
    except InvalidContractError as error:
        raise InvalidContractError(contract.problem("", str(error))) from None
    except Exception as error:  # what a contract beyond the generator makes it raise is anything
        words = f"{GENERATOR} crashed: {error!r}"
        raise InvalidContractError(contract.problem("", words)) from error


def refuse(problems: Iterable[GeneratorError]) -> None:
    """Raise the first problem that the generator found, if there is one."""
    for problem in problems:
        raise _refusal(problem)


def _refusal(problem: GeneratorError) -> InvalidContractError:
    data = getattr(problem, "data", None)
    written = data.model_dump_json(by_alias=True, exclude_unset=True) if data else ""
    words = f"{problem.header} {problem.detail or ''} {written}"
    # The generator prints some of its strings as objects.
    words = re.sub(r"<\S+ object at \w+>", "…", words)
    return InvalidContractError(f"{GENERATOR}: {shorten(words, 600)}")


def our_model(text: str) -> str:
    """The module of a model, changed.

    Raises:
        InvalidContractError: The generator's template is another than it was.
    """
    for old, new in _CHANGES:
        if text.count(old) != 1:
            raise InvalidContractError(f"a model of the generator's has no {old.strip()!r}")
        text = text.replace(old, new)
    return text.replace(_INDEXED, _NO_SEQUENCE + _INDEXED)


@attrs.define
class SeparatedListProperty(ListProperty):
    """A list in a query that the generator's functions write in one text, with commas."""

    template: ClassVar[str] = "separated_list_property.py.jinja"


def separate(endpoint: Endpoint, operation: Operation) -> None:
    """Have an endpoint write such arrays so; the generator knows one item per name alone."""
    names = {
        parameter.name
        for parameter in operation.located("query")
        if parameter.is_array and not parameter.is_exploded
    }
    endpoint.query_parameters = [
        SeparatedListProperty(**attrs.asdict(prop, recurse=False))
        if isinstance(prop, ListProperty) and prop.name.get_untrusted_value() in names
        else prop
        for prop in endpoint.query_parameters
    ]
