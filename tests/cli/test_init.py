"""`folkmoot init`: a co-op begins after a model, in a folder that is empty, all of its files or none."""

import re
from pathlib import Path

import pytest

from co_op import commit, event, git, log
from folkmoot.formats.library import DEFAULT, library
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from founded import ADOPTED, FIRST_DAY, FOLDER, begun, founded, run, tokens

MODELS = tuple(library())
TEMPLATE = "site/pages/proposal.txt"


@pytest.fixture(scope="module")
def co_ops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A co-op after each model, its charter adopted and in force."""
    top = tmp_path_factory.mktemp("founded")
    return {model: founded(top / model, model) for model in MODELS}


@pytest.mark.parametrize("model", MODELS)
def test_a_new_co_op_after_each_model_passes_every_check(tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str) -> None:
    root = begun(tmp_path / "co-op", model)
    capsys.readouterr()
    assert run("check", "--root", root, "--as-of", FIRST_DAY) == 0
    assert "are sound" in "".join(capsys.readouterr()), "not even a warning"


@pytest.mark.parametrize("model", MODELS)
def test_an_adopted_charter_after_each_model_has_no_fault_and_no_weakness(
    co_ops: dict[str, Path], capsys: pytest.CaptureFixture[str], model: str
) -> None:
    capsys.readouterr()
    assert run("check", "--root", co_ops[model], "--as-of", ADOPTED) == 0
    assert "are sound" in "".join(capsys.readouterr())
    assert run("charter", "audit", "--root", co_ops[model], "--at", ADOPTED) == 0
    assert "nothing found" in capsys.readouterr().err
    assert run("charter", "complete", "--root", co_ops[model], "--at", ADOPTED) == 0
    assert "all fifteen are answered" in capsys.readouterr().out


@pytest.mark.parametrize("model", MODELS)
def test_the_site_after_each_model_is_made_with_all_its_pages(co_ops: dict[str, Path], model: str) -> None:
    pages = render_site(chronicle(read_work_tree(co_ops[model]), parse_instant(ADOPTED)))
    assert {f"models/{model}/index.md", "models/index.md", "charter/02-how-we-decide/index.md"} <= set(pages)


@pytest.mark.parametrize("model", MODELS)
def test_every_departure_from_the_model_is_explained(co_ops: dict[str, Path], capsys: pytest.CaptureFixture[str], model: str) -> None:
    capsys.readouterr()
    assert run("charter", "compare", model, "--root", co_ops[model], "--at", ADOPTED) == 0
    said = capsys.readouterr().out
    assert "without a reason" not in said
    assert re.search(r"[1-9][0-9]* equal, [0-9]+ different", said), "something of the model is really there"


@pytest.mark.parametrize("model", MODELS)
def test_the_form_becomes_a_first_proposal_that_the_gate_lets_in(
    co_ops: dict[str, Path], capsys: pytest.CaptureFixture[str], model: str
) -> None:
    root = co_ops[model]
    text = (root / TEMPLATE).read_text()
    for written, token in zip(("m-0001", "m-0002", "m-0003"), tokens(root), strict=False):
        text = text.replace(written, token)
    git(root, "checkout", "-q", "-b", "first")
    commit(root, {
        "proposals/2026-your-words/proposal.md": text.encode(),
        "proposals/2026-your-words/log.yml": log(event("2026-12-10T12:00:00Z", "opened", by=tokens(root)[0])),
    })  # fmt: skip
    capsys.readouterr()
    ended = run("gate", "main", "first", "--root", root, "--as-of", "2026-12-11T12:00:00Z")
    git(root, "checkout", "-q", "main")
    assert ended == 0, capsys.readouterr().out


def test_the_repository_says_on_the_first_day_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(tmp_path / "brook", DEFAULT, 3)
    said = capsys.readouterr().out
    assert "git init -b main" in said
    assert 'git commit -m "Brook & Sons begins"' in said
    assert all(token in said for token in tokens(tmp_path / "brook"))
    assert not (tmp_path / "brook/charter").exists(), "nothing was decided yet"
    assert (tmp_path / "brook" / FOLDER / "changes/charter/00-bootstrap.md").is_file()
    left = [path for path in (tmp_path / "brook").rglob("*") if path.is_file() and ".git/" not in str(path) and b"[[" in path.read_bytes()]
    assert left == [], "no blank is left open"


def test_the_bootstrap_ends_on_a_day_twelve_months_later(tmp_path: Path) -> None:
    root = begun(tmp_path / "brook", DEFAULT)
    assert "expires: 2027-11-23\n" in (root / FOLDER / "changes/charter/00-bootstrap.md").read_text()


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run("init", tmp_path) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run("init", tmp_path / "file" / "co-op", "--name", "Brook") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--model", "ostbelgian"), "did you mean 'ostbelgien'?"),
        (("--zone", "Mars/Olympus"), "is no time zone"),
        (("--founders", "2"), "2 founders are named"),
        (("--founders", "nobody.csv"), "there is no file"),
        (("--name", "Brook {{ rules }}"), "has the mark '{'"),
        (("--name", "Brook\x07"), "has the mark"),
        (("--id", "Brook!"), "is no id of a co-op"),
        (("--as-of", "soon"), "is not an instant"),
    ],
)
def test_what_makes_no_co_op_is_refused_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    assert run("init", tmp_path / "brook", *options) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "brook").exists()


def test_founders_come_from_a_private_list_without_their_names(tmp_path: Path) -> None:
    (tmp_path / "founders.csv").write_text("name,entry\nAda,m-b2\nBo,m-a1\nCy,m-c3\n")
    root = begun(tmp_path / "brook", DEFAULT, tmp_path / "founders.csv")
    assert tokens(root) == ("m-a1", "m-b2", "m-c3")
    assert not any(b"Ada" in path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git/" not in str(path))


def test_a_list_without_classes_is_refused_where_classes_are_capped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "founders.csv").write_text("entry\nm-a1\nm-b2\nm-c3\n")
    model = "multi-stakeholder-co-op"
    assert run("init", tmp_path / "brook", "--model", model, "--founders", tmp_path / "founders.csv") == 2
    assert "has no column 'class'" in capsys.readouterr().err
    (tmp_path / "founders.csv").write_text("entry,class\nm-a1,founder\nm-b2,labour\nm-c3,user\n")
    assert run("init", tmp_path / "brook", "--model", model, "--founders", tmp_path / "founders.csv") == 0


def test_the_name_and_the_id_are_made_from_the_folder(tmp_path: Path) -> None:
    assert run("init", tmp_path / "green-mill") == 0
    [genesis] = (tmp_path / "green-mill/proposals").glob("*/proposal.md")
    assert "name: Green Mill\n" in genesis.read_text()
    assert "id: green-mill.example\n" in genesis.read_text()
    assert 'site_name: "Green Mill"' in (tmp_path / "green-mill/mkdocs.yml").read_text()
