"""What our own server's Authentication-Results prove about From; any doubt proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.arrivals import address, authresults, signed
from bot.vocabulary.mail import Proof, Trust

if TYPE_CHECKING:
    from bot.arrivals.authresults import Result
    from bot.arrivals.gate import Field
    from bot.vocabulary.mail import Message
    from bot.vocabulary.policy import Policy

#: Gmail's authserv-id where none is configured.
_GMAIL_ID = "mx.google.com"
_FIELD = "authentication-results"
_NO_DMARC = "no dmarc result"
_OTHER_SENDER = "the Sender field names somebody else"


def prove(fields: tuple[Field, ...], message: Message, policy: Policy, raw: bytes = b"") -> Trust:
    """Apply TRUST R5 to one mail: only our server's own fields, in one unbroken run, and only for the strict From.

    Where they say nothing either way, a signature of From's own domain that we check ourselves does, if the config has its key.
    """
    trust = _by_server(fields, message, policy)
    silent = trust.proof in {Proof.UNCONFIGURED, Proof.NONE} and trust.detail != _NO_DMARC
    if not silent or policy.require_dmarc or message.from_ is None:
        return trust
    domain = message.from_.email.rpartition("@")[2].lower()
    if not signed.by_domain(raw, fields, domain, dict(policy.dkim_records)):
        return trust
    allowed = _sender_allowed(fields, {message.from_.email, *policy.insiders})
    return Trust(Proof.PROVEN, "dkim", "checked by the desk itself") if allowed else Trust(Proof.UNTRUSTED, detail=_OTHER_SENDER)


def _by_server(fields: tuple[Field, ...], message: Message, policy: Policy) -> Trust:
    ours = server_id(policy)
    if not ours and policy.trust_profile != "microsoft365":
        return Trust(Proof.UNCONFIGURED)
    results, problem = _our_results(fields, ours)
    if problem or message.from_ is None:
        return Trust(Proof.UNTRUSTED if results is None else Proof.NONE, detail=problem or "no strict From")
    trust = _judge(results or {}, message.from_.email, policy)
    if trust.proven and not _sender_allowed(fields, {message.from_.email, *policy.insiders}):
        return Trust(Proof.UNTRUSTED, detail=_OTHER_SENDER)
    return trust


def server_id(policy: Policy) -> str:
    """Return the name under which our server writes its results, lower case: what is set, or what the provider is known to write.

    Microsoft 365 writes none; nothing set and no such provider: nobody's results count.
    """
    if policy.trust_profile == "microsoft365":
        return ""
    return policy.authserv_id.strip().casefold() or (_GMAIL_ID if policy.trust_profile == "gmail" else "")


def _sender_allowed(fields: tuple[Field, ...], allowed: set[str]) -> bool:
    """No Sender field, or one that plainly names From or one of our people (APR-22)."""
    values = [field.value for field in fields if field.name == "sender"]
    if not values:
        return True
    named, _ = address.strict(values, set())
    return named is not None and named.email in allowed


def _our_results(fields: tuple[Field, ...], ours: str) -> tuple[dict[str, Result] | None, str]:
    """Collect the results of the topmost run of our fields by method; (None, why) where they cannot be trusted."""
    results: list[Result] = []
    state = "before"
    for field in fields:
        parsed = authresults.parse(field.value) if field.name == _FIELD else None
        mine = parsed is not None and (parsed.authserv_id == ours or (parsed.broken and _mentions(field.value, ours)))
        if parsed is None or not mine:
            state = "after" if state == "run" else state
            continue
        if state == "after":
            return None, "a further field of our server stands elsewhere"
        if parsed.broken:
            return None, "our server's field cannot be read"
        state = "run"
        results += parsed.results
    if len({result.method for result in results}) != len(results):
        return None, "two results of one method"
    return {result.method: result for result in results}, "" if state != "before" else "no field of our server"


def _mentions(value: bytes, ours: str) -> bool:
    """Whether a field that cannot be read claims to be ours; without an id every such field does."""
    return not ours or ours.encode() in value[:300].lower()


def _judge(results: dict[str, Result], email: str, policy: Policy) -> Trust:
    domain = email.rpartition("@")[2]
    dmarc = results.get("dmarc")
    if dmarc and dmarc.result in {"pass", "fail"}:
        same = dmarc.result == "pass" and dmarc.properties.get("header.from", "").lower() == domain
        return Trust(Proof.PROVEN if same else Proof.FAILED, "dmarc", "" if same else "dmarc fails or speaks of another domain")
    if policy.require_dmarc or (dmarc and dmarc.result not in {"none", "bestguesspass"}):
        return Trust(Proof.NONE, detail=_NO_DMARC)
    return _without_dmarc(results, email, domain)


def _without_dmarc(results: dict[str, Result], email: str, domain: str) -> Trust:
    """The second best proofs, for domains that publish no DMARC policy."""
    for method, value in (("dkim", _dkim_domain(results.get("dkim"))), ("spf", _spf_domain(results.get("spf")))):
        if value and results[method].result == "pass" and _aligned(value, domain):
            return Trust(Proof.PROVEN, method)
    auth = results.get("auth")
    if auth and auth.result == "pass" and auth.properties.get("smtp.auth", "").lower() == email:
        return Trust(Proof.PROVEN, "auth")
    spf = results.get("spf")
    if spf and spf.result == "fail" and _aligned(_spf_domain(spf), domain):
        return Trust(Proof.FAILED, "spf", "spf=fail")
    return Trust(Proof.NONE, detail="nothing passed for this domain")


def _dkim_domain(result: Result | None) -> str:
    if result is None:
        return ""
    return (result.properties.get("header.d") or result.properties.get("header.i", "").rpartition("@")[2]).lower()


def _spf_domain(result: Result | None) -> str:
    return result.properties.get("smtp.mailfrom", "").rpartition("@")[2].lower() if result else ""


def _aligned(domain: str, wanted: str) -> bool:
    """Equal, or one a subdomain of the other (relaxed alignment without a public suffix list: two labels at least)."""
    if domain == wanted:
        return bool(domain)
    short, long = sorted((domain, wanted), key=len)
    return "." in short and short.partition(".")[0] not in {"co", "com", "org", "net", "ac", "gov"} and long.endswith(f".{short}")
