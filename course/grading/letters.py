"""Names as people and systems spell them: letters without their marks, words, ids, and names inside a zip."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from zipfile import ZipInfo

from course.grading.place import ID

# Letters that do not come apart into a plain letter and a mark.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# Ukrainian and Russian letters, as Ukraine's own passports write them where they do so.
CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэ",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "ie",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "iu",
            "ia",
            "e",
            "",
            "y",
            "e",
        ],
        strict=True,
    )
)
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
UTF8_FLAG, UTF8_FIELD, LONGEST = 0x800, 0x7075, 64


def plain(text: str) -> str:
    """Return the text in small Latin letters without marks, the rest as it was.

    Examples
    --------
    >>> plain("Żółć, Ćma"), plain("Іван")
    ('zolc, cma', 'ivan')
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    latin = "".join(CYRILLIC.get(letter, letter) for letter in composed).translate(PLAIN)
    return "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))


def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, in small letters, marks kept.

    Examples
    --------
    >>> words("Żółć_Ćma (2)")
    ('żółć', 'ćma', '2')
    """
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold()))


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without marks."""
    return tuple(re.findall(r"[a-z0-9]+", plain(text)))


def safe_id(text: str) -> str:
    """Return an id that can name a folder; empty where no letter or digit is left.

    A text that is such an id already stays as it is.

    Examples
    --------
    >>> safe_id("Żółć Ćma"), safe_id("demo-01"), safe_id("…")
    ('zolc-cma', 'demo-01', '')
    """
    if ID.fullmatch(text) and text[0] not in ".-":
        return text
    return re.sub(r"[^a-z0-9@.]+", "-", plain(text))[:LONGEST].strip("-.")


def shown(name: str) -> str:
    """Return a file's name fit to be shown: whatever could steer a terminal is a replacement character."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def entry_name(entry: ZipInfo) -> str:
    """Return the name of a file in a zip with its letters as they were meant.

    Systems write names in UTF-8 with the flag that says so, in UTF-8 without it, with the name again in an extra
    field, or in the code page of a Polish Windows. Python reads all but the first as cp437.
    """
    name = entry.orig_filename
    if entry.flag_bits & UTF8_FLAG:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    if (field := _field(entry.extra)) and field[:5] == b"\x01" + struct.pack("<L", zlib.crc32(raw)):
        return field[5:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        readings = [raw.decode(page, "replace") for page in ("cp437", "cp852", "cp1250")]
        return max(readings, key=_likely)


def _likely(name: str) -> int:
    return sum(1 if letter in POLISH else -1 for letter in name if ord(letter) > 127)


def _field(extra: bytes) -> bytes:
    for kind, field in extra_fields(extra):
        if kind == UTF8_FIELD:
            return field
    return b""


def extra_fields(extra: bytes) -> list[tuple[int, bytes]]:
    """Return the extra fields of a file in a zip, as far as they can be told apart: number and content."""
    found = []
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        found.append((kind, extra[4 : 4 + length]))
        extra = extra[4 + length :]
    return found
