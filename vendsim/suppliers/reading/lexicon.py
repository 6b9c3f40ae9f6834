"""Which product a phrase means: names, brand names, sizes in any order, and small misspellings.

Every name and alias of the catalogue is cut down to its *core*: its words without sizes and containers
("Cola Classic 20oz bottle" -> cola, classic). A core can belong to several products, which then differ in
size; the size, container or "family size" written around the core decides among them, and without any the
first in the catalogue is meant. Reading goes by the longest core; words in another order ("BBQ potato
chips") count when only one product owns them all. A neighbouring flavour that the product does not have
("cherry coke") makes the phrase mean something the catalogue lacks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import takewhile

from rapidfuzz.distance import OSA

from vendsim.data import Product, products
from vendsim.suppliers.reading.tokens import Kind, Token, tokenise
from vendsim.suppliers.reading.words import CONTAINERS, UNITS, words

_FAMILY = frozenset({"family", "party"})

# Words that are no product when they stand alone in a sentence: "what kind of", "the Arizona desert".
_EVERYDAY = frozenset({"kind", "quest", "orbit", "arizona", "cable", "card"})

_BEFORE_A_NOUN = words("which what another other any some every each this that same")
_BEFORE_AN_ADJECTIVE = words("how very so too")

# A flavour or a foreign head noun turns a known product into one we do not have.
_FOREIGN = words(
    "cherry vanilla strawberry mango grape peach watermelon raspberry blueberry pineapple berry fruit "
    "punch tropical sour spicy hot flamin pieces mini dark diet zero lite light decaf organic vegan "
    "crackers cracker butter caramel pretzel cake syrup powder lemonade jalapeno ranch bbq orange lime "
    "merchandise machine machines cooler coolers filter filters rack racks fridge"
)

# What people say besides the names and brands of the catalogue.
_NICKNAMES = {
    "plush": ("plushies", "sea lions", "stuffed animals"),
    "earbuds": ("earphones",),
    "sunglass": ("shades",),
    "sunscreen": ("sunblock", "sun cream"),
    "cable": ("phone charger", "charging cord"),
    "powerbank": ("battery pack", "powerbank"),
    "turkey_sw": ("turkey sandwiches",),
    "mtdew_20": ("mt dew", "mountain dew bottle"),
    "honeybun": ("honeybun",),
    "rb_84": ("redbulls",),
    "slimjim": ("slimjim",),
    "peanuts_175": ("planters peanuts",),
    "mmpeanut": ("mnm",),
    "reeses": ("reese cups", "reese's cups"),
    "cards": ("pokemon packs",),
    "lays_15": ("plain chips", "lays chips"),
    "gum_15": ("mint gum", "chewing gum"),
    "jerky_15": ("jerkies",),
}  # fmt: skip

_ML_PER_OZ = Decimal("29.57")
_OZ_PER_LITRE = Decimal("33.81")
_OTHER_SIZE = Decimal("1.7")  # beyond this ratio a size means another article, not a rounded one


@dataclass(frozen=True, slots=True)
class _Traits:
    """What tells a product from others of the same core."""

    ounces: Decimal | None
    container: str | None
    family: bool


@dataclass(frozen=True)
class Lexicon:
    """The catalogue, prepared for reading."""

    cores: dict[tuple[str, ...], tuple[str, ...]]  # words -> product ids, in catalogue order
    words: dict[str, frozenset[str]]  # product id -> all words of its names
    phrases: dict[str, tuple[frozenset[str], ...]]  # product id -> each name as a set of words
    owners: dict[str, tuple[str, ...]]  # word -> product ids
    starts: frozenset[str]  # words with which a mention can begin
    first_words: frozenset[str]  # of names of two words
    last_words: frozenset[str]
    written: frozenset[str]  # names of one word
    thinned: dict[str, str]  # words without double letters -> words
    traits: dict[str, _Traits]
    siblings: dict[str, tuple[str, ...]]  # product id -> products that share a core with it
    longest: int
    spellings: dict[str, tuple[str, ...]]  # first letter -> words long enough to be misspelt


@dataclass(frozen=True, slots=True)
class Mention:
    """A product named at some place of a sentence."""

    length: int  # tokens
    product: str | None  # None: meant as a product, but the catalogue has no such one
    certain: bool = True  # False: an everyday word, a product only where a quantity or a list says so
    exact: bool = True  # False: words of its names in another order, or not all of them


def stem(word: str) -> str:
    """A word without its plural s: "chips" -> "chip", "pastries" -> "pastry", "candies" -> "candy"."""
    if word.endswith(("tries", "ndies")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("oes"):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def catalogue() -> dict[str, Product]:
    """Products by id."""
    return {product.id: product for product in products()}


@cache
def lexicon() -> Lexicon:
    """The prepared catalogue, built at first use."""
    cores: dict[tuple[str, ...], list[str]] = {}
    phrases: dict[str, list[frozenset[str]]] = {}
    traits: dict[str, _Traits] = {}
    for product in products():
        traits[product.id] = _traits(tokenise(product.name.lower()))
        for name in (product.name, *product.aliases, product.id, *_NICKNAMES.get(product.id, ())):
            core = _core(tokenise(name))
            for key in dict.fromkeys((core, ("".join(core),))):  # "redbull" is written as often as "red bull"
                ids = cores.setdefault(key, [])
                if product.id not in ids:
                    ids.append(product.id)
            phrases.setdefault(product.id, []).append(frozenset(core))
    vocabulary = {product: frozenset().union(*sets) for product, sets in phrases.items()}
    owners: dict[str, list[str]] = {}
    for product_id, own in vocabulary.items():
        for word in sorted(own):
            owners.setdefault(word, []).append(product_id)
    spellings: dict[str, list[str]] = {}
    for word in sorted({*owners, *(core[0] for core in cores if len(core) == 1)}):
        if len(word) >= _SHORTEST_MISSPELT and word.isalpha():
            spellings.setdefault(word[0], []).append(word)
    return Lexicon(
        cores={core: tuple(ids) for core, ids in cores.items()},
        words=vocabulary,
        phrases={product: tuple(sets) for product, sets in phrases.items()},
        owners={word: tuple(ids) for word, ids in owners.items()},
        starts=frozenset(owners) | {core[0] for core in cores},
        first_words=frozenset(core[0] for core in cores if len(core) == 2),
        last_words=frozenset(core[1] for core in cores if len(core) == 2),
        written=frozenset(core[0] for core in cores if len(core) == 1),
        thinned={_thin(word): word for word in owners if len(word) >= _SHORTEST_THINNED},
        traits=traits,
        siblings={
            product: tuple(dict.fromkeys(other for ids in cores.values() if product in ids for other in ids))
            for product in vocabulary
        },
        longest=max(map(len, cores)),
        spellings={letter: tuple(found) for letter, found in spellings.items()},
    )


def _core(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words of a name that are neither its size nor its container."""
    texts = [token.text for token in tokens if token.kind is Kind.WORD]
    sized = any(text in _FAMILY for text in texts)
    kept = [
        stem(t) for t in texts if t not in CONTAINERS and t not in _FAMILY and not (sized and t == "size")
    ]
    return tuple(kept)


