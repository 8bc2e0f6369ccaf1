"""Does a line below a letter take its writer's yes back: they may not decide, or a yes by mail is none? Certain words only, in six languages."""

from __future__ import annotations

import re

#: Letters of a line that are looked at.
_MOST = 600
_DECIDE = r"(?:approve|agree|release|sign|decide|authori[sz]e|confirm|send)"
_TAKES_BACK = re.compile(
    rf"\b(?:not|no longer|n't|never)(?: yet)? (?:be )?(?:authori[sz]ed|entitled|empowered|permitted|allowed) to {_DECIDE}\b"
    r"|\bno longer (?:have |hold )(?:any )?authority\b|\bi have no authority\b"
    r"|\b(?:my|any|this) (?:approval|consent|yes|agreement|release|go-?ahead)s?\b[^.]{0,60}\b(?:only|not|void|invalid|unless|until|subject|once|provided)\b"
    r"|\banything (?:i|we) (?:agree|say|approve|sign)\b[^.]{0,80}\b(?:not|until|unless|subject)\b|\bnot to be acted (?:up)?on\b"
    r"|\bmust (?:first )?be (?:agreed|approved|countersigned|counter-signed|signed off|released|cleared) (?:by|with)\b"
    r"|\b(?:covering|cover|standing in|deputising) for\b[^.]{0,80}\bonly\b"
    r"|\bsubject to (?:my |the |final )?(?:counter-?signature|sign-?off|approval by)\b"
    r"|\bnicht (?:mehr )?(?:freigabe|entscheidungs|zeichnungs|unterschrifts)(?:berechtigt|befugt)\b"
    r"|\bnicht (?:mehr )?(?:berechtigt|befugt|bevollmächtigt|ermächtigt)\b[^.]{0,40}(?:freizugeben|freigabe|genehmig|entscheid|zeichn|zuzustimmen)"
    r"|\b(?:meine|jede) (?:freigabe|zusage|genehmigung|zustimmung)\b[^.]{0,60}\b(?:nur|erst|nicht|vorbehalt|unwirksam|ungültig)\b"
    r"|\b(?:je n'ai|n'ai|ne suis) (?:plus|pas)\b[^.]{0,40}\b(?:habilitée?|autorisée?|délégation|pouvoir|signature)\b"
    r"|\bmon accord\b[^.]{0,60}\b(?:réserve|qu'après|nul|sans valeur|sauf)\b"
    r"|\b(?:ya )?no (?:tengo|estoy)\b[^.]{0,40}\b(?:autorizad[oa]|facultad|facultades|firma|poderes)\b"
    r"|\bmi (?:aprobación|visto bueno)\b[^.]{0,60}\b(?:solo|sólo|no|hasta|salvo)\b"
    r"|\bnon (?:ho|sono)\b[^.]{0,30}\b(?:autorizzat[oa]|poteri|potere di|firma)\b"
    r"|\bla mia approvazione\b[^.]{0,60}\b(?:solo|non|salvo|previa)\b"
    r"|\b(?:niet|geen) (?:meer )?(?:tekenbevoegd|beslissingsbevoegd)\b|\bniet (?:meer )?(?:bevoegd|gemachtigd)\b[^.]{0,30}\b(?:akkoord|goed te keuren|tekenen|beslissen)\b"
    r"|\bmijn (?:akkoord|goedkeuring)\b[^.]{0,60}\b(?:pas|alleen|niet|onder)\b",
    re.IGNORECASE,
)


def takes_back(line: str) -> bool:
    """Tell whether a line says that a yes by its writer, or by mail, counts for nothing yet."""
    return _TAKES_BACK.search(line[:_MOST].replace("\u2019", "'")) is not None
