"""A podcast feed: RSS 2.0 (rssboard.org/rss-specification) with the elements that podcast readers ask for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""
register_namespace("atom", _ATOM)
register_namespace("itunes", _ITUNES)


@dataclass(frozen=True)
class Episode:
    """One item: a lasting `guid`, and a sound of `size` bytes at an absolute address."""

    guid: str
    title: str
    text: str
    published_at: datetime
    sound_url: str
    size: int
    duration_ms: int


@dataclass(frozen=True)
class Feed:
    """A commune's feed; `url` is its own address, `home` the page that it belongs to, both absolute."""

    title: str
    description: str
    url: str
    home: str
    author: str
    episodes: Sequence[Episode]


def write(feed: Feed) -> bytes:
    """Return the feed as UTF-8 XML."""
    root = Element("rss", {"version": "2.0"})
    channel = SubElement(root, "channel")
    for name, said in (
        ("title", feed.title),
        ("link", feed.home),
        ("description", feed.description),
        ("language", "vi"),
        (f"{{{_ITUNES}}}author", feed.author),
        (f"{{{_ITUNES}}}explicit", "false"),
        (f"{{{_ITUNES}}}type", "episodic"),
    ):
        _add(channel, name, said)
    SubElement(channel, f"{{{_ITUNES}}}category", {"text": "Government"})
    SubElement(channel, f"{{{_ATOM}}}link", {"href": feed.url, "rel": "self", "type": "application/rss+xml"})
    if feed.episodes:
        newest_at = max(episode.published_at for episode in feed.episodes)
        _add(channel, "lastBuildDate", format_datetime(newest_at))
    for episode in feed.episodes:
        _item(channel, episode)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _item(channel: Element, episode: Episode) -> None:
    item = SubElement(channel, "item")
    _add(item, "title", episode.title)
    _add(item, "description", episode.text)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = episode.guid
    _add(item, "pubDate", format_datetime(episode.published_at))
    SubElement(
        item,
        "enclosure",
        {"url": episode.sound_url, "length": str(episode.size), "type": "audio/mpeg"},
    )
    _add(item, f"{{{_ITUNES}}}duration", str(round(episode.duration_ms / 1000)))
    _add(item, f"{{{_ITUNES}}}explicit", "false")


def _add(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = _NOT_XML.sub("", said)