def _traits(tokens: Sequence[Token]) -> _Traits:
    ounces = [size for token in tokens if (size := _ounces(token)) is not None]
    containers = [CONTAINERS[token.text] for token in tokens if token.text in CONTAINERS]
    return _Traits(
        ounces=ounces[0] if ounces else None,
        container=containers[0] if containers else None,
        family=any(token.text in _FAMILY for token in tokens),
    )


def _ounces(token: Token) -> Decimal | None:
    """The size in ounces that a token says, if it says one."""
    if token.kind is not Kind.SIZE:
        return None
    digits = "".join(takewhile(lambda c: c in "0123456789.,", token.text.lstrip("-")))
    unit = token.text.lstrip("-")[len(digits) :].strip(" -.")
    try:
        size = Decimal(digits.replace(",", ""))
    except ArithmeticError:
        return None
    if "oz" in unit or "ounce" in unit:
        return size
    if unit.startswith(("ml", "milli")):
        return size / _ML_PER_OZ
    return size * _OZ_PER_LITRE if unit.startswith("l") and not unit.startswith("lb") else None


# Reading ------------------------------------------------------------------------------------------------


def mention_at(tokens: Sequence[Token], i: int) -> Mention | None:
    """The product that is named from token ``i`` on, if any; names are read as far as they go."""
    lex = lexicon()
    cut, meant = _cut_short(lex, tokens, i)
    if _word_at(tokens, i) not in lex.starts and not cut and not _run_together(lex, tokens, i)[0]:
        return None
    length, ids = _literal(lex, tokens, i)
    if not length:
        length, ids = _run_together(lex, tokens, i)
    run = _run(lex, tokens, i)
    exact = True
    if length < len(run):
        reordered = _owned(lex, frozenset(run))
        if reordered:
            length, ids, exact = len(run), reordered, False
    if cut > length:
        length, ids, exact = cut, meant, False
    if not length:
        return None
    if _is_foreign(lex, tokens, i, length, ids):
        return Mention(length, None)
    before, after = _surroundings(tokens, i, length)
    product = _choose(lex, ids, before + after)
    everyday = length == 1 and stem(tokens[i].text) in _EVERYDAY
    if everyday and not after and _is_a_noun(tokens, i):
        return None
    return Mention(length + len(after), product, certain=not everyday or bool(after), exact=exact)


