"""Published clients of remove.bg in environments of their own, and a server they take for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.server.clients.rig import Certificates, Proxy, Rig, listening, make_certificates
from tests.server.conftest import Server
from tests.server.origin import Origin, reply

PYTHON_CLIENTS = (
    "removebg==0.04",
    "remove-bg-api==0.2.1",
    "rembgpy==1.0.1",
    "removebgplus==0.1.2",
    "removebg-cli==1.0.0",
    "withoutbg==1.3.0",
)
NODE_CLIENTS = ("remove.bg@1.3.0", "removebg-wrapper@1.0.3")

WANTED = os.environ.get("NUKKI_CLIENT_TESTS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.clients)
            if not WANTED:
                reason = "installs published clients; NUKKI_CLIENT_TESTS=1 runs it"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def clients_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where clients are installed; ``NUKKI_CLIENTS`` names a folder to keep them in."""
    kept = os.environ.get("NUKKI_CLIENTS")
    return Path(kept).resolve() if kept else tmp_path_factory.mktemp("clients")


@pytest.fixture(scope="session")
def client_python(clients_folder: Path) -> Path:
    """The Python of an environment that holds the clients from PyPI."""
    folder = clients_folder / "python"
    program = folder / "bin" / "python"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = [str(program), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", PYTHON_CLIENTS[-1]], check=True)
        subprocess.run([*pip, "requests", "pillow", "numpy", *PYTHON_CLIENTS[:-1]], check=True)
    return program


@pytest.fixture(scope="session")
def node_folder(clients_folder: Path) -> Path:
    """A folder whose ``node_modules`` hold the clients from npm."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    folder = clients_folder / "node"
    if not (folder / "node_modules" / "remove.bg").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", *NODE_CLIENTS], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """For the host that clients believe to speak to."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def rig(
    make_server: Callable[..., Server], certificates: Certificates, tmp_path: Path
) -> Iterator[tuple[Server, Rig]]:
    """A server with a known account, and the way to it for a client's process."""
    server = make_server(allow_loopback_sources=True)
    files = {"ssl_certfile": str(certificates.certificate), "ssl_keyfile": str(certificates.key)}
    with listening(server.app, port=0, **files) as port:
        proxy = Proxy(port)
        authority = str(certificates.authority)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "HTTPS_PROXY": proxy.url,
            "https_proxy": proxy.url,
            "REQUESTS_CA_BUNDLE": authority,
            "CURL_CA_BUNDLE": authority,
            "SSL_CERT_FILE": authority,
            "NODE_EXTRA_CA_CERTS": authority,
        }
        yield server, Rig(environment, tmp_path)
        proxy.close()


@pytest.fixture
def laid(tmp_path: Path, photo: bytes) -> Path:
    """The photo as a file that is called what it is not."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo)
    return path


@pytest.fixture
def address(origin: Origin, photo: bytes) -> str:
    """The photo's address."""
    origin.pages["/photo.png"] = reply(photo, "Content-Type: image/png")
    return origin.url("/photo.png")
