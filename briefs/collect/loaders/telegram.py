"""Telegram Desktop's `result.json`: each message with text is a source of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from briefs.collect.decoding import decode
from briefs.collect.extracted import Extracted, date_text, one_line
from briefs.collect.layout import slug
from briefs.collect.loaders.failure import UnreadableFileError

_PUBLIC = ("public_channel", "public_supergroup", "public_group")
_SHARED = (*_PUBLIC, "private_channel", "private_supergroup", "private_group")
_CONTENT = (
    "text",
    "text_entities",
    "caption",
    "poll",
    "contact_information",
    "location_information",
    "file_name",
    "title",
    "performer",
)
"""What is erased when a message is forgotten."""


def load_telegram(data: bytes) -> list[Extracted]:
    """One text for each message that has any, oldest first as exported; service messages and bare media are none.

    The publisher is the chat, the kind social. A chat that is not public is local-only unless the manifest says otherwise; of an
    export of a whole account, conversations between people are not taken at all.

    Raises:
        UnreadableFileError: no Telegram export.
    """
    return [_message(chat, message) for chat in _chats(_parse(data)) for message in _messages(chat) if _plain_text(message).strip()]


def erase_message(data: bytes, member: str) -> bytes:
    """The export without the content of one message (`<chat>/<message id>`); its number and date stay.

    Raises:
        UnreadableFileError: no Telegram export.
    """
    export = _parse(data)
    for chat in _chats(export):
        for message in _messages(chat):
            if _member(chat, message) == member:
                for name in _CONTENT:
                    if name in message:
                        message[name] = [] if name == "text_entities" else ""
    return json.dumps(export, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _parse(data: bytes) -> Mapping[str, Any]:
    try:
        export = json.loads(decode(data))
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFileError("the file is not valid JSON; export the chat again") from error
    if not isinstance(export, dict) or not list(_all_chats(export)):
        raise UnreadableFileError("the JSON is no Telegram export (result.json); of other JSON files only the article under check is read")
    return export


def _all_chats(export: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if isinstance(export.get("messages"), list):
        yield dict(export) if not isinstance(export, dict) else export
    for part in ("chats", "left_chats"):
        held = export.get(part)
        chats = held.get("list") if isinstance(held, dict) else None
        for chat in chats if isinstance(chats, list) else ():
            if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                yield chat


def _chats(export: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    is_account = "messages" not in export
    for chat in _all_chats(export):
        if not is_account or chat.get("type") in _SHARED:
            yield chat


def _messages(chat: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for message in chat["messages"]:
        if isinstance(message, dict) and message.get("type", "message") == "message" and isinstance(message.get("id"), int | str):
            yield message


def _member(chat: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    name = one_line(chat.get("name")) or f"telegram {chat.get('id', '')}"
    return f"{slug(name)}/{slug(str(message['id']))}"


def _message(chat: Mapping[str, Any], message: Mapping[str, Any]) -> Extracted:
    forwarded = one_line(message.get("forwarded_from"))
    name = one_line(chat.get("name"))
    sender = one_line(message.get("author")) or one_line(message.get("from"))
    return Extracted(
        text=_plain_text(message),
        publisher=name,
        author=forwarded or (sender if sender != name else ""),
        forwarded_from=forwarded,
        published_at=date_text(message.get("date")),
        kind="social",
        member=_member(chat, message),
        manifest={} if chat.get("type", "public_channel") in _PUBLIC else {"handling": "local-only"},
    )


def _plain_text(message: Mapping[str, Any]) -> str:
    """`text` is a string, or a list of strings and of entities with a `text` of their own."""
    text = message.get("text", "")
    parts = text if isinstance(text, list) else [text]
    plain = (part.get("text", "") if isinstance(part, dict) else part for part in parts)
    return "".join(part for part in plain if isinstance(part, str))
