"""Git's ids, computed without Git, are those of Git."""

import subprocess
from pathlib import Path

import pytest

from folkmoot.formats.blob import blob_id, same_blob, stages


@pytest.mark.parametrize("data", [b"", b"x", b"a\nb\n", b"\0" * 1000])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_an_id_is_the_one_that_git_gives(tmp_path: Path, data: bytes, form: str) -> None:
    subprocess.run(["git", "init", "-q", f"--object-format={form}", tmp_path], check=True)
    said = (
        subprocess.run(["git", "hash-object", "--stdin"], cwd=tmp_path, input=data, capture_output=True, check=True).stdout.decode().strip()
    )
    assert blob_id(data, said) == said
    assert same_blob(data, said)
    assert not same_blob(data + b" ", said)


def test_absence_is_the_empty_id() -> None:
    assert same_blob(None, "")
    assert not same_blob(None, blob_id(b""))
    assert not same_blob(b"", "")


def test_stages_are_the_states_of_a_file_that_grew_by_lines() -> None:
    found = stages(b"a\nbc\nd")
    assert found == {blob_id(b""): 0, blob_id(b"a\n"): 1, blob_id(b"a\nbc\n"): 2, blob_id(b"a\nbc\nd"): 3}
