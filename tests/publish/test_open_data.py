"""The open data: every document keeps to its published schema, every field is explained, and no table carries a formula."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from co_op import article, event, genesis, log, proposal
from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.verification import verify
from folkmoot.formats.canonical import write_json
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.api.schemas import DOCUMENTS, schema_of
from folkmoot.publish.api.tables import TABLES, write_table
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from lived import course_of as lived_course
from lived import lived
from publish.hostile_coop import hostile_files

API = "api/v1"


def shown(files: Mapping[str, bytes], address: str = "") -> dict[str, bytes]:
    course = chronicle(read_archive(files), AS_OF)
    return render_site(course, verified=verify(course), address=address)


def past_files() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for step in lived():
        files |= step
    return files


@pytest.fixture(scope="module")
def past() -> dict[str, bytes]:
    course = lived_course(past_files())
    return render_site(course, verified=verify(course))


def documents(site: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        path: json.loads(data)
        for path, data in site.items()
        if path.startswith(f"{API}/") and path.endswith(".json") and "/schema/" not in path
    }


def schema_name(path: str) -> str:
    name = path.removeprefix(f"{API}/").removesuffix(".json")
    return {"proposals/": "proposal", "juries/": "jury", "events/": "events"}.get(name[: name.find("/") + 1], name)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, but with no field that it does not name; so a field that nobody explained is found."""
    for part in (schema, *schema.get("$defs", {}).values()):
        part["additionalProperties"] = False
    return schema


@pytest.mark.parametrize("which", ["brook", "past", "hostile", "nothing"])
def test_every_document_keeps_to_its_published_schema_and_says_which(which: str, past: Mapping[str, bytes]) -> None:
    site = {"brook": lambda: shown(base()), "past": lambda: past, "hostile": lambda: shown(hostile_files()), "nothing": lambda: shown({})}[
        which
    ]()
    found = documents(site)
    assert {f"{API}/{path}" for path, _ in list(DOCUMENTS.values()) if "{" not in path} - found.keys() <= {
        f"{API}/terms.json",
        f"{API}/precedents.json",
    }
    for path, document in found.items():
        name = schema_name(path)
        schema = json.loads(site[f"{API}/schema/{name}.json"])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(closed(schema)).validate(document)
        assert document.get("about", f"schema/{name}.json") == f"schema/{name}.json"
        assert site[path] == write_json(document)


def test_a_document_that_lacks_a_field_or_has_it_in_another_form_does_not_keep_to_its_schema(past: Mapping[str, bytes]) -> None:
    schema = json.loads(past[f"{API}/schema/proposals.json"])
    document = json.loads(past[f"{API}/proposals.json"])
    for spoil in (lambda line: line.pop("status"), lambda line: line.update(counts=[1])):
        spoilt = json.loads(json.dumps(document))
        spoil(spoilt["proposals"][0])
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoilt, schema)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_is_explained_in_a_sentence(name: str) -> None:
    schema = schema_of(name)
    for part in (schema, *schema.get("$defs", {}).values()):
        assert part["description"].endswith(".")
        for field, said in part["properties"].items():
            assert said.get("description", "").endswith("."), (name, field)


def test_the_dictionary_tells_every_field_and_column() -> None:
    text = shown(base())["data/index.md"].decode()
    for name in ("proposals", "jury", "index"):
        for field in schema_of(name)["properties"]:
            assert f"<code>{field.replace('_', '&#95;')}</code>" in text
    for _, columns in TABLES.values():
        assert all(f"{words}." in text for words in columns.values())


def test_the_index_lists_every_file_that_is_there(past: Mapping[str, bytes]) -> None:
    listed = {each["path"] for each in json.loads(past[f"{API}/index.json"])["files"]}
    single = {path for path in past if path.startswith((f"{API}/proposals/", f"{API}/juries/", f"{API}/schema/"))}
    there = {path for path in past if path.startswith((f"{API}/", "feeds/")) and not path.endswith(".md")} - single
    assert {path for path in listed if "{" not in path} == there
    assert {path for path in listed if "{" in path} == {f"{API}/proposals/{{id}}.json", f"{API}/juries/{{id}}.json"}
    for each in json.loads(past[f"{API}/index.json"])["files"]:
        assert each["about"] is None or f"{API}/{each['about']}" in past


