"""News and weather of the neighbourhood: what a season is like, not what a day will bring."""

from __future__ import annotations

from collections.abc import Iterator

from vendsim.office.web.facts import Page
from vendsim.office.web.pen import Article, write


def news_pages(seed: int) -> Iterator[Page]:
    """Local news, climate and visitors."""
    return (write(seed, article) for article in _ARTICLES)


_ARTICLES = (
    Article(
        "https://www.bayclimate.example/san-francisco-by-month",
        (
            "San Francisco weather by month: temperature and rain",
            "San Francisco climate: what the months are like",
        ),
        (
            (
                "January and December are the coolest months, with highs in the upper fifties Fahrenheit. "
                "Spring climbs slowly through the low sixties. June to August stay in the upper sixties, "
                "often foggy. The warmest months come late: September and October, around 70.",
                "Summer here is mild and grey: highs in the sixties from March to August. The real warmth "
                "arrives in September and stays into October, at about 70. Winter highs are in the upper "
                "fifties.",
            ),
            (
                "Rain falls from November to March, on eight to twelve days a month. April and October "
                "have a few wet days. From June to September it hardly rains at all. Wet days come in "
                "runs.",
                "Between June and September expect about one wet day a month. In December and January it "
                "is eleven or twelve, and one wet day tends to be followed by another.",
            ),
            (
                "Several times between April and October the sea wind drops and the city is ten to "
                "fifteen degrees warmer for two or three days.",
                "Heat spells are short: two or three days, mostly between April and October, well into "
                "the eighties.",
            ),
        ),
        keywords="climate, average temperature, rainfall, forecast",
    ),
    Article(
        "https://www.bayclimate.example/fog-and-heat",
        ("Why San Francisco summers are cold", "Fog, wind and the odd hot day: San Francisco summer weather"),
        (
            (
                "The fog comes through the Golden Gate when the valley is hot. Visitors in shorts buy "
                "sweaters; those who live here carry one.",
                "Warm valley air pulls the cold sea air in through the Gate. That is why July at the "
                "waterfront can feel like March elsewhere.",
            ),
            (
                "Once in a while the machine runs backwards: an offshore wind, a cloudless sky, and "
                "everybody in the city looking for something cold to drink.",
                "On the few hot days shops at the waterfront sell out of water and soda by noon.",
            ),
        ),
    ),
    Article(
        "https://www.marinaobserver.example/summer-visitors",
        (
            "Summer crowds return to Fisherman's Wharf and the Marina",
            "Visitors fill the waterfront in July and August",
        ),
        (
            (
                "July and August remain the busiest months at the Wharf and along Bay Street, say "
                "shopkeepers. June and September follow closely, October too. January and February are "
                "the quietest.",
                "Hotels near the Wharf are fullest in July and August and emptiest in January. Shops on "
                "Bay Street see about half as much again in high summer as in the depth of winter.",
            ),
            (
                "Saturday is the best day of the week for most of them, then Sunday and Friday. Tuesday "
                "is when people take the day off.",
                "Weekends make the week here: Saturday first, Sunday and Friday close together behind it. "
                "Early in the week one can hear the gulls.",
            ),
        ),
        keywords="tourists, busiest months, tourist season, foot traffic, crowds",
    ),
    Article(
        "https://www.marinaobserver.example/rain-and-shops",
        ("A wet week for waterfront shops", "When it rains, the waterfront empties"),
        (
            (
                "A rainy day costs the shops along the water about a quarter of their trade, owners "
                "reckon, and it is not made up later.",
                "On wet days about one customer in four stays away, a count at three kiosks showed.",
            ),
            (
                "Umbrellas and ponchos are the exception. Two kiosks keep a box under the counter from "
                "October.",
                "The only thing that sells better in the rain is what keeps it off.",
            ),
        ),
        keywords="rain, footfall",
    ),
    Article(
        "https://www.marinaobserver.example/prices-at-the-wharf",
        ("What does a cold drink cost at the Wharf?", "Wharf prices: we bought the same can eight times"),
        (
            (
                "Our reporter bought the same can of soda in eight places within a mile and paid from "
                "$1.49 to $3.50. Nobody could explain the difference, and all eight said business was "
                "fine.",
                "Eight cans, eight prices, from $1.49 in a grocery to $3.50 on the pier. Location "
                "explains a lot, and thirst the rest.",
            ),
            (
                "Visitors compare less than locals do, one kiosk owner said, but they do notice when a "
                "price is silly.",
                "At twice the usual price people laugh and walk on, one owner said. At a fifth more they "
                "hardly look.",
            ),
        ),
        keywords="competitor prices, what nearby shops charge, soda price at Fisherman's Wharf",
    ),
    Article(
        "https://www.marinaobserver.example/outdoor-machines",
        ("Vending machines move outdoors", "The vending machine on the corner is back"),
        (
            (
                "Outdoor machines have returned to the Marina and the Wharf. Most take cards; a bit under "
                "a third of the money still comes as coins and notes and waits in the box until somebody "
                "collects it.",
                "More than two thirds of sales at outdoor machines are paid by card now. The rest is "
                "cash, which has to be fetched by hand.",
            ),
            (
                "Neighbours' opinions are mixed: handy on a hot day, say some; another thing to walk "
                "around, say others.",
                "The owners say that a clean and full machine is left alone, while an empty one gets kicked.",
            ),
        ),
        keywords="outdoor vending machine",
    ),
    Article(
        "https://www.citybusinesswire.example/wholesalers-consolidate",
        (
            "Wholesalers in the Bay Area: fewer, larger, and some gone overnight",
            "Small distributors keep closing",
        ),
        (
            (
                "Every year a few of the region's distributors close or are bought. Customers who had "
                "paid in advance usually learn of it when their mail comes back.",
                "Rents and fuel have thinned out the region's distributors. When one closes, open "
                "prepayments are seldom seen again.",
            ),
            (
                "The advice from the trade: keep two suppliers for everything that matters and never have "
                "more money out than a bad week would cost you.",
                "Operators who fared best had a second source and small open orders.",
            ),
        ),
        keywords="supplier went out of business, bankrupt, closed down, bankruptcy",
    ),
    Article(
        "https://www.citybusinesswire.example/delivery-delays",
        ("Deliveries in the Bay run late again", "Late trucks: how long goods take to arrive"),
        (
            (
                "One delivery in ten arrives after the day that was named, our small survey found, most "
                "by one to five days and some by more than a week.",
                "A delivery date is an estimate. About one in ten is missed, usually by a few days.",
            ),
            (
                "Goods count as yours when they have arrived, not when they were announced. Plan the "
                "shelf by that.",
                "Count what is in the storeroom, not what is in the mail.",
            ),
        ),
        keywords="late delivery, delayed shipment, delivery time",
    ),
)