def _is_a_noun(tokens: Sequence[Token], i: int) -> bool:
    """Whether an everyday word is used as one: "which kinds", "another kind", "a kind of chips"."""
    before = tokens[i - 1].text if i else ""
    behind = tokens[i + 1].text if i + 1 < len(tokens) else ""
    few = i > 0 and tokens[i - 1].value in (1, 2, 3)  # "48 of one kind", "the two kinds"
    kindly = tokens[i].text == "kind" and before in _BEFORE_AN_ADJECTIVE
    kindly |= tokens[i].text == "kinds" and not (i and tokens[i - 1].kind is Kind.NUMBER)  # "all kinds"
    return before in _BEFORE_A_NOUN or behind == "of" or few or kindly


def _word_at(tokens: Sequence[Token], i: int) -> str:
    """The stem at ``i``, spelt as the catalogue spells it; "" for anything but a word."""
    if not 0 <= i < len(tokens) or tokens[i].kind is not Kind.WORD:
        return ""
    return spelt(stem(tokens[i].text))


def _literal(lex: Lexicon, tokens: Sequence[Token], i: int) -> tuple[int, tuple[str, ...]]:
    """The longest core written out from ``i``: its length and its products."""
    words = [_word_at(tokens, j) for j in range(i, min(i + lex.longest, len(tokens)))]
    for length in range(len(list(takewhile(bool, words))), 0, -1):
        ids = lex.cores.get(tuple(words[:length]))
        if ids:
            return length, ids
    return 0, ()


def _run_together(lex: Lexicon, tokens: Sequence[Token], i: int) -> tuple[int, tuple[str, ...]]:
    """A name of two words with a slip in one of them: "diet cok", "mountan dew"."""
    if i + 1 >= len(tokens) or tokens[i].kind is not Kind.WORD or tokens[i + 1].kind is not Kind.WORD:
        return 0, ()
    first, second = stem(tokens[i].text), stem(tokens[i + 1].text)
    joined = first + second
    if (joined,) in lex.cores and joined in lex.written:
        return 2, lex.cores[(joined,)]  # "smart food"
    if first not in lex.first_words and second not in lex.last_words:
        return 0, ()
    known = spelt(joined)
    if (known,) not in lex.cores or OSA.distance(joined, known) > 1:
        return 0, ()
    return 2, lex.cores[(known,)]


def _run(lex: Lexicon, tokens: Sequence[Token], i: int) -> list[str]:
    """The words from ``i`` on that occur in names, as long as they do."""
    run: list[str] = []
    while (word := _word_at(tokens, i + len(run))) in lex.owners and word != "and" and len(run) < lex.longest:
        if word in CONTAINERS or (run and word == "still"):  # "is the water still 50?"
            break
        run.append(word)
    return run


