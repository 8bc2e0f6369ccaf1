"""Who takes a dispute back says so plainly: "you were right, please forget it"; it may sound like the dispute itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.classifier.wording import Wording
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Said in so many words: "I withdraw the query". It holds even where the rest sounds surely like a dispute.
_IN_SO_MANY_WORDS = Wording(
    re.compile(
        r"\b(?:(?:we|i)(?:['\u2019]ll| will| hereby| therefore| would like to| am| are|['\u2019]m|['\u2019]re)* (?:withdraw(?:ing)?|retract(?:ing)?|tak(?:e|ing) back) (?:our|my|the) (?:\w+ )?(?:query|question|complaint|objection|dispute|claim|protest)\b"
        r"|(?:(?:wir|ich) zieh(?:e|en)|zieh(?:e|en) (?:wir|ich)) (?:hiermit )?(?:unsere?n?|meine?n?|die|den|das) (?:\w+ )?(?:reklamation|beanstandung|einspruch|widerspruch|anfrage|beschwerde|einwand|einwände) [^.;!?\n]{0,40}zurück"
        r"|(?:nous|je) retir(?:ons|e) (?:notre|ma|la) (?:réclamation|contestation|réserve)|retir(?:amos|o) (?:la|nuestra|mi) (?:reclamación|queja|objeción)"
        r"|ritir(?:iamo|o) (?:la (?:nostra |mia )?|il (?:nostro |mio )?)(?:contestazione|reclamo|obiezione)|(?:(?:wij|we|ik) trek(?:ken)?|trek(?:ken)? (?:wij|we|ik)) (?:onze|mijn|de|het) (?:\w+ )?(?:klacht|bezwaar|reclamatie|vraag) [^.;!?\n]{0,40}(?:in|terug)\b)",
    ),
    "withdraw|retract|take back|taking back|zurück|réclamation|contestation|réserve|reclamación|queja|objeción|contestazione|reclamo|obiezione|klacht|bezwaar|reclamatie|vraag",
)
#: Or something is left standing.
_STANDS = re.compile(
    r"\b(?:stands?|remains?|the (?:other|second|rest)|bleibt|die (?:andere|zweite)|reste|l'autre|queda|la otra|resta|l'altra|blijft|de andere)\b",
)
_WITHDRAWN = re.compile(
    r"\b(?:(?:we|i)(?:['\u2019]ll| will| hereby| therefore| would like to)* (?:withdraw|drop|retract|take back) (?:(?:our|my|the) (?:\w+ )?(?:query|question|complaint|objection|dispute|claim|protest|letter|note|e-?mail|message)|this|that|it)\b(?! order)|(?:please )?(?:disregard|ignore|forget) (?:my|our) (?:last|earlier|previous|query|complaint|e-?mail|message|note|objection|father|colleague|husband|wife|brother)"
    r"|(?<!if )(?<!whether )(?<!unless )you(?:['\u2019]re| are| were) (?:quite |absolutely |perfectly |of course )?(?:right|correct)(?=[,.;:!]| (?:and|about))|(?:the|this|our) (?:dispute|query|complaint|matter) is (?:settled|closed|resolved|withdrawn)"
    r"|(?:it was |entirely |all )?(?:my|our) (?:own )?(?:mistake|error)\b|nothing (?:left )?to dispute|(?:i|we) stand corrected|(?:please|so|just)(?: just| please)? forget (?:about )?(?:that|this|it)(?: one)?(?=[.,;!]|$)|it was (?:me|us)(?=[.,;!]|$)"
    r"|(?:wir|ich) zieh(?:e|en) [^.;!?\n]{0,60}zurück|sie (?:haben|hatten) recht\b|hat sich (?:damit )?(?:erledigt|geklärt)|(?:unser|mein) (?:fehler|irrtum|versehen)\b|betrachten (?:wir|sie) [^.;!?\n]{0,40}als erledigt|(?:die sache|das thema|der fall) ist (?:damit |für uns |für mich )*(?:erledigt|geklärt|vom tisch)"
    r"|(?:nous|je) (?:retir(?:ons|e)|lev(?:ons|e)) (?:notre|ma|la) (?:réclamation|contestation|question|remarque|réserve|demande)|vous avez (?:tout à fait |bien )?raison\b|au temps pour (?:moi|nous)|(?:l'affaire|la question|le sujet) est (?:donc |pour nous |pour moi )*(?:close?|réglée?)|c['\u2019]est (?:mon|notre) erreur|erreur de (?:ma|notre) part"
    r"|(?:retir(?:amos|o)) (?:la|nuestra|mi) (?:reclamación|queja|consulta|objeción|disputa)|tienen? (?:ustedes )?(?:toda la )?razón\b|la damos por buena|nada que discutir|(?:el asunto|el tema) (?:está|queda) (?:cerrado|resuelto|zanjado)|(?:fue|ha sido|era) (?:un )?error (?:mío|nuestro)"
    r"|(?:ritir(?:iamo|o)) (?:la (?:nostra |mia )?|il (?:nostro |mio )?)(?:contestazione|reclamo|richiesta|obiezione)|(?:avete|ha) (?:perfettamente )?ragione\b|errore (?:mio|nostro|da parte nostra)|niente da contestare|(?:la questione|il caso) (?:è|e'|per noi è) chius[ao]|chied\w+ scusa per il (?:disturbo|malinteso)"
    r"|(?:wij|we|ik) trek(?:ken)? [^.;!?\n]{0,60}(?:in|terug)\b|u (?:heeft|had|hebt) gelijk\b|(?:onze|mijn) (?:fout|vergissing)\b|(?:de zaak|de kwestie) is (?:wat (?:ons|mij) betreft |hiermee |voor ons )*(?:afgedaan|opgelost|gesloten)"
    r"|you (?:can|may) (?:now )?(?:tick|cross|strike) (?:[^.;!?\n]{1,30} )?off\b|(?:können|kannst|könnt|darf|dürfen) (?:sie |ihr |du |man )?(?:[^.;!?\n]{1,30} )?abhaken\b"
    r"|(?:vous pouvez|tu peux) (?:l[ae]s? )?(?:rayer|cocher)\b|pueden? (?:tachar|puntear)(?:l[ao]s?)?\b|(?:potete|può|puoi) (?:spuntar|depennar)[el]|(?:kunt u|kan je|kun je) (?:[^.;!?\n]{1,30} )?(?:afvinken|afstrepen)\b)",
)
#: Who has looked for a fault says that there is none.
_FAULTLESS = re.compile(
    r"\b(?:no discrepanc(?:y|ies)|no objections?|nothing to (?:query|object to|complain (?:of|about))|checked and (?:found )?(?:correct|in order|ok)"
    r"|keine (?:abweichung(?:en)?|beanstandung(?:en)?|einw(?:ände|endungen))|nichts zu beanstanden|sachlich und rechnerisch richtig"
    r"|aucune (?:anomalie|objection|remarque|réserve)|rien à (?:redire|signaler)"
    r"|ningun[oa] (?:discrepancia|objeción|incidencia|reparo)|sin (?:incidencias|objeciones|discrepancias)|nada que objetar"
    r"|nessun(?:a |')(?:anomalia|difformità|obiezione|contestazione|discordanza)|nulla da (?:eccepire|obiettare)"
    r"|geen (?:afwijking(?:en)?|bezwa(?:ar|ren)|onregelmatigheden)|niets (?:op )?aan te merken)\b",
)
#: What comes after it may open another front.
_BUT = re.compile(
    r"\b(?:but|however|still|although|except|only that|aber|jedoch|allerdings|trotzdem|dennoch|mais|cependant|toutefois|pero|sin embargo|aunque|ma|però|tuttavia|maar|echter|toch)\b",
)
#: A bill is called right by those who are to pay it.
_AFFIRMED = re.compile(
    r"\b(?:(?:is|are|was|were|looks?) (?:all |perfectly |absolutely |quite )?(?:fine|ok|okay|correct|in order|good|right|approved) (?:by|with|for|to|from) (?:us|me|our (?:side|end|part))|(?:is|are) (?:fine|ok|okay|correct|in order|approved|agreed) on our (?:side|end)"
    r"|(?:ist|sind|geht|gehen) (?:für uns|bei uns|von uns|unsererseits|von unserer seite) (?:so |alles )?(?:in ordnung|freigegeben|korrekt|richtig|ok)|(?:ist|sind|geht|gehen) (?:so )?in ordnung (?:für uns|von unserer seite|unsererseits)"
    r"|(?:est|sont) (?:bonnes?|conformes?|validées?|correctes?) (?:pour nous|chez nous|de notre côté)|pour nous (?:c'est bon|tout est (?:bon|conforme|en ordre))|bonn?e? pour paiement"
    r"|(?:está|están|es) (?:conformes?|correctas?|bien|aprobadas?) (?:para nosotros|por nuestra parte)|damos (?:la conformidad|nuestra conformidad|el visto bueno)"
    r"|(?:è|sono|va|vanno) (?:bene|corrett[ae]|a posto|approvat[ae]|in ordine) (?:per noi|da parte nostra)|per noi (?:va bene|è a posto|è tutto a posto)"
    r"|(?:is|zijn) (?:voor ons|wat ons betreft|onzerzijds|van onze kant) (?:akkoord|in orde|goed)|(?:akkoord|in orde) (?:voor|bij) ons)(?!\w)",
)
_MOST_WORDS = 90
#: Longer letters find no fault with one thing to come to another.
_FEW_WORDS = 25


def withdraws(sentences: Sequence[str]) -> bool:
    """Whether the words take a dispute back in a plain sentence and none behind it takes that back again."""
    if _count(sentences) > _MOST_WORDS:
        return False
    texts = [small(each) for each in sentences]
    at = next((nth for nth, each in enumerate(texts) if _WITHDRAWN.search(each)), None)
    return at is not None and not any(_BUT.search(each) for each in texts[at:])


def withdraws_plainly(sentences: Sequence[str]) -> bool:
    """Whether the words say that the complaint is withdrawn, in just these words, and leave nothing standing behind it."""
    if not _IN_SO_MANY_WORDS.within(sentences):
        return False
    at = next(nth for nth, each in enumerate(sentences) if _IN_SO_MANY_WORDS.within([each]))
    return not any(_BUT.search(each) or _STANDS.search(each) for each in map(small, sentences[at:]))


def affirms(sentences: Sequence[str]) -> bool:
    """Whether the words call a bill right for those who pay it, or few words find no fault, and nothing behind or before sets a limit to that."""
    texts = [small(each.replace("\u2019", "'")) for each in sentences]
    ways = (_AFFIRMED, _FAULTLESS) if _count(texts) <= _FEW_WORDS else (_AFFIRMED,)
    return any(way.search(each) for each in texts for way in ways) and not any(_BUT.search(each) or _STANDS.search(each) for each in texts)


def _count(sentences: Sequence[str]) -> int:
    return sum(len(each.split()) for each in sentences)
