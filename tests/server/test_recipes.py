"""Recipes over HTTP: by name, or of the caller's own, named and checked as `nukki bulk` does it."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from tests.server.conftest import Server, encoded, opened
from tests.server.stand_ins import SANDBOX_KEY

from nukki import bulk
from nukki.core.errors import UnknownNameError
from nukki.core.options import Options
from nukki.outlets import make_recipe

SHOP = {
    "edges": "plain",
    "name": "{folder}/{stem}-{output}",
    "outputs": {
        "main": {"outlet": "ebay", "canvas": "100x100"},
        "square": {"canvas": "40x40", "background": "#ff0000"},
        "clear": {},
    },
}
ONE = {"canvas": "50x50", "format": "webp"}


@pytest.fixture
def server(make_server: Callable[..., Server], tmp_path: Path) -> Server:
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "shop.json").write_text(json.dumps(SHOP))
    (folder / "single.json").write_text(json.dumps(ONE))
    return make_server(recipes=str(folder))


def send(
    server: Server, path: str, photo: bytes, *, called: str = "shoe.png", **fields: Any
) -> httpx.Response:
    headers = fields.pop("headers", {})
    files = {
        name: (None, value) if isinstance(value, str) else value for name, value in fields.items()
    }
    files["image_file"] = (called, photo)
    return server.client.post(path, files=files, headers=headers)


def unpacked(response: httpx.Response) -> dict[str, Any]:
    assert (response.status_code, response.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: opened(archive.read(name)) for name in archive.namelist()}


def as_json(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def test_the_recipes_are_listed_with_what_they_make(server: Server) -> None:
    shop, single = server.client.get("/v2/recipes").json()["recipes"]
    assert (shop["name"], shop["pattern"]) == ("shop", "{folder}/{stem}-{output}")
    assert shop["outputs"][0] == {"name": "main", "suffix": ".jpg", "outlet": "ebay"}
    assert [one["suffix"] for one in single["outputs"]] == [".webp"]


def test_without_a_key_no_recipe_is_told(server: Server) -> None:
    server.client.headers.pop("X-Api-Key")
    assert server.client.get("/v2/recipes").status_code == 403


def test_all_outputs_come_in_a_zip_by_the_recipes_names(server: Server, photo: bytes) -> None:
    made = unpacked(send(server, "/v2/cutouts", photo, recipe="shop"))
    assert {name: picture.size for name, picture in made.items()} == {
        "shoe-main.jpg": (100, 100), "shoe-square.png": (40, 40), "shoe-clear.png": (80, 60),
    }  # fmt: skip
    assert made["shoe-square.png"].getpixel((1, 1))[:3] == (255, 0, 0)


def test_they_are_the_files_that_bulk_makes(
    server: Server, photo: bytes, tiny_model: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "shoe.png").write_bytes(photo)
    recipe = make_recipe(SHOP, base=Options(model=tiny_model, preset="fast"))
    bulk.run(bulk.Order(source=str(tmp_path / "in"), target=str(tmp_path / "out"), recipe=recipe))
    response = send(server, "/v2/cutouts", photo, recipe="shop")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    assert made == {name: (tmp_path / "out" / name).read_bytes() for name in made}
    assert len(made) == 3


def test_a_photo_is_paid_for_once_whatever_is_made_of_it(server: Server, photo: bytes) -> None:
    response = send(server, "/v2/cutouts", photo, recipe="shop")
    assert response.headers["X-Credits-Charged"] == "0.25"
    assert len(server.gate.charged) == 1


def test_json_tells_what_a_shop_would_refuse(server: Server, photo: bytes) -> None:
    accept = {"Accept": "application/json"}
    told = as_json(send(server, "/v2/cutouts", photo, recipe="shop", headers=accept))
    main, square, _ = told["outputs"]
    assert (told["recipe"], main["outlet"], main["passed"]) == ("shop", "ebay", False)
    assert [one["rule"] for one in main["findings"]] == ["longest_min"]
    assert (square["outlet"], square["passed"], square["file"]) == (None, None, "shoe-square.png")
    assert opened(b64decode(square["result_b64"])).size == (40, 40)


def test_a_zip_says_it_in_a_header(server: Server, photo: bytes) -> None:
    response = send(server, "/v2/cutouts", photo, recipe="shop")
    assert "main: ebay would refuse it: longest_min" in response.headers["X-Notes"]


def test_a_recipe_of_one_output_gives_its_file(server: Server, photo: bytes) -> None:
    response = send(server, "/v2/cutouts", photo, recipe="single", called="größe.png")
    assert opened(response.content).size == (50, 50)
    assert "gr%C3%B6%C3%9Fe.webp" in response.headers["Content-Disposition"]


def test_options_beside_a_recipe_hold_for_all_outputs(server: Server, photo: bytes) -> None:
    made = unpacked(send(server, "/v2/cutouts", photo, recipe="shop", turn="90"))
    assert made["shoe-clear.png"].size == (60, 80)


def test_a_callers_own_recipe_is_taken(server: Server, photo: bytes) -> None:
    own = {"name": "{stem}_{output}", "outputs": {"a": {"size": "20"}, "b": {"size": "10"}}}
    sent = ("own.json", json.dumps(own).encode())
    made = unpacked(send(server, "/v2/cutouts", photo, recipe_file=sent))
    assert {name: max(one.size) for name, one in made.items()} == {
        "shoe_a.png": 20, "shoe_b.png": 10,
    }  # fmt: skip


def test_a_callers_own_recipe_may_be_yaml_in_json(server: Server, photo: bytes) -> None:
    pytest.importorskip("yaml", reason="needs: pip install 'nukki[bulk]'")
    from base64 import b64encode

    body = {"image_file_b64": b64encode(photo).decode(), "recipe_file": "size: '20'\n"}
    response = server.client.post("/v2/cutouts", json=body)
    assert max(opened(response.content).size) == 20


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recipe": "shpo"}, "no recipe named 'shpo'; did you mean shop"),
        ({"recipe": "shop", "backgruond": "white"}, "did you mean background"),
        ({"recipe": "shop", "recipe_file": ("a", b"{}")}, "got both"),
        ({"recipe_file": ("a.json", b"{")}, "a.json: expected JSON"),
        ({"recipe_file": ("a.json", b'{"sise": "9"}')}, "a.json: no option named 'sise'"),
        ({"recipe_file": ("a.json", b'{"weights": "/etc/passwd"}')}, "no option named 'weights'"),
        ({"recipe_file": ("a.json", b'{"click": "1,2"}')}, "no option named 'click'"),
        ({"recipe_file": ("a.json", b'{"background": "/etc/a.png"}')}, "a.json: "),
        ({"recipe_file": ("a.json", b'{"input_size": 4096}')}, "this server takes up to 1024"),
        ({"recipe_file": ("a.json", b'{"model": "u2net"}')}, "not on this server"),
        ({"recipe_file": ("a.json", b'{"name": "a:{stem}"}')}, "every system can unpack"),
        ({"recipe_file": ("a.json", b'{"name": "{stem}", "canvas": [1]}')}, "expected text"),
        ({"recipe_file": ("a.json", b"\xff")}, "expected text"),
        ({"recipe_file": ("a.json", b" " * 65_000)}, "at most 64000 bytes"),
        ({"recipe_file": ("a.json", json.dumps(
            {"outputs": {f"o{number}": {} for number in range(21)}}).encode())}, "at most 20"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_clear_line(
    server: Server, photo: bytes, fields: dict[str, Any], said: str
) -> None:
    response = send(server, "/v2/cutouts", photo, **fields)
    assert response.status_code == 400
    assert said in response.json()["detail"]
    assert "\n" not in response.json()["detail"]
    assert server.gate.charged == []


def test_a_sandbox_key_gets_every_output_marked(server: Server, photo: bytes) -> None:
    plain = unpacked(send(server, "/v2/cutouts", photo, recipe="shop"))
    server.client.headers["X-Api-Key"] = SANDBOX_KEY
    marked = unpacked(send(server, "/v2/cutouts", photo, recipe="shop"))
    same = [np.array_equal(np.asarray(plain[name]), np.asarray(marked[name])) for name in plain]
    assert same == [False, False, False]


def test_a_finished_matte_is_composed_by_a_recipe(server: Server, photo: bytes) -> None:
    alpha = np.zeros((60, 80), np.uint8)
    alpha[:30, :40] = 255
    matte = ("m.png", encoded(alpha))
    made = unpacked(send(server, "/v2/composites", photo, recipe="shop", matte_file=matte))
    clear = np.asarray(made["shoe-clear.png"])[..., 3]
    assert (clear[:28, :38] == 255).all()
    assert not clear[32:].any()
    assert server.gate.charged == []


def test_mattes_know_no_recipes(server: Server, photo: bytes) -> None:
    response = send(server, "/v2/mattes", photo, recipe="shop")
    assert response.status_code == 400
    assert "no option named 'recipe'" in response.json()["detail"]


def test_names_are_those_that_bulk_would_give(server: Server) -> None:
    keys = json.dumps(["a/cat.heic", "a/cat.jpg", "dog.jpg"])
    answer = server.client.post("/v2/recipes/checks", data={"recipe": "single", "keys": keys})
    assert as_json(answer)["names"] == [["a/cat.webp"], ["a/cat.jpg.webp"], ["dog.webp"]]


def test_photos_of_one_name_get_names_of_their_own(server: Server) -> None:
    body = {"recipe": "single", "keys": ["cat.jpg", "cat.jpg", "../../etc/cat.jpg"]}
    names = as_json(server.client.post("/v2/recipes/checks", json=body))["names"]
    assert names == [["cat.webp"], ["cat (2).webp"], ["etc/cat.webp"]]


def test_a_recipe_is_checked_as_the_command_line_does(server: Server) -> None:
    sent = {"recipe_file": ("own.json", b'{"canvas": "9000x9000"}')}
    answer = server.client.post("/v2/recipes/checks", files=sent)
    assert answer.status_code == 400
    assert "canvas: expected at most" in answer.json()["detail"]


@pytest.mark.parametrize("keys", ["{", '"a"', "[1]"])
def test_keys_that_are_no_list_of_texts_are_refused(server: Server, keys: str) -> None:
    answer = server.client.post("/v2/recipes/checks", data={"recipe": "shop", "keys": keys})
    assert "keys: expected JSON, a list of texts" in answer.json()["detail"]


def test_a_server_with_a_bad_recipe_does_not_start(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "shop.json").write_text('{"outlet": "amazone"}')
    with pytest.raises(UnknownNameError, match=r"shop\.json: no outlet named 'amazone'"):
        make_server(recipes=str(tmp_path))
