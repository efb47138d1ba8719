"""Clients from PyPI, unchanged."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from pathlib import Path

import pytest
from tests.server.clients.rig import Rig, listening
from tests.server.conftest import Server, opened
from tests.server.stand_ins import KEY

Reached = tuple[Server, Rig]


def run(reached: Reached, python: Path, script: str, *arguments: str) -> str:
    """What a script prints that succeeds."""
    done = reached[1].run(str(python), "-c", script, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fails(reached: Reached, python: Path, script: str, *arguments: str) -> str:
    """What a script says that fails."""
    done = reached[1].run(str(python), "-c", script, *arguments)
    assert done.returncode != 0, done.stdout
    return done.stderr


def check(path: Path, *, size: tuple[int, int] = (80, 60)) -> None:
    picture = opened(path.read_bytes())
    assert (picture.mode, picture.size) == ("RGBA", size)
    assert picture.getpixel((40, 30)) == (230, 230, 230, 255)


REMOVEBG = """
import sys
from removebg import RemoveBg
client = RemoveBg(sys.argv[1], "error.log")
getattr(client, sys.argv[2])(sys.argv[3], **dict(pair.split("=") for pair in sys.argv[4:]))
"""


def test_removebg_sends_a_file(rig: Reached, client_python: Path, laid: Path) -> None:
    run(rig, client_python, REMOVEBG, KEY, "remove_background_from_img_file", str(laid))
    check(laid.with_name("photo.jpg_no_bg.png"))
    assert rig[0].gate.charged == [Decimal("0.25")]


def test_removebg_sends_an_address_and_base64(
    rig: Reached, client_python: Path, address: str, photo: bytes
) -> None:
    folder = rig[1].folder
    by_url, by_text = "remove_background_from_img_url", "remove_background_from_base64_img"
    run(rig, client_python, REMOVEBG, KEY, by_url, address, "new_file_name=url.png", "size=4k")
    text = b64encode(photo).decode()
    run(rig, client_python, REMOVEBG.replace('"="', '"=", 1'), KEY, by_text, text)
    check(folder / "url.png")
    check(folder / "no-bg.png")


@pytest.mark.parametrize(
    ("credits", "rate", "key", "status"),
    [(0, 500, KEY, "402"), (9, 0, KEY, "429"), (9, 500, "wrong", "403")],
)
def test_removebg_is_told_no(
    credits: int, rate: int, key: str, status: str, rig: Reached, client_python: Path, laid: Path
) -> None:
    rig[0].gate.credits, rig[0].gate.rate_left = Decimal(credits), rate
    method = "remove_background_from_img_file"
    assert f"{status} Client Error" in fails(rig, client_python, REMOVEBG, key, method, str(laid))


REMOVE_BG_API = """
import sys
from remove_bg_api import RemoveBg
client = RemoveBg(sys.argv[1])
print(client.account.api["free_calls"] if hasattr(client.account, "api") else "account read")
method = getattr(client, "remove_bg_" + sys.argv[2])
method(sys.argv[3], out_path="out.png", size="full", raw=False)
"""


@pytest.mark.parametrize("how", ["file", "url", "base64"])
def test_remove_bg_api_reads_the_account_and_sends(
    how: str, rig: Reached, client_python: Path, laid: Path, address: str, photo: bytes
) -> None:
    """It reads the charge as a whole number, so that it must not come as 1.0."""
    source = {"file": str(laid), "url": address, "base64": b64encode(photo).decode()}[how]
    run(rig, client_python, REMOVE_BG_API, KEY, how, source)
    check(rig[1].folder / "out.png")
    assert rig[0].gate.charged == [Decimal(1)]


REMBGPY = """
import sys
from rembgpy import RemBg
client = RemBg(sys.argv[1], "error.log")
print(getattr(client, sys.argv[2])(sys.argv[3], nfn="out.png"))
"""


@pytest.mark.parametrize("how", ["remove_img", "remove_b64"])
def test_rembgpy_sends_every_parameter(
    how: str, rig: Reached, client_python: Path, address: str, photo: bytes
) -> None:
    source = address if how == "remove_img" else b64encode(photo).decode()
    assert "Process finished" in run(rig, client_python, REMBGPY, KEY, how, source)
    check(rig[1].folder / "out.png")


REMOVEBGPLUS = """
import sys
from removebgplus import RemoveBg
client = RemoveBg(sys.argv[1])
getattr(client, "remove_from_" + sys.argv[2])(sys.argv[3], "out.png")
"""


@pytest.mark.parametrize("how", ["file", "url"])
def test_removebgplus_sends(
    how: str, rig: Reached, client_python: Path, laid: Path, address: str
) -> None:
    run(rig, client_python, REMOVEBGPLUS, KEY, how, str(laid) if how == "file" else address)
    check(rig[1].folder / "out.png")


def test_removebgplus_puts_base64_under_a_wrong_name_and_is_told_so(
    rig: Reached, client_python: Path, photo: bytes
) -> None:
    text = b64encode(photo).decode()
    assert "missing_source" in fails(rig, client_python, REMOVEBGPLUS, KEY, "base64", text)


def test_nothing_to_find_comes_through_as_its_code(
    rig: Reached, client_python: Path, tmp_path: Path, empty_photo: bytes
) -> None:
    blank = tmp_path / "blank.png"
    blank.write_bytes(empty_photo)
    said = fails(rig, client_python, REMOVEBGPLUS, KEY, "file", str(blank))
    assert "unknown_foreground" in said


def test_removebg_cli_cuts_out_and_reads_the_balance(
    rig: Reached, client_python: Path, laid: Path
) -> None:
    program = client_python.with_name("removebg")
    done = rig[1].run(str(program), str(laid), REMOVE_BG_API_KEY=KEY)
    assert done.returncode == 0, done.stdout + done.stderr
    made = [
        path for path in rig[1].folder.iterdir() if path.stem.startswith("photo") and path != laid
    ]
    assert made
    assert opened(made[0].read_bytes()).size == (80, 60)


WITHOUTBG = """
import sys, types, importlib.util
for name in ("onnxruntime", "huggingface_hub", "tqdm"):
    sys.modules[name] = stub = types.ModuleType(name)  # what only its own networks need
    stub.hf_hub_download = stub.tqdm = None
folder = importlib.util.find_spec("withoutbg").submodule_search_locations[0]
package = types.ModuleType("withoutbg"); package.__path__ = [folder]
sys.modules["withoutbg"] = package
from withoutbg.api import WithoutBGAPIClient
client = WithoutBGAPIClient(api_key=sys.argv[1], base_url=sys.argv[2])
client.remove_background(sys.argv[3]).save("out.png")
"""


def test_withoutbg_lays_the_matte_over_its_own_picture(
    rig: Reached, client_python: Path, laid: Path
) -> None:
    with listening(rig[0].app, port=0) as port:
        url = f"http://127.0.0.1:{port}"
        run(rig, client_python, WITHOUTBG, KEY, url, str(laid))
    assert opened((rig[1].folder / "out.png").read_bytes()).getpixel((2, 2))[3] == 0
