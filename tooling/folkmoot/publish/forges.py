"""The addresses at which a forge opens its own editor, with a new file filled in where it can.

GitHub reads `filename` and `value` at `/new/BRANCH`; Gitea and Forgejo read the same at `/_new/BRANCH/` (Gitea 1.16, pull request
16556); GitLab reads `file_name` and `content` at `/-/new/BRANCH`. Each keeps a reader without write access to a fork or a merge
request of their own. An address that is longer than servers take is not made at all: GitHub answers 414 at about 8 kB.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlencode, urlsplit

LONGEST = 7_500
"""Characters of an address."""
_URL = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+){2,}/?")
_BRANCH = re.compile(r"(?!-)[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")


class ForgeKind(StrEnum):
    """The forges whose addresses are known."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"


_HOSTS = {
    "github.com": ForgeKind.GITHUB, "gitlab.com": ForgeKind.GITLAB, "salsa.debian.org": ForgeKind.GITLAB, "framagit.org": ForgeKind.GITLAB,
    "codeberg.org": ForgeKind.FORGEJO, "gitea.com": ForgeKind.FORGEJO, "code.forgejo.org": ForgeKind.FORGEJO,
}  # fmt: skip
_FIRST = {"github": ForgeKind.GITHUB, "gitlab": ForgeKind.GITLAB, "forgejo": ForgeKind.FORGEJO, "gitea": ForgeKind.FORGEJO}
_NEW = {ForgeKind.GITHUB: "new", ForgeKind.GITLAB: "-/new", ForgeKind.FORGEJO: "_new"}
_EDIT = {ForgeKind.GITHUB: "edit", ForgeKind.GITLAB: "-/edit", ForgeKind.FORGEJO: "_edit"}
_FILLED = {
    ForgeKind.GITHUB: ("filename", "value"), ForgeKind.GITLAB: ("file_name", "content"), ForgeKind.FORGEJO: ("filename", "value"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forge:
    """Where the records are kept, and how that forge spells its addresses."""

    kind: ForgeKind
    url: str
    """`https://host/owner/repo`, without a slash at its end."""
    branch: str = "main"

    def edit(self, path: str) -> str:
        """Where a file of the branch is edited."""
        return f"{self.url}/{self.edit_folder}{quote(path)}"

    def commit(self, name: str) -> str:
        """Where one commit is shown."""
        return f"{self.url}/{'-/' if self.kind is ForgeKind.GITLAB else ''}commit/{quote(name)}"

    @property
    def edit_folder(self) -> str:
        """What stands between the address of the repository and the path of a file that is edited, with a slash at its end."""
        return f"{_EDIT[self.kind]}/{quote(self.branch)}/"

    def new(self, path: str, text: str) -> str:
        """Where a new file is written, with its path and text filled in; empty when that would be longer than servers take."""
        name, value = _FILLED[self.kind]
        slash = "/" if self.kind is ForgeKind.FORGEJO else ""
        filled = urlencode({name: path, value: text}, quote_via=quote, safe="/")
        address = f"{self.url}/{_NEW[self.kind]}/{quote(self.branch)}{slash}?{filled}"
        return address if len(address) <= LONGEST else ""


@dataclass(frozen=True, slots=True)
class Ways:
    """By what ways members who do not use Git reach the records."""

    forge: Forge | None = None
    clerk: str = ""
    """Where a form is sent: the address of an office, never a person's; empty where it is handed over."""


def forge_of(url: str | None, kind: str | None = None, branch: str | None = None) -> Forge | None:
    """The forge at an address, told by `kind` or else by its host; None when nothing says which it is."""
    if not url or not _URL.fullmatch(url) or not _BRANCH.fullmatch(branch or "main") or ".." in (branch or ""):
        return None
    host = (urlsplit(url).hostname or "").lower()
    known = ForgeKind(kind) if kind in set(ForgeKind) else _HOSTS.get(host) or _FIRST.get(host.partition(".")[0])
    return Forge(known, url.rstrip("/"), branch or "main") if known else None
