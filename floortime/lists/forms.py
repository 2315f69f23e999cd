"""The forms of taking a list over; knows web/forms."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from floortime.web.forms import Form
from floortime.words import lazy


class UploadListForm(Form):
    """An action list."""

    file = FileField(lazy("The file"), [FileRequired(lazy("Choose the file with your list, Excel or CSV."))])


class TakeOverForm(Form):
    """The press that takes over, and the preview it was pressed on."""

    seen = HiddenField()


class DecideForm(Form):
    """A press of a button, and nothing else."""
