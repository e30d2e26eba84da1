"""Archives of Belenios: what a result says, what of an altered archive is refused, and the totals that tellers take from one."""

import gzip
import json
import tarfile
from hashlib import sha256
from typing import Any

import pytest

from bel import QUESTIONS, RESULT, UUID, archive, pack, unpack
from folkmoot.formats.ballot_json import read_totals, write_totals
from folkmoot.formats.belenios import read_archive
from folkmoot.formats.belenios_json import take_totals
from folkmoot.records.ballot import CountedTotals

BOUND = ("2026-lamp", "0" * 64, "1" * 64)
YES_NO = {"for": "For", "against": "Against"}
PEOPLE = {"ann": "Ann", "bob": "Bob", "cy": "Cy"}


def totals(question: int = 1, answers: dict[str, str] = YES_NO, **changes: Any) -> CountedTotals:
    return take_totals(read_archive(archive(**changes)), question, answers, BOUND, ("m-0001", "m-0002"))


def test_questions_results_and_numbers_are_read() -> None:
    data = archive()
    found = read_archive(data)
    assert (found.uuid, found.name, found.voters, found.ballots) == (UUID, "Test", 4, 3)
    assert found.digest == sha256(data).hexdigest()
    assert [(asked.counts, asked.blank) for asked in found.questions] == [((2, 0), 1), ((1, 3, 1), None)]


def test_the_fingerprint_is_the_digest_of_the_election_as_belenios_shows_it() -> None:
    election = next(content for name, content in unpack(archive()) if b"public_key" in content)
    assert len(read_archive(archive()).fingerprint) == 43
    assert sha256(election).digest().hex() in {name.partition(".")[0] for name, _ in unpack(archive())}


@pytest.mark.parametrize("part", range(1, 17))
def test_an_altered_file_is_refused(part: int) -> None:
    files = unpack(archive())
    name, content = files[part]
    files[part] = name, content.replace(content[-1:], b" ") if len(content) < 3 else content[:-2] + b"0" + content[-1:]
    with pytest.raises(ValueError, match="does not have the digest that is its name"):
        read_archive(pack(files))


@pytest.mark.parametrize("part", range(17))
def test_a_file_left_out_is_noticed_wherever_the_result_rests_on_it(part: int) -> None:
    files = unpack(archive())
    name, content = files.pop(part)
    needed = name == "BELENIOS" or "event" in name or any(word in content for word in (b"public_key", b'"0"', b"election", b"num_t", b"result"))
    if needed:
        with pytest.raises(ValueError, match=r"not in the archive|chain of events|does not begin|not over"):
            read_archive(pack(files))
    else:
        assert read_archive(pack(files)).ballots == 3


def test_another_result_under_its_own_digest_is_refused_because_the_chain_names_the_first() -> None:
    files = unpack(archive())
    other = json.dumps({"result": [[0, 0, 3], [1, 3, 1]]}).encode()
    at = next(place for place, (_, content) in enumerate(files) if content.startswith(b'{"result"'))
    files[at] = f"{sha256(other).hexdigest()}.data.json", other
    with pytest.raises(ValueError, match="the result is not in the archive"):
        read_archive(pack(files))


