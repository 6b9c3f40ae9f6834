"""Customers' names and mail addresses."""

from __future__ import annotations

from vendsim.draws import Stream, pick
from vendsim.economy.customer_draws import CustomerDraw


def customer(seed: int, number: int) -> tuple[str, str]:
    """The name and the mail address of the customer behind claim ``number``; no address is used twice."""
    first = _draw(seed, number, CustomerDraw.FIRST_NAME, _FIRST_NAMES)
    last = _draw(seed, number, CustomerDraw.LAST_NAME, _LAST_NAMES)
    local = _draw(seed, number, CustomerDraw.ADDRESS, _ADDRESSES).format(
        first=first.lower(), last=last.lower(), initial=first[0].lower(), number=number
    )
    return f"{first} {last}", f"{local}@{_draw(seed, number, CustomerDraw.DOMAIN, _DOMAINS)}"


def _draw(seed: int, number: int, what: CustomerDraw, options: tuple[str, ...]) -> str:
    return options[pick(len(options), seed, Stream.CUSTOMER, number, what)]


_DOMAINS = (
    "postbox.example",
    "mailroom.example",
    "letterbay.example",
    "inboxhill.example",
    "fogmail.example",
    "quickpost.example",
    "homemail.example",
)
# The number at the end keeps an address unique.
_ADDRESSES = (
    "{first}.{last}{number}",
    "{initial}{last}{number}",
    "{first}{number}",
    "{last}.{first}{number}",
    "{first}_{last}{number}",
    "{last}{number}",
)
_FIRST_NAMES = (
    "Aaron", "Abena", "Adriana", "Ahmed", "Aiko", "Alejandro", "Amara", "Amit", "Ana", "Andre", "Anjali",
    "Anton", "Beatriz", "Ben", "Camila", "Chidi", "Chloe", "Claire", "Daniela", "Darnell", "Deepa", "Diego",
    "Dmitri", "Elena", "Emeka", "Emily", "Eric", "Fatima", "Felix", "Francesca", "Grace", "Hassan", "Helen",
    "Hiroshi", "Ibrahim", "Ines", "Ingrid", "Isaac", "Ivan", "Jamal", "Jessica", "Jin", "Joao", "Kayla",
    "Keiko", "Kwame", "Lakshmi", "Leila", "Linh", "Lucas", "Magnus", "Mai", "Marcus", "Mariam", "Mateo",
    "Mei", "Miguel", "Mina", "Nathan", "Ngozi", "Noor", "Olga", "Oscar", "Patrick", "Pilar", "Rafael",
    "Rashid", "Rosa", "Ruth", "Samira", "Sanjay", "Sofia", "Stefan", "Tariq", "Thuy", "Tomas", "Vera", "Wei",
    "Yusuf", "Zoe",
)  # fmt: skip
_LAST_NAMES = (
    "Abara", "Adler", "Ahmadi", "Alvarez", "Andersson", "Aoki", "Baptiste", "Barros", "Bauer", "Becker",
    "Bell", "Bergstrom", "Bianchi", "Boateng", "Brooks", "Bui", "Campbell", "Cardoso", "Castro", "Chaudhry",
    "Chen", "Cohen", "Collins", "Cruz", "Dalton", "Desai", "Diallo", "Dubois", "Duran", "Eriksen", "Espinoza",
    "Farah", "Fischer", "Flores", "Fujita", "Gallagher", "Garcia", "Georgiou", "Gupta", "Hansen", "Hayashi",
    "Hernandez", "Hoang", "Hughes", "Ibarra", "Ito", "Ivanova", "Jackson", "Jansen", "Joshi", "Kamara",
    "Kaplan", "Karim", "Kim", "Kowalski", "Kumar", "Larsen", "Lee", "Lopez", "Mbeki", "McCarthy", "Mehta",
    "Mendoza", "Meyer", "Mitchell", "Moreau", "Morales", "Murphy", "Nakamura", "Navarro", "Nguyen", "Novak",
    "Nowak", "Nwosu", "Obi", "Oliveira", "Park", "Patel", "Pereira", "Pham", "Popescu", "Qureshi", "Ramos",
    "Reyes", "Ricci", "Robinson", "Rossi", "Ruiz", "Sato", "Schmidt", "Shah", "Sharma", "Silva", "Singh",
    "Sokolov", "Suzuki", "Tanaka", "Thompson", "Torres", "Tran", "Vargas", "Walker", "Wang", "Williams",
    "Wong", "Yilmaz", "Zhang",
)  # fmt: skip
