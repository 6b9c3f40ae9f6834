"""What draws about a customer are for: one registry, so that no two of them share a key."""

from enum import IntEnum, unique


@unique
class CustomerDraw(IntEnum):
    """Part of the key of a draw from `Stream.CUSTOMER`, beside the claim's number.

    Never renumber, only append.
    """

    # Names
    FIRST_NAME = 1
    LAST_NAME = 2
    DOMAIN = 3
    ADDRESS = 4
    # What happened
    HOW_PAID = 9
    KIND_OF_STORY = 20
    IS_CONTRADICTED = 60
    DETAIL = 61
    PRICE = 62
    PRODUCT = 63
    DATE = 64
    PRINTED_DATE = 65
    LATER = 82
    DAYS_LATER = 83
    # Wording
    STORY = 21
    PAID = 22
    DEMAND = 23
    GREETING = 24
    SIGN_OFF = 25
    SUBJECT = 26
    PRINTED = 27
    NAMES_PLACE = 28
    PLACE = 29
    REMINDER = 40
    REMINDER_SUBJECT = 41
    REMINDER_GREETING = 42
    REMINDER_SIGN_OFF = 43
    PROMISE = 44
    REPLY = 45
    REPLY_SIGN_OFF = 46
    # Whether they write again
    THANKS = 80
    PROTEST = 81


OF_FALSE_CLAIMS = (
    CustomerDraw.IS_CONTRADICTED, CustomerDraw.DETAIL, CustomerDraw.PRICE, CustomerDraw.PRODUCT,
    CustomerDraw.DATE, CustomerDraw.LATER, CustomerDraw.DAYS_LATER,
)  # fmt: skip
"""Drawn for each claim at once, in this order."""
