"""The page that says how to follow the co-op without an account: one link an interest, the calendars, the data."""

from collections.abc import Iterator, Mapping

from folkmoot.publish.atlas import DATA, FEEDS, Atlas, body_page
from folkmoot.publish.follow.calendars import ALL_DATES, LONGEST
from folkmoot.publish.follow.feeds import ALL, body_feed, topic_feed
from folkmoot.publish.follow.place import Place
from folkmoot.publish.follow.topic import INTEREST
from folkmoot.publish.markup import code, html, page, table
from folkmoot.publish.words import begun, spoken
from folkmoot.records.speech import number, say


def feeds_page(atlas: Atlas, place: Place) -> Mapping[str, bytes]:
    """`feeds/index.md`."""
    topics = [(html(say(words)), *_forms(topic_feed(topic))) for topic, words in INTEREST.items()]
    bodies = [
        (atlas.tie(FEEDS, body_page(body), begun(spoken(body))), *_forms(body_feed(body)), _link(f"{body_feed(body)}.ics", say("Calendar")))
        for body in atlas.bodies
    ]
    forms = (say("Feed"), say("As JSON"))
    everything = table(("", *forms), [(say("Everything that happens"), *_forms(ALL))])
    parts = [
        f"# {say('Follow what happens')}",
        say(
            "You need no account and give nobody your address. Put one of these links into a feed reader or into your calendar: it fetches "
            "what is new by itself, and nobody here can see who you are. To stop, take the link out again."
        ),
        f"## {say('Everything')}\n\n{everything}",
        f"## {say('One kind of news')}\n\n{table((say('You hear when'), *forms), topics)}",
        f"## {say('One body')}\n\n{table((say('Body'), *forms, say('Dates')), bodies)}" if bodies else "",
        *_calendar(place),
        f"## {say('The data')}\n\n{_data(atlas)}",
    ]
    about = say("Feeds and calendars of everything that happens here, without an account.")
    return {FEEDS: page(say("Follow what happens"), about, *parts)}


def _data(atlas: Atlas) -> str:
    return say(
        "Who wants to count or to build with the records finds all of them as JSON with a schema, and as tables for spreadsheets: begin "
        "with {list_of_files}, or read {every_field}. The tables: {tables}.",
        list_of_files=_link("api/v1/index.json", say("the list of files")),
        every_field=atlas.tie(FEEDS, DATA, say("what every field says")),
        tables=", ".join(_link(f"api/v1/{name}.csv", name) for name in ("decisions", "votes", "juries", "seats")),
    )


def _calendar(place: Place) -> Iterator[str]:
    words = say(
        "When votes open and close, when answers and reviews are due, and when seats end: {all_dates}. Subscribe to the link rather than "
        "import the file, and a date that moves will move in your calendar too. Each deadline is the hour that ends with it, shown in your "
        "own zone; its text names the day in the co-op's. A calendar goes back three months and holds the next {number} dates at most.",
        all_dates=_link(ALL_DATES, say("all dates")),
        number=number(LONGEST),
    )
    yield f"## {say('The calendar')}\n\n{words}"
    if place.url:
        yield say("In most calendars: add a calendar by its address, {address}", address=code(place.address(ALL_DATES)))


def _forms(feed: str) -> tuple[str, str]:
    return _link(f"{feed}.xml", "Atom"), _link(f"{feed}.json", "JSON Feed")


def _link(path: str, label: str) -> str:
    """A link from the page, as finished HTML: site generators rewrite no link inside HTML, and these files stay where they are."""
    return f'<a href="../{html(path)}">{html(label)}</a>'
