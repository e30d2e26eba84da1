"""Votes by several rules and every kind of ballot, held with the verbs alone: clerks, tellers, rankings, approvals, a tie and its lot."""

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from co_op import commit
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.tally import after
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round
from folkmoot.tally.decision import recount
from stories.ballot_box import AFTER, OPENS, BallotBox, name

PAGE = (Path(__file__).parents[2] / "site" / "pages" / "voting.md").read_text("utf-8")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> BallotBox:
    """A co-op with nine frozen questions, each to be decided by another rule."""
    return BallotBox(tmp_path_factory.mktemp("votes"))


def opened(box: BallotBox, rule: str, *more: str) -> str:
    return box.run("vote", "open", name(rule), "--electorate", "roster:2023-members", *more, at=OPENS, merge=True)


def decided(box: BallotBox, rule: str, *more: str) -> str:
    """Close, count and publish; the decision."""
    box.run("vote", "close", name(rule), *more, at=AFTER, merge=True)
    box.run("tally", name(rule), "--write", at=AFTER, merge=True)
    return box.decision(rule)


def sound(box: BallotBox, rule: str) -> None:
    """No check has a word about this vote that is an error, and the decision is found again."""
    assert f"proposals/{name(rule)}/" not in box.run("check", at=AFTER, code=None)
    assert f"decision {name(rule)}" in box.run("verify", at=AFTER)


def test_a_clerk_attests_a_show_of_hands_line_by_line(box: BallotBox) -> None:
    opened(box, "hands")
    attest = ("vote", "attest", name("hands"))
    clerk = ("--clerk", "bea", *box.key("bea"))
    said = box.run(*attest, box.table("entry,choice\nm-0001,for\n\nm-0002 , against\nm-0005,for\n"), *clerk, merge=True)
    assert f"proposals/{name('hands')}/ballots/batch-1.json.sig.d/bea.sig is written" in said
    for table, why in (
        ("entry,choice\n", "has no ballot"),
        ("m-0003,for\n", "does not begin with 'entry,choice'"),
        ("entry,choice\nm-0003,for,against\n", "line 2 of .* has other than two fields"),
        ("entry,choice\nm-0666,for\n", "line 2 of .* names 'm-0666', who is not in the electorate"),
        ("entry,choice\nm-0003,for\nm-0003,for\n", "line 3 of .* names 'm-0003' a second time"),
        ("entry,choice\nm-0003,perhaps\n", "line 2 of .*'perhaps' is not a choice here"),
        ("entry,choice\nm-0003,\n", "line 2 of .* this vote has no blank ballot"),
        ("entry,choice\nm-0003,for\nm-0001,against\n", "line 3 of .* names 'm-0001', whose ballot stands in batch-1.json already"),
    ):
        assert re.search(why, box.run(*attest, box.table(table), *clerk, code=2)), table
    assert "'tea' is no clerk" in box.run(*attest, box.table("entry,choice\nm-0003,for\n"), "--clerk", "tea", *box.key("tea"), code=2)
    assert "'tea' signed it" in box.run(*attest, box.table("entry,choice\nm-0003,for\n"), "--clerk", "bea", *box.key("tea"), code=2)
    assert "use: folkmoot vote attest" in box.run("vote", "cast", name("hands"), "for", *box.key("m-0001"), code=2)
    box.run(*attest, box.table("entry,choice\nm-0003,against\nm-0004,for\n"), *clerk, merge=True)
    said = box.run("ballots", "list", name("hands"))
    assert "counts      m-0002, number 1, in batch-1.json; bea signed it" in said
    assert "5 count and 0 do not; 6 may vote" in said
    assert "summary: 3 for, 2 against, 0 abstained." in decided(box, "hands")
    sound(box, "hands")


def test_a_batch_of_ranked_ballots_is_read_as_they_are_cast(box: BallotBox) -> None:
    opened(box, "sheets", "--ties-round")
    table = box.table("entry,choice\nm-0001,oven mill=well\nm-0002,\nm-0003,oven\nm-0004,well oven\n")
    box.run("vote", "attest", name("sheets"), table, "--clerk", "bea", *box.key("bea"), merge=True)
    data = json.loads((box.root / "proposals" / name("sheets") / "ballots" / "batch-1.json").read_text())
    assert data["ballots"]["m-0001"] == [["oven"], ["mill", "well"]]
    assert data["ballots"]["m-0002"] == []
    assert "Elected: oven." in decided(box, "sheets", "--demonstration")
    sound(box, "sheets")


def test_a_batch_that_no_clerk_signed_is_listed_with_its_reason(box: BallotBox) -> None:
    folder = f"proposals/{name('hands')}/ballots"
    batch = (box.root / folder / "batch-1.json").read_bytes()
    other = box.root.parent / "copy"
    subprocess.run(["git", "clone", "-q", box.root, other], check=True)
    (other / folder / "batch-9.json").write_bytes(batch)
    said = box.run("ballots", "list", name("hands"), "--root", str(other))
    assert "not counted m-0001, number 1, in batch-9.json: the clerk it names did not sign it (unsigned)" in said
    assert "5 count and 3 do not" in said


