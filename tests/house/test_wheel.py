"""The wheel carries everything: installed in a clean place, it serves a page in the final look."""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """A clean Python in which only the wheel is Floortime; what it depends on comes from this one."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place], cwd=ROOT, check=True
    )
    (wheel,) = place.glob("*.whl")
    venv.create(place / "venv")
    found = place / "venv" / "bin" / "python"
    # This Python's pip installs into the other one: a pip of its own took longer than all the rest.
    quiet = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "--python", found, "install", *quiet, wheel], check=True)
    (site,) = (place / "venv" / "lib").glob("python3.*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return found


@pytest.mark.slow
def test_an_installed_wheel_serves_a_page(python, tmp_path):
    where = subprocess.run(
        [python, "-c", "import floortime; print(floortime.__file__)"],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(python.parents[1])
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "FLOORTIME_DATA": str(tmp_path / "var")}
    command = [python.with_name("floortime"), "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    try:
        page = opened(f"http://127.0.0.1:{port}/raise")
        style = next(part for part in page.split('"') if part.endswith("tokens.css"))
        assert "light-dark(" in opened(f"http://127.0.0.1:{port}{style}")
    finally:
        time.sleep(0.3)
        server.send_signal(signal.SIGTERM)
        assert server.wait(40) == 0


def opened(url: str) -> str:
    for _ in range(300):
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except HTTPError:
            raise
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(url)