def _owned(lex: Lexicon, run: frozenset[str]) -> tuple[str, ...]:
    """The one product (or its other sizes) that owns every word of ``run`` and is named by most of them."""
    if len(run) < 2:
        return ()
    first, *rest = sorted(run)
    owners = [
        product
        for product in lex.owners[first]
        if all(word in lex.words[product] for word in rest) and _names(lex.phrases[product], run)
    ]
    if not owners:
        return ()
    siblings = any(set(owners) <= set(ids) for ids in lex.cores.values()) if len(owners) > 1 else True
    return tuple(owners) if siblings else ()


def _cut_short(lex: Lexicon, tokens: Sequence[Token], i: int) -> tuple[int, tuple[str, ...]]:
    """The one product that some words name, of which at least one is cut short: "choc chip cookies".

    Its length, 0 for none, and the product with its other sizes.
    """
    meant: list[frozenset[str]] = []
    for j in range(i, min(i + lex.longest, len(tokens))):
        word = _word_at(tokens, j)
        words = frozenset({word}) if word in lex.owners else long_for(word)
        if not words or word in CONTAINERS or word == "and":
            break
        meant.append(words)
    while len(meant) > 1:
        said = [_word_at(tokens, i + j) in lex.owners for j in range(len(meant))]
        if any(said) and not all(said):
            fits = [p for p, own in lex.words.items() if all(own & words for words in meant)]
            run = frozenset().union(*meant)
            fits = [p for p in fits if _names(lex.phrases[p], run & lex.words[p])]
            if fits and set(fits) <= set(lex.siblings[fits[0]]):
                return len(meant), tuple(fits)
        meant.pop()
    return 0, ()


_SHORTEST_CUT = 3
_NOT_CUT = words("mar min mon can car ran pop mix pro per add but sal sin par")
_VOWELS = re.compile(r"(?<!^)[aeiou]")


@lru_cache(maxsize=4096)
def long_for(word: str) -> frozenset[str]:
    """The words of names that one may be short for: by its first letters, or without its vowels ("pnut")."""
    if len(word) < _SHORTEST_CUT or not word.isalpha() or word in _NOT_CUT or word in UNITS:
        return frozenset()
    bare = _VOWELS.sub("", word)
    shrunk = len(word) > _SHORTEST_CUT and len(word) - len(bare) <= 1
    return frozenset(
        known
        for known in lexicon().owners
        if len(known) > len(word)
        and (known.startswith(word) or (shrunk and known[0] == word[0] and _VOWELS.sub("", known) == bare))
    )


def _names(phrases: tuple[frozenset[str], ...], run: frozenset[str]) -> bool:
    """Whether ``run`` holds a whole name, or at least two words and 60 % of one."""
    return any(
        phrase <= run or (len(phrase & run) >= 2 and len(phrase & run) >= 0.6 * len(phrase))
        for phrase in phrases
    )


def _is_foreign(lex: Lexicon, tokens: Sequence[Token], i: int, length: int, ids: tuple[str, ...]) -> bool:
    """Whether a neighbouring word says that this is another article: "cherry" coke, coke "machine"."""
    own = frozenset().union(*(lex.words[product] for product in ids))
    for j in (i - 1, i + length):
        word = _word_at(tokens, j)
        if word and word not in own and (tokens[j].text in _FOREIGN or word in _FOREIGN):
            if j < i and tokens[j].text in UNITS:
                continue  # "24 pieces Red Bull"
            return not mention_starts(tokens, j) if j > i else True
    return False


def is_flavour(word: str) -> bool:
    """Whether ``word`` beside a product's name makes it another article."""
    return word in _FOREIGN


def mention_starts(tokens: Sequence[Token], j: int) -> bool:
    """Whether a name of its own begins at ``j``, so that its first word is no flavour of the one before."""
    return bool(_literal(lexicon(), tokens, j)[0])