def test_tellers_hand_in_one_count_and_two_of_them_sign_it(box: BallotBox) -> None:
    opened(box, "box")
    totals, tellers = ("vote", "totals", name("box")), ("--teller", "tea", "--teller", "ted")
    for counts, why in (
        (("for=3", "against=2"), "the count of 'abstain' is missing"),
        (("for=3", "against=two", "abstain=0"), "'against=two' is no count"),
        (("for=3", "against=1", "blank=1", "abstain=0"), "'blank' is not on the ballot"),
        (("for=30", "against=2", "abstain=0"), "32 ballots were counted, and 6 may vote"),
        (("for=3", "against=2", "abstain=0", "--ballots", "5"), "leave out --ballots"),
        (("for=3", "against=2", "abstain=0", "--teller", "tea"), "a teller stands twice"),
    ):
        assert why in box.run(*totals, *counts, *tellers, code=2)
    said = box.run(*totals, "for=3", "against=1", "abstain=0", *tellers)
    (wrong,) = re.findall(r"folkmoot sign (\S+)", said)
    said = box.run(*totals, "for=3", "against=2", "abstain=0", *tellers)
    assert f"{wrong} is there too" in said
    (box.root / wrong).unlink()
    (path,) = re.findall(r"folkmoot sign (\S+)", said)
    for teller, missing in (("tea", "the tellers did not sign it"), ("ted", "too few tellers signed it")):
        assert missing in box.run("ballots", "list", name("box"), code=2)
        box.run("sign", path, *box.key(teller))
    commit(box.root, {})
    assert "totals that tea and ted counted stand already" in box.run(*totals, "for=0", "against=2", "abstain=0", *tellers, code=2)
    assert "counted in the room by tea, ted" in box.run("ballots", "list", name("box"))
    assert "summary: 3 for, 2 against, 0 abstained." in decided(box, "box")
    sound(box, "box")


def test_tellers_count_approvals_and_say_how_many_papers_there_were(box: BallotBox) -> None:
    opened(box, "urn", "--ties-round")
    totals = ("vote", "totals", name("urn"), "mill=3", "oven=2", "--teller", "tea")
    assert "the count of 'well' is missing" in box.run(*totals, "--ballots", "4", code=2)
    assert "how many papers" in box.run(*totals, "well=0", code=2)
    assert "3 votes were counted on one option or item, from 2 ballots" in box.run(*totals, "well=0", "--ballots", "2", code=2)
    (path,) = re.findall(r"folkmoot sign (\S+)", box.run(*totals, "well=0", "--ballots", "4"))
    for teller in ("tim", "ted"):
        box.run("sign", path, *box.key(teller))
    commit(box.root, {})
    assert "Elected: mill." in decided(box, "urn", "--demonstration")
    sound(box, "urn")


def test_a_clerk_casts_for_a_member_without_a_key_and_for_nobody_else(box: BallotBox) -> None:
    opened(box, "lamps")
    cast = ("vote", "cast", name("lamps"), "for")
    assert "m-0005-1.json.sig.d/bea.sig is written" in box.run(*cast, "--as", "m-0005", *box.key("bea"), merge=True)
    assert "'tea' is no clerk" in box.run(*cast, "--as", "m-0006", *box.key("tea"), code=2)
    assert "say which entry is yours: --as" in box.run(*cast, *box.key("bea"), code=2)
    assert "only that key counts, and no clerk's" in box.run(*cast, "--as", "m-0001", *box.key("bea"), code=2)
    box.cast("lamps", "m-0001", "against")
    box.cast("lamps", "m-0001", "for")
    said = box.run("ballots", "list", name("lamps"))
    assert "counts      m-0005, number 1; bea signed it" in said
    assert "not counted m-0001, number 1: this voter's ballot number 2 takes its place (superseded)" in said


def test_a_file_that_is_no_ballot_is_named_on_the_page_of_the_vote(box: BallotBox) -> None:
    commit(box.root, {f"proposals/{name('lamps')}/ballots/trap.json": b"{"})
    assert "not counted the file trap.json" in box.run("ballots", "list", name("lamps"))
    assert "is too early; it is possible from 2023-02-20T23:00:00Z" in box.run("vote", "close", name("lamps"), code=2)
    box.run("vote", "close", name("lamps"), at=AFTER, merge=True)
    archive = read_work_tree(box.root)
    found = archive.proposal(name("lamps"))
    assert found is not None
    page = after(recount(archive, found, chronicle(archive, parse_instant(AFTER)).matters[found.id].book))
    assert "the file <code>trap.json</code>" in page
    assert "<td>0</td>" not in page


def test_a_pack_says_when_the_decision_was_taken_over_other_ballots(box: BallotBox) -> None:
    box.run("tally", name("lamps"), "--write", at=AFTER, merge=True)
    out = box.root.parent / "lamps.tar"
    pack = ("ballots", "pack", name("lamps"), "--out", str(out))
    assert "decision.md names the same digest" in box.run(*pack, at=AFTER)
    late = box.root / "proposals" / name("lamps") / "ballots" / "m-0002-1.json"
    late.write_text("{}")
    said = box.run(*pack, at=AFTER, code=2)
    late.unlink()
    (stated,) = re.findall(r"decision.md names another digest of the ballots: (\w{64})", said)
    assert stated in box.decision("lamps")


