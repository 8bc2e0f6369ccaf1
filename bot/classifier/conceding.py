"""Who pays although something is open contests nothing: "you will have the money on the 30th, even if the price is not settled by then"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Money that comes.
_PAYS = re.compile(
    r"\b(?:pay(?:s|ing|ments?)?|paid|transfer\w*|settl(?:e|ing)|remit\w*|money|(?:pay|payment|friday['\u2019]s) run|leaves? our (?:account|bank)|with you (?:on|by)|scheduled|will have your \w+"
    r"|(?:be)?zahl\w*|überweis\w*|zahlungslauf|begleich\w*|geld|geh(?:t|en) [^.!?\n]{0,40}\b(?:raus|hinaus|ab)|anweis\w*"
    r"|pay(?:er|ons|erons|é\w*)|r[èé]gl\w+|vir(?:er|ons|erons|ement)|argent|(?:aurez|recevrez) vos|vers(?:er|ons|erons|ement)"
    r"|pag(?:ar\w*|amos|o)|transferi\w*|transferencia|abona\w*|ingresa\w*|dinero|(?:recibir|tendr)\w+ (?:sus?|los|la|el)"
    r"|pag(?:are|amento|heremo|hiamo)|bonific\w+|sald\w+|vers(?:are|eremo|iamo|amento)|soldi|(?:avrete|riceverete) i"
    r"|beta(?:al|len|ling)|overmaken|maken? [^.!?\n]{0,50}\bover|voldoen|(?:wordt|worden) [^.!?\n]{0,40}\bbetaald|geld|zetten [^.!?\n]{0,50}\bklaar)(?!\w)",
)
_GAP = r"[^.!?\n]{0,80}?\b"
#: It does so whatever becomes of a question; or a question is said to be open, and nothing of how it ought to be answered.
_ANYWAY = re.compile(
    rf"\b(?:(?:even (?:if|though|when)|although|though|while) {_GAP}(?:not (?:yet )?(?:been )?(?:settled|agreed|clear\w*|decided|answered|resolved|sorted|closed|heard)|(?:is|are|be|being) still|still (?:open|to be|discuss\w*|talking|being|unclear|not|under)|(?:remains?|stays?|is|are) (?:open|unsettled|unclear|undecided|unresolved|unanswered|pending))"
    r"|(?:whatever|regardless of|irrespective of|no matter|independent(?:ly)? of) (?:what|how|where|who|whether|comes?|becomes?|happens|the outcome|the (?:question|answer|matter)|you)|(?:does|will|do|should) not (?:hold|delay|stop|affect) (?:up )?(?:the|our|this|your) (?:payment|money)"
    rf"|(?:auch|selbst) wenn {_GAP}(?:noch nicht|noch kein\w*|nicht entschieden|nicht geklärt|noch (?:offen|gesprochen|diskutiert|geprüft|unklar)|offen (?:ist|bleibt|steht))|(?:obwohl|obgleich) {_GAP}(?:noch nicht|noch kein\w*|noch offen|offen ist)|unabhängig (?:davon|von|vom)|ungeachtet|(?:egal|gleich),? (?:was|wie|ob)"
    rf"|(?:même si|bien que|quoique) {_GAP}(?:pas encore|en suspens|reste ouverte?|(?:est|sont|soit|reste) (?:encore|toujours)|toujours (?:pas|ouverte?)|à (?:régler|clarifier|trancher))|indépendamment (?:de|du)|quelle que soit (?:la réponse|l'issue)|quoi qu'il (?:en soit|advienne) (?:de|du)"
    rf"|aunque {_GAP}(?:sin (?:aclarar|resolver|decidir|cerrar)\w*|todavía|aún|pendiente|no (?:esté|está) (?:aclarad|resuelt|decidid)\w*)|independientemente de|sea cual sea|pase lo que pase con"
    rf"|(?:anche se|sebbene|benché) {_GAP}(?:ancora|in sospeso|da chiarire|non (?:è|sia) (?:chiar|risolt|decis)\w*|(?:resta|rimane) apert\w+)|a prescindere da\w*|indipendentemente da\w*"
    rf"|(?:ook als|ook al|zelfs als|hoewel) {_GAP}(?:nog (?:niet|geen|open|steeds)|niet (?:is )?(?:uitgeklaard|opgelost|beslist|duidelijk)|open (?:is|staat|blijft))|los van|ongeacht|hoe (?:dan )?ook (?:met|over))(?!\w)",
)
#: But not all of it, not yet, under protest, or with something to be done by us.
_LIMITED = re.compile(
    r"\b(?:(?:under|in) (?:protest|reserve|reservation)|without prejudice|undisputed|the (?:rest|remainder|balance)|part(?:ly|ial\w*)|(?:a |the )?part of|minus|less|deduct\w*|withh\w+|h[eo]ld(?:ing)? back|only (?:when|if|once|after)|not before|un?till?|unless|(?:not|n't|never) (?:be )?(?:pay\w*|paid|settl\w*)|nothing (?:will|shall|is)|unable|credit\w*|refund\w*|correct\w*|amend\w*|re-?issue\w*|(?:re-?)?check|explain|wrong"
    r"|unter (?:vorbehalt|protest)|vorbehaltlich|unstrittig\w*|unbestritten\w*|de[rnm] rest|rest(?:betrag|summe|liche\w*)|teil(?:weise|betrag|zahlung|e)?|abzüglich|gekürzt|kürzen|einbehalt\w*|erst,? wenn|gutschrift|korrig\w*|korrektur|berichtig\w*|prüfen sie|erstatt\w*|falsch|nicht (?:be)?zahl\w*|(?:be)?zahl\w* (?:(?:wir|ich|sie|das|die|den|es|dafür|vorerst|erstmal) ){0,2}nicht|keinen cent"
    r"|sous (?:toute )?réserve|une partie|en partie|le (?:reste|solde)|moins|dédu\w+|seulement (?:quand|si)|pas avant|un avoir|n['e] ?(?:en )?(?:pai\w+|régl\w+|vers\w+)|rectifi\w*|corrig\w*|rembours\w*|vérifi\w*"
    r"|bajo (?:protesta|reserva)|con reservas?|una parte|en parte|el resto|menos|descont\w*|dedu[cj]\w*|solo (?:cuando|si)|no antes|nota de abono|no (?:pag\w+|abon\w+)|rectific\w*|corri[gj]\w*|devol\w*|revis(?:en|ar|e)"
    r"|con riserva|in parte|una parte|parzial\w+|il resto|meno|detra\w*|tratten\w*|solo (?:quando|se|dopo)|non prima|nota di credito|non (?:pag\w+|sald\w+)|rettific\w*|corregg\w*|rimbors\w*|verific\w*"
    r"|onder (?:protest|voorbehoud)|een deel|gedeelte\w*|het restant|de rest|minus|aftrek|inhoud\w*|pas (?:als|wanneer|na)|niet eerder|niet betal\w*|beta(?:al|len) (?:(?:wij|we|ik|die|dat|het|deze) ){0,2}niet|creditnota|crediter\w*|corrig\w*|aanpass\w*|terugbeta\w*|controler\w*)(?!\w)|\?|%",
)
#: Longer letters pay anyway and then come to what they have to say.
_MOST_WORDS = 60


def pays_anyway(sentences: Sequence[str]) -> bool:
    """Whether a payment is promised in full, in few words, whatever becomes of a question that is only called open."""
    texts = [small(each.replace("\u2019", "'")) for each in sentences]
    whole = " ".join(texts)
    if len(whole.split()) > _MOST_WORDS or not any(_ANYWAY.search(each) for each in texts):
        return False
    return _PAYS.search(whole) is not None and not _LIMITED.search(whole)
