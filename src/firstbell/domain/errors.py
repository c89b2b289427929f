"""The one shape of a refusal: what happened, what it means, what to do."""


class Refused(Exception):
    """An act that was refused, in words for the person who tried it.

    what: what happened, a sentence. means: what it means for them. do: what to do next. `str()` joins the three.
    """

    def __init__(self, what: str, means: str, do: str) -> None:
        super().__init__(what, means, do)
        self.what = what
        self.means = means
        self.do = do

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.means, self.do) if part)
