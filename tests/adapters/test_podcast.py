"""The feed holds what readers of feeds ask for, whatever words are in it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.podcast import Episode, Feed, write

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def feed(title: str = "Tin", text: str = "Lời.") -> Element:
    episode = Episode("mai-khe/1/ab", title, text, AT, "https://xa.example/1.mp3", 123_456, 61_400)
    written = write(
        Feed("Đài", "Tin xã", "https://xa.example/podcast.xml", "https://xa.example/", "Xã", [episode])
    )
    return fromstring(written)  # noqa: S314  our own feed


def test_a_feed_has_all_that_the_specification_requires() -> None:
    channel = feed().find("channel")
    assert channel is not None
    for name in ("title", "link", "description", "language", f"{ITUNES}explicit"):
        assert channel.findtext(name), name
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    assert (own.get("rel"), own.get("href")) == ("self", "https://xa.example/podcast.xml")
    item = channel.find("item")
    assert item is not None
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": "https://xa.example/1.mp3",
        "length": "123456",
        "type": "audio/mpeg",
    }
    guid = item.find("guid")
    assert guid is not None
    assert (guid.get("isPermaLink"), guid.text) == ("false", "mai-khe/1/ab")
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == AT
    assert item.findtext(f"{ITUNES}duration") == "61"


@given(st.text(), st.text())
def test_any_words_make_a_feed_that_can_be_read(title: str, text: str) -> None:
    item = feed(title, text).find("channel/item")
    assert item is not None
    if title.isprintable():
        assert item.findtext("title") == title


def test_an_empty_feed_is_a_feed() -> None:
    written = write(Feed("Đài", "Tin", "https://x.example/p.xml", "https://x.example/", "Xã", []))
    assert fromstring(written).find("channel/item") is None  # noqa: S314  our own feed
