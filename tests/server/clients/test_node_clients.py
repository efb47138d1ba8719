"""Clients from npm, unchanged."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from tests.server.clients.rig import HOST, Certificates, Rig, listening
from tests.server.conftest import Server, opened
from tests.server.stand_ins import KEY

Reached = tuple[Server, Rig]

REMOVE_BG = """
const client = require("remove.bg");
const [how, source, apiKey] = process.argv.slice(2);
const options = {apiKey, size: "regular", type: "auto", crop: false};
const named = {Url: "url", Base64: "base64img", File: "path"}[how];
client["removeBackgroundFromImage" + how]({...options, [named]: source})
  .then(result => console.log(JSON.stringify(result)))
  .catch(errors => { console.error(JSON.stringify(errors)); process.exit(1); });
"""

WRAPPER = """
const client = require("removebg-wrapper");
const [how, source, apiKey] = process.argv.slice(2);
client["rbFromImage" + how](source, apiKey);
"""


def node(
    reached: Reached, folder: Path, script: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    rig = reached[1]
    path = rig.folder / "script.js"
    path.write_text(script)
    return rig.run("node", str(path), *arguments, NODE_PATH=str(folder / "node_modules"))


@pytest.mark.parametrize("how", ["Url", "Base64"])
def test_remove_bg_reads_json_and_the_headers(
    how: str, rig: Reached, node_folder: Path, address: str, photo: bytes
) -> None:
    source = address if how == "Url" else b64encode(photo).decode()
    done = node(rig, node_folder, REMOVE_BG, how, source, KEY)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert opened(b64decode(result["base64img"])).size == (80, 60)
    assert (result["creditsCharged"], result["detectedType"]) == ("0.25", "product")
    assert (result["resultWidth"], result["rateLimit"]) == ("80", "500")


def test_remove_bg_is_told_no_in_its_own_shape(
    rig: Reached, node_folder: Path, address: str
) -> None:
    done = node(rig, node_folder, REMOVE_BG, "Url", address, "wrong")
    (error,) = json.loads(done.stderr)
    assert (error["code"], error["title"]) == ("auth_failed", "API Key invalid")


def test_remove_bg_sends_a_file_past_every_proxy(
    rig: Reached, node_folder: Path, laid: Path, certificates: Certificates
) -> None:
    """Its old form library knows no proxy: the process gets a hosts file of its own."""
    server, way = rig
    hosts, script = way.folder / "hosts", way.folder / "script.js"
    hosts.write_text(f"127.0.0.1 localhost {HOST}\n")
    script.write_text(REMOVE_BG)
    files = {"ssl_certfile": str(certificates.certificate), "ssl_keyfile": str(certificates.key)}
    inside = 'mount --bind "$1" /etc/hosts && shift && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", inside, "sh", str(hosts)]
    if way.run(*command, "true").returncode != 0:
        pytest.skip("no private hosts file can be had here")
    try:
        with listening(server.app, port=443, **files):
            done = way.run(
                *command, "node", str(script), "File", str(laid), KEY,
                NODE_PATH=str(node_folder / "node_modules"), HTTPS_PROXY="", https_proxy="",
            )  # fmt: skip
    except OSError:
        pytest.skip("port 443 cannot be listened on here")
    assert done.returncode == 0, done.stderr
    assert opened(b64decode(json.loads(done.stdout)["base64img"])).size == (80, 60)


@pytest.mark.parametrize(("how", "name"), [("File", "output.png"), ("Url", "output-2.png")])
def test_removebg_wrapper_sends(
    how: str, name: str, rig: Reached, node_folder: Path, laid: Path, address: str
) -> None:
    source = str(laid) if how == "File" else address
    done = node(rig, node_folder, WRAPPER, how, source, KEY)
    assert not done.stderr
    assert opened((rig[1].folder / name).read_bytes()).size == (80, 60)
