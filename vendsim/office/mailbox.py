"""The agent's mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from operator import attrgetter

from vendsim.data import supplier_identities
from vendsim.events import MailArrived
from vendsim.office.state import Mail
from vendsim.office.world import World
from vendsim.text import clock_text

OWN_ADDRESS = "charles.paxton@vendingsandstuff.com"  # published
POSTMASTER = "postmaster@vendingsandstuff.com"


def receive(world: World, sender: str, subject: str, body: str, day: int, minute: int) -> Mail:
    """Put a mail into the inbox; it can be seen once the clock has reached its time."""
    mail = Mail(
        id=world.office.new_id(), day=day, minute=minute, sender=sender, to=OWN_ADDRESS, subject=subject,
        body=body, folder="inbox",
    )  # fmt: skip
    world.office.mails.append(mail)
    world.events.append(
        MailArrived(day=day, time=clock_text(minute), mail=mail.id, sender=sender, subject=subject, body=body)
    )
    return mail


def visible(world: World) -> list[Mail]:
    """Mails in the inbox by now, oldest first."""
    return _in_inbox(world, world.office.mails)


def unread(world: World) -> list[Mail]:
    """Mails not opened yet, oldest first."""
    return _in_inbox(world, (mail for mail in world.office.mails if not mail.read))


def _in_inbox(world: World, mails: Iterable[Mail]) -> list[Mail]:
    now = (world.day, world.office.minute)
    there = [mail for mail in mails if mail.folder == "inbox" and (mail.day, mail.minute) <= now]
    return sorted(there, key=attrgetter("day", "minute", "id"))


def come_today(world: World) -> int:
    """How many mails have come today so far."""
    count = 0
    for mail in reversed(world.office.mails):
        if mail.day < world.day:
            break
        count += mail.folder == "inbox" and mail.minute <= world.office.minute
    return count


def look(world: World) -> None:
    """The agent sees what is in the inbox: only what comes from now on is news."""
    world.office.mails_seen = world.office.mails_told = come_today(world)


def news(world: World) -> str:
    """ "(New mail: 2)", once, when mail has come since the inbox was last looked at; else nothing."""
    come, office = come_today(world), world.office
    if come <= office.mails_told:
        return ""
    office.mails_told = come
    return f"(New mail: {come - office.mails_seen})"


@cache
def _suppliers_by_address() -> dict[str, int]:
    return {who.email: k for k, who in enumerate(supplier_identities())}


def supplier_at(address: str) -> int | None:
    """The supplier with this mail address."""
    return _suppliers_by_address().get(address.strip().lower())


def bare_address(text: str) -> str:
    """The address in "Name <name@host>" or "name@host", in lower case."""
    inner = text.rpartition("<")[2].rstrip("> \n") if "<" in text else text
    return inner.strip().lower()
