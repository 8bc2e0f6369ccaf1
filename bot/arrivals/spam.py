"""A small scored table of what only unsolicited or fraudulent mail says; conservative, because clients curse too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf

if TYPE_CHECKING:
    from bot.vocabulary.mail import Message

#: From this score on a mail is spam; no single wording reaches it alone, a look-alike of ourselves does.
THRESHOLD = 3

#: Characters that look like others: digits, and the Cyrillic and Turkish letters fraudsters use.
_LOOKALIKES = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "5": "s",
        "3": "e",
        "4": "a",
        "\u0430": "a",
        "\u0435": "e",
        "\u043e": "o",
        "\u0440": "p",
        "\u0441": "c",
        "\u0445": "x",
        "\u0443": "y",
        "\u0456": "l",
        "\u0131": "l",
        "|": "l",
    }
)

#: (name, weight, plain words of which one must stand in the text, pattern on subject and text, lower case).
SIGNALS: tuple[tuple[str, int, AnyOf, re.Pattern[str]], ...] = (
    ("seo", 2, AnyOf(("seo", "guest post", "backlink", "domain authority")), re.compile(r"\bseo\b[^.\n]{0,60}(?:service|audit|packag|expert|proposal|company)|guest post|backlinks?\b|domain authority")),
    ("rank", 2, AnyOf(("google",)), re.compile(r"(?:first|1st|top) page (?:of|on|in) google|rank(?:ing)? (?:#?1 |higher )?(?:on|in) google")),
    ("web_offer", 2, AnyOf(("website", "design", "develop", "increase your", "lead generation", "leads", " list")), re.compile(r"redesign (?:of )?your website|(?:website|app|web) (?:design|development) (?:service|company|proposal)|mobile app development|increase your (?:online )?(?:traffic|visibility|sales)|lead generation (?:service|compan)|verified (?:email|b2b) (?:list|leads)|email list of")),
    ("crypto", 3, AnyOf(("bitcoin", "crypto", "usdt", "ethereum")), re.compile(r"(?:bitcoin|crypto(?:currency)?|usdt|ethereum)\b[^.\n]{0,80}(?:invest|wallet|profit|opportunit|double|return|trading|transfer)|(?:invest|profit|trading)[^.\n]{0,60}(?:bitcoin|crypto)")),
    ("lottery", 4, AnyOf(("won", "lottery", "next of kin", "inheritance", "unclaimed", "million", "mio", "late client", "late husband")), re.compile(r"you(?:'ve| have)? (?:have )?won\b[^.\n]{0,80}(?:lottery|prize|million|\$|€|£)|lottery (?:winner|award|promotion)|next of kin|inheritance fund|unclaimed (?:fund|inheritance)|late (?:client|husband)[^.\n]{0,80}(?:million|fund|deposit)|(?:million|mio)\b[^.\n]{0,40}(?:united states dollars|us dollars)")),
    ("sextortion", 4, AnyOf(("i have", "i hacked", "i recorded", "i installed", "webcam")), re.compile(r"i (?:have )?(?:hacked|recorded|installed a (?:trojan|malware))[^.\n]{0,80}(?:webcam|camera|device|account)|your webcam")),
    ("loan", 2, AnyOf(("loan", "funding", "cash advance", "approved")), re.compile(r"(?:business|personal|guaranteed|unsecured) (?:loan|funding)s? (?:offer|up to|from|at \d)|loan at \d|merchant cash advance|pre-?approved (?:for|loan)")),
    ("phish", 2, AnyOf(("mailbox", "account", "password", "verify your", "sign", "click ")), re.compile(r"(?:mailbox|account|password)[^.\n]{0,60}(?:will (?:be )?(?:expire|suspend|deactivat|terminat)|(?:has|is) (?:expired|suspended|almost full))|verify your (?:account|mailbox|identity)|unusual sign-?in|click (?:here|below) to (?:keep|verify|validate|re-?activate|unlock)")),
    ("pharma", 4, AnyOf(("viagra", "cialis", "cheap meds", "casino", "free spins", "replica")), re.compile(r"\b(?:viagra|cialis|cheap meds|online casino|free spins|replica watches)\b")),
    ("unsubscribe", 1, AnyOf(("unsubscribe", "opt", "abonner", "abmelden", "baja", "cancella", "uitschrijven")), re.compile(r"\bunsubscribe\b|opt[- ]out|se désabonner|abmelden vom newsletter|darse de baja|cancella iscrizione|uitschrijven")),
    ("cold", 1, AnyOf(("your website", "your company", "your site", "quick ", "minute", "book a", "free ", "special offer", "limited", "% off", "exclusive")), re.compile(r"i (?:came across|was (?:just )?(?:looking at|browsing)|found|visited) your (?:website|company|site)|quick (?:question|call)\b[^\n]{0,60}(?:\?|this week)|15[- ]minute (?:call|chat)|book a (?:demo|call)|free (?:trial|quote|audit|consultation)|special offer|limited[- ]time|% off\b|exclusive (?:deal|offer)")),
    ("bank_change", 1, AnyOf(("bank", "banc")), re.compile(r"(?:bank (?:details|account)|bankverbindung|coordonnées bancaires|datos bancarios|coordinate bancarie|bankgegevens)[^.\n]{0,80}(?:chang|new|updat|ge\u00e4ndert|neue|nouve|nuev|cambia|gewijzigd)|(?:new|updated|changed|neue|nouvelles|nuevos|nuove|nieuwe) (?:bank (?:details|account)|bankverbindung|coordonnées bancaires|datos bancarios|coordinate bancarie|bankgegevens)")),
)  # fmt: skip
_SCANNED = 6000
#: Signals that count even where a mail speaks of business; offers do not: a client of an agency complains about SEO packages.
_FRAUD = frozenset({"lottery", "sextortion", "pharma", "bank_change"})
_FRAUDS = tuple(signal for signal in SIGNALS if signal[0] in _FRAUD)
#: The words of all signals, of which two mails in three have none, and of those of fraud.
_ANY_SIGNAL, _ANY_FRAUD = (AnyOf(word for _, _, words, _ in signals for word in words.words) for signals in (SIGNALS, _FRAUDS))
_PLAIN_BUSINESS = "invoice|refund|contract|agreed|ordered|rechnung|facture|factura|fattura|factuur"
_AT_WORK = AnyOf(_PLAIN_BUSINESS.split("|"))
_BUSINESS = re.compile(rf"{_PLAIN_BUSINESS}|\bbill(?:ed|ing)?\b|charged?\b|\bwe paid\b")


def score(message: Message, desk_address: str, new_text: str) -> tuple[int, tuple[str, ...]]:
    """Return the score and the names of the signals that fired."""
    text = f"{message.subject}\n{new_text[:_SCANNED]}".lower()
    # offers need not be looked for where they would not count
    asked, any_of_them = (_FRAUDS, _ANY_FRAUD) if _AT_WORK.within(text) else (SIGNALS, _ANY_SIGNAL)
    told = asked if any_of_them.within(text) else ()
    fired = [(name, weight) for name, weight, words, pattern in told if words.within(text) and pattern.search(text)]
    if any(name not in _FRAUD for name, _ in fired) and _BUSINESS.search(text):
        fired = [signal for signal in fired if signal[0] in _FRAUD]
    domain = desk_address.rpartition("@")[2].lower()
    if message.from_ and not message.from_.email.endswith(("@" + domain, "." + domain)):
        if looks_like_us(message.from_.email, desk_address) or f"@{domain}" in message.from_.name.lower():
            fired.append(("look_alike", THRESHOLD))
        elif _other_ending(message.from_.domain, domain):
            fired.append(("our_name_elsewhere", 2))
    return sum(weight for _, weight in fired), tuple(name for name, _ in fired)


def looks_like_us(email: str, desk_address: str) -> bool:
    """Whether the domain is almost ours: the same to the eye, one edit away, or ours inside a longer one."""
    domain, ours = email.rpartition("@")[2], desk_address.rpartition("@")[2].lower()
    if domain == ours or domain.endswith(f".{ours}") or not ours:
        return False
    shown = domain
    if "xn--" in domain:
        try:
            shown = domain.encode("ascii").decode("idna")
        except UnicodeError:
            shown = domain
    return _skeleton(shown) == _skeleton(ours) or _close(domain, ours) or domain.startswith(f"{ours}.")


def _other_ending(domain: str, ours: str) -> bool:
    """Our name under another ending: a sister company, or somebody who wants to be taken for us."""
    return domain != ours and domain.partition(".")[0] == ours.partition(".")[0] and len(domain.partition(".")[0]) > 7  # noqa: PLR2004 - short names are common


@lru_cache(maxsize=64)
def _skeleton(domain: str) -> str:
    return domain.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("-", "")


def _close(one: str, two: str) -> bool:
    """One edit or one swap apart in the first label, same ending; short names are too easily alike."""
    left, _, left_end = one.partition(".")
    right, _, right_end = two.partition(".")
    if left_end != right_end or min(len(left), len(right)) < 6 or abs(len(left) - len(right)) > 1:  # noqa: PLR2004 - "acme" and "acne" may both be real
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest_left, rest_right = left[start:], right[start:]
    return (
        rest_left[1:] == rest_right[1:]
        or rest_left[1:] == rest_right
        or rest_left == rest_right[1:]
        or (rest_left[:2] == rest_right[:2][::-1] and rest_left[2:] == rest_right[2:])
    )
