"""What a supplier's reply costs, and how large a year with 3,000 mails is.

Run: python benchmarks/suppliers.py

Replies are written by templates, without a voice model. Nothing here is a test: machines differ.
"""

from __future__ import annotations

import json
import statistics
import time

from vendsim import Episode, Scenario, read_mail
from vendsim.data import products, supplier_identities
from vendsim.economy.catalogue import supplier_table
from vendsim.suppliers import mailroom
from vendsim_agents.letters import STORAGE_ADDRESS

MAILS = 3_000
_SIGNED = "\n\nBest regards,\nCharles Paxton\nVendings and Stuff"
# What agents write most; the fields are two products of the supplier's.
LETTERS = (
    ("Wholesale inquiry", "Could you send me your product list with wholesale prices?"),
    ("Quote request", "Please quote me your best prices for:\n- 120 x {first}\n- 60 x {second}"),
    ("Re: prices", "I order regularly, but can you do 120 x {first} at $0.45 and 60 x {second} at $0.60?"),
    ("Order", "I would like to order:\n\n- 120 x {first}\n- 60 x {second}\n\nShip to " + STORAGE_ADDRESS),
    ("Order", "Please make it 96 instead of 120 {first}, the rest stays as it is."),
    ("Where is it?", "Where is my order? It has not arrived. This is unacceptable, I want a refund."),
    ("Terms", "What are your minimum order, your lead time and your shipping costs?"),
)


def letter(supplier: int, number: int, day: int) -> mailroom.Letter:
    """The ``number``-th of the letters above, to one supplier."""
    carried = [products()[i].name for i in supplier_table().carries[supplier].nonzero()[0]]
    subject, body = LETTERS[number % len(LETTERS)]
    text = f"Hello,\n\n{body.format(first=carried[0], second=carried[1])}{_SIGNED}"
    return mailroom.Letter(supplier, subject, text, mail=number + 1, written=day)


def reading_milliseconds() -> list[float]:
    """Processor time of reading each of these letters."""
    times = []
    for supplier in range(len(supplier_identities())):
        for number in range(len(LETTERS)):
            mail = letter(supplier, number, 0)
            start = time.process_time()
            read_mail(mail.subject, mail.body)
            times.append((time.process_time() - start) * 1000)
    return times


def reply_milliseconds() -> list[float]:
    """Processor time of each reply, reading included: every letter to every supplier of some worlds.

    Not wall time, so that what else a machine is doing counts for less.
    """
    times = []
    for seed in range(5):
        world = Episode(seed=seed)._world
        for supplier in range(len(supplier_identities())):
            for number in range(len(LETTERS)):
                mail = letter(supplier, number, world.day - 1)
                start = time.process_time()
                mailroom.work(world.trade, [mail], [])
                times.append((time.process_time() - start) * 1000)
    return times


def busy_year() -> Episode:
    """A year in which so many mails are written and received."""
    vb2 = Scenario.load("vb2")
    rent = vb2.days * vb2.money.daily_fee_cents  # nothing is sold, so that the fee needs some money
    money = vb2.money.model_copy(update={"start_cents": vb2.money.start_cents + rent})
    episode, everybody = Episode(vb2.model_copy(update={"money": money})), supplier_identities()
    number = 0
    while not episode.done:
        for _ in range(5):
            supplier = number % len(everybody)
            mail = letter(supplier, number, episode.day)
            episode.call(
                "send_email",
                {"to": everybody[supplier].email, "subject": mail.subject, "body": mail.body},
            )
            number += 1
        episode.call("wait_for_next_day", {})
    return episode


if __name__ == "__main__":
    times = sorted(reply_milliseconds())
    reading = statistics.median(reading_milliseconds())
    print(
        f"reply: median {statistics.median(times):.2f} ms ({reading:.2f} ms of it reading), "
        f"99 of 100 below {times[len(times) * 99 // 100]:.2f} ms, slowest {times[-1]:.2f} ms"
    )
    episode = busy_year()
    mails = len(episode._world.office.mails)
    start = time.perf_counter()
    text = json.dumps(episode.snapshot())
    seconds = time.perf_counter() - start
    print(f"year: {mails} mails, snapshot {len(text) / 1e6:.2f} MB in {seconds * 1000:.0f} ms")
    assert mails >= MAILS, mails
