"""What hooks' tests share: a program that listens."""

import pytest

from tests.hooks.receiver import receiver


@pytest.fixture
def server():
    """A real receiver on this machine, and what it got."""
    with receiver() as found:
        yield found
