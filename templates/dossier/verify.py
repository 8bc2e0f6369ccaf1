"""Checks the dossier in this folder with the standard library alone: python3 verify.py [HEAD PRINTED IN A DIGEST ...]"""

import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
LINK = ("seq", "prev_hash", "at", "kind", "case", "content_sha256")


def sha(data):
    return hashlib.sha256(data).hexdigest()


manifest, wrong, before, hashes = json.loads((HERE / "manifest.json").read_bytes()), [], None, set()
files = {path.relative_to(HERE).as_posix(): sha(path.read_bytes()) for path in HERE.rglob("*") if path.is_file()}
seal = files.pop("manifest.json")
wrong += [f"{name} is not in the manifest" for name in sorted(set(files) - set(manifest["files"]))]
wrong += [f"{name} is missing or was changed" for name, expected in manifest["files"].items() if files.get(name) != expected]
kept, queued, approved = set(), {}, set()
for entry in map(json.loads, (HERE / "journal.jsonl").read_text("utf-8").split("\n")[:-1]):
    link = json.dumps({name: entry[name] for name in LINK}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if entry["entry_hash"] != sha(link.encode()) or sha(entry.get("content", "").encode()) not in (entry["content_sha256"], sha(b"")):
        wrong.append(f"journal entry {entry['seq']} was changed")
    if before and (entry["prev_hash"] != before["entry_hash"] or entry["seq"] != before["seq"] + 1):
        wrong.append(f"journal entry {entry['seq']} does not follow the one before it")
    said, before = json.loads(entry.get("content") or "{}"), entry
    hashes.add(entry["entry_hash"])
    if said and entry["kind"] == "mail_kept":
        kept.add((said["mail_id"], said["sha256"]))
    if said and entry["kind"] == "approval":
        approved.add((said["draft_id"], said["approved_hash"]))
    if said and entry["kind"] == "queue_mail" and (said["draft_id"], said["approved_hash"]) in approved:
        queued[said["outbox_id"]] = said["raw_sha256"]
wrong += [f"{name} is not what was received" for name, mail in manifest["received"].items() if (mail, files.get(name)) not in kept]
wrong += [f"{name} is not what was approved" for name, row in manifest["sent"].items() if queued.get(row) != files.get(name, "-")]
wrong += [f"no entry has the head {head}" for head in sys.argv[1:] if not any(one.startswith(head) for one in hashes)]
sys.exit("\n".join(wrong)) if wrong else print(f"All {len(files)} files are whole. SHA-256 of manifest.json: {seal}")