def _surroundings(tokens: Sequence[Token], i: int, length: int) -> tuple[list[Token], list[Token]]:
    """Sizes and containers written directly before and after a core; those after belong to the mention."""
    before: list[Token] = []
    j = i - 1
    while j >= 0 and len(before) < 4 and (_qualifies(tokens[j]) or tokens[j].text in ("of", "size")):
        before.append(tokens[j])
        j -= 1
    after: list[Token] = []
    j = i + length
    while j < len(tokens) and len(after) < 6:
        token, following = tokens[j], tokens[j + 1] if j + 1 < len(tokens) else None
        if _asks_whether(tokens, j) or (token.text == "," and _asks_whether(tokens, j + 1)):
            break
        bridges = (
            token.text in ("(", "-", "size", ",", "in") and following is not None and _qualifies(following)
        )
        closes = token.text in (")", "size") and bool(after)
        if not (_qualifies(token) or bridges or closes):
            break
        after.append(token)
        j += 1
    if after and after[-1].text == ")" and not any(t.text == "(" for t in after):
        after.pop()
    return before, after


def _asks_whether(tokens: Sequence[Token], j: int) -> bool:
    """Whether "can" at ``j`` is the verb of "can you"."""
    return [token.text for token in tokens[j : j + 2]] in (["can", "you"], ["can", "i"], ["can", "we"])


def _qualifies(token: Token) -> bool:
    return token.kind is Kind.SIZE or token.text in CONTAINERS or token.text in _FAMILY


def _choose(lex: Lexicon, ids: tuple[str, ...], around: Sequence[Token]) -> str | None:
    """Which of the sizes of one article is meant; None when the size written is none of them."""
    family = any(token.text in _FAMILY for token in around)
    sizes = [size for token in around if (size := _ounces(token))]
    containers = {CONTAINERS[token.text] for token in around if token.text in CONTAINERS}
    if not (family or sizes or containers):
        return ids[0]
    wider = dict.fromkeys([*ids, *(sibling for p in ids for sibling in lex.siblings[p])])
    if sizes:
        return _nearest(lex, tuple(wider), sizes[0])
    fitting = [p for p in wider if lex.traits[p].family == family]
    in_container = [p for p in fitting if lex.traits[p].container in containers]
    return [*in_container, *fitting, *ids][0]


def _nearest(lex: Lexicon, ids: tuple[str, ...], size: Decimal) -> str | None:
    """The product whose size is nearest in proportion; None when none comes near."""
    best, best_ratio = None, _OTHER_SIZE
    for product in ids:
        ounces = lex.traits[product].ounces
        if ounces is None:
            return product
        ratio = max(ounces / size, size / ounces)
        if ratio < best_ratio:
            best, best_ratio = product, ratio
    return best


# Spelling -----------------------------------------------------------------------------------------------

_SHORTEST_MISSPELT = 6
_SHORTEST_TWICE_MISSPELT = 9

_SHORTEST_THINNED = 4
_DOUBLE = re.compile(r"(.)\1")


def _thin(word: str) -> str:
    """A word without double letters, which is how they are forgotten and put where they are not."""
    return _DOUBLE.sub(r"\1", word)


# English words one slip away from a name.
_NOT_MISSPELT = words(
    "planted planner planned mentor mentors banter ponder printer almost minster monitor magnate classes "
    "cliff classical single singles ranges organs energetic postcode protest crispy salter sticker sicker "
    "spite tropical platter plaster startling string sprint smoke smoker charge changing charming "
    "stocked staffed better bitter packet pantry breathe headstone magneto saltwater smartwatch"
)


@lru_cache(maxsize=4096)
def spelt(word: str) -> str:
    """``word`` as the catalogue spells it, if it is one slip away from a long name ("dorritos")."""
    lex = lexicon()
    if word in lex.owners or word in _NOT_MISSPELT:
        return word
    thin = _thin(word)
    if thin in lex.thinned and len(thin) >= _SHORTEST_THINNED:
        return lex.thinned[thin]
    if len(word) < _SHORTEST_MISSPELT - 1:
        return word
    best, best_distance = word, 3
    for known in lex.spellings.get(word[0], ()):
        allowed = 2 if len(known) >= _SHORTEST_TWICE_MISSPELT else 1
        distance = OSA.distance(word, known, score_cutoff=max(min(allowed, best_distance - 1), 0))
        if distance <= allowed and distance < best_distance:
            best, best_distance = known, distance
    return best
