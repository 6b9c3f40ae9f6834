"""Reading and writing mail."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import Annotated

from pydantic import Field

from vendsim.events import MailSent
from vendsim.office import complaints, mailbox
from vendsim.office.state import Mail, Outgoing
from vendsim.office.tools.fields import MAX_MAIL, Id
from vendsim.office.tools.registry import Arguments, ToolError, tool
from vendsim.office.world import World
from vendsim.text import clock_text, printable, shorten

_SHOWN = 15  # read mails listed besides the unread ones
_UNREAD_SHOWN = 40
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}\.[^@\s<>.]{1,60}")


@tool("look")
def read_inbox(world: World, _: Arguments) -> str:
    """List the mails in your inbox: all unread ones and the latest read ones."""
    mails = mailbox.visible(world)
    mailbox.look(world)
    unread, read = [mail for mail in mails if not mail.read], [mail for mail in mails if mail.read]
    if not mails:
        return "The inbox is empty."
    lines = [f"Inbox: {len(unread)} unread of {len(mails)} mails."]
    lines += [_row(world, mail) for mail in unread[:_UNREAD_SHOWN]]
    if len(unread) > _UNREAD_SHOWN:
        lines.append(f"... and {len(unread) - _UNREAD_SHOWN} more unread mails")
    if read:
        lines.append("Already read, latest first:")
        lines += [_row(world, mail) for mail in reversed(read[-_SHOWN:])]
    return "\n".join(lines)


def _row(world: World, mail: Mail) -> str:
    date = world.scenario.date_of(mail.day).isoformat()
    return f"- id {mail.id}: {date} {clock_text(mail.minute)}, from {mail.sender}: {mail.subject}"


class ReadEmail(Arguments):
    id: Id = Field(description="the mail's id, as listed in the inbox")


@tool("look", ReadEmail)
def read_email(world: World, args: ReadEmail) -> str:
    """Read one mail."""
    mails = world.office.mails  # in the order of their ids
    place = bisect_left(mails, args.id, key=attrgetter("id"))
    mail = mails[place] if place < len(mails) and mails[place].id == args.id else None
    if mail is None or (mail.day, mail.minute) > (world.day, world.office.minute):
        raise ToolError(f"There is no mail with id {args.id}; read_inbox lists the ids.")
    mail.read = True
    date = world.scenario.date_of(mail.day).isoformat()
    return (
        f"From: {mail.sender}\nTo: {mail.to}\nDate: {date} {clock_text(mail.minute)}\n"
        f"Subject: {mail.subject}\n\n{mail.body}"
    )


class SendEmail(Arguments):
    to: Annotated[str, Field(min_length=1, max_length=300)] = Field(description="one mail address")
    subject: Annotated[str, Field(max_length=300)]
    body: Annotated[str, Field(min_length=1, max_length=MAX_MAIL)]


@tool("desk", SendEmail)
def send_email(world: World, args: SendEmail) -> str:
    """Send a mail. Most suppliers answer by the next morning, some take longer."""
    address = check_address(args.to)
    supplier, claim = mailbox.supplier_at(address), complaints.open_claim(world, address)
    if supplier is None and claim is None and address != mailbox.OWN_ADDRESS:
        raise ToolError(
            f'Nobody has the address "{shorten(address, 80)}"; addresses stand on web pages and in mails.'
        )
    subject, body = shorten(args.subject, 300), printable(args.body)
    office = world.office
    mail = Mail(
        id=office.new_id(), day=world.day, minute=office.minute, sender=mailbox.OWN_ADDRESS, to=address,
        subject=subject, body=body, folder="sent", read=True,
    )  # fmt: skip
    office.mails.append(mail)
    world.events.append(
        MailSent(day=world.day, time=world.time, mail=mail.id, to=address, subject=subject, body=body)
    )
    if supplier is not None:
        office.outbox.append(
            Outgoing(day=world.day, mail=mail.id, supplier=supplier, subject=subject, body=body)
        )
    elif claim is not None:
        complaints.note_answer(world, claim, body)
    else:
        mailbox.receive(world, mailbox.OWN_ADDRESS, subject, body, world.day, office.minute)
    return f"Mail {mail.id} sent to {address}."


def check_address(text: str) -> str:
    """The bare address in ``text``. Raises ToolError when there is none."""
    address = mailbox.bare_address(text)
    if not _ADDRESS.fullmatch(address):
        raise ToolError(
            f'"{shorten(text, 80)}" is not a mail address; it should look like sales@company.example.'
        )
    return address
