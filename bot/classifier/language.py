"""Tells the language of a client's words: common little words first, letter statistics where those do not decide."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from bot.vocabulary.labels import LANGUAGES

_LITTLE = {
    "en": "the and is to of in it you for we that this your not have was on with are be i my please our from at as an but will has me paid can invoice were had they he she what there no so if by or an",
    "de": "der die das und ist nicht ich wir sie mit für von den zu ein eine auf im bitte haben wurde auch es dem sind noch uns ihre rechnung bei hat werden wird unsere ihnen nach nur aber oder einen einem keine zum zur bis war waren",
    "fr": "le la les et est pas nous vous je de des une un pour dans que sur avec du au ce votre avons merci bonjour facture qui ne mais ont aux sont cette notre nos vos par sans plus était été être même faut",
    "es": "el la los y es no que de en una un para por con nos se su lo las del factura hemos gracias pero está usted buenos les le al habéis han este esta nuestra nuestro vuestra hay más muy ya sin sobre como os hasta",
    "it": "il la e è non che di in una un per con ci si vi lo gli della del fattura abbiamo grazie ma sono vostra buongiorno le al dei ne ce avete ho hanno questa questo nostra nostro vostro noi voi dal dalla nel nella alla delle degli come più già dobbiamo vi",
    "nl": "de het een en is niet wij van te dat op voor met ik u we zijn die aan hebben factuur graag maar nog er je uw bij ook heeft heb jullie deze dit was door naar nu geen graag om als kunnen",
}
#: Little words that only languages beside those have; where most of a text's are such, letter statistics decide.
_FOREIGN_WORDS = (
    "não em um uma ao à às vossa nosso nossa vosso obrigado obrigada são pelo pela fatura foi já também muito isso você "  # pt
    "och att det är på har som inte till av ett från eller den vid kan ej hej tack fakturan "  # sv
    "og af fra ikke jeg til har vil bliver blir fakturaen hilsen takk tak dere etter efter "  # da, no
    "nie jest na że dla jak lub oraz przez został proszę dzień dobry faktury pan pani się są "  # pl
    "na že jsme není jsou nebo pro být prosím dobrý den fakturu která který jako "  # cs
    "ei että emme olemme ovat tämä sekä kanssa mutta lasku laskun hei terveisin kiitos olen "  # fi
    "ve bir bu için değil olarak ile faturada merhaba teşekkürler olan kadar daha sonra "  # tr
    "és nem egy hogy van számla köszönjük üdvözlettel kérjük"  # hu
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_BY_WORD = {
    word: tuple(code for code, words in _LITTLE.items() if word in words.split()) for words in _LITTLE.values() for word in words.split()
}
_OURS = frozenset(_BY_WORD)
#: Of languages with as many votes the first counts.
_ORDER = sorted(LANGUAGES)
#: Letters that none of our languages has.
_FOREIGN_LETTERS = re.compile("[ãõåøłżźśćęąřůěšž\u0131şğőű]")
_WORD = re.compile(r"[^\W\d_]+")
_READ = 1500
_CLEAR = 3
_ALSO = ("pt", "sv", "da", "no", "pl", "fi", "cs", "tr", "hu")
_SHORTEST = 20


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - its tables are read only when little words do not decide

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier.set_languages([*LANGUAGES, *_ALSO])
    identifier._full_model = ()  # noqa: SLF001 - the 84 other languages are 28 MB that nobody asks for again
    return identifier


def ready() -> None:
    """Read the tables now: while they are read they take twice the memory, which is best taken before the model's."""
    _identifier()


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`; English where there is nothing to go by."""
    text = text[:_READ]
    votes = dict.fromkeys(_ORDER, 0)
    plain = text.lower()
    counts = Counter(_WORD.findall(plain))
    for word in _OURS.intersection(counts):
        for code in _BY_WORD[word]:
            votes[code] += counts[word]
    best, second = sorted(votes, key=votes.__getitem__, reverse=True)[:2]
    foreign = sum(counts[word] for word in _FOREIGN.intersection(counts))
    if not plain.isascii() and _FOREIGN_LETTERS.search(plain):
        foreign += sum(count for word, count in counts.items() if word not in _FOREIGN and _FOREIGN_LETTERS.search(word))
    if votes[best] >= _CLEAR and votes[best] >= max(votes[second] * 1.5, foreign):
        return best
    if len(text.strip()) < _SHORTEST:
        return best if votes[best] > votes[second] else "en"
    return str(_identifier().classify(text)[0])
