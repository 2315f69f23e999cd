"""What a file is, by its content; what we do not keep; what a kept file is called."""

import io
import zipfile

import pytest

from floortime.files.kinds import called, kind_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("Klart på alla platser".encode(), "text/plain"),
        ("Klart på alla platser".encode("latin-1"), "text/plain"),
        (b"a;b\r\n1;2\r\n", "text/plain"),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_kept(body, kind):
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"MZ\x90\x00 a program", b"\x7fELF", b"#!/bin/sh\nrm -rf /", b"<html><script>alert(1)</script>", b"<svg onload=alert(1)>",
        b"<?xml version='1.0'?><svg/>", zipped("setup.exe"), zipped("[Content_Types].xml", "word/vbaProject.bin"), b"\x00\x01\x02",
        b"   ", b"Rar!\x1a\x07", b"see javascript:alert(1)",
    ],
)  # fmt: skip
def test_not_kept(body):
    assert kind_of(body) is None


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("map.png", "image/png", "map.png"),
        ("map.exe", "image/png", "map.exe.png"),
        ("Photo.JPEG", "image/jpeg", "Photo.JPEG"),
        ("../../etc/passwd", "text/plain", "etcpasswd.txt"),
        ("", "application/pdf", "file.pdf"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ('a"b\r\nc.txt', "text/plain", "abc.txt"),
    ],
)
def test_called(name, kind, shown):
    assert called(name, kind) == shown
