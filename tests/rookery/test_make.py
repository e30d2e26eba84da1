"""The computed records of Rookery follow from its texts."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_records_of_rookery_come_out_again_byte_for_byte() -> None:
    script = Path(__file__).with_name("make.py")
    ran = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.endswith(" records made, 0 differ\n")
