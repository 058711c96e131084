"""Two kinds of trouble, by who must act. Anything else that is raised is a bug."""


class StationError(Exception):
    """A refusal: a person asked for something that may not be, and can ask otherwise.

    `code` is stable and names the rule; `facts` fill the sentence in which a page tells it. Sentences are the
    business of whoever speaks to people (`webui.errors`, `broadcaster.cli`), never of the domain.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class DeliveryError(Exception):
    """The world did not do its part. `permanent` answers the only question: try again, or park and tell."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
