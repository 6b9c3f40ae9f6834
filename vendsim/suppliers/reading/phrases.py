"""The phrases by which acts are known, in the canonical form of sentences.

Data, not code: add a phrase to the act it performs, and a mail to the corpus that shows it. Two rules keep
reading fast on any text: every repetition is bounded, and nothing that repeats stands inside a repetition.
"""

from __future__ import annotations

from enum import Enum


class Act(Enum):
    """What a sentence does."""

    CANCEL = "cancel"
    PAID = "paid"
    COMPLAIN = "complain"
    OVERDUE = "overdue"  # something should have come and has not
    WHEN = "when"  # asks for the state of an order
    AMEND = "amend"
    ACCEPT = "accept"
    ORDER = "order"
    WILL_BUY = "will buy"  # an order if the address is there too
    ASK_SHIP = "ask ship"  # a polite question that is an order if the address is there too
    REPEAT = "repeat"
    SAME_ADDRESS = "same address"
    COUNTER = "counter"
    CAN_YOU = "can you"  # "does that work?": makes a price an offer to talk about
    RIVAL = "rival"
    ASK_PRICE = "ask price"
    ASK_CATALOGUE = "ask catalogue"
    NO_ORDER = "no order"  # says that this is not an order
    MAYBE = "maybe"  # buying, but only perhaps or under a condition


_I = r"(?:i|we)"
_THE_ORDER = (
    r"(?:(?:my|our|the|this|that|last|entire|whole|previous|first|recent|pending|QTY) ){0,4}"
    r"(?:(?:re ?)?order|ORDERID|purchase|shipment)"
)

