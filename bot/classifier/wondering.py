"""Questions that contest: who asks "wasn't delivery included?" or says "we have always had 30 days" doubts the charge, however politely."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.classifier.wording import by_letter
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Sequence


def _any(*patterns: str) -> re.Pattern[str]:
    """One of the patterns, all of small letters: what they are looked for in must be so too, for ignoring case takes some three times as long."""
    return re.compile("|".join(rf"(?:{pattern})" for pattern in patterns))


#: What a bill is made of: the words that make a doubt one about the charge.
_CHARGED = re.compile(
    r"\b(?:"
    + by_letter(
        r"includ\w*|inclusive|extra|free|covered|warranty|guarantee|agreed?|quote\w*|estimate\w*|discount\w*|rebate|credit|deposit|prepay\w*|net of|off|deducted|made out|addressed|gone to|holdings?|company|entity|knocked off|per (?:head|hour|day|person)"
        r"|flat|fixed|rates?|prices?|charge[sd]?|charging|charged|bill(?:ed|ing)?|invoiced|fees?|surcharge\w*|vat|gst|tax|reverse charge|exempt|zero[- ]rated|paid|settled|pay(?:ing)?|days?|terms|hours?|hire|carriage|delivery|travel"
        r"|parking|contract|one[- ]off|waived|cancel\w*|same (?:visit|job|work|invoice|order)|increase\w*|loyalty|retainer"
        r"|inbegriffen|inklusive|inkl|kostenlos|kostenfrei|gratis|garantie|gewährleistung|vereinbar\w*|angebot\w*|rabatt\w*|skonto|gutschrift\w*|anzahlung\w*|abgezogen|abschlag\w*|pauschal\w*|satz|preis\w*|berechne\w*|abgerechnet"
        r"|verrechnet|rechnung\w*|gebühr\w*|zuschlag\w*|mwst|ust|mehrwertsteuer|prozent|überwiesen|bezahlt|beglichen|bezahlen|zahlen|tage|zahlungsziel|stunden|anfahrt\w*|versand\w*|lieferung|vertrag\w*|einmalig"
        r"|compris\w*|inclus\w*|gratuit\w*|offert\w*|garantie|convenu\w*|devis|remise\w*|ristourne|avoir|acompte|arrhes|dédui\w*|forfait\w*|tarif\w*|prix|factur\w*|frais|supplément\w*|tva|exonér\w*|autoliquidation|payée?s?|réglée?s?"
        r"|payer|jours|échéance|heures?|déplacement|livraison|transport|contrat"
        r"|incluid\w*|gratis|gratuit\w*|garantía|acordad\w*|quedado|presupuest\w*|oferta|descuento\w*|abono|anticipo|señal|descont\w*|cerrado|tarifa\w*|precio\w*|factur\w*|cobr\w+|cargo\w*|recargo\w*|iva|exent\w*|pagad[ao]s?|pagar"
        r"|días|plazo|horas?|transporte|desplazamiento|portes|contrato|cuota|la hora"
        r"|compres[aoie]|inclus[aoie]|gratis|gratuit\w*|garanzia|concordat\w*|pattuit\w*|preventiv\w*|sconto|sconti|accredito|acconto|caparra|scalat[ao]|forfait|tariff\w*|prezz[oi]|fattur\w*|addebit\w+|spese|supplement\w*|iva|esente"
        r"|pagat[ae]|saldat[ae]|pagare|giorni|scadenza|ore|trasporto|trasferta|contratto|abbonamento"
        r"|inbegrepen|inclusief|incl|gratis|garantie|afgesproken|overeengekomen|offerte|korting\w*|creditnota|aanbetaling|voorschot|afgetrokken|in mindering|vaste prijs|tarief|tarieven|prijs|prijzen|gefactureerd|factuur|berekend"
        r"|gerekend|kosten|toeslag|btw|vrijgesteld|betaald|voldaan|betalen|dagen|betaaltermijn|uur|uren|voorrijkosten|levering|vervoer|contract|eenmalig|er ?af"
    )
    + r")\b|\d\s?%|%\s?\d"
)
#: A number that looks like an invoice's.
_REFERENCE = _any(r"\b[a-z]{1,5}[-/]\d[\d/-]{2,}\b|\b(?:facture|factura|fattura|factuur)\b")
#: A question that expects a yes: "shouldn't this be", "hatten wir nicht", "n'était-il pas", "¿no habíamos", "non doveva", "was dat niet".
_EXPECTS = _any(
    r"\bought (?:that|this|it|the [\w -]{2,20}?) not\b|\b(?:shouldn|wasn|weren|isn|aren|didn|hasn|haven|hadn|wouldn|doesn)['\u2019]?t\b (?:this|that|these|those|there|it|we|i|the|our|my|your|you (?:say|tell|quote|agree|promise)|they|all|one|some|a|an|any|the same|\w+ (?:included|supposed|meant|free|part))\b",
    r"\b(?:should|was|were|is|are|did|has|have|had|does|do) (?:this|that|there|it|we|i|they|these|the [\w -]{2,30}?) not (?:be\b|been\b|have\b|had\b|a\b|an\b|the\b|agree\w*|inclu\w*|already\b|say\b|supposed|meant|appl\w*|cover\w*|free|paid|settled|gone|come|part)",
    r"\b(?:hatten|haben|hatte|habe|ist|sind|war|waren|sollten?|müssten?|müsste|wurden?|wäre|steht|stand|gilt|galt|gehört|bekommen|zahlen) (?:[\w-]+ ){0,5}nicht\b",
    r"\b(?:hatten|haben|hatte) (?:wir|ich) (?:[\w-]+ ){0,2}(?:doch|immer)\b",
    r"\bn['\u2019e ](?:\w+)[- ](?:t-)?(?:il|elle|ils|elles|on|nous|vous|je|ce|y)(?:[- ]\w+)? (?:pas|plus|déjà)\b|\bne (?:\w+)-(?:t-)?(?:il|elle|ils|elles|on|nous|vous|je|ce)s? pas\b",
    r"\bn['\u2019](?:est|était|a|avait|avons|avions|aurait|avez|étaient)[- ](?:ce|il|elle|nous|on|vous|ils|elles|t-il|t-elle|t-on)\b[^?]{0,20}\bpas\b",
    r"\u00bf[^?]{0,40}\bno (?:hab[ií]a\w*|ten[ií]a\w*|tenemos|est\w+|debería\w*|deb[ií]a\w*|era\w*|iba\w*|lleva\w*|quedamos|acordamos|es|son|hemos|nos|se|hay|ser[ií]a\w*|tendr[ií]a\w*|pagamos|incluye|incluía)\b",
    r"\b(?:ma )?non (?:doveva\w*|dovrebbe\w*|era\w*|è|avevamo|l['\u2019]avevamo|abbiamo|l['\u2019]abbiamo|andava\w*|va|ci|c['\u2019]era|si|sarebbe\w*|eravamo|erano|sono|avremmo|avrebb\w+)\b[^.?!]{0,90}\?",
    r"\b(?:was|waren|is|zijn|had|hadden|heb|hebben|moet|moest|moeten|zou|zouden|hoort|hoorde|zat|zit|stond|staat|geldt|gold) (?:[\w-]+ ){0,5}niet\b",
    r"\b(?:wij|we|ik|dat|het|dit) (?:[\w-]+ ){0,3}toch\b",
    r"(?<!kein )(?<!keinen )(?<!ningún )(?<!nessun )(?<!geen )(?<!aucune )\b(?:irrtum|versehen|fehler|une erreur|un error|un errore|een fout|een vergissing)\b",
)
#: What the writer took for granted, and the bill says otherwise.
_TOOK = _any(
    r"\b(?:i|we) (?:had )?(?:(?:rather|always|honestly|really|both) )?(?:thought|assumed|understood|believed|expected|gathered|figured|reckoned)\b|\b(?:under the impression|my understanding|our understanding|as far as (?:i|we) (?:know|knew|recall|remember|understood))\b",
    r"\b(?:we|i) (?:were|was) (?:told|promised|quoted|led to believe|assured)\b|\b(?:the|your) (?:quote|quotation|estimate|contract|offer|agreement) (?:said|says|had|has|was|stated|states|included)\b|\bprice was (?:for|to)\b|\bour (?:agreement|terms?|deal|contract)(?: with you)? (?:is|are|says?|gives?)\b",
    r"\bich (?:dachte|ging davon aus|war der meinung|bin davon ausgegangen|meinte)\b|\bwir (?:dachten|gingen davon aus|waren der meinung|sind davon ausgegangen)\b|\b(?:im|laut|in ihrem) (?:angebot|vertrag)\w* (?:stand|steht|hieß|war)\b|\bmeines wissens\b|\bsoweit (?:ich|wir) wei(?:ß|ss)\b",
    r"\b(?:je|nous) (?:croy|pens|suppos)(?:ais|ions)\b|\bil (?:me|nous) sembl(?:e|ait)\b|\bsauf erreur\b|\bà ma connaissance\b|\b(?:le|votre|dans le) devis (?:disait|indiquait|prévoyait|mentionnait)\b|\bon (?:nous|m['\u2019])a(?:vait)? (?:dit|promis|annoncé)\b",
    r"\b(?:creía|creíamos|pensaba|pensábamos|suponía|tenía entendido|teníamos entendido|me consta|nos consta|que yo sepa)\b|\b(?:el|en el|su) presupuesto (?:decía|ponía|era|incluía)\b|\bnos (?:dijeron|prometieron|aseguraron)\b",
    r"\b(?:mi|ci) (?:pareva|sembrava|risulta\w*)\b|\b(?:credevo|credevamo|pensavo|pensavamo|ero convint[oa]|sapevo che)\b|\bche io sappia\b|\b(?:nel|il|vostro) preventivo (?:c['\u2019]era|diceva|era|indicava|prevedeva|riportava)\b|\bci (?:avete|avevate) (?:detto|promesso)\b",
    r"\b(?:ik|wij|we) (?:dacht\w*|ging\w* ervan uit|meende\w*|verkeerde\w*)\b|\bvoor zover (?:ik|wij|we) we(?:et|ten)\b|\bin (?:de|uw|jullie) offerte stond\b|\bons is (?:gezegd|beloofd|toegezegd)\b",
)
#: How it used to be.
_USED_TO = _any(
    r"\b(?:we|i)(?:['\u2019]ve| have) (?:always|never) (?:had|paid|been (?:charged|billed|invoiced)|got|seen)\b|\b(?:we|i) (?:normally|usually|always) (?:get|have|pay|had|got)\b|\b(?:normally|usually) (?:there['\u2019]?s|there is|it['\u2019]?s|we|you|that['\u2019]?s|this)\b"
    r"|\bnever (?:had|been|paid|used to|did before|were)\b[^.?!]{0,50}\bbefore\b|\bthey never did before\b|\bever since (?:we|i)\b|\bthe last (?:few|one|ones|two|three|invoices?|bills?) (?:were|was|had)\b|\b(?:nobody|no one) (?:told|mentioned|said|asked|warned)\b",
    r"\b(?:normalerweise|sonst|üblicherweise|bisher|bislang|früher|immer) (?:[\w-]+ ){0,3}(?:\d|rabatt|skonto|inklusive|gab|hatten|war|waren|zahlen|galt|kostete)|\bseit jahren\b|\bdas gab es (?:bisher|noch) n|\bdavon war (?:nie|keine) ",
    r"\b(?:d['\u2019]habitude|jusqu['\u2019](?:ici|à présent)|nous avons toujours|on a toujours|c['\u2019]était toujours|auparavant)\b",
    r"\b(?:siempre (?:hemos|hemos tenido|ha sido|nos|teníamos|pagábamos)|normalmente|hasta ahora|de costumbre)\b",
    r"\b(?:di solito|finora|abbiamo sempre|è sempre stat[oa]|avevamo sempre|normalmente|le altre volte)\b",
    r"\b(?:normaal|altijd|tot nu toe|voorheen|anders) (?:[\w-]+ ){0,3}(?:\d|korting|inclusief|gratis|betaald|betaalden|was|waren|kregen|rekenden)",
)
#: Asks whether it is right, or how it can be: nobody asks that who does not doubt.
_DOUBTS = _any(
    r"\b(?:is|are) (?:it|this|that|these|those|the [\w -]{2,30}?|line \d+) (?:really |actually )?(?:right|correct|normal|fair|meant to be|supposed to be)\b(?! (?:account|iban|address|bank|place|person|way to|number|email|po))"
    r"|\b(?:are|is) (?:you|we|everyone) (?:quite |really |absolutely )?sure\b|\b(?:are|were) we (?:really |now |also )*(?:meant|supposed|expected|to)\b[^.?!]{0,30}\bpay\b|\bwhich (?:one )?(?:of (?:them|the two|these) )?is (?:right|correct)\b"
    r"|\b(?:do|does|did|is|are|was|were) (?:you|we|the|it|this|that|they)\b[^.?!]{0,40} really (?!need|appreciate)\w+|\b(?:reading (?:this|that|it) right|(?:is|was) (?:this|that|it) (?:a mistake|an error|in error|usual|deliberate|intentional)|something changed|by mistake|(?:prices?|rates?|terms) (?:been )?changed|wrong (?:yet )?again|(?:seems?|feels?) (?:like )?(?:a lot|high|steep|too much|a bit (?:much|high))|what (?:was|we) agreed)\b|\bwhat(?:['\u2019]s| is) the rest\b|\bwhere (?:do|does|did|is|are) [^.?!]{1,40} (?:come )?from\b"
    r"|\bhow (?:did|do|does|can) (?:you|this|that|it|[\w .,\u00d7x*£€$]{1,24}) (?:get|come|arrive|make|work out|add up|reach)\b|\b(?:double[- ]?check|re-?check|look (?:again|into)|revisit|review|have another look)\b[^.?!]{0,60}\b(?:hours|days|charge|rate|quantity|line|figures?|sum|total|period|surcharge|fee|price|vat)\b",
    r"\b(?:why|how come|since when|how is it that|for what reason|any reason why|is there a reason|what happened to)\b",
    r"\bwhat(?:['\u2019]s| is| are) (?:this|these|the|that) [^.?!]{0,40}(?:charge|fee|surcharge|cost|extra|line)\b[^?]{0,30}\?",
    r"\b(?:forgotten|forgot|been missed|got missed|missed off|left off|dropped off|overlooked)\b|\b(?:looks? like|seems?|possible|could it be|meant to be)\b[^.?!]{0,60}\b(?:twice|both|same|duplicate|cancel\w*|double)\b",
    r"\b(?:who|did (?:someone|anyone|somebody|anybody|one of us)[^.?!]{0,20}) (?:on earth |actually |here |exactly )*(?:approved?|authori[sz]ed?|ordered|asked for|asked you|signed (?:this|it|that|for)|signed off|sign for|agreed|requested|booked)\b",
    r"\b(?:don['\u2019]?t|do not|can['\u2019]?t|cannot) (?:remember|recall|find|see|get it|make it|work out)\b[^.?!]{0,50}\b(?:order\w*|agree\w*|ask\w*|approv\w*|sign\w*|notes|contract|quote|come (?:out )?(?:to|at)|add up|it to come)\b"
    r"|\b(?:isn['\u2019]?t|is not|wasn['\u2019]?t|not) (?:in|on|part of|mentioned in) (?:our|the|your|my) (?:contract|quote|order|agreement|estimate|price list|po)\b|\bi make it (?:[£€$]?\d|\w+ (?:hours|days|months|weeks)|a total)|\bcan['\u2019]?t get it to\b",
    r"\b(?:stimmt|passt|kann das|ist das) (?:das |die |der |es )?(?:so |denn |wirklich |richtig|korrekt|stimmen|sein)|\bkann es sein\b|\b(?:warum|wieso|weshalb|seit wann|wie kommt|wie kann)\b|\bist das (?:so )?(?:richtig|korrekt|normal)\b"
    r"|\b(?:vergessen|übersehen|doppelt)\b|\bwer hat (?:denn )?[^.?!]{0,40}(?:freigegeben|bestellt|beauftragt|genehmigt|unterschrieben)|\bmir ist (?:davon )?nichts bekannt\b|\bsind sie sicher\b|\birre? ich mich\b|\bwoher komm(?:t|en)\b|\bist es (?:so )?üblich\b|\bhaben sich\b[^.?!]{0,30}\bgeändert\b|\b(?:noch ?mal|nochmals|erneut) (?:[\w-]+ ){0,3}(?:nachsehen|prüfen|nachschauen|nachrechnen)",
    r"\best[- ]ce (?:bien )?(?:normal|juste|correct|exact|exprès)\b|\best-il (?:normal|exact|juste)\b|\b(?:pourquoi|depuis quand|comment se fait|d['\u2019]où vient)\b|\b(?:oublié\w*|omis\w*)\b|\bje me trompe\b|\bqui a (?:commandé|validé|demandé|approuvé|signé)\b|\bêtes-vous sûrs?\b|\b(?:doublon|deux fois)\b|\bd['\u2019]où viennent\b|\b(?:revoir|revérifier|vérifier) (?:la ligne|les heures|le (?:calcul|tarif|total|montant)|le nombre)",
    r"\u00bf(?:es|está|son|están) (?:esto |eso )?(?:correct[oa]s?|normal|bien)\b|\u00bf(?:[^?]{0,30})\bpor qué\b|\u00bf?desde cuándo\b|\bcómo es que\b|\b(?:olvidado|olvidaron)\b|\u00bf(?:y )?quién (?:pidió|ha pedido|encargó|autorizó|aprobó)\b|\bestán seguros\b|\b(?:revisar|comprobar) (?:las horas|la línea|el (?:cálculo|precio|total|importe))|\bqu[ée] ha pasado con\b|\bdos veces\b",
    r"\b(?:è|sono) (?:giust[oaie]|corrett[oaie]|normal[ei])\b[^.!]{0,90}\?|\b(?:come mai|perch[éè]|da quando|com['\u2019]è che)\b|\b(?:dimenticat[oaie]|saltat[oa])\b|\bchi ha (?:ordinato|chiesto|approvato|autorizzato|richiesto)\b|\bsiete sicuri\b|\b(?:ricontrollare|rivedere|verificare) (?:le ore|la riga|il (?:calcolo|prezzo|totale))|\bche fine ha fatto\b|\bdue volte\b",
    r"\bklopt (?:het|dit|dat|deze)\b|\b(?:waarom|hoezo|sinds wanneer|hoe komt)\b|\b(?:vergeten|over het hoofd)\b|\bwie heeft (?:dat |dit )?[^.?!]{0,40}(?:besteld|goedgekeurd|gevraagd|getekend)|\bweet u zeker\b|\b(?:uren|regel|bedrag|prijs|berekening)\b[^.?!]{0,20}\b(?:nakijken|controleren|narekenen)\b|\bdubbel\b|\btwee keer\b",
)
#: The client's own count beside what was billed: "you've put 48, we have 45".
_COUNTED = _any(
    r"\b(?:you(?:['\u2019]ve| have)?|it|this|invoice|bill) (?:put|billed|charged|says?|have|shows?|got|invoiced)\b[^.?!]{0,30}\d+[^.?!]{0,60}\b(?:we|i|our|my|goods[- ]in)\b[^.?!]{0,30}\d",
    r"\b(?:we|i) (?:had|have|were|counted|got|make it|received)\b[^.?!]{0,30}\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b[^.?!]{0,50}\b(?:you(?:['\u2019]ve| have)?|it|this) (?:put|billed|charged|says?|shows?|looks like|invoiced)\b",
    r"\bonly (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b[^.?!]{0,30}\b(?:came|turned up|arrived|attended|delivered|here|were|there)\b",
    r"\b(?:vous (?:facturez|comptez|avez facturé)|facturés?)\b[^.?!]{0,30}\d+[^.?!]{0,50}\b(?:nous|on|je|reçu)\b",
    r"\b(?:wij|we|ik) (?:telden?|kregen|hebben|hadden) er\b",
)
_NUMBER = (
    r"(?:"
    + by_letter(
        r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|a fortnight|a month|a week|eine?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|une?|deux|trois|quatre|cinq|sept"
        r"|huit|neuf|dix|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|een|twee|drie|vijf|zes|zeven|negen|tien"
    )
    + ")"
)
#: One number set against another, too many or too few of something, a share or a sum that is missing, taken off or to be put right.
_SET_AGAINST = _any(
    rf"\b{_NUMBER}(?: ?%)?(?: [^\W\d_]+){{0,2}},? (?:and |und |et |y |e |en )?(?:not|instead of|rather than|nicht|statt|pas|non|au lieu de|no|en vez de|invece (?:di|dei|delle)|niet|geen|in plaats van)"
    rf"(?: the| a| à| al| auf| los| las| de)? ?[£€$]?{_NUMBER}\b",
    rf"\b{_NUMBER} [^.?!\d]{{0,30}}\b(?:fewer|too (?:many|much)|over-?charged|zu viele?|zuviele?|de trop|en trop|de más|di troppo|in più|te veel)\b",
    r"\b(?:discount|rebate|per ?cent|%|deposit|reduction|remise|rabatt|skonto|prozent|descuento|por ciento|sconto|korting|procent)\b[^.?!]{0,30}\b(?:missing|not (?:been )?(?:applied|given|taken off|on (?:it|this|there))|fehlt|manque|falta|manca|ontbreekt)\b",
)
_PUT_RIGHT = _any(
    r"\bplease (?:correct|amend|adjust|re-?issue|revise|put (?:it|this|that) right|take (?:it|them|that|this) off)\b|\bcredit (?:note )?please\b|\bplease amend\b|\b(?:raise|issue|send|let (?:me|us) have|give|need|want|expect|provide)(?: (?:me|us))? (?:an? |the )?credit(?: note)?(?= for| over|\?|\.| against)|\bwe(?:['\u2019]re| are| will|['\u2019]ll)(?: be)? (?:deducting|deduct|short[- ]paying|only (?:pay|paying) for)\b",
    r"\bschreiben sie (?:uns|mir)\b[^.?!]{0,50}\bgut\b|\bgutschrift (?:über|für|aus|er)(?:stellen)?\b(?=[^.?!]*\?|[^.?!]*bitte)|\b(?:faire|établir|émettre|envoyer) un avoir\b|\bemettere (?:una )?nota di credito\b|\bcreditnota (?:sturen|maken|opstellen)\b"
    r"|\bbitte (?:korrigieren|berichtigen)\b|\b(?:merci de|veuillez|pouvez-vous) (?:corriger|rectifier)\b|\b(?:hagan|emitan|necesitamos) un abono\b|\bprego di (?:correggere|rettificare)\b|\bgraag (?:corrigeren|crediteren|aanpassen)\b",
)
#: Without contesting anything: about papers, accounts and addresses, about next time, or said so.
_PAPERS = _any(
    r"\b(?:pdf|cop(?:y|ies)|certificate|attach\w*|receipts?|statement|ibans?|bank details|account (?:number|details)|sort code|swift|bic|address|portal|link|download\w*|open (?:it|the)|password|e-?mail|logo|format|vat number|tax id|budget\w*|next year|in future|remittance"
    r"|kopie|anhang|kontoauszug|bankverbindung|adresse|copie|pièce jointe|relevé|rib|copia|adjunt\w*|extracto|estratto conto|allegat\w*|rekeningnummer|bijlage)\b",
)
#: What is still to come: nothing of it is billed yet.
_AHEAD = _any(
    r"\b(?:will (?:you|your|it|there|the|prices?|rates?)|planning|forecast|next (?:year|time|month|season|order|visit)|have we (?:still )?(?:got )?left|(?:is|are) (?:still )?left|from (?:next )?(?:january|april|july))\b",
    r"\b(?:nächste[snmr]? (?:jahr|mal|monat)|haben wir noch|noch übrig|künftig|prochaine? (?:fois|année|commande)|reste-t-il|l['\u2019]année prochaine|próxim[oa] (?:año|vez|mes|pedido)|nos quedan|prossim[oa] (?:anno|volta|mese|ordine)|ci restano|volgend(?:e)? (?:jaar|keer|maand)|nog over)\b",
)
_DISCLAIMS = _any(
    r"\b(?:nothing(?:['\u2019]s| is)? (?:wrong|amiss|the matter)|no (?:complaints?|disputes?|quarrel|discrepanc\w+|problems?|objections?)|not (?:a (?:complaint|dispute|query)|complaining|disputing|querying|questioning|suggesting|doubting|contesting)|n['\u2019]t (?:complaining|disputing|querying|questioning|suggesting|doubting)"
    r"|don['\u2019]t (?:doubt|dispute|question)|happy to pay|pay (?:it )?(?:in any case|either way|anyway)|for my (?:own )?(?:notes|education|understanding|learning|interest)|(?:just|only|merely) curious|hypothetical\w*|out of (?:interest|curiosity)"
    r"|(?:is|are|it['\u2019]s|all) (?:all )?(?:correct|right|fine|in order|agreed)(?= (?:with|by|from|,|and|\.))|we agree with|i was wrong|(?:my|our) (?:mistake|fault)|you were (?:quite |absolutely )?(?:right|correct)|(?:the |invoice |bill )?stands?(?= as)|that['\u2019]s on me|sorted|cleared up|solved|explained|never mind|forget (?:it|my)|no longer)\b",
    r"\b(?:unser fehler|mein fehler|bei (?:mir|uns)(?= liegt)|liegt (?:ganz )?bei (?:mir|uns)|nichts auszusetzen|rechnung (?:selbst |an sich )?(?:geht|ist|läuft|passt)(?: so| in)? (?:durch|ordnung|richtig|okay)|geht so durch|keine (?:beanstandung|reklamation)|alles (?:in ordnung|richtig|korrekt|bestens)|nicht in frage|hat sich erledigt|hat sich geklärt|nur interessehalber|rien à (?:redire|contester)|rien en cause|ne conteste\w* (?:rien|pas)|simple curiosité"
    r"|ninguna queja|no es (?:una )?(?:queja|reclamación)|todo (?:correcto|bien|en orden)|nessuna contestazione|non è una contestazione|tutto (?:a posto|giusto|corretto)|per curiosità|geen klacht|niets mis|alles klopt|in orde|puur uit nieuwsgierigheid)\b",
)
#: Advertising asks questions too.
_SELLS = _any(
    r"\b(?:unsubscribe|no win,? no fee|free quote|promotion|special offer|click here|reply yes|abmelden|abbestellen|newsletter|désabonner|désinscri\w+|promoción|darse de baja|un asesor|disiscri\w+|annullare l['\u2019]iscrizione|uitschrijven|afmelden)\b"
)
#: Asks for a price or a rate as one does before an order.
_PRICE_ASKED = _any(
    r"\bwhat(?:['\u2019]s| is| are| would be) your (?:[a-z]+ ){0,2}(?:rates?|prices?|fees?|charges?)\b(?! on| for (?:this|that|the))",
    r"\b(?:was ist|wie hoch ist|wie ist) (?:ihr|euer) (?:tagessatz|stundensatz|preis)\b|\bquel(?:s|le)? (?:est|sont) (?:votre|vos) (?:tarifs?|prix)\b",
    r"\bcuál(?:es)? (?:es|son) (?:su|sus) (?:tarifas?|precios?)\b|\bqual è (?:la )?(?:sua|vostra) tariffa\b|\bwat is (?:uw|jullie) (?:uurtarief|dagtarief|prijs)\b",
)
#: Asks to be allowed to pay in parts or later: who says "twice" there speaks of paying, not of being charged.
_PLEADS = _any(
    rf"\b(?:may|might|can|could|would|will|let|allow|possible|ok|okay|accept|agree)\b[^.?!]{{0,60}}\b(?:(?:pay|settle|split|clear|take|spread|paid|settled|do)\b[^.?!]{{0,60}}\b(?:in|over|into) {_NUMBER} (?:\w+ )?(?:parts?|halves|instal\w+|goes|steps|stages|lots|times|payments|months)|(?:half|a (?:part|third|half)) now)\b",
    rf"\b(?:können|könnten|dürfen|dürften|darf|kann|möglich|wäre|erlauben|einverstanden)\b[^.?!]{{0,80}}\b(?:(?:in|auf) {_NUMBER} (?:\w+ )?(?:raten|teilen|teilbeträgen|teilzahlungen|schritten|malen|hälften|monatsraten)|zweimal|in raten|die hälfte (?:jetzt|sofort|heute))\b",
    rf"\b(?:pouvons|pourrions|puis|peut|pourrait|possible|permett\w+|accept\w+|accord\w+)\b[^.?!]{{0,80}}\b(?:en|sur) (?:{_NUMBER}|plusieurs) (?:\w+ )?(?:fois|versements?|mensualités|échéances|parties|paiements|mois)\b",
    rf"\b(?:podemos|podríamos|puedo|podría|posible|permit\w+|acept\w+)\b[^.?!]{{0,80}}\ben (?:{_NUMBER}|varios|varias) (?:\w+ )?(?:plazos|pagos|veces|cuotas|partes|meses|mensualidades)\b",
    rf"\b(?:possiamo|potremmo|posso|potrei|possibile|permett\w+|accett\w+)\b[^.?!]{{0,80}}\bin (?:{_NUMBER}|più) (?:\w+ )?(?:rate|volte|tranche|parti|pagamenti|mesi)\b",
    rf"\b(?:mogen|mag|kunnen|kan|zouden|zou|mogelijk|akkoord)\b[^.?!]{{0,80}}\bin (?:{_NUMBER}|een paar) (?:\w+ )?(?:keer|keren|termijnen|delen|stappen|betalingen|maanden)\b",
)
_MOST_CHARS = 1500
#: Who writes so few words leaves out the question mark.
_CURT = 9


def wonders(sentences: Sequence[str], *, asking: bool = False) -> bool:
    """Whether somebody doubts the charge by a question or by how it used to be. Such a mail is a dispute, if a doubtful one.

    With `asking` only sentences with a question mark count: for mails that seem to be about something else.
    """
    return any(_contests(small(sentence)) for sentence in sentences if "?" in sentence or not asking) and not _denies(sentences)


def may_contest(sentences: Sequence[str]) -> bool:
    """Whether a question may contest at all: somebody asks, about more than papers, and does not say that all is well."""
    if not any("?" in each for each in sentences) or _denies(sentences):
        return False
    return not any(_PAPERS.search(each) or _AHEAD.search(each) for each in map(small, sentences))


def enquires(sentences: Sequence[str]) -> bool:
    """Whether somebody asks what something would cost and names no bill: nothing to contest yet."""
    whole = _whole(sentences)
    return _PRICE_ASKED.search(whole) is not None and not (_REFERENCE.search(whole) or _EXPECTS.search(whole) or _TOOK.search(whole))


def _denies(sentences: Sequence[str]) -> bool:
    whole = _whole(sentences)
    return _DISCLAIMS.search(whole) is not None or _SELLS.search(whole) is not None


def _whole(sentences: Sequence[str]) -> str:
    return small(" ".join(sentences)[:_MOST_CHARS])


def _contests(sentence: str) -> bool:
    """Whether a sentence in small letters contests; what is asked for rarely, or looked for fast, comes first."""
    if _PUT_RIGHT.search(sentence):
        found = not _PAPERS.search(sentence) and not _AHEAD.search(sentence)
    elif _COUNTED.search(sentence):
        found = True
    elif _PAPERS.search(sentence) or not (_CHARGED.search(sentence) or _REFERENCE.search(sentence)):
        found = False
    else:
        asked = "?" in sentence or len(sentence.split()) <= _CURT
        found = any(said.search(sentence) for said in (_TOOK, _USED_TO, _DOUBTS, _SET_AGAINST, *((_EXPECTS,) if asked else ())))
    return found and not _PLEADS.search(sentence)