@pytest.mark.parametrize(
    ("name", "also", "words"),
    [
        ("../escape", {}, "does not belong"),
        ("/etc/passwd", {}, "does not belong"),
        ("notes.txt", {}, "does not belong"),
        ("link.data.json", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0}, "not a plain file"),
        ("hard.data.json", {"type": tarfile.LNKTYPE, "linkname": "BELENIOS", "size": 0}, "not a plain file"),
        ("folder", {"type": tarfile.DIRTYPE, "size": 0}, "not a plain file"),
        ("pipe", {"type": tarfile.FIFOTYPE, "size": 0}, "not a plain file"),
    ],
)  # fmt: skip
def test_what_does_not_belong_in_an_archive_is_refused(name: str, also: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_archive(pack([*unpack(archive()), (name, b"x")], **also))


def test_a_file_that_claims_to_be_huge_or_stands_twice_is_refused() -> None:
    data = bytearray(archive())
    files = unpack(bytes(data))
    with pytest.raises(ValueError, match="stands twice"):
        read_archive(pack([*files, files[1]]))
    claimed = tarfile.TarInfo(f"{'0' * 64}.data.json")
    claimed.size = 17 * 1024 * 1024
    with pytest.raises(ValueError, match=r"17,825,792 bytes"):
        read_archive(pack(files[:1])[:1024] + claimed.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 1024)


def test_something_behind_the_end_a_compressed_or_a_cut_archive_is_refused() -> None:
    data = archive()
    with pytest.raises(ValueError, match="behind the end"):
        read_archive(data + b"more")
    with pytest.raises(ValueError, match="not a whole tar"):
        read_archive(gzip.compress(data))
    for cut in range(0, len(data) - 10_240, 777):
        with pytest.raises(ValueError, match=r"tar|chain|begin|not over|in the archive|behind the end"):
            read_archive(data[:cut])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"types": ("Ballot", "EndBallots", "EncryptedTally")}, "not over"),
        ({"types": ("EndBallots", "Ballot", "EncryptedTally", "Result")}, "after the end of the ballots"),
        ({"types": ("EndBallots", "EncryptedTally", "Result", "EndBallots")}, "the event EndBallots stands twice"),
        ({"tallied": 5}, "5 ballots were tallied, and 4 credentials"),
        ({"tallied": "3"}, "how many ballots"),
        ({"weight": 7}, "have weights"),
        ({"uuid": "../x"}, "no proper uuid"),
        ({"result": [[1, 2, 0]]}, "one part a question"),
        ({"result": [[1, 2], [1, 3, 1]]}, "one number an answer"),
        ({"result": [[1, 4, 0], [1, 3, 1]]}, "more than the 3 ballots"),
        ({"result": [[1, 2, 0], [3, 3, 3]]}, "more answers than its ballots"),
        ({"result": [[1, 2, 0], [1, True, 1]]}, "something else than ballots"),
        ({"result": [[1, 2, 0], [[1, 2, 3]]]}, "one number an answer"),
        ({"questions": [QUESTIONS[0], {"type": "NonHomomorphic", "value": QUESTIONS[1]}]}, "asks for ranks"),
        ({"questions": [QUESTIONS[0], QUESTIONS[1] | {"answers": ["Ann", "Ann", "Cy"]}]}, "names an answer twice"),
    ],
)  # fmt: skip
def test_an_election_that_is_not_over_or_contradicts_itself_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_archive(archive(**changes))


def test_who_gave_neither_answer_abstained() -> None:
    found = totals()
    assert (found.for_, found.against, found.abstain, found.ballots) == (2, 0, 1, None)
    named = [QUESTIONS[0] | {"answers": ["Yes", "No", "Abstain"], "blank": False}, QUESTIONS[1]]
    answers = {"for": "Yes", "against": "No", "abstain": "Abstain"}
    found = totals(answers=answers, questions=named, result=[[1, 1, 1], RESULT[1]])
    assert (found.for_, found.against, found.abstain) == (1, 1, 1)


def test_a_question_of_options_gives_a_number_an_option() -> None:
    found = totals(2, PEOPLE)
    assert (found.options, found.ballots) == ((("ann", 1), ("bob", 3), ("cy", 1)), 3)


@pytest.mark.parametrize(
    ("question", "answers", "words"),
    [
        (3, YES_NO, "the election has 2 questions"),
        (0, YES_NO, "the election has 2 questions"),
        (1, {"for": "For"}, "the answer 'Against' stands for no word"),
        (1, {"for": "For", "against": "No"}, "'No' is no answer"),
        (1, {"for": "For", "against": "For"}, "stands for two words"),
        (1, {"for": "For", "other": "Against"}, "the words for, against"),
        (2, {"for": "Ann", "against": "Bob", "abstain": "Cy"}, "several answers"),
    ],
)
def test_answers_that_do_not_fit_the_question_are_refused(question: int, answers: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        totals(question, answers)


@pytest.mark.parametrize(("question", "answers"), [(1, YES_NO), (2, PEOPLE)])
def test_totals_come_back_as_they_were_written(question: int, answers: dict[str, str]) -> None:
    found = totals(question, answers)
    assert read_totals(write_totals(found)) == found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda it: it.update(schema="counted/1"), "'election' does not belong"),
        (lambda it: it["counts"].update({"for": 3}), "the counts make 4 ballots; the election says 3 of 4"),
        (lambda it: it["election"].update(voters=2), "3 of 2 voters"),
        (lambda it: it["election"].update(archive="0"), "the archive of the election"),
        (lambda it: it["election"].update(fingerprint="x"), "the fingerprint"),
        (lambda it: it["election"].update(uuid="0OIl"), "the uuid"),
        (lambda it: it["election"].update(ballots=True), "not a whole number"),
        (lambda it: it["election"].update(answers=["For"]), "'answers' does not say"),
        (lambda it: it["election"].pop("voters"), "is not an object of"),
        (lambda it: it.pop("election"), "the key 'election' is missing"),
        (lambda it: it.update(tellers=[]), "tellers"),
        (lambda it: it.update(more=1), "'more' does not belong"),
    ],
)
def test_malformed_totals_are_refused(change: Any, words: str) -> None:
    fields = json.loads(write_totals(totals()))
    change(fields)
    with pytest.raises(ValueError, match=words):
        read_totals(json.dumps(fields).encode())
