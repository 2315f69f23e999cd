"""What a file is, by its content and never by its name: pictures, PDF, text, tables and documents of an office; pure."""

_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN = b"application/vnd.oasis.opendocument."
_MACROS = (b"vbaProject.bin", b"vbaData.xml")
_PAGES = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?xml", b"<iframe", b"javascript:")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f")) + b"\x7f"
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "text/plain": (".txt", ".csv", ".log", ".md"),
    _OFFICE[b"word/"]: (".docx",),
    _OFFICE[b"xl/"]: (".xlsx",),
    _OFFICE[b"ppt/"]: (".pptx",),
    "application/vnd.oasis.opendocument": (".odt", ".ods", ".odp"),
}
"""What a kept file may be called; one that is called otherwise gets the first of these at its end."""


def kind_of(body: bytes) -> str | None:
    """The type of a file that we keep; None for any other: programs, pages, archives, documents with macros."""
    found = next((kind for start, kind in _STARTS if body.startswith(start)), None)
    if found is not None:
        return found
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp" and body[8:12] in {b"heic", b"heix", b"mif1", b"hevc"}:
        return "image/heic"
    return _zipped(body) if body.startswith(b"PK\x03\x04") else _text(body)


def _zipped(body: bytes) -> str | None:
    if any(one in body for one in _MACROS):
        return None
    if body[30:38] == b"mimetype" and body[38:].startswith(_OPEN):
        return "application/vnd.oasis.opendocument"
    if b"[Content_Types].xml" not in body:
        return None
    return next((kind for folder, kind in _OFFICE.items() if folder in body), None)


def _text(body: bytes) -> str | None:
    """Plain text: UTF-8 or a Latin one, without controls, and nothing that a browser would take for a page."""
    if body.startswith((b"MZ", b"#!")):
        return None
    if body.translate(None, _CONTROLS) != body:
        return None
    small = body.lower()
    return None if not body.strip() or any(one in small for one in _PAGES) else "text/plain"


def called(name: str, kind: str) -> str:
    """A name that says what the file is: what calls itself invoice.pdf.exe and is a picture ends in .png."""
    clean = "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|').strip(" .")[:160]
    endings = ENDINGS[kind]
    return clean if clean.lower().endswith(endings) and len(clean) > 4 else f"{clean or 'file'}{endings[0]}"
