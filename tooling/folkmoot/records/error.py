"""The one exception: folkmoot could not run. A wrong file is never an exception but a finding."""


class FolkmootError(Exception):
    """What stopped us, and what the reader can do about it; caught once, in `cli/`."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