PHRASES: dict[Act, tuple[str, ...]] = {
    Act.CANCEL: (
        rf"\bcancel(?:l?ing|l?ed)? (?:\w+ ){{0,4}}?{_THE_ORDER}\b",
        r"\b(?:please|must|need to|want to|like to|have to|to) cancel\b",
        r"^cancel\b|\b(?:am|are) cancel?ling\b",
        rf"\b{_THE_ORDER}\b .{{0,40}}\b(?:please )?cancel(?:l?ed)?\b",
        rf"\b(?:stop|withdraw|void|scrap|revoke|rescind|call off|disregard|retract"
        rf"|nullify) (?:\w+ ){{0,2}}?{_THE_ORDER}\b",
        rf"\b(?:do|does) not (?:need|want) {_THE_ORDER}\b|\bback(?:ing)? out of {_THE_ORDER}\b",
        rf"\bnot (?:be )?(?:able to )?(?:going (?:ahead|forward|through)"
        rf"|go (?:ahead|forward|through)|moving forward"
        rf"|move forward|proceed|proceeding|following through) with {_THE_ORDER}\b",
    ),
    Act.PAID: (
        r"\b(?:it|order|ORDERID|invoice|everything) (?:is|has been|was) (?:now |already |fully )*paid\b",
        rf"\b{_I} (?:have )?(?:just |already )*paid (?:for|in full|you|yesterday|today)\b"
        rf"|\band (?:have )?(?:just )?paid (?:it|the|your|this)\b",
        rf"\b{_I} (?:have )?(?:just |already |now |also )*(?:sent|paid|transferred|wired|remitted|submitted"
        rf"|made|completed|issued) "
        r"(?:(?:you|the|a|an|my|our|your|full|over|through|it|payment|of) )*(?:MONEY|payment|transfer"
        r"|deposit|balance|invoice|ORDERID)",
        r"\bpayment (?:of MONEY |in full |for \S+ |has |was |is )*(?:just |been |already |now )*(?:sent|made"
        r"|paid|completed|submitted|transferred|went out|went through|on its way|on the way)\b",
        r"\bMONEY (?:has been|was|is) (?:just |now )*(?:sent|paid|transferred|wired|on its way)\b",
        r"^payment (?:sent|made|notice|notification|confirmation|complete|completed|for ORDERID|advice)\b",
        r"\b(?:please find|confirming|this confirms|to confirm|attached is) (?:\w+ ){0,3}payment of MONEY\b",
        r"\b(?:just|already) (?:sent|paid|transferred|wired) (?:\w+ ){0,3}?MONEY\b",
        r"^(?:sent|paid|transferred|wired) (?:\w+ ){0,2}?MONEY\b|\band paid (?:the |you )?MONEY\b",
        r"^(?:money|funds|transfer) (?:was |has been |is )?sent\b",
    ),
    Act.COMPLAIN: (
        r"\bonly (?:received |got )?QTY (?:\w+ ){0,4}?(?:arrived|came|were delivered|was delivered|made it"
        r"|showed up|of)\b",
        rf"\b{_I} (?:have )?only (?:received|got)\b|\b(?:received|got|arrived"
        rf"|delivered) (?:\w+ ){{0,2}}?only\b",
        r"\b(?:arrived|were|was|came|are|is|received|some|bags|cans) (?:\w+ ){0,3}?(?:damaged|broken|crushed"
        r"|expired|stale|spoiled|leaking|dented|melted|moldy|wrong|short|missing|incorrect|defective)\b",
        r"\b(?:missing|damaged|wrong|incorrect|defective|expired) (?:\w+ ){0,2}?(?:items?|units?|bags?|cans?"
        r"|bottles?|product|goods|shipment|delivery|order|PRODUCT|case|cases|QTY)\b",
        r"\bshort (?:delivery|shipment|shipped|by QTY)\b|\bshorted\b|\bQTY (?:\w+ ){0,2}short\b",
        r"\b(?:want|need|demand|request|send|issue|expect|owe|get|for|full|partial"
        r"|requesting) (?:\w+ ){0,4}?(?:refund|replacement|replacements|credit note)\b|\brefund (?:me|us|the"
        r"|my|our|MONEY)\b|\brefund (?:be )?issued\b|\bdiscrepanc(?:y|ies)\b",
        r"\bnot (?:what|the same as|as) (?:i|we) (?:ordered|agreed|paid for)\b"
        r"|\binstead of (?:the )?(?:QTY )?(?:\w+ )?(?:PRODUCT )?(?:i|we"
        r"|as) ordered\b",
        r"\byou (?:sent|shipped|delivered) .{0,40}\b(?:instead|in place of|when (?:i|we)|but (?:i|we))\b",
        r"\bcomplaint\b|\bcomplain\b|\bunacceptable\b|\bmoney back\b(?! guarantee)",
        r"\b(?:had|contained|held|included) (?:only )?QTY .{0,40}\binstead of QTY\b",
        r"\bovercharged\b|\bcharged (?:me |us )?(?:twice|too much|double)\b",
        rf"\b{_I} (?:was|were) promised\b",
        r"\bpaid (?:for )?QTY .{0,60}\b(?:but|and|yet) .{0,30}\b(?:received|arrived|got|came)\b",
        r"\bordered QTY .{0,60}\b(?:but|and|yet) .{0,30}\b"
        r"(?:received|arrived|got|came|you sent|you shipped)\b",
    ),
    Act.OVERDUE: (
        r"\bwhere (?:is|are|has|have)\b .{0,30}\b(?:order|ORDERID|delivery|shipment|package|goods|it"
        r"|products)\b",
        r"\b(?:has|have|had|is|did|was) (?:still )?(?:not|never) (?:yet |been |still )*(?:arrive|arrived"
        r"|come|shipped|delivered|received|shown|reached|turned)\b",
        r"\bnothing (?:has |have )?(?:yet )?(?:arrived|come|came|was delivered|shown|been delivered)\b",
        rf"\b{_I} (?:have|did|still have) (?:still )?(?:not|never) (?:yet )?(?:received?|got|gotten"
        rf"|seen)\b .{{0,60}}\b(?:order|ORDERID|delivery|shipment|goods|it|anything|PRODUCT|tracking)\b",
        r"\b(?:was|were) (?:due|supposed to|meant to|expected|scheduled)\b|\boverdue\b|\bstill (?:waiting"
        r"|missing)\b|\bnever (?:arrived|came|showed)\b",
        r"\b(?:order|ORDERID|delivery|shipment) (?:is|seems) (?:\w+ )?late\b",
        r"\bno (?:delivery|sign of)\b|\bnot (?:yet )?arrived\b|\breceived neither\b",
        r"\bstill (?:do|have) not (?:have|received|got|gotten|seen) (?:it|them|anything|my|our|the)\b",
    ),
    Act.WHEN: (
        r"\bstatus (?:of|on|update|for)\b|\border status\b|\bupdate on\b|\btracking\b"
        r"|\bany (?:news|word|update"
        r"|updates) (?:on|about|regarding|\?)",
        rf"\bwhen (?:will|can|should|would|do|does|is|are) .{{0,40}}(?:{_THE_ORDER}|it|they|delivery"
        rf"|the goods|everything)\b .{{0,30}}\b(?:arrive|ship|come|delivered|shipped|sent|expect|expected"
        rf"|get here|here|leave|dispatched)?",
        r"\bwhen (?:can|should|may) (?:i|we) expect (?:it|them|delivery|my|our|the|this|ORDERID|arrival)\b",
        rf"\b(?:has|have|did|is|was|will) {_THE_ORDER} (?:\w+ ){{0,3}}?(?:ship|shipped|sent|dispatched"
        rf"|confirmed|received|processed|left|arrive|arrived|on)\b",
        r"\b(?:did|have) you (?:receive|received|get|got|ship|shipped|sent|dispatched) (?:my|our|the|it)\b",
        r"\beta\b|\bany idea when\b|\bwhen (?:\w+ ){0,3}will (?:arrive|ship|come|be delivered)\b",
        rf"\bfollow(?:ing)? up on {_THE_ORDER}\b|\bchecking (?:in )?on {_THE_ORDER}\b",
    ),
    Act.AMEND: (
        rf"\b(?:change|changes|update|amend|amendment|modify|adjust|revise|edit|correct|correction|increase"
        rf"|reduce|raise|lower|cut|bump|alter) (?:\w+ ){{0,6}}?(?:to |in |on |of |for )?{_THE_ORDER}\b",
        r"\b(?:change|update|increase|reduce|raise|lower|cut|bump|adjust|amend|modify|revise"
        r"|correct) (?:\w+ ){0,4}?(?:quantity|quantities|qty|QTY|PRODUCT)\b .{0,40}\bto QTY\b",
        r"\bmake (?:it|that|them) QTY\b",
        rf"\b(?:add|include) (?:\w+ ){{0,2}}?QTY .{{0,80}}\bto {_THE_ORDER}\b",
        rf"\b(?:remove|drop|take) (?:\w+ ){{0,2}}?(?:QTY )?(?:\w+ )?PRODUCT\b .{{0,40}}\b(?:from"
        rf"|off) {_THE_ORDER}\b",
        rf"\b(?:swap|replace|substitute) .{{0,40}}\b(?:in|on|for|from) {_THE_ORDER}\b",
        r"\bQTY (?:\w+ ){0,3}?(?:PRODUCT )?instead of QTY\b",
        r"^(?:change|amendment|correction|update|revision) (?:of|to|in) (?:\w+ ){0,2}?(?:quantity|quantities"
        r"|order|ORDERID)\b",
    ),
    Act.ACCEPT: (
        r"^(?:(?:ok|okay|great|perfect|yes|good|thanks|alright|excellent|cool|fine|sure|hi|hello"
        r"|[,.!-]) )*(?:confirmed|agreed|accepted|deal|approved)\b(?! \?)",
        rf"\b{_I} (?:hereby |gladly |happily |can |will |would like to |am happy to |are happy to "
        rf"|am pleased to |are pleased to |do )*(?:accept|agree|confirm|approve)\b",
        r"\b(?:let us|please|kindly|you can|you may|i would like to|happy to|ready to|we can|we will|i will"
        r"|i am ready to) (?:go ahead|proceed|move forward)\b",
        rf"\b{_I} will (?:gladly |happily )?(?:take|go with) (?:it|them|that|this|those|your|the)\b",
        r"\b(?:that|this|your (?:offer|price|quote|terms)|it|the (?:offer|price|quote|terms)|MONEY(?: each"
        r"| per \w+| a \w+| / \w+)?(?: (?:on|for) (?:the )?PRODUCT)?"
        r"|everything) (?:all )?(?:works?|sounds? good|sounds? great|is fine"
        r"|is acceptable|are acceptable|looks? good|is good|is agreed|are fine|are good|look good)\b(?! if)",
        r"\b(?:those|these|the|your) (?:numbers|prices|terms|figures|rates)\b"
        r"(?! (?:do|will) not).{0,20}\b(?:work"
        r"|are fine|are good|look good)\b",
        r"^(?:sounds|looks) (?:good|great)\b|^works for (?:me|us)\b|^let us do (?:it|this)\b",
        r"\b(?:it is|we have|you have|you have got|have) (?:a|got a) deal\b",
        r"\b(?:quote|offer|price|terms|order confirmation) accepted\b|\bconfirming (?:the |my |our "
        r"|this )?(?:order|ORDERID|acceptance)\b",
        r"\border confirmed\b",
    ),
    Act.ORDER: (
        rf"\b{_I} (?:would like|would love|want|wish|need|am ready|are ready|am writing|am happy"
        rf"|are happy) to (?:\w+ )?(?:place|order|buy|purchase|submit|make|reorder|re order)\b(?! (?:regular"
        rf"|regularly|orders|more|future|from you|in the future|weekly|monthly))",
        rf"\b{_I} (?:am|are) (?:\w+ )?(?:ordering|placing|submitting|purchasing)\b(?! orders\b)",
        rf"\b{_I} hereby (?:order|place|submit)\b",
        rf"\b{_I} (?:would like|want|will have) (?:to have |to get |to receive )?(?:the following|QTY"
        rf"|these)\b",
        r"(?:^|\bplease |\bkindly |\band |\bthen |\bso |, |: |! |\bjust |\b(?:would like|want|need) you to "
        r"|- )(?:please |kindly |also |just |then |now )*"
        r"(?:send|ship|deliver|supply|dispatch|order|book|ring up|process|enter|place|prepare|rush"
        r"|get|put (?:through|in)|put (?:me"
        r"|us) down for|sign (?:me|us) up for) "
        r"(?:(?:me|us|out|over|along|another|an|a|the|this|my|our|new|following|order|orders|of|for|items?"
        r"|products?|below|these|exactly|immediately|asap|through|shipment|in) )*"
        r"(?:: )?(?:QTY|PRODUCT|following|this order|order|below|these items|as follows|items|items :)",
        r"\b(?:here is|this is|below is|following is|please find|please accept|attached is|consider this"
        r"|see) (?:(?:my|our|the|a|an|new|firm|this|below|attached|next|first|second|third|another|initial"
        r"|todays|weeks|months|official|confirmed|weekly|QTY|THING) )*(?:purchase )?order\b"
        r"(?! (?:history|from|of last|number|status|id|list))",
        r"\b(?:my|our|new|purchase|firm) order(?: details)?(?: is| for (?:today|this week"
        r"|you))?(?: as follows)? :",
        r"\bplease (?:confirm|accept|process|fulfil|fulfill|treat this as|take|consider) (?:this |the |my "
        r"|our |a |an |following |below |as )*(?:purchase |firm )?order\b"
        r"(?! (?:total|cost|price|amount|value|status|number|history))",
        r"(?<!my )(?<!our )(?<!the )\bconfirmed order (?:of|for) QTY (?:\w+ ){0,3}?PRODUCT\b.*\bship(?:ped"
        r"|ping)? to ADDRESS",
        r"(?:^|, |\band )(?:please |kindly )?(?:send|ship|deliver|supply) "
        r"(?:(?:me|us|out|the|these|this|following|items?|products?|goods|order|to|ADDRESS|THING|our|my"
        r"|storage|address|as|soon|possible|asap|,) )*:(?: QTY|$)",
        r"\brequest(?:ing)? the following (?:items |products |goods )?(?:for delivery|for shipment"
        r"|delivered|shipped|to be)\b",
        r"\brequest(?:ing)? (?:the |a )?(?:shipment|delivery|dispatch) of QTY\b",
        r"^ordering (?:today|now)?\b.*\bQTY\b",
        r"^(?:re ?)?orders? :? QTY\b",
        r"\border (?:is |reads )?as follows\b",
        r"\bserves? as (?:our|my|an?|the) (?:\w+ ){0,2}order\b",
        r"^(?:(?:yes|ok|okay|great|please|,) )*"
        r"(?:placing an order|go ahead with|ready to (?:buy|order))\b.*\bQTY\b",
        rf"\b{_I} (?:would like|want) to go (?:ahead )?with QTY\b",
        r"\b(?:my|our) order (?:\w+ )?(?:consists of|comprises|is) (?:: )?QTY\b",
        r"\bconfirm(?:ing)? (?:the |my |our |a )?purchase of QTY\b",
        rf"\b{_I} (?:would like|want|need) to (?:restock|stock up)(?: with| on)? QTY\b",
        rf"(?:\b{_I} have decided|\band would like|\band (?:want|wish)) to (?:place|order|buy"
        rf"|purchase)\b(?! (?:regular|regularly|orders|more|future))",
        r"\b(?:please|kindly) (?:schedule|arrange|organise|organize) (?:the |a |for )?(?:delivery"
        r"|shipment|shipping"
        r"|dispatch) (?:of|for) (?:QTY|the following|these)\b",
        r"\b(?:would like|want|wish|happy|ready) to (?:proceed|go ahead|move forward) with (?:the following"
        r"|(?:our|my|the|this|an?) (?:\w+ )?(?:order|purchase)\b.{0,20}:$)",
        r"\bgo ahead and (?:ship|send|order|book|process|deliver)\b",
    ),
    Act.WILL_BUY: (
        rf"\b{_I} (?:will|can|am going to|are going to|am prepared to|am happy to) (?:now |gladly |happily "
        rf"|also )*(?:take|order|buy|purchase|get)\b",
        rf"\b{_I} (?:will |do |urgently |also |now )*(?:need|require)\b (?:(?:to|get|have|the"
        rf"|following) )*(?:QTY|:|PRODUCT|following)",
        r"^QTY (?:\w+ )?PRODUCT\b.{0,200}\b(?:please|to ADDRESS)\b",
        r"\bplease (?:add|include|charge|invoice)\b",
        r"\blet us (?:do|go with|make it|start with)\b.*\bQTY\b",
        rf"\b{_I} buy QTY\b(?!.*\b(?:a|per|every|each) (?:week|month))",
        rf"^yes(?: ,)? (?:please|that is (?:right|correct))\b|\b{_I} meant QTY\b",
    ),
    Act.ASK_SHIP: (
        r"\b(?:can|could|would) you (?:please )?ring (?:me|us) up for QTY",
        r"\b(?:could you|(?:can|would|will) you (?:please|kindly)) (?:please |kindly |also )*(?:send|ship"
        r"|deliver|get|supply|book|process|prepare|put) (?:me |us |out |over |through "
        r"|together )*(?:an order (?:of|for) |the |a |another |my order of )?QTY",
        rf"\b(?:can|could|may|might) {_I} (?:please |kindly )*(?:order|get|have|buy|purchase"
        rf"|place an order for)\b",
    ),
    Act.REPEAT: (
        r"\b(?:repeat|duplicate|re ?send|redo|same as|rerun) (?:my |our |the |exactly |that )*(?:last"
        r"|previous|prior|most recent|recent|earlier|first)(?: \w+)? ?(?:order|one|time)\b",
        r"\b(?:repeat|duplicate|redo|rerun) (?:(?:my|our|the|that|this|entire|whole|exact) ){0,3}(?:order"
        r"|ORDERID)\b",
        r"\bsame (?:order|items|products|quantities|thing) (?:and quantities )?as (?:last|before|the last"
        r"|my last|my previous|previously|in my last|our last)\b",
        r"\breorder (?:the same|everything|my last|my previous|the last|same)\b|\bre order (?:the same"
        r"|everything)\b",
        r"\b(?:repeat|same) order (?:please|again|as)\b",
        r"\bthe usual(?: order)?\b(?! (?:address|place|location|price|way|terms))|\bsame again\b",
    ),
    Act.SAME_ADDRESS: (
        r"\bsame (?:delivery |shipping |ship to |storage )?(?:address|location|destination|place)\b",
        r"\b(?:address|delivery address) (?:as|on file|is unchanged|unchanged|is the same|stays the same)\b"
        r"|\bon file\b|\busual address\b",
    ),
    Act.COUNTER: (
        r"\b(?:can|could|would|will) (?:you|we) (?:\w+ ){0,3}?(?:do|accept|consider|take|meet|match|beat"
        r"|offer|agree|come down|go down|go as low|drop|lower|reduce|improve|work with|sell|give|knock"
        r"|settle|sharpen|make it|bring)\b.*(?:MONEY|lower|reduce|improve|down|match|beat|better|THING)",
        r"\b(?:can|could|would|will) you (?:\w+ ){0,2}?(?:match|beat|do better|sharpen|come down|lower"
        r"|improve|reduce|drop)\b",
        r"\b(?:how|what) about (?:this|these|that|those|the following)\b.{0,20}:$",
        r"\b(?:how about|what about|meet me at|meet us at|settle (?:at|on|for)|let us say|say) (?:QTY "
        r"|PRODUCT |at |for )*MONEY",
        rf"\b{_I} will (?:\w+ )?(?:offer|accept|do|go|counter|pay) (?:\w+ ){{0,2}}?MONEY (?:each|per|a|for|/"
        rf"|on)\b|^(?:offer|counter ?offer|bid) :",
        rf"\b{_I} (?:would like|want|need) (?:to (?:pay|be at|see) |it at |them at )?MONEY",
        rf"\b{_I} (?:can|could|would|am|are|was|were) (?:\w+ ){{0,3}}?(?:offer|pay|do|go|looking at"
        rf"|looking for|hoping for|thinking|prepared|willing|stretch|counter|propose|aiming|targeting"
        rf"|accept)\b.*MONEY",
        rf"\b{_I} (?:offer|propose|suggest|counter|target)\b.*MONEY",
        r"\b(?:my|our) (?:target|offer|counter ?offer|counter|counterproposal|proposal|budget|limit|maximum"
        r"|max|goal|ceiling|best offer)\b.*(?:MONEY|:)",
        r"\btarget price\b|\btarget(?:ing)? MONEY",
        r"\b(?:too|bit|rather|quite|very|pretty|way|still|fairly|somewhat|little) (?:\w+ )?(?:high|much"
        r"|expensive|steep|pricey|rich)\b",
        r"\babove (?:market|wholesale|what)\b|\bclose to (?:street|retail|supermarket)\b|\bmore than (?:i"
        r"|we) (?:can|am|are)\b",
        r"\bcounter ?(?:offer|proposal|propose)\b|^counter\b|\bhigher than (?:i|we)\b"
        r"|\bbring .{1,40}\bdown to MONEY\b",
        r"\brequest (?:a|an) (?:THING )?(?:discount|reduction)\b"
        r"|\bTHING (?:discount|reduction|off) (?:on|off)"
        r" (?:your|the)\b|\bimprove (?:on )?(?:the|your|this|that) (?:offer|quote|prices?|pricing)\b",
        r"\b(?:works?|deal|agree|accept|take it|go ahead)\b.{0,30}\b(?:if|provided|as long as|on condition"
        r"|assuming) (?:that )?(?:you|shipping|delivery) (?:(?:can|could|will|also) )?(?:include|throw|add"
        r"|cover|waive|drop|is|are)\b",
        r"\bmatch (?:it|that|this|them|those|these|the|MONEY|their)\b|\bbeat (?:it|that|this|their|MONEY)\b"
        r"|\bprice match\b",
        r"\b(?:room|flexibility|wiggle room) (?:to negotiate|on (?:the )?(?:price|pricing|PRODUCT)"
        r"|for (?:negotiation|movement|improvement|(?:a )?(?:better|lower|discount)|MONEY))\b"
        r"|\bany (?:room|flexibility)\b|\bnegotia(?:te|ble|tion)\b",
        r"\b(?:if|provided|assuming) (?:you|we|the price|it|that)\b.*(?:MONEY|match|beat|lower|come down"
        r"|do better).*\b(?:i|we) (?:will|would|can|am|are|could)\b",
        rf"\b{_I} (?:will|would|can|am|are|could)\b.*\b(?:if|provided|as long as|assuming)\b (?:you|we"
        rf"|the price|it|that|this)\b.*(?:MONEY|match|beat|lower|come down|better|price)",
        r"\b(?:need|want|would need|like|prefer|hope|get|have|see|expect) (?:\w+ ){0,5}?(?:at|under|below"
        r"|around|closer to|down to|near|no more than) MONEY",
        r"\bwould MONEY\b|\bis MONEY (?:\w+ )?(?:possible|doable|ok|okay|acceptable|workable)\b"
        r"|\bMONEY (?:\w+ ){0,4}?(?:would work|possible|doable|workable)\b",
        r"\b(?:better|lower|best) (?:price|pricing|rate|deal)\b.*\b(?:if|than)\b",
        r"\bdo better\b|\bbetter (?:price|pricing|deal|rate|offer)\b",
    ),
    Act.CAN_YOU: (
        r"\b(?:can|could|would) you (?:do|agree to|accept|manage|offer|honor|honour) (?:that|this|it|these"
        r"|those)\b.*\?",
        r"\b(?:does|would|will|do|is) (?:that|this|it|these|those|MONEY) (?:price |prices )?(?:work|possible"
        r"|acceptable|ok|okay|doable|fair|sound|agreeable|suit)\b.*\?",
        r"^(?:deal|agreed|ok|okay|fair|possible|doable|acceptable|thoughts|sound good|works|yes or no) \?",
        r"\bdo we have a deal\b|\b(?:can|could|shall|would|might) (?:you|we) (?:\w+ )?(?:agree|settle)\b.*\?",
        r"\blet (?:me|us) know if (?:you can|you could|you are able to|that|this|it|those|these|MONEY) (?:do"
        r"|work|works|accept|match|meet|agree|is|are|suits|offer|acceptable)\b",
    ),
    Act.RIVAL: (
        r"\b(?:another|other|competing|rival|different|second|alternative|local|one) (?:supplier|suppliers"
        r"|distributor|distributors|vendor|vendors|wholesaler|wholesalers|company|source|sources|quote"
        r"|quotes|offer|offers|bid|bids)\b",
        r"\b(?:competitor|competitors|competition|elsewhere|costco|sams club|restaurant depot)\b",
        r"\bsupplier (?:is |are )?(?:at|asks|wants) MONEY\b",
        r"\bsupplier (?:has |have |is |just )*(?:quoted|quoting|offers|offered|offering|sells|charges"
        r"|gave)\b",
        r"\b(?:quoted|offered) (?:me |us )?(?:MONEY|at MONEY).{0,40}\b(?:by|from)\b",
        r"\b(?:have|got|received|holding) (?:a |an |another )?(?:quote|offer|quotes) (?:of|for|from"
        r"|at)\b(?! you\b)",
    ),
    Act.ASK_PRICE: (
        r"\b(?:price|prices|pricing|priced)\b|\bquot(?:e|es|ation|ations|ing)\b|\bprice ?list\b|\brates?\b",
        r"\bhow much (?:is|are|would|will|do|does|for|per|to|QTY|PRODUCT|\?)|\bwhat (?:would|will|does|do|is"
        r"|are) .{0,60}\b(?:cost|costs|charge|run|total|come to)\b|\bcosts? (?:per|of|for)\b"
        r"|\bwhat does .{0,40}cost\b",
        r"\b(?:total|cost|price) (?:for|of)\b|\b(?:be|have|get)\b.{0,40}\b(?:quoted|priced)\b"
        r"|\bPRODUCT (?:quoted|priced)\b(?! at)",
        r"\binquiry\b|\benquiry\b|\binquiring\b|\binterested in\b|\blooking for (?:a )?(?:supplier"
        r"|wholesale)\b",
        r"\bdo you (?:\w+ )?(?:carry|sell|stock|have|offer|supply)\b .{0,40}PRODUCT",
        r"\brfq\b",
    ),
    Act.ASK_CATALOGUE: (
        r"\b(?:product|price|item|wholesale|full|current|complete) ?(?:list|lists|catalog|catalogue|line"
        r"|range|listing)\b|\bcatalog(?:ue)?s?\b",
        r"\bwhat (?:\w+ )?(?:products|items|snacks|drinks|beverages|goods|brands) do you\b"
        r"|\bwhat do you (?:carry|sell|offer|stock|have)\b",
        r"\b(?:products|items) (?:you|that you) (?:carry|sell|offer|stock|have)\b"
        r"|\bproducts (?:are )?available\b",
    ),
    Act.NO_ORDER: (
        r"\b(?:this|it|that) (?:is|was) (?:not|only|just|merely|purely) (?:yet |meant as |intended as "
        r"|to be |considered |a |an |the |for |binding |firm |actual |purchase |formal )*(?:order|inquiry"
        r"|enquiry|quote|question|price check|hypothetical|draft|example|estimate|inquiry)\b",
        r"\bnot (?:yet )?(?:(?:an?|the|a firm|a binding|my|our) (?:\w+ )?)?(?:order|ORDERID|purchase)\b",
        r"\b(?:do|does|did|should|please do|must|can|will) not (?:yet |please )?(?:\w+ )?(?:ship|send"
        r"|deliver|dispatch|process|book|place|order|prepare|supply|fulfil|fulfill|treat|take|consider"
        r"|execute|act|enter|invoice|charge|start|buy|purchase)\b(?! (?:me )?(?:spam|ads|marketing"
        r"|newsletters|partial|substitut\w+|anything else|other|late|it late|the invoice|expired))",
        r"\b(?:not|never) (?:yet )?(?:ready|able|prepared|looking|placing|ordering|committing|committed"
        r"|authorized|authorised|going|buying|in a position|planning)\b",
        r"\b(?:before|until) (?:i|we) (?:\w+ )?(?:order|place|commit|decide|buy|purchase|confirm)\b"
        r"|\b(?:before|prior to|without) (?:placing|ordering|committing|buying|any order|an order|my order"
        r"|a firm order)\b",
        r"\bhold (?:off|the order|my order|this order|it|shipment)\b|\bon hold\b|\bwait (?:for|until"
        r"|before) (?:my|i|we|further)\b|\bhave not decided\b|\bno (?:order|commitment|obligation"
        r"|purchase)\b",
        r"\bnon ?binding\b|\bhypothetical(?:ly)?\b|\bfor (?:comparison|budgeting|planning|reference"
        r"|information)\b|\bcollecting (?:prices|quotes)\b|\b(?:just|only|merely) (?:asking|checking"
        r"|comparing|curious|collecting|browsing|gathering|inquiring|exploring|looking|researching|pricing"
        r"|want a quote|need a quote|a quote|an inquiry|a question)\b",
        r"\b(?:quote|quotes|prices|pricing|estimate) only\b|\bonly (?:a |the )?(?:quote|prices|pricing"
        r"|estimate)\b",
        r"\b(?:draft|proposed|possible|potential|planned|prospective) (?:order|of)\b|\b(?:example|sample"
        r"|template) order\b|\bwould (?:an?|my|the|such an?) order\b",
        r"\bnot (?:to )?(?:ship|send|deliver|order|process)\b|\b(?:ship|send|deliver|order) nothing\b",
        r"\bdo not (?:, )?(?:under (?:any|no) circumstances|ever|do anything)\b|\bunder no circumstances\b"
        r"|\bnever (?:send|ship|deliver|order|process)\b",
        r"\b(?:stop|avoid|refrain from|delay|postpone|pause|halt|suspend) (?:\w+ )?(?:sending|shipping"
        r"|delivering|ordering|the|all|any|this|my|our|shipment|shipping|delivery)\b",
        r"\b(?:not final|never ?mind|not yet final|no need to|only an idea|just an idea|wish ?list|tentative"
        r"|tentatively|provisional|provisionally)\b",
        r"^(?:plans?|todo|to do|note to self|reminder|remember|ideas?|drafts?|examples?|notes?"
        r"|thoughts?) (?::|to\b)",
        r"\b(?:imagine|pretend|by mistake|in error|by accident|accidentally|just kidding|kidding"
        r"|changed (?:my|our) mind)\b",
        r"\b(?:ignore|disregard)(?: [.!])?$",
        r"\b(?:ignore|disregard) (?:it|this|that|these|my|our|the (?:previous|last|above|order|mail"
        r"|email))\b",
        r"\bnothing (?:should|is to|needs to) be\b|\b(?:waiting for|need|awaiting|pending"
        r"|subject to) (?:\w+ )?approval\b|\bfirst tell me\b",
    ),
    Act.MAYBE: (
        r"\b(?:might|may|maybe|perhaps|possibly|potentially|eventually|someday)\b",
        r"\b(?:considering|thinking (?:of|about)|interested in|looking (?:to|into|at)|planning (?:to|on)"
        r"|plan (?:to|on)|next order|will confirm (?:on|by|later|tomorrow|soon|once|when|THING)|hope to"
        r"|hoping to|intend to|tempted to|expect to)\b",
        r"^should (?:the|you|your|it|that|this|we|i)\b|\b(?:wrote|typed|says|said|told|wants? (?:me|us) to"
        r"|asked (?:me|us)|somebody|someone)\b",
        r"\b(?:if|unless|as soon as|the moment|the minute|provided|providing|assuming|suppose|supposing"
        r"|in case|as long as|should you|once|when|whenever|after|contingent|depending|subject to"
        r"|conditional|pending|until|before|otherwise)\b",
        r"\b(?:next (?:week|month|time|year|quarter)|in the future|later (?:this|on)|going forward"
        r"|down the road|tomorrow|would have|had i|were i|was going to|wanted to|almost)\b",
        r"\b(?:match|beat|meet|lower|drop|give|do|bring|get)\b [^.?!]{0,60}\band (?:i|we) (?:will|would|can"
        r"|could)\b",
        r"\b(?:i|we) (?:would|could) (?:\w+ )?(?:take|order|buy|purchase|ship|commit|get|need|do|have|then"
        r"|also|consider)\b",
    ),
}  # fmt: skip

