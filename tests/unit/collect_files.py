"""Files for the tests of collecting: small corpora, PDFs by hand, a Telegram export."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_corpus(root: Path, lines: Sequence[Mapping[str, object]] = (), files: Mapping[str, str | bytes] | None = None) -> Path:
    """A corpus folder with a manifest (when there are lines) and files."""
    root.mkdir(parents=True, exist_ok=True)
    if lines:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (root / "manifest.jsonl").write_text(text, encoding="utf-8")
    for name, content in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return root


def pdf_bytes(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with the given lines of ASCII on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        content = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"({_escaped(line)}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    xref = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n".encode()


def telegram_export(name: str = "Northern Observer", *, chat_type: str = "public_channel") -> bytes:
    """An export with plain, entity-made, forwarded, service and text-less messages."""
    messages = [
        {"id": 1, "type": "service", "date": "2026-03-01T08:00:00", "action": "create_channel", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2026-03-02T09:10:11",
            "from": name,
            "text": "The bridge was closed on Monday, the council said.",
        },
        {
            "id": 3,
            "type": "message",
            "date": "2026-03-03T10:00:00",
            "from": name,
            "forwarded_from": "River Watch",
            "text": ["Two lorries crossed it ", {"type": "bold", "text": "at night"}, ", residents wrote."],
            "text_entities": [{"type": "plain", "text": "Two lorries crossed it "}, {"type": "bold", "text": "at night"}],
        },
        {"id": 4, "type": "message", "date": "2026-03-04T10:00:00", "from": name, "photo": "photos/photo_1.jpg", "text": ""},
    ]
    return json.dumps({"name": name, "type": chat_type, "id": 77, "messages": messages}, ensure_ascii=False).encode()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