def test_a_tie_of_rankings_falls_as_the_announced_round_says(box: BallotBox) -> None:
    assert "nobody knows before 2023-02-21T00:00:00Z" in opened(box, "schulze", "--ties-round")
    cast = ("vote", "cast", name("schulze"))
    assert "'ovn' is not on the ballot, which has mill, oven, well" in box.run(*cast, "mill", "ovn", *box.key("m-0001"), code=2)
    assert "'mill' stands there twice" in box.run(*cast, "mill", "oven=mill", *box.key("m-0001"), code=2)
    box.cast("schulze", "m-0001", "mill", "oven")
    box.cast("schulze", "m-0002", "oven", "mill")
    box.cast("schulze", "m-0003", "mill=oven", "well")
    close = ("vote", "close", name("schulze"))
    assert "comes out at 2023-02-21T00:00:00Z" in box.run(*close, "--demonstration", at="2023-02-20T23:30:00Z", code=2)
    assert "make its round with --demonstration" in box.run(*close, at=AFTER, code=2)
    winner = _by_lot(box, "schulze", ("mill", "oven"))
    assert f"Elected: {winner}." in decided(box, "schulze", "--demonstration")
    sound(box, "schulze")


def test_another_round_or_a_made_up_signature_is_found(box: BallotBox) -> None:
    path = box.root / "proposals" / name("schulze") / "log.yml"
    kept = path.read_text()
    head, given = kept.rsplit("round: ", 1)
    signed, signature = kept.rsplit("signature: ", 1)
    for forged, code in ((f"{head}round: 9{given}", "V030"), (signed + "signature: " + "ab" * 48 + signature[96:], "V031")):
        path.write_text(forged)
        said = box.run("check", at=AFTER, code=1)
        assert f"proposals/{name('schulze')}/log.yml" in said
        assert code in said
    path.write_text(kept)


def _by_lot(box: BallotBox, rule: str, tied: tuple[str, ...]) -> str:
    """Who wins the lot, worked out from the log alone."""
    lines = (box.root / "proposals" / name(rule) / "log.yml").read_text()
    (text,) = re.findall(r"text: ['\"]?(\w{64})", lines)
    (number,) = re.findall(r"round: ['\"]?(\d+)", lines)
    line = f"beacon {DEMONSTRATION.hash} {number} {demonstration_round(int(number)).signature}"
    seed = sha256(f"tie/1 seed\nproposal {name(rule)}\ntext {text}\n{line}\n".encode()).hexdigest()
    return min(tied, key=lambda option: sha256(f"{seed}:{option}".encode()).hexdigest())


def test_an_instant_runoff_goes_from_ballot_to_decision(box: BallotBox) -> None:
    opened(box, "irv", "--ties-round")
    for voter, choice in (("m-0001", "mill well"), ("m-0002", "mill oven"), ("m-0003", "oven mill"), ("m-0004", "well oven")):
        box.cast("irv", voter, *choice.split())
    box.run("vote", "cast", name("irv"), "oven", "--as", "m-0005", *box.key("bea"), merge=True)
    assert "Elected: oven." in decided(box, "irv", "--demonstration")
    sound(box, "irv")


def test_scores_are_marks_within_their_bounds(box: BallotBox) -> None:
    opened(box, "star", "--ties-round")
    cast = ("vote", "cast", name("star"))
    for words, why in (
        (("mill=6",), "no whole number from 0 to 5"),
        (("mill=5", "mill=3"), "'mill' stands there twice"),
        (("miil=5",), "'miil' is not on the ballot"),
        (("--blank",), "this vote has no blank ballot"),
        ((), "no choice was given"),
    ):
        assert why in box.run(*cast, *words, *box.key("m-0001"), code=2)
    box.cast("star", "m-0001", "mill=5", "oven=1")
    box.cast("star", "m-0002", "well=2")
    box.cast("star", "m-0003", "mill=4")
    assert "Elected: mill." in decided(box, "star", "--demonstration")
    sound(box, "star")


def test_approvals_tie_and_stay_open_where_no_lot_was_announced(box: BallotBox) -> None:
    assert "open it with --ties-round" in opened(box, "approval")
    cast = ("vote", "cast", name("approval"))
    assert "no choice was given" in box.run(*cast, *box.key("m-0001"), code=2)
    box.cast("approval", "m-0001", "mill", "oven")
    box.cast("approval", "m-0002", "oven", "mill")
    box.cast("approval", "m-0003", "--blank")
    assert "3 count and 0 do not" in box.run("ballots", "list", name("approval"))
    box.run("vote", "close", name("approval"), at=AFTER, merge=True)
    said = box.run("check", at=AFTER, code=1)
    assert "V033 lot-unannounced: only a lot can decide between mill and oven" in said


def test_the_page_names_the_files_that_the_verbs_write() -> None:
    assert "ballots/counted-1.json" in PAGE
    assert "totals-1.json" not in PAGE
