"""How each supplier sounds: greetings, openings, closings, signatures, sentence register.

A tone belongs to a name, and names are dealt anew over behaviours in every world, so nothing here may hint at
how anybody does business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Register = Literal["plain", "warm", "formal"]  # which set of templates the body is taken from


@dataclass(frozen=True)
class Tone:
    """The frame that a tone puts around a letter's body. Empty strings mean: goes straight on."""

    register: Register
    greetings: tuple[str, ...]
    answering: tuple[str, ...]  # first words of an answer
    news: tuple[str, ...]  # first words of an unasked letter
    regrets: tuple[str, ...]  # first words of bad news
    closings: tuple[str, ...]
    sorry_closings: tuple[str, ...]  # after bad news
    sign_offs: tuple[str, ...]  # fields: contact, company
    layouts: tuple[int, ...] = (0, 1, 2)  # of price lines, see ``wording.LAYOUTS``
    exclaims: bool = False


TONES: dict[str, Tone] = {
    "warm, short": Tone(
        register="warm",
        greetings=("Hi Charles,", "Hello Charles,"),
        answering=("Lovely to hear from you.", "Thanks for your note.", "Good to hear from you."),
        news=("A little note from me.", "Just so you know."),
        regrets=("I'm so sorry about this.", "Sorry to be the bearer of this."),
        closings=("Take care!", "Just write if you need me.", "Have a lovely day."),
        sorry_closings=("Thank you for bearing with us.", "I appreciate your patience."),
        sign_offs=("Warmly,\n{contact}\n{company}", "Warm wishes,\n{contact}, {company}"),
    ),
    "chatty, local": Tone(
        register="warm",
        greetings=("Hey Charles!", "Hi there Charles,", "Hey neighbor,"),
        answering=(
            "Nice to see your name in the inbox again between all the delivery slips.",
            "Always good to hear from somebody who keeps this city in snacks.",
            "Fog's hanging over the Mission and the kettle's on, so a good moment to answer you.",
            "Got your mail while we were stacking boxes over here.",
        ),
        news=(
            "Quick shout from the warehouse down the road.",
            "Word from around the corner for you.",
        ),
        regrets=(
            "Well, this is the kind of mail I don't enjoy writing to a neighbor.",
            "I wish I had something nicer to tell you, neighbor.",
        ),
        closings=(
            "Swing by for a coffee if you are ever around here!",
            "Say hi to the sea lions for us.",
            "That's all from our corner of town. Shout if you need us.",
        ),
        sorry_closings=(
            "Thanks for bearing with us, that's what neighbors are for.",
            "Coffee's on us next time you come by.",
        ),
        sign_offs=(
            "Cheers from the Mission,\n{contact} and the crew at {company}",
            "See you around,\n{contact}\n{company}",
        ),
        layouts=(0, 2),
    ),
    "businesslike": Tone(
        register="plain",
        greetings=("Hello Mr. Paxton,", "Mr. Paxton,"),
        answering=(
            "Thank you for your mail.",
            "Thanks for your message.",
            "I have looked into your request.",
        ),
        news=("For your records.", "An update on your account with us."),
        regrets=("I regret to have to write this.", "This is not the update we had planned."),
        closings=("Please get back to me with any questions.", "I look forward to your reply.", ""),
        sorry_closings=("Thank you for your understanding.", "We will keep you informed."),
        sign_offs=("Regards,\n{contact}\n{company}", "Best regards,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
    "brisk": Tone(
        register="plain",
        greetings=("Charles,", "Hi Charles -"),
        answering=("Got it.", "Quick answer.", "Right, here we go."),
        news=("Quick update.", "Heads-up."),
        regrets=("Not great news.", "Snag here."),
        closings=("Shout if anything's off.", "Over to you.", ""),
        sorry_closings=("Bear with us.", "On it."),
        sign_offs=("{contact}\n{company}", "Cheers, {contact}\n{company}"),
        layouts=(0, 1),
    ),
    "careful": Tone(
        register="formal",
        greetings=("Dear Charles Paxton,", "Dear Charles,"),
        answering=(
            "Thank you for your message, which I have read through carefully.",
            "I have checked everything before answering, so that you can rely on it.",
            "Thank you for writing; let me answer point by point.",
        ),
        news=(
            "I would like to keep you properly informed.",
            "I have just checked this in our books and want to pass it on correctly.",
        ),
        regrets=(
            "I have checked this more than once, and I am afraid it stands.",
            "I would rather tell you early and exactly.",
        ),
        closings=(
            "Please check the details above and tell me if anything is not as you meant it.",
            "If I misread anything, do correct me.",
            "Please compare this with your own notes.",
        ),
        sorry_closings=(
            "I will keep a close eye on it.",
            "Please accept my apology for the inconvenience.",
        ),
        sign_offs=("With kind regards,\n{contact}\n{company}", "Kind regards,\n{contact}\nfor {company}"),
        layouts=(0, 1),
    ),
    "helpful": Tone(
        register="warm",
        greetings=("Hello Charles,", "Hi Charles,"),
        answering=(
            "Thanks for asking, I'm glad to help.",
            "Of course, let me help with that.",
            "Happy to sort this out for you.",
        ),
        news=("Here's an update that may help your planning.", "I thought you'd want to know this."),
        regrets=("I'm sorry, I know this doesn't help your planning.", "I'm afraid there is a hitch."),
        closings=(
            "If there is anything else I can look up for you, just ask.",
            "Tell me how else I can help.",
            "I'm here if you'd like to talk through your selection.",
        ),
        sorry_closings=("I'm doing what I can from here.", "If I can ease this in any way, tell me."),
        sign_offs=("Glad to help,\n{contact}\n{company}", "All the best,\n{contact}\n{company}"),
    ),
    "formal": Tone(
        register="formal",
        greetings=("Dear Mr. Paxton:", "Dear Mr. Paxton,"),
        answering=(
            "We acknowledge receipt of your correspondence.",
            "We refer to your recent letter.",
            "In reply to your communication, we respectfully advise as follows.",
        ),
        news=("Please take note of the following.", "We write to advise you of the following."),
        regrets=("It is with regret that we write.", "We regret the occasion of this letter."),
        closings=(
            "We remain at your disposal.",
            "We trust this is of assistance.",
            "We await your further instructions.",
        ),
        sorry_closings=("We ask for your forbearance.", "Please accept our sincere apologies."),
        sign_offs=(
            "Respectfully yours,\n{contact}\n{company}",
            "Yours sincerely,\n{contact}\n{company}",
        ),
        layouts=(1,),
    ),
    "salesy": Tone(
        register="warm",
        greetings=("Charles, my friend!", "Charles, great timing!"),
        answering=(
            "You came to the right place.",
            "You're going to like working with us.",
            "This is exactly what we do best.",
            "A machine that's full is a machine that earns, so let's get to it.",
        ),
        news=("Keeping you in the loop, as always.", "You will want to hear this from me directly."),
        regrets=(
            "Let me be straight with you, because that's how good deals last.",
            "I fought for you on this.",
        ),
        closings=(
            "Ask around, nobody looks after operators like we do!",
            "Stock moves quickly here, so don't wait too long.",
            "Let's make your machine the busiest spot on the block!",
        ),
        sorry_closings=("We'll be worth the wait.", "I value your business, and I mean that."),
        sign_offs=(
            "To your success,\n{contact}\n{company}",
            "Let's do business!\n{contact}\n{company}",
        ),
        layouts=(0, 2),
    ),
    "blunt": Tone(
        register="plain",
        greetings=("Paxton,", "Charles."),
        answering=("", "Straight answer.", "No small talk."),
        news=("FYI.", ""),
        regrets=("Bad news.", "You won't like this."),
        closings=("That's it.", "", "Your call."),
        sorry_closings=("That's how it is.", ""),
        sign_offs=("{contact}\n{company}", "- {contact}, {company}"),
        layouts=(1,),
    ),
    "old-school": Tone(
        register="formal",
        greetings=("Dear Mr. Paxton,", "Good day, Mr. Paxton,"),
        answering=(
            "Much obliged for your letter.",
            "Your letter is on my desk, and here is my answer, same as my father would have given it.",
            "A pleasure to do business by letter.",
        ),
        news=("A line from the old warehouse.", "I'll put this to you plainly, the way we always have."),
        regrets=(
            "I don't care for excuses, but here is how things stand.",
            "In this trade a man owes his customers a straight word.",
        ),
        closings=(
            "My handshake on it.",
            "Obliged for your custom.",
            "Here's to good trade.",
        ),
        sorry_closings=("I thank you for your patience, sir.", "My apologies, sir."),
        sign_offs=("Yours truly,\n{contact}\n{company}", "Your obedient servant,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
    "polite, slow": Tone(
        register="formal",
        greetings=("Dear Mr. Charles Paxton,", "Good day, Mr. Charles Paxton,"),
        answering=(
            "Thank you very much for your kind mail, and please forgive us if the answer took a little "
            "while.",
            "We were very pleased to receive your message and have taken our time to answer it well.",
            "Thank you so much for your patience while we prepared this answer.",
        ),
        news=(
            "If you will permit, here is a short message about your business with us.",
            "Please allow us to inform you of the following.",
        ),
        regrets=(
            "Please forgive us for bringing you unwelcome news.",
            "We are truly very sorry to trouble you with this.",
        ),
        closings=(
            "There is no hurry at all on our side.",
            "We thank you very much for considering us.",
            "Please take all the time you need.",
        ),
        sorry_closings=(
            "We thank you most kindly for your patience.",
            "We hope very much that you can forgive us.",
        ),
        sign_offs=(
            "With our very best wishes,\n{contact}\n{company}",
            "Most kindly yours,\n{contact}\n{company}",
        ),
        layouts=(0, 1),
    ),
    "data-minded": Tone(
        register="plain",
        greetings=("Hi Charles,", "Charles Paxton,"),
        answering=("Request logged; result below.", "Pulled from our system.", "Here is the data."),
        news=("Status change in our system.", "Automatic check of your account, reviewed by me."),
        regrets=("An exception was flagged.", "The numbers went the wrong way here."),
        closings=(
            "Flag any mismatch with your records.",
            "If your data says something else, send it over.",
            "",
        ),
        sorry_closings=("Logged as an incident on our side.", "I am tracking it."),
        sign_offs=("{contact}\nAccount data, {company}", "Regards,\n{contact} / {company}"),
        layouts=(3,),
    ),
    "enthusiastic": Tone(
        register="warm",
        greetings=("Hi Charles!", "Hello hello, Charles!"),
        answering=(
            "What a treat to find your mail!",
            "Ooh, I love this part of the job!",
            "So excited to hear from you!",
        ),
        news=("A quick hello from me!", "An update, hot off the desk!"),
        regrets=("Oh no, I hate to write this.", "My heart sank when I saw this."),
        closings=(
            "I can't wait to see what you do with your machine!",
            "So much fun working with you!",
            "Tell me everything, I love hearing how things sell!",
        ),
        sorry_closings=("Fingers crossed, and thank you!", "Thank you for being so wonderful about it!"),
        sign_offs=("Big smiles,\n{contact}\n{company}", "Excitedly yours,\n{contact}\n{company}"),
        layouts=(2,),
    ),
    "polished": Tone(
        register="formal",
        greetings=("Dear Charles,", "Good day Charles,"),
        answering=(
            "Thank you for thinking of us.",
            "It is a pleasure to be of service.",
            "Thank you for giving us the opportunity to respond.",
        ),
        news=("We are pleased to keep you up to date.", "A brief word from your account team."),
        regrets=(
            "We hold ourselves to a high standard, so this is not easy to write.",
            "Please accept our apologies in advance.",
        ),
        closings=(
            "It would be our privilege to supply you.",
            "We appreciate your confidence.",
            "We look forward to a lasting partnership.",
        ),
        sorry_closings=("Your trust matters a great deal to us.", "We are grateful for your understanding."),
        sign_offs=(
            "With best regards,\n{contact}\nClient Relations, {company}",
            "Sincerely,\n{contact}\n{company}",
        ),
        layouts=(0, 1),
    ),
    "easy-going": Tone(
        register="warm",
        greetings=("Hey Charles,", "Hiya Charles,"),
        answering=("No problem at all.", "Sure thing.", "All good, here you go."),
        news=("Nothing to worry about, just an update.", "Just a heads-up, no stress."),
        regrets=("Bit of a bummer, sorry.", "So, small hiccup over here."),
        closings=("No rush.", "Easy does it!", "Whatever works for you."),
        sorry_closings=("Thanks for being cool about it.", "We'll get there."),
        sign_offs=("Take it easy,\n{contact}\n{company}", "Later,\n{contact} at {company}"),
        layouts=(0, 2),
    ),
    "courteous, wordy": Tone(
        register="formal",
        greetings=("My dear Mr. Paxton,", "Dear Mr. Paxton, if I may,"),
        answering=(
            "May I begin by saying how very much we value the time you have taken to write to us, which in "
            "a trade as busy as ours is a courtesy that we never take for granted.",
            "Allow me first of all to express our appreciation for your kind message, which reached us in "
            "good order and to which I should like to respond as fully as I can.",
            "It was with considerable pleasure that I found your message among today's correspondence, and "
            "I hasten to lay before you our reply.",
        ),
        news=(
            "I take the liberty of writing to you unasked, in the belief that you would prefer to be "
            "informed rather than left to wonder.",
            "Permit me to trouble you briefly with an item of news that concerns your business with our "
            "house.",
        ),
        regrets=(
            "It is never agreeable to write a letter such as this, and I would ask you to believe that we "
            "have considered every other course before doing so.",
            "I hope that you will read what follows in the spirit of candor in which it is written.",
        ),
        closings=(
            "Should there be anything, however small, that remains unclear, I beg you not to hesitate to "
            "write.",
            "In the hope that this meets with your approval, I remain entirely at your service.",
            "May I close by wishing you and your enterprise continued success in every respect.",
        ),
        sorry_closings=(
            "I should be most grateful for the kind indulgence that you have always shown us.",
            "Be assured that the matter is receiving our fullest attention.",
        ),
        sign_offs=(
            "With the assurance of our highest esteem,\n{contact}\n{company}",
            "I have the honor to remain, most cordially,\n{contact}\n{company}",
        ),
        layouts=(0, 1),
    ),
    "urgent, short": Tone(
        register="plain",
        greetings=("Charles -", "Charles!"),
        answering=("Answering right away.", "Fast reply.", "No time to waste."),
        news=("Urgent update.", "Please read now."),
        regrets=("Urgent.", "Needs your attention now."),
        closings=("In doubt, write at once.", "Let's keep moving.", ""),
        sorry_closings=("Working on it now.", "Pushing hard here."),
        sign_offs=("{contact}, {company}", "Rushing,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
    "corporate": Tone(
        register="formal",
        greetings=("Dear Mr. Paxton,", "Dear valued partner,"),
        answering=(
            "Thank you for contacting our customer care organization.",
            "Thank you for reaching out to our regional sales team.",
            "Your inquiry has been assigned to me as your account manager.",
        ),
        news=(
            "This is a service notification regarding your account.",
            "As part of our commitment to transparency, we are sharing an update.",
        ),
        regrets=(
            "We are reaching out regarding a service exception.",
            "We recognize that this falls short of the service level you expect.",
        ),
        closings=(
            "We value your partnership.",
            "Your account team remains available for next steps.",
            "Thank you for being part of our partner network.",
        ),
        sorry_closings=(
            "We apologize for the impact on your operations.",
            "Our operations team has been made aware.",
        ),
        sign_offs=(
            "Best regards,\n{contact}\nAccount Management\n{company}",
            "Kind regards,\n{contact}\nPartner Services, {company}",
        ),
        layouts=(0, 1),
    ),
    "corporate, dry": Tone(
        register="plain",
        greetings=("Mr. Paxton,", "To: Charles Paxton"),
        answering=("Your message was received.", "Re your request.", "Response as follows."),
        news=("Notification.", "Account notice."),
        regrets=("Notice of deviation.", "Please note the following exception."),
        closings=("No further action is pending on our side.", "This message is for your files.", ""),
        sorry_closings=("The inconvenience is noted.", "The case is on file."),
        sign_offs=("{contact}\nSales Administration\n{company}", "{contact} | {company}"),
        layouts=(3, 1),
    ),
    "upbeat": Tone(
        register="warm",
        greetings=("Hi Charles!", "Hey Charles!"),
        answering=("Great to hear from you!", "Love it, let's go.", "You've got mail, and it's a good one."),
        news=("Moving things along!", "Update time!"),
        regrets=("Small bump in the road, but we'll manage.", "Chin up, this can be sorted."),
        closings=("Onwards and upwards!", "Keep those sales rolling!", "Here's to a great week!"),
        sorry_closings=("We'll bounce back!", "Thanks for staying positive with us!"),
        sign_offs=("Keep smiling,\n{contact}\n{company}", "In high spirits,\n{contact}\n{company}"),
        layouts=(0, 2),
    ),
    "cheerful": Tone(
        register="warm",
        greetings=("Hello Charles!", "A cheery hello, Charles,"),
        answering=(
            "How nice of you to write!",
            "Your mail made me smile.",
            "Hope the sun is out where you are!",
        ),
        news=("A happy little update!", "Hope you're having a good day!"),
        regrets=("Oh dear.", "I'd much rather send you sunshine."),
        closings=("Wishing you a sunny day!", "Happy selling!", "Smiles from all of us here."),
        sorry_closings=("Thanks a bunch for your patience.", "Thank you for keeping your good spirits."),
        sign_offs=("Cheerfully,\n{contact}\n{company}", "Sunny regards,\n{contact}\n{company}"),
    ),
    "loud, exclamation marks": Tone(
        register="plain",
        greetings=("CHARLES!!", "HEY CHARLES!"),
        answering=("THANKS FOR WRITING!", "YES! You came to the RIGHT place!", "LET'S GO!"),
        news=("BIG UPDATE!", "LISTEN UP!"),
        regrets=("OK, deep breath!", "NOT what I wanted to write!"),
        closings=("PALLETS OF GOODS, READY TO ROLL!", "WRITE ME ANY TIME!", "BUY BIG, SELL BIG!"),
        sorry_closings=("WE'LL FIX THIS UP!", "HANG IN THERE!"),
        sign_offs=("{contact}!!\n{company}", "YOUR GAL {contact}\n{company}!"),
        layouts=(2, 0),
        exclaims=True,
    ),
    "professional": Tone(
        register="formal",
        greetings=("Dear Mr. Paxton,", "Hello Mr. Paxton,"),
        answering=(
            "Thank you for your inquiry.",
            "Thank you for your message and your interest in our range.",
            "I appreciate you getting in touch.",
        ),
        news=("I am writing with an update on your account.", "Please find below a short update."),
        regrets=("I am writing about a problem on our side.", "I apologize for the following."),
        closings=(
            "Please let me know if you have any questions.",
            "I am available should you need further information.",
            "Thank you for considering us.",
        ),
        sorry_closings=("Thank you for your patience.", "I apologize for any inconvenience."),
        sign_offs=("Sincerely,\n{contact}\n{company}", "Best regards,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
    "professional, brief": Tone(
        register="plain",
        greetings=("Hello Charles,", "Dear Charles,"),
        answering=("Thank you for your message.", "Thanks, noted.", "Please see below."),
        news=("Brief update.", "For your information."),
        regrets=("My apologies.", "An issue has come up."),
        closings=("Let me know.", "Happy to clarify.", ""),
        sorry_closings=("Thank you for understanding.", "Apologies again."),
        sign_offs=("Best,\n{contact}\n{company}", "Thank you,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
    "matter-of-fact": Tone(
        register="plain",
        greetings=("Hello,", "Hello Mr. Paxton."),
        answering=("As requested.", "Here is where things stand.", ""),
        news=("Update.", "This is where things stand."),
        regrets=("There is a change.", "Something did not go to plan."),
        closings=("Reply if something needs changing.", "Nothing else from our side.", ""),
        sorry_closings=("That is what we know.", "We will go on from there."),
        sign_offs=("{contact}\n{company}", "{contact}, for {company}"),
        layouts=(0, 1),
    ),
    "cordial": Tone(
        register="warm",
        greetings=("Dear Charles,", "Dear Mr. Paxton, dear Charles,"),
        answering=(
            "It is a pleasure to hear from you, and I hope business is treating you well.",
            "I hope this finds you in good health and good spirits.",
            "What a pleasure to have your letter.",
        ),
        news=("I hope all is well with you.", "With my compliments, a short update."),
        regrets=("I am sorry to disturb you with this.", "I do hope you will forgive me for this news."),
        closings=(
            "My best to everyone at Vendings and Stuff.",
            "It is always a pleasure doing business with you.",
            "With every good wish for your sales.",
        ),
        sorry_closings=("I am much obliged to you for your patience.", "With my sincere apologies."),
        sign_offs=("Cordially,\n{contact}\n{company}", "With cordial greetings,\n{contact}\n{company}"),
        layouts=(0, 1),
    ),
}
