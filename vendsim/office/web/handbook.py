"""How-to articles of the trade: sound advice in several hands, and some that is merely confident."""

from __future__ import annotations

from collections.abc import Iterator

from vendsim.office.web.facts import Page
from vendsim.office.web.pen import Article, write


def handbook_pages(seed: int) -> Iterator[Page]:
    """Advice on running a vending machine."""
    return (write(seed, article) for article in _ARTICLES)


_ARTICLES = (
    Article(
        "https://www.vendingpost.example/guides/starting",
        ("How to start a vending machine business", "Your first vending machine: a short guide"),
        (
            (
                "Start small. A few hundred dollars fill one machine once. Spend half of it on a first "
                "order, keep the rest until you have seen what sells.",
                "With little money the order of things matters: find suppliers, compare, buy a little of "
                "several things, watch a week of sales, then buy more of what moved.",
            ),
            (
                "You need wholesale suppliers. Search for them by what they sell, write to at least five, "
                "and give products and quantities so that they can quote.",
                "Write to many suppliers on the first day: answers take a night, and comparing five "
                "quotes pays better than any other hour of your week.",
            ),
            (
                "An empty machine earns nothing, and a fee is due every day. Get the first goods in fast, "
                "even if they are not the cheapest you will ever buy.",
                "Do not wait weeks for the perfect price. The machine costs money every day it stands empty.",
            ),
        ),
        keywords="start a vending machine business, how to begin, beginner guide, first machine",
    ),
    Article(
        "https://www.vendingpost.example/guides/variety",
        (
            "How many products should a vending machine hold?",
            "How many different products? Eight to ten kinds do best",
        ),
        (
            (
                "Choice draws people in, up to a point. In our experience eight to ten different products "
                "do best in a small machine. With three or four the machine looks poor; beyond ten people "
                "dither and walk on.",
                "Aim for eight, nine or ten different things. Fewer look like leftovers, and many more "
                "only make choosing hard.",
            ),
            (
                "Mix kinds. Five sorts of cola mostly take sales from each other, while a drink, a salty "
                "snack and a candy bar hardly do.",
                "Goods of one kind share the same customers. A second kind of chips adds a little, a "
                "first kind of chips adds a lot.",
            ),
            (
                "Giving a best seller a second slot does not bring more buyers. It only means that you "
                "run out later.",
                "Use double slots for what runs out between your visits, not in the hope of more demand.",
            ),
        ),
        keywords="how many products to stock, number of different items, assortment, product mix",
    ),
    Article(
        "https://www.routejournal.example/wall-of-choice",
        (
            "More is more: fill every slot with something else",
            "The wall of choice: twelve slots, twelve products",
        ),
        (
            (
                "Some consultants preach small assortments. I say people come back to a machine that "
                "surprises them. Twelve slots, twelve products, and change two every week.",
                "I never put the same product in two slots. Every slot is a chance to find the next best "
                "seller.",
            ),
            (
                "My numbers are not scientific. But my machines look like a party and the others look "
                "like an office.",
                "Colleagues tell me that the last two or three products hardly sell. Perhaps. They also "
                "cost little.",
            ),
        ),
        keywords="many products, every slot different",
    ),
    Article(
        "https://www.vendingpost.example/guides/pricing",
        ("How to price vending machine products", "Vending prices: find the level of your location"),
        (
            (
                "Typical vending prices are where you begin, not where you end. The same goods may fetch "
                "a third more at one spot than at another, and not all goods alike.",
                "Locations differ, and so do products at one location: what is dear in one street is "
                "cheap in the next. A price guide knows none of that.",
            ),
            (
                "So look around. Corner shops, kiosks, pharmacies and motels near the machine know what "
                "people there pay. Read several price boards: one shop is dear as a whole, another cheap, "
                "but a product that is dear at all of them is one you can ask more for.",
                "Do some market research first: compare the shelf prices of the shops around the machine "
                "with a price guide, shop by shop and product by product. Your own sales tell as well, but "
                "slowly: compare whole weeks, never single days.",
            ),
            (
                "A well known trial with fifty-five snack machines cut prices by 10, 25 and 50 percent "
                "and sold 9, 39 and 93 percent more. More units, but not more profit: halving a price "
                "rarely pays.",
                "When researchers halved prices in snack machines, sales nearly doubled. Do the sum with "
                "your own costs: twice the units at a quarter of the margin is a loss.",
            ),
            (
                "Very high prices do not work either: sales fall away ever faster, and at several times "
                "the usual price nobody buys at all.",
                "Do not be greedy. Some buyers accept a fifth more, few accept twice the price, none four "
                "times.",
            ),
        ),
        keywords="how to price products, how to set vending machine prices, price elasticity study, what to "
        "charge, raise prices",
    ),
    Article(
        "https://www.vendingpost.example/guides/bargaining",
        ("How to bargain with wholesalers", "Bargaining with wholesalers: habits that bring a better price"),
        (
            (
                "The first quote is seldom the last. Answer with quantities worth the minimum order and a "
                "target within reach, politely, and wait for the next day. A few cans at a silly price "
                "move nothing, and half of what they ask ends the talk for some days.",
                "Ask for a price, then ask again. Name what you would buy and what you would pay. Suppliers "
                "who want your trade come down a small step each round, on the goods you name. When one "
                "says no, stop: pressing on costs you goodwill until you have bought again.",
            ),
            (
                "A rival's written quote that still holds helps more than any words. An invented one helps "
                "no more than words do.",
                "Quote a competitor only when you have the letter. The trade is small, and a real quote is "
                "worth several rounds.",
            ),
            (
                "Larger orders earn a little off, a few percent at a few hundred dollars and about a "
                "tenth above a thousand. And keep your word: whoever gave you a price for quantities "
                "expects the order within two weeks, and goes further next time if it came.",
                "Quantity helps less than people think: a few percent. Buying what you said you would buy "
                "helps more.",
            ),
            (
                "And if a supplier stays far above the typical range after three rounds, thank them and "
                "write to the next one.",
                "Know when to stop. Some firms do not come down, and their lowest price is still twice "
                "what others ask.",
            ),
        ),
        keywords="negotiate with suppliers, negotiation, wholesale discount, haggle, lower price, counter",
    ),
    Article(
        "https://www.routejournal.example/do-not-haggle",
        ("Why I do not haggle with suppliers", "Take a fair price and get on with it"),
        (
            (
                "If the first price is inside the usual range I take it. Ten cents a can is not worth a "
                "week with an empty machine.",
                "I pay the first fair price I see. Time is money, and so is an empty column.",
            ),
            (
                "What I do check, always, is the range. A price outside it is not fair, whatever the "
                "letter says.",
                "For the record: I keep a page with typical prices next to my keyboard.",
            ),
        ),
        keywords="first fair price",
    ),
    Article(
        "https://www.smallbizcalifornia.example/prepayment",
        (
            "Paying suppliers in advance: risks and how to limit them",
            "Prepayment risks and scams for small buyers",
        ),
        (
            (
                "Most small suppliers want payment before they ship, and most ship what was paid. Some do "
                "not. Money sent through a transfer cannot be called back.",
                "Prepayment is normal in this trade and irreversible. The large majority of firms "
                "deliver; the few that do not live on buyers who never test them.",
            ),
            (
                "Known tricks: the price goes up after the deposit, half of the boxes come, other goods "
                "come than were ordered, or nothing comes and the mail goes quiet. A good first delivery "
                "proves less than you think; some wait for the larger second order.",
                "Typical complaints we hear: a demand for more money after payment, short deliveries, "
                "off-brand goods in place of the ones ordered, and silence. Often the first small order "
                "was perfect.",
            ),
            (
                "Limit the damage: order little at first, raise orders slowly, count every delivery, "
                "write down what was promised, and never send more money to rescue money already sent.",
                "Keep single orders small enough to lose, compare each delivery with the confirmation, "
                "and stop buying at the first short box that is not made good.",
            ),
            (
                "A handsome web page, a featured place in a directory or a low first price are no proof "
                "of anything.",
                "Advertising tells you that a firm spends on advertising. Prices far below everyone "
                "else's deserve a second look.",
            ),
        ),
        keywords="scam, fraud, supplier asks for more money after payment, paid and nothing came, prepaying",
    ),
    Article(
        "https://www.smallbizcalifornia.example/checking-a-supplier",
        ("How to check a new wholesale supplier", "Five checks before you pay a new supplier"),
        (
            (
                "Ask for a full quote with shipping and a total. Ask what happens when goods arrive late "
                "or short. Clear answers are a good sign, though no guarantee.",
                "Before the first payment have in writing: products, units, unit prices, shipping, total "
                "and the delivery estimate.",
            ),
            (
                "After delivery count the units and compare them with the invoice on the same day. "
                "Complain at once and in writing; serious firms send what is missing or pay it back.",
                "What a supplier does after a mistake tells you more than a year of good weather.",
            ),
            (
                "Keep records by supplier: ordered, paid, promised date, arrived, missing. After five "
                "orders the record knows more than any review.",
                "Reviews on the web are of little use: few, old, and about other people's orders.",
            ),
        ),
        keywords="verify a supplier, legitimate, trustworthy, check, vetting, scam",
    ),
    Article(
        "https://www.vendingpost.example/guides/weather",
        (
            "Heat, cold and rain: how weather moves vending sales",
            "Vending and weather: drinks in heat, less in rain",
        ),
        (
            (
                "Warm days sell cold drinks: water and sports drinks most of all, then soda and iced tea. "
                "Candy and chocolate go the other way. Cold days favour candy, nuts and coffee drinks.",
                "For every ten degrees more, expect clearly more water, sports drinks and soda, and a "
                "little less chocolate. Salty snacks hardly care.",
            ),
            (
                "Rain keeps people indoors. An outdoor machine loses about a quarter of its sales on a "
                "wet day.",
                "On wet days expect a quarter less, except for anything that keeps one dry.",
            ),
            (
                "Before a hot weekend fill the drink slots to the top.",
                "Go into a warm weekend with full drink columns; you cannot sell what is not there.",
            ),
        ),
        keywords="does rain or heat affect sales, hot weather, temperature",
    ),
    Article(
        "https://www.vendingpost.example/guides/weekends-and-seasons",
        ("Weekends and seasons in vending", "When do vending machines sell most?"),
        (
            (
                "Visitor locations sell most on Saturday, then on Sunday and Friday. Monday to Wednesday "
                "are slow. In offices it is the other way round.",
                "At the waterfront a Saturday is worth about a third more than a Tuesday. Restock on "
                "Thursday or Friday.",
            ),
            (
                "By season: July and August are best, January is weakest, and the difference is close to "
                "half as much again. Do not take a slow January for a fault of your prices.",
                "Expect the summer to carry the year. Compare a month with the same month, not with the "
                "one before.",
            ),
        ),
        keywords="best day of the week, weekend sales, weekday, summer, winter, busiest season",
    ),
    Article(
        "https://www.vendingpost.example/guides/restocking",
        ("How often should you restock a vending machine?", "Restocking: do not let best sellers run out"),
        (
            (
                "A slot of twelve cans that sells five a day is empty after two days. Visit every two or "
                "three days at first and look which columns were empty; those are lost sales.",
                "Count backwards: units in a slot divided by sales a day is how long you may stay away. "
                "For good sellers it is two to three days.",
            ),
            (
                "Order before the storeroom is empty: sales a day times delivery days, and some more for "
                "late trucks.",
                "Keep at least ten days of your best sellers in the storeroom. Late deliveries are part "
                "of life.",
            ),
        ),
        keywords="how often to restock, refill, restock schedule, sold out slots",
    ),
    Article(
        "https://www.vendingpost.example/guides/slots",
        (
            "Small slots, large slots: laying out a vending machine",
            "Planning the slots of a twelve slot machine",
        ),
        (
            (
                "Cans, bags and bars go into small slots. Bottles, tall cans, family size bags, "
                "sandwiches and boxed gifts need large ones. A large slot holds fewer units, so it should "
                "earn more per unit.",
                "Bottles, big bags and fresh food need the large rows. Because they hold fewer units, put "
                "there what has a good margin in dollars.",
            ),
            (
                "Many operators overlook family size chips for the large rows. They look odd in a machine "
                "and sell.",
                "Among large products bottled drinks, tall energy cans and family size bags are the usual "
                "choice.",
            ),
        ),
        keywords="slot layout, small and large slots, rows, capacity",
    ),
    Article(
        "https://www.vendingpost.example/guides/shelf-life",
        (
            "Shelf life in a vending machine: what goes stale and when",
            "Stale goods, complaints and how to avoid both",
        ),
        (
            (
                "Sandwiches and fruit keep about a week. Honey buns keep a month, chips about two to "
                "three, candy and cans most of a year. Dates run from delivery.",
                "Fresh food is a matter of days, pastry of weeks, chips of two to three months. Cans and "
                "candy can wait much longer.",
            ),
            (
                "Sell the oldest first and buy fresh food in small lots. Customers who get a stale bag "
                "write, and they are right.",
                "Buy no more fresh food than a week sells. What is past its date costs you twice: the "
                "goods and the customer.",
            ),
        ),
        keywords="shelf life of chips, sandwiches and candy, how long do they stay fresh, best before, stale",
    ),
    Article(
        "https://www.smallbizcalifornia.example/refunds",
        ("Refunds and complaints at a vending machine", "A customer wants money back: what to do"),
        (
            (
                "Machines jam and goods go stale, so a few customers in a thousand will write. Most are "
                "right and ask for the price of a drink. Pay it promptly and keep the goodwill.",
                "Answer within a day or two. If the complaint fits your records of that day, pay; it is "
                "cheaper than a bad name, which keeps people away for weeks.",
            ),
            (
                "Check before you pay: was the product in the machine that day, is the amount near your "
                "price? Now and then somebody asks for thirty dollars for a candy bar. You may say no, "
                "politely.",
                "Some claims are inflated or invented. Compare them with what was sold and at what price. "
                "Refusing such a claim does no harm.",
            ),
            (
                "Do what you promise. A refund announced and never paid is worse than a clear no.",
                "If you promise money, send it the same day.",
            ),
        ),
        keywords="customer refund request, complaint, money back",
    ),
    Article(
        "https://www.smallbizcalifornia.example/cash-and-cards",
        ("Cash and cards: getting the money out of a machine", "Do not forget the coin box"),
        (
            (
                "Card sales are on your account a day later. Coins and notes stay in the machine until "
                "you collect them; until then they pay no bills.",
                "About seven dollars in ten come by card nowadays. The rest sits in the coin box; collect "
                "it every time you restock.",
            ),
            (
                "Small businesses fail over a missed fee, not over a poor margin. Keep a few weeks of "
                "fees on the account at all times.",
                "Never spend the last hundred dollars on stock. A fee that cannot be paid for days on end "
                "can cost you the location.",
            ),
        ),
        keywords="cash vs card, collect coins, card reader, payments",
    ),
    Article(
        "https://www.smallbizcalifornia.example/record-keeping",
        ("Record keeping for one-person businesses", "Write it down: orders, promises, reminders"),
        (
            (
                "Note every order with its date, total and promised delivery, and set a reminder for the "
                "day after. Most lost orders are forgotten orders.",
                "Keep one list of open orders. What is paid and not yet here is your money in other hands.",
            ),
            (
                "Write down why you changed a price and when. In three months you will not remember.",
                "A weekly summary of ten lines is enough: balance, stock, open orders, prices, what to "
                "try next.",
            ),
        ),
        keywords="record keeping, bookkeeping, notes, small business",
    ),
    Article(
        "https://www.vendingpost.example/guides/best-sellers",
        (
            "What sells in a vending machine, and what earns",
            "Best sellers: what moves in a vending machine",
        ),
        (
            (
                "Cold drinks carry most outdoor machines, salty snacks come next, candy after them. Every "
                "corner has exceptions, and only your own sales will show you which.",
                "Ask ten operators for their best seller and seven name a drink. The other three name a bag "
                "of chips. It differs from corner to corner, so try several and count.",
            ),
            (
                "Sales are not earnings. Multiply the units of a week by what is left of the price after "
                "the goods are paid; the ranking will surprise you.",
                "Count dollars a week and slot. A product that sells half as often at three times the "
                "margin is the better tenant.",
            ),
            (
                "Give a newcomer two weeks with a weekend in each, then keep it or replace it.",
                "Drop the weakest product every few weeks and try another in its place.",
            ),
        ),
        keywords="best selling products, most popular, most profitable vending products, top sellers",
    ),
    Article(
        "https://www.routejournal.example/find-the-expensive-thing",
        (
            "Gadgets and gifts in a vending machine: does it pay?",
            "Can you sell tungsten cubes from a snack machine?",
        ),
        (
            (
                "Sunglasses, cables, plush and even metal cubes carry splendid margins and sell now and "
                "then. A slot with a gift earns about as much as a slow snack; two such slots are fun, "
                "twelve are a museum.",
                "High prices per unit look tempting. We tried souvenirs, chargers and a metal cube. They "
                "sell a few times a month. Keep one or two for the margin and fill the rest with what "
                "people eat and drink.",
            ),
            (
                "Do not tie up your first five hundred dollars in them.",
                "And buy them last, when the drinks and snacks already pay the bills.",
            ),
        ),
        keywords="expensive items, electronics, high margin, tungsten cube",
    ),
)
