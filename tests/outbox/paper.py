"""A carrier for tests: it keeps what it is given; knows nothing."""


class Paper:
    """A carrier that keeps what it is given and fails as it is told: `answers` maps an address to an exception."""

    def __init__(self):
        self.went, self.answers, self.before = [], {}, lambda to: None

    def send(self, raw, *, sender, to, still):
        self.before(to)
        if to in self.answers:
            raise self.answers[to]
        if not still():
            return False
        self.went.append((sender, to, raw))
        return True

    def close(self):
        pass
