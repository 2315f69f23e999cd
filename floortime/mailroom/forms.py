"""The form in which a mail or calendar file is brought; knows web's forms."""

from flask_wtf.file import FileField
from wtforms import TextAreaField

from floortime.web.forms import Form
from floortime.words import _, lazy


class BringMailForm(Form):
    """A file, or its text."""

    file = FileField(lazy("A file"))
    pasted = TextAreaField(lazy("Or its text"))

    def raw(self) -> bytes | None:
        """What was given, as bytes; None with a sentence at the field when nothing was."""
        body = self.file.data.read() if self.file.data else b""
        body = body or (self.pasted.data or "").strip().encode()
        if body:
            return body
        self.file.errors = [_("Choose a file that ends in .ics or .eml, or paste its text below.")]
        return None
