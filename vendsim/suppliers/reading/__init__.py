"""Reading the free text that agents write to suppliers: rules only, no model inside."""

from vendsim.suppliers.reading.model import Intent, MailLine, MailReading
from vendsim.suppliers.reading.reading import read_mail

__all__ = ["Intent", "MailLine", "MailReading", "read_mail"]
