"""The documents about juries, rosters and bodies, filled from the chronicle."""

from collections.abc import Iterable, Mapping
from datetime import date

from folkmoot.procedure.figures import Answer, figures
from folkmoot.procedure.jury import Sitting
from folkmoot.publish.api.body_form import Answers, Bodies, Body, Drawn, Juries, JuryLine, JuryRecord, Roster, Rosters, Seat
from folkmoot.publish.api.matters import acts, reports
from folkmoot.publish.api.stamp import FOLDER, address, stamp, when, written
from folkmoot.publish.atlas import Atlas, body_page, jury_page, roster_page
from folkmoot.records import draw
from folkmoot.records.value import write_instant

_BEGINNING = date(1900, 1, 1)


def body_files(atlas: Atlas, known: tuple[Body, ...], answered: Mapping[str, tuple[Answers, ...]]) -> Mapping[str, bytes]:
    """The lists of juries, rosters and bodies, and one document a jury."""
    panels = atlas.ledger.juries.values()
    made = {
        f"{FOLDER}/juries.json": written(Juries(**stamp(atlas, "juries"), juries=tuple(map(jury_line, panels)))),
        f"{FOLDER}/rosters.json": written(Rosters(**stamp(atlas, "rosters"), rosters=_rosters(atlas))),
        f"{FOLDER}/bodies.json": written(Bodies(**stamp(atlas, "bodies"), bodies=known)),
    }
    for panel in panels:
        made[f"{FOLDER}/juries/{panel.jury.id}.json"] = written(_record(atlas, panel, answered.get(panel.jury.id, ())))
    return made


def answers(atlas: Atlas) -> Mapping[str, tuple[Answers, ...]]:
    """How those asked answered, by jury: the whole first, then its strata."""
    today = atlas.course.as_of.astimezone(atlas.course.zone).date()
    found = figures(atlas.ledger, _BEGINNING, today).responses
    return {each.jury: tuple(map(_answer, (each.whole, *each.strata))) for each in found}


def _answer(answer: Answer) -> Answers:
    return Answers(
        stratum=answer.stratum or None, asked=answer.asked, accepted=answer.accepted, declined=answer.declined, silent=answer.silent
    )


def jury_line(panel: Sitting) -> JuryLine:
    """A jury in short."""
    jury, drawn = panel.jury, panel.jury.draw
    head = jury.call.head
    return JuryLine(
        id=jury.id, title=head.title, question=head.question, stage=panel.status, roster=head.roster,
        seed=drawn.seed if drawn else None, panel=tuple(seat.entry for seat in drawn.panel.seats) if drawn else None,
        path=jury.call.path, digest=jury.call.digest, page=address(jury_page(jury.id)),
    )  # fmt: skip


def _record(atlas: Atlas, panel: Sitting, answered: tuple[Answers, ...]) -> JuryRecord:
    jury, head, drawn = panel.jury, panel.jury.call.head, panel.jury.draw
    past = [event for event in jury.log if event.at <= atlas.course.as_of]
    return JuryRecord(
        **stamp(atlas, "jury"), jury=jury_line(panel), body=head.body, mandate=head.mandate, drawn_in=head.stage, seats=head.seats,
        method=head.method, roster_digest=head.roster_digest,
        rounds=tuple(source.round for source in head.sources if source.round is not None),
        eligible=drawn.eligible if drawn else None, drawn=_drawn(drawn.panel.seats if drawn else ()),
        alternates=_drawn(drawn.panel.alternates if drawn else ()), answers=answered, log=acts(past, panel.refusals),
        reports=reports(jury.reports),
    )  # fmt: skip


def _drawn(seats: Iterable[draw.Seat]) -> tuple[Drawn, ...]:
    return tuple(Drawn(number=seat.number, entry=seat.entry, ticket=seat.ticket, stratum=seat.stratum or None) for seat in seats)


def _rosters(atlas: Atlas) -> tuple[Roster, ...]:
    found = ((roster, roster.manifest.head) for roster in atlas.course.archive.rosters)
    return tuple(
        Roster(id=roster.id, title=head.title, on=head.as_of.isoformat(), count=head.count, columns=head.columns, digest=head.digest,
               strata={name: dict(counts) for name, counts in head.strata.items()}, excluded=dict(head.excluded), storage=head.storage,
               path=roster.manifest.path, page=address(roster_page(roster.id)))
        for roster, head in found
    )  # fmt: skip


def bodies(atlas: Atlas) -> tuple[Body, ...]:
    """Every body with everybody who sat or sits in it."""
    book, seats = atlas.course.charter.book, _seats(atlas)
    found = []
    for name in atlas.bodies:
        body = book.bodies.get(name)
        found.append(Body(
            id=name, purpose=body.purpose if body else None, powers=body.powers if body else (),
            filled_by=body.select.method if body else None, least=body.seats.min if body else None,
            target=body.seats.target if body else None, watches=body.reviews if body else (), seats=tuple(seats.get(name, ())),
            page=address(body_page(name)),
        ))  # fmt: skip
    return tuple(found)


def _seats(atlas: Atlas) -> Mapping[str, list[Seat]]:
    made: dict[str, list[Seat]] = {}
    for each in atlas.ledger.seats:
        seat = Seat(
            holder=each.holder, since=write_instant(each.since), until=when(each.until), ending=str(each.ending) if each.ending else None,
            source=each.source, held=each.holds(atlas.course.as_of),
        )  # fmt: skip
        made.setdefault(each.body, []).append(seat)
    return made