def test_a_schema_names_its_own_address_where_that_is_known() -> None:
    site = shown(genesis(), "https://brook.example")
    assert json.loads(site[f"{API}/schema/proposal.json"])["$id"] == "https://brook.example/api/v1/schema/proposal.json"
    assert "$id" not in json.loads(shown(genesis())[f"{API}/schema/proposal.json"])


def test_what_happened_is_told_year_by_year_under_the_ids_of_the_feeds(past: Mapping[str, bytes]) -> None:
    told = [each for path, document in documents(past).items() if "/events/" in path for each in document["events"]]
    assert {each["id"] for each in json.loads(past["feeds/all.json"])["items"]} <= {each["id"] for each in told}
    assert len({each["id"] for each in told}) == len(told)


def test_a_clause_is_there_with_its_words_and_its_permalink() -> None:
    text = article(
        body="\n# How\n\n## c1 Votes\n\nMore than {{ rules.decisions.simple.threshold }} of them.\n",
        clauses=[{"id": "c1", "title": "Votes"}],
    )
    site = shown(genesis({"charter/01-rules.md": text}))
    (clause,) = json.loads(site[f"{API}/charter.json"])["charter"][0]["clauses"]
    assert "More than 1/2 of them." in clause["text"]
    assert f"{clause['page']}index.html" in site


def rows(site: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site[f"{API}/{name}.csv"].decode(), newline="")))


def test_the_tables_say_what_the_documents_say(past: Mapping[str, bytes]) -> None:
    decided = json.loads(past[f"{API}/decisions.json"])["decisions"]
    assert [each["proposal"] for each in rows(past, "decisions")] == [each["of"] for each in decided]
    assert [(each["entitled"], each["counted"]) for each in rows(past, "votes")] == [
        (str(one["entitled"]), str(one["counted"])) for one in decided
    ]
    seats = [seat for body in json.loads(past[f"{API}/bodies.json"])["bodies"] for seat in body["seats"]]
    assert [each["holder"] for each in rows(past, "seats")] == [seat["holder"] for seat in seats]
    for name, (_, columns) in TABLES.items():
        assert past[f"{API}/{name}.csv"].startswith((",".join(columns) + "\r\n").encode())


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r\n=1", " =1", "\u200b=1", "\uff1d1", "=HYPERLINK(\"https://evil.example\",\"x\")", "\x00=1", "\ufeff=1"],
)  # fmt: skip
def test_no_cell_is_a_formula_to_a_spreadsheet(cell: str) -> None:
    table = write_table(("a", "b"), [(cell, "x")]).decode()
    ((found, _),) = list(csv.reader(io.StringIO(table, newline="")))[1:]
    assert found.startswith("'")
    assert "\n" not in found


def test_a_hostile_title_stays_in_its_cell() -> None:
    files = genesis()
    text = files["proposals/2023-genesis/decision.md"].replace(b"title: ", b"title: '=cmd|'' /C calc''!A0,\"x\"' #", 1)
    site = shown({**files, "proposals/2023-genesis/decision.md": text})
    assert rows(site, "decisions")[0]["title"] == "'=cmd|' /C calc'!A0,\"x\""


def test_equal_records_give_equal_bytes() -> None:
    assert shown(past_files()) == shown(past_files())


@pytest.mark.slow
def test_ten_times_the_records_take_about_ten_times_as_long() -> None:
    import time

    from folkmoot.publish.atlas import atlas
    from folkmoot.publish.open import open_files

    def seconds(count: int) -> float:
        files = dict(genesis())
        for number in range(count):
            name = f"2024-p{number:05}"
            files[f"proposals/{name}/proposal.md"] = proposal(name, title=f"Question {number}")
            files[f"proposals/{name}/log.yml"] = log(event("2024-03-01T12:00:00Z", "opened"), event("2024-03-05T12:00:00Z", "revised"))
        plan = atlas(chronicle(read_archive(files), parse_instant("2024-03-10T12:00:00Z")), ())
        begun = time.process_time()
        made, documents = open_files(plan, {}, (), "")
        assert sum(1 for _ in documents) + len(made) > count
        return time.process_time() - begun

    seconds(50)
    few, many = seconds(500), seconds(5000)
    assert many < 20 * few
