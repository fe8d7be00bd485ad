"""What calls return: models that are values of their own, and the same as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from huaweicloud_statistics import ArgumentError, coc, roma, rows

from contract_tests.tests.client.calling import STATISTICS
from openapi.contract import load_all

DETAILS = {
    "running_tasks_count": 1,
    "abnormal_tasks_count": 2,
    "terminated_tasks_count": 3,
    "completed_tasks_count": 4,
}


def statistics(**others: Any) -> coc.ScriptJobStatistics:
    """Statistics with members that no contract knows."""
    return coc.ScriptJobStatistics.from_dict({**STATISTICS, **others})


@pytest.mark.parametrize("kind", [dict, list, tuple, set, iter])
def test_model_is_neither_a_mapping_nor_a_sequence(kind: Any) -> None:
    """It has to_dict for that, and tells so as Python does."""
    for model in (statistics(), statistics().data, statistics().data.execute_statistics[0]):
        with pytest.raises(TypeError, match="not iterable"):
            kind(model)
        assert "later" not in model


def test_dictionary_shares_nothing_with_its_model() -> None:
    """Neither lists nor what the contract does not know."""
    model = statistics(later={"list": [1]})
    before = model.to_dict()

    changed = model.to_dict()
    changed["later"]["list"].append(2)
    changed["data"]["execute_statistics"][0]["batch_indexes"].append(9)
    changed["data"]["execute_statistics"].clear()

    assert model.to_dict() == before == {**STATISTICS, "later": {"list": [1]}}


def test_known_values_are_constants() -> None:
    """Each value that the contract knows of an open list, as a text to compare with."""
    schema = load_all()["coc"].document["components"]["schemas"]["ExecutionStatistic"]
    known = schema["properties"]["instance_status"]["x-extensible-enum"]
    (first, *_) = statistics().data.execute_statistics

    assert [str(status) for status in coc.InstanceStatus] == known
    assert first.instance_status == coc.InstanceStatus.FINISHED
    assert {first.instance_status: 1}[coc.InstanceStatus.FINISHED] == 1


def test_list_in_a_result_becomes_rows() -> None:
    """One for each of its objects, with what is around them, as csv takes it."""
    found = rows(statistics(later={"a": [1]}))

    file = io.StringIO()
    writer = csv.DictWriter(file, found[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    assert file.getvalue().splitlines() == [
        "data.total_instance,later,instance_status,instance_count,batch_indexes",
        '3,"{""a"": [1]}",FINISHED,1,[1]',
        '3,"{""a"": [1]}",READY,2,"[1, 2]"',
    ]


def test_result_without_a_list_becomes_one_row() -> None:
    """Its members are named by their path."""
    (row,) = rows(
        roma.TaskStatistics.from_dict({"common_task_details": DETAILS, "cdc_task_details": DETAILS})
    )

    assert len(row) == 8
    assert row["cdc_task_details.completed_tasks_count"] == 4


def test_empty_list_keeps_what_is_around_it() -> None:
    """Nothing is lost, and nothing is made up."""
    empty = {"data": {"total_instance": 0, "execute_statistics": []}}

    assert rows(coc.ScriptJobStatistics.from_dict(empty)) == [{"data.total_instance": 0}]


def test_rows_have_the_same_columns() -> None:
    """Though only one object has a member, and another is called as what is around the list."""
    first, second = STATISTICS["data"]["execute_statistics"]
    listed = [{**first, "note": None, "later": "inner"}, second]
    body = {"data": {**STATISTICS["data"], "execute_statistics": listed}, "later": "outer"}

    upper, other = rows(coc.ScriptJobStatistics.from_dict(body))

    assert list(upper) == list(other)
    assert (upper["later"], other["later"]) == ("outer", "outer")
    path = "data.execute_statistics.later"
    assert (upper[path], other[path]) == ("inner", None)


@pytest.mark.parametrize("result", [None, 5, {}, [], "x", STATISTICS, coc.Client])
def test_rows_are_of_results_only(result: Any) -> None:
    """Anything else is refused by name."""
    with pytest.raises(ArgumentError, match=r"^result must be what a call returned; got "):
        rows(result)
