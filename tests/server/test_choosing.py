"""What to keep, over HTTP: classes, things by number, strokes, and a mask to start from."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.class_network import LARGE, LEAF, SMALL, add_colours, salad, save_colours
from tests.server.asgi import client_of
from tests.server.conftest import encoded, opened
from tests.server.stand_ins import KEY, CountingGate, FixedKinds

from nukki.server.app import create_app
from nukki.server.settings import ServerSettings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server with one network, that knows tomatoes and leaves."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUKKI_HOME", str(folder))
        save_colours(folder / "colours.onnx")
        settings = ServerSettings(
            model=add_colours(folder / "colours.onnx"), preset="fast", recipes=str(_recipes(folder))
        )
        app = create_app(settings, gate=CountingGate(), kinds=FixedKinds())
        yield client_of(app, {"X-Api-Key": KEY})


def _recipes(folder: Path) -> Path:
    (folder / "recipes").mkdir()
    (folder / "recipes" / "leaves.json").write_text('{"keep": "leaf", "outputs": {"a": {}}}')
    return folder / "recipes"


def ask(client: httpx.Client, path: str = "/v2/mattes", **fields: Any) -> httpx.Response:
    files = {
        name: (None, value) if isinstance(value, str) else value for name, value in fields.items()
    }
    return client.post(path, files={"image_file": ("salad.png", encoded(salad())), **files})


def matte(client: httpx.Client, **fields: Any) -> NDArray[Any]:
    response = ask(client, **fields)
    assert response.status_code == 200, response.text
    return np.asarray(opened(response.content))


def shown(alpha: NDArray[Any]) -> list[bool]:
    """Whether the small tomato, the leaf and the large tomato are there."""
    return [bool(alpha[place] > 127) for place in (SMALL, LEAF, LARGE)]


@pytest.mark.parametrize(
    ("fields", "there"),
    [
        ({}, [True, True, True]),
        ({"keep": "tomato"}, [True, False, True]),
        ({"drop": "tomato"}, [False, True, False]),
        ({"keep": "tomato", "instance": "largest"}, [False, False, True]),
        ({"keep": "tomato", "instance": "2"}, [True, False, False]),
        ({"keep": "leaf", "classes": "colours"}, [False, True, False]),
    ],
)
def test_things_are_chosen_by_class_and_number(
    client: httpx.Client, fields: dict[str, str], there: list[bool]
) -> None:
    assert shown(matte(client, **fields)) == there


def test_a_recipe_may_choose_too(client: httpx.Client) -> None:
    response = ask(client, "/v2/cutouts", recipe="leaves")
    assert shown(np.asarray(opened(response.content))[..., 3]) == [False, True, False]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"keep": "tomatoe"}, "no class named 'tomatoe'; did you mean tomato"),
        ({"keep": "leaf", "classes": "colour"}, "did you mean colours"),
        ({"keep": "leaf", "drop": "leaf"}, "keep and drop both name leaf"),
        ({"instance": "smallest"}, "instance: expected largest"),
        ({"scribbles": "/etc/passwd"}, "strokes: expected JSON"),
        ({"scribbles": '[{"kind": "kepe", "points": [[1, 2]]}]'}, "did you mean keep"),
        ({"keep": "person"}, "not on this server"),
        ({"text": "the red mug"}, "text"),
        ({"edges": "vitmatte-small-composition-1k"}, "not on this server"),
        ({"start": "/etc/passwd"}, "no option named 'start'"),
        ({"start_b64": "?"}, "start_b64 is not base64"),
    ],
)
def test_what_cannot_be_chosen_is_told(
    client: httpx.Client, fields: dict[str, str], said: str
) -> None:
    response = ask(client, **fields)
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_strokes_correct_what_was_found(client: httpx.Client) -> None:
    stroke = {"kind": "erase", "points": [[75, 30], [75, 80]], "radius_px": 20, "hard": True}
    assert shown(matte(client, scribbles=json.dumps([stroke]))) == [True, False, True]


def test_json_carries_strokes_as_they_are(client: httpx.Client) -> None:
    stroke = {"kind": "erase", "points": [[75, 30], [75, 80]], "radius_px": 20, "hard": True}
    body = {"image_file_b64": b64encode(encoded(salad())).decode(), "scribbles": [stroke]}
    response = client.post("/v2/mattes", json=body)
    assert shown(np.asarray(opened(response.content))) == [True, False, True]


@pytest.mark.parametrize("way", ["file", "base64"])
def test_a_mask_stands_in_for_what_a_network_finds(client: httpx.Client, way: str) -> None:
    mask = np.zeros((96, 144), np.uint8)
    mask[30:80, 60:90] = 255
    data = encoded(mask)
    field: dict[str, Any] = (
        {"start_file": ("mask.png", data)}
        if way == "file"
        else {"start_b64": b64encode(data).decode()}
    )
    assert shown(matte(client, **field)) == [False, True, False]


def test_a_mask_of_another_shape_is_refused(client: httpx.Client) -> None:
    mask = encoded(np.full((96, 96), 255, np.uint8))
    response = ask(client, start_file=("mask.png", mask))
    assert "start: expected a mask of the picture's shape" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v2/cutouts", "/v2/mattes"])
def test_things_one_by_one_are_files_of_their_own(client: httpx.Client, path: str) -> None:
    response = ask(client, path, keep="tomato", instance="all-separate")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        pictures = [np.asarray(opened(archive.read(name))) for name in archive.namelist()]
        assert archive.namelist() == ["salad-1.png", "salad-2.png"]
    alphas = [one[..., 3] if one.ndim == 3 else one for one in pictures]
    assert [shown(alpha) for alpha in alphas] == [[False, False, True], [True, False, False]]


def test_the_classes_are_listed_with_who_tells_them(client: httpx.Client) -> None:
    networks = client.get("/v2/classes", headers={"X-Api-Key": ""}).json()["networks"]
    here = [one for one in networks if one["here"]]
    assert [(one["name"], one["classes"]) for one in here] == [("colours", ["tomato", "leaf"])]
    assert len(networks) > 1


def test_networks_for_words_are_listed_with_what_is_to_be_done_first(client: httpx.Client) -> None:
    pytest.importorskip("tokenizers")
    told = client.get("/v2/words", headers={"X-Api-Key": ""}).json()
    assert told["needs"] == ["nukki models pull grounding-dino"]
    assert [(one["name"], one["here"]) for one in told["networks"]] == [
        ("grounding-dino", False), ("owlvit", False),
    ]  # fmt: skip


def test_words_without_a_network_for_them_say_what_the_owner_is_to_do(
    client: httpx.Client,
) -> None:
    pytest.importorskip("tokenizers")
    response = ask(client, text="the red mug")
    assert response.status_code == 400
    assert response.json()["code"] == "model_not_available"
    assert "nukki models pull grounding-dino" in response.text
