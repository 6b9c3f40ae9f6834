"""The small words of trade mail, by the job they do. Names of products are the lexicon's, not this page's."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """A set of words written as a line of text."""
    return frozenset(text.split())


# What a number can count --------------------------------------------------------------------------------

CONTAINERS = {
    "can": "can", "cans": "can", "bottle": "bottle", "bottles": "bottle", "btl": "bottle", "btls": "bottle",
}  # fmt: skip
SINGLES = frozenset(CONTAINERS) | words(
    "unit units piece pieces pcs pc ea count item items bag bags bar bars cup cups sandwich sandwiches "
    "packet packets tube tubes sachet sachets pouch pouches pair pairs set sets stick sticks tin tins tub "
    "tubs roll rolls"
)
CASES = words("case cases cs box boxes carton cartons flat flats tray trays crate crates")
PACKS = words("pack packs pk pks")
UNITS = SINGLES | CASES | PACKS

NOT_GOODS = words(
    "day days week weeks month months year years hour hours minute minutes business working calendar "
    "machine machines location locations site sites store stores office offices tower floor slot slots "
    "row rows column columns spirals order orders delivery deliveries shipment shipments visit visits "
    "trip trips supplier suppliers vendor vendors distributor distributors people person customer "
    "customers invoice invoices emails mails product products sku skus thing things kind kinds type types "
    "varieties flavors flavours different price prices quote quotes sales percent digits figures line "
    "lines point points option options question questions reasons ways time times round rounds mile miles "
    "stars other others"
)
GENERIC = words(
    "product products item items goods good stock inventory merchandise snack snacks drink drinks beverage "
    "beverages candy candies chips soda sodas supplies assorted various mixed different popular soft "
    "refreshment refreshments more other others worth value total selection assortment mix variety "
    "bestsellers staples souvenirs novelties food foods"
)
"""Words that speak of goods without naming any: "$300 worth of product", "200 assorted snacks"."""


# What can stand beside a number -------------------------------------------------------------------------

FILLERS = words(
    "x of the your my our more additional extra another individual single singles full whole regular "
    "standard original fresh cold those these some such said following same different hershey hersheys "
    "bottled canned bagged boxed nabisco kelloggs kellogg frito lay quaker nestle wrigleys brand"
)
"""Words between a count and what it counts; makers' names among them."""


HEADINGS = words(
    "unit units cases boxes count quantity quantities qty total totals sum amount subtotal budget balance "
    "price cost need needs minimum min maximum max lead shipping mail stock sold capacity approx "
    "approximately about roughly order ordering send ship quote product"
)
"""Words that stand before a number as a product might: "Total: 120"."""


PHRASE_END = words(
    "a about after again all also and any are as asap at available be because been before best but by can "
    "cheaper cost costs could daily deliver delivered delivery did do does each every for from had has "
    "have i if immediately in instead is it last less like may me might monthly more my need needed next "
    "not now on once only or over per please plus regards regularly respectively right sent "
    "ship shipped should since so straight than thank thanks that then there they this to today tomorrow "
    "rather off out up down me us he she into onto from between through during here whatever it its them "
    "those these too total under until us via want was we weekly were when which while will with within "
    "would you away "
    "arrived"
)
"""Words that are part of no product's name, so that a phrase that may be one ends before them."""

# What money can be for ----------------------------------------------------------------------------------
