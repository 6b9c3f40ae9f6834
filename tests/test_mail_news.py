"""Mail that comes during the day is told of by the next reply, once."""

from __future__ import annotations

import re

from playing import call, sleep, untroubled, write
from vendsim import Episode
from vendsim.data import supplier_identities

NEWS = re.compile(r"^\(New mail: (\d+)\)$", re.MULTILINE)


def after_a_night_of_mail() -> Episode:
    """A morning on which many answers come after the digest."""
    episode = Episode(untroubled(), seed=1)
    for who in supplier_identities()[:12]:
        write(episode, who.email, "Could you send me your product list with wholesale prices?")
    sleep(episode)
    return episode


def news_of(text: str) -> int:
    found = NEWS.search(text)
    return int(found[1]) if found else 0


def test_new_mail_is_told_of_once_and_counts_what_came_since_the_inbox_was_looked_at() -> None:
    episode = after_a_night_of_mail()
    told: list[int] = []
    while episode.time < "08:45":
        told.append(news_of(call(episode, "get_balance_and_transactions")))
    counts = [count for count in told if count]
    assert counts == sorted(set(counts))
    assert 0 < len(counts) < len(told)
    late = [m for m in episode._world.office.mails if m.folder == "inbox" and m.day == 2 and m.minute > 480]
    assert counts[-1] == len(late)


def test_whoever_looks_into_the_inbox_knows() -> None:
    episode = after_a_night_of_mail()
    while episode.time < "08:45":
        call(episode, "read_inbox")
    assert not NEWS.search(call(episode, "get_balance_and_transactions"))


def test_news_stands_between_the_date_and_the_reply() -> None:
    episode = after_a_night_of_mail()
    while not (text := call(episode, "get_balance_and_transactions")).count("(New mail"):
        pass
    stamp, news, rest = text.split("\n", 2)
    assert stamp.startswith("[Day 2 of 365")
    assert NEWS.fullmatch(news)
    assert rest


def test_nothing_is_news_where_no_mail_comes() -> None:
    episode = Episode(untroubled(), seed=1)
    sleep(episode)
    assert not any(NEWS.search(call(episode, "get_balance_and_transactions")) for _ in range(8))
