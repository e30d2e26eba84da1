"""The proofs of an election of Belenios, checked by its own program where that is installed."""

import subprocess
import tempfile
from pathlib import Path
from shutil import which

from folkmoot.records.error import FolkmootError

_TOOL = "belenios-tool"
_PATIENCE = 3600.0


def proofs_hold(uuid: str, archive: bytes) -> bool:
    """Run `belenios-tool election verify` on an archive: True when every proof holds, False when the program is not installed.

    FolkmootError, with what it says, when a proof does not hold.
    """
    tool = which(_TOOL)
    if tool is None:
        return False
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        Path(folder, f"{uuid}.bel").write_bytes(archive)
        try:
            ran = subprocess.run([tool, "election", "verify", "--dir", folder], capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FolkmootError(f"{_TOOL} did not finish: {error}", "run it yourself, or take it off the path to go on without") from None
    if ran.returncode != 0:
        said = ran.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise FolkmootError(f"the proofs of this election do not hold: {said}", "get the archive from the election's own page again")
    return True
