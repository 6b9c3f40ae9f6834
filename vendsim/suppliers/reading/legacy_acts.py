"""Acts from the reading of a whole mail: a stopgap until the reader gives acts itself."""

from __future__ import annotations

from vendsim.suppliers.reading.model import Act, ActLine, MailLine, MailReading, Whose


def acts_of(reading: MailReading) -> tuple[Act, ...]:
    """The acts of a mail that was read as one intent."""
    whose: Whose = "rival" if reading.rival_quote else "mine"
    lines = _lines(reading, whose)
    rest = _asks(reading)
    address = (Act(kind="address", text=""),) if reading.address else ()
    order = {"order_id": reading.order_id, "refers_to": reading.refers_to, "total": reading.total_budget}
    trouble = {"order_id": reading.order_id, "problems": reading.problems, "wants": reading.wants}
    priced = any(line.unit_price is not None for line in lines)
    match reading.intent:
        case "ask_quote" if lines and priced:
            return (Act(kind="bid", text="", lines=lines, **order), *rest)
        case "ask_quote" if lines:
            return (Act(kind="ask_price", text="", lines=lines, refers_to=reading.refers_to), *rest)
        case "ask_quote":
            return (Act(kind="ask_list", text=""),)
        case "ask_terms":
            return rest or (Act(kind="ask", text="", topics=("other",)),)
        case "counter":
            repeat = (Act(kind="repeat", text=""),) if reading.repeat_last and not lines else ()
            return repeat or (Act(kind="bid", text="", lines=lines, **order), *rest)
        case "order":
            sure = not any("price" in point for point in reading.unclear)
            sure &= all(len(phrase) > 2 for phrase in reading.unknown)
            kind = "repeat" if reading.repeat_last and not lines else "order"
            return (Act(kind=kind, text="", lines=lines, sure=sure, **order), *address, *rest)
        case "amend":
            return (Act(kind="amend", text="", lines=lines, **order), *address)
        case "accept":
            return (Act(kind="accept", text="", lines=lines, **order), *address)
        case "payment_notice":
            paid = Act(kind="paid", text="", amount=reading.amount, order_id=reading.order_id)
            return (paid, *address)
        case "status":
            return (Act(kind="status", text="", **trouble),)
        case "complaint":
            return (Act(kind="complain", text="", **trouble),)
        case "cancel":
            return (Act(kind="cancel", text="", order_id=reading.order_id),)
        case "other" if "other" in reading.refers_to:
            return (Act(kind="order", text="", lines=lines, **order), *address)
        case _:
            if lines or "other" in reading.refers_to:
                return (Act(kind="ask_price", text="", lines=lines, **order), *rest)
            return address or rest or (Act(kind="greet", text=""),)


def _asks(reading: MailReading) -> tuple[Act, ...]:
    topics = tuple(topic for topic in reading.asks_about if topic != "catalogue")
    catalogue = (Act(kind="ask_list", text=""),) if "catalogue" in reading.asks_about else ()
    return (*catalogue, *((Act(kind="ask", text="", topics=topics),) if topics else ()))


def _lines(reading: MailReading, whose: Whose) -> tuple[ActLine, ...]:
    lines = [_line(line, whose) for line in reading.lines]
    lines += [ActLine(phrase=phrase) for phrase in reading.unknown]
    if not lines and (reading.bare_units or reading.bare_cases or reading.bare_price is not None):
        bare = ActLine(units=reading.bare_units, cases=reading.bare_cases, unit_price=reading.bare_price)
        lines.append(bare)
    return tuple(lines)


def _line(line: MailLine, whose: Whose) -> ActLine:
    return ActLine(
        product=line.product, units=line.units, unit_price=line.unit_price, whose=whose, change=line.change
    )
