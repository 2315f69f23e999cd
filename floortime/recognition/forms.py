"""The form of recognition: whether a thanks may be shown; knows web/forms."""

from wtforms import HiddenField

from floortime.web.forms import Form


class ShowThanksForm(Form):
    """Show it, or show it no more."""

    shown = HiddenField()

    @property
    def wants(self) -> bool:
        """What the pressed button says."""
        return bool(self.shown.data == "yes")