# Conditions that leave an order an order.
HARMLESS = (
    r"\blet (?:me|us) know (?:if|when|once)\b.*",
    r"\bif (?:that is |it is |at all )?(?:possible|available|needed|necessary|applicable|need be|so)\b[^,]*",
    r"\bif (?:it is not too late|there is still time|it has not shipped(?: yet)?)\b",
    r"\bif (?:you have (?:any )?questions?|you need|there (?:is|are|will be) (?:any|an?) (?:issue"
    r"|problem|question|delay)s?"
    r"|you can (?=[,.!]|$)|anything|something)[^,]*",
    r"\bif (?:any|some|one) (?:of )?(?:the|these|them|this|items?|products?|PRODUCT|THING)\b[^,]*",
    r"\b(?:as soon as|once|when|after) (?:i|we) (?:receive|get|have received|have) "
    r"(?:(?:the|your|an?|my|our|this) )*(?:total|confirmation|invoice|order|goods|shipment|delivery"
    r"|it|them)\b[^,]*",
    r"\b(?:as soon as|once|when|after) (?:it ships|it is shipped|payment|they ship|shipped|ready|you receive"
    r"|the payment|dispatched|it has shipped)\b[^,]*",
    r"\bafter (?:reviewing|checking|comparing|careful|some|our|speaking|discussing|considering"
    r"|looking)\b[^,]*",
    r"\bbefore (?:this|it|the order|my order|ORDERID|they) (?:ships?|is (?:shipped|sent)|goes out|leaves)\b",
    r"\b(?:as soon as possible|as before|after all|at once|before noon|after noon|in case of questions)\b",
    r"\b(?:confirm|tell me|advise|notify me|update me|email me) (?:\w+ )?(?:if|when|once)\b.*",
    r"\bi will (?:send |make |submit |arrange |transfer )?(?:pay|payment|the payment)\b.*",
    r"\bbefore (?:QTY|THING|the end|end|friday|monday|tuesday|wednesday|thursday|saturday|sunday"
    r"|the weekend)\b",
)  # fmt: skip
