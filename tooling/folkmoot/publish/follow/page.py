"""The page that says how to follow the co-op without an account: one link an interest, the calendars, the data."""

from collections.abc import Iterator, Mapping

from folkmoot.publish.atlas import DATA, FEEDS, Atlas, body_page
from folkmoot.publish.follow.calendars import ALL_DATES, LONGEST
from folkmoot.publish.follow.feeds import ALL, body_feed, topic_feed
from folkmoot.publish.follow.place import Place
from folkmoot.publish.follow.topic import INTEREST
from folkmoot.publish.markup import code, html, page, table
from folkmoot.publish.words import begun, spoken


def feeds_page(atlas: Atlas, place: Place) -> Mapping[str, bytes]:
    """`feeds/index.md`."""
    topics = [(html(words), *_forms(topic_feed(topic))) for topic, words in INTEREST.items()]
    bodies = [
        (atlas.tie(FEEDS, body_page(body), begun(spoken(body))), *_forms(body_feed(body)), _link(f"{body_feed(body)}.ics", "Calendar"))
        for body in atlas.bodies
    ]
    parts = [
        "# Follow what happens",
        "You need no account and give nobody your address. Put one of these links into a feed reader or into your calendar: it fetches "
        "what is new by itself, and nobody here can see who you are. To stop, take the link out again.",
        f"## Everything\n\n{table(('', 'Feed', 'As JSON'), [('Everything that happens', *_forms(ALL))])}",
        f"## One kind of news\n\n{table(('You hear when', 'Feed', 'As JSON'), topics)}",
        f"## One body\n\n{table(('Body', 'Feed', 'As JSON', 'Dates'), bodies)}" if bodies else "",
        *_calendar(place),
        "## The data\n\nWho wants to count or to build with the records finds all of them as JSON with a schema, and as tables for "
        f"spreadsheets: begin with {_link('api/v1/index.json', 'the list of files')}, or read "
        f"{atlas.tie(FEEDS, DATA, 'what every field says')}. The tables: "
        f"{', '.join(_link(f'api/v1/{name}.csv', name) for name in ('decisions', 'votes', 'juries', 'seats'))}.",
    ]
    return {FEEDS: page("Follow what happens", "Feeds and calendars of everything that happens here, without an account.", *parts)}


def _calendar(place: Place) -> Iterator[str]:
    yield (
        "## The calendar\n\nWhen votes open and close, when answers and reviews are due, and when seats end: "
        f"{_link(ALL_DATES, 'all dates')}. Subscribe to the link rather than import the file, and a date that moves will move in your "
        "calendar too. Each deadline is the hour that ends with it, shown in your own zone; its text names the day in the co-op's. "
        f"A calendar goes back three months and holds the next {LONGEST:,} dates at most."
    )
    if place.url:
        yield f"In most calendars: add a calendar by its address, {code(place.address(ALL_DATES))}"


def _forms(feed: str) -> tuple[str, str]:
    return _link(f"{feed}.xml", "Atom"), _link(f"{feed}.json", "JSON Feed")


def _link(path: str, label: str) -> str:
    """A link from the page, as finished HTML: site generators rewrite no link inside HTML, and these files stay where they are."""
    return f'<a href="../{html(path)}">{html(label)}</a>'
