"""The words round the README's figures, in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language.

    Attributes:
        same, other, time, memory: Heads of the table of speed.
        photos: What was cut out, by the pair's name in the records.
        installed, with_weights: What is installed, without and with weights.
        ratios: How to read the table.
        quality: Before the table of quality; of ``{photos}`` photos, by ``{model}``.
        preset, seconds: Heads of that table.
        on_devices, no_gpu: Before other devices' times, and where there are none.
        made: Who wrote all this.
    """

    same: str
    other: str
    time: str
    memory: str
    photos: Mapping[str, str]
    installed: str
    with_weights: str
    ratios: str
    quality: str
    preset: str
    seconds: str
    on_devices: str
    no_gpu: str
    made: str


ENGLISH = Words(
    same="the same weights, the same photo",
    other="another",
    time="time, ratio",
    memory="memory, ratio",
    photos={
        "512": "whole command, 512² JPEG",
        "9mp": "whole command, 9 MP JPEG",
        "warm": "a call of several in one process, 1 MP JPEG to PNG",
    },
    installed="installed",
    with_weights="installed with the weights",
    ratios=(
        "Both in turn, A B A B ...; ratios are medians over the pairs, below 1 is better for "
        "nukki. Memory is the peak of the whole process. *CPU s* stands where others were at work "
        "on the machine: processor seconds hardly change by it."
    ),
    quality="On {photos} photos whose truth is known, with `{model}`, the default:",
    preset="`--preset`",
    seconds="s a photo",
    on_devices="On a GPU, a call of several in one process, 1 MP:",
    no_gpu="No GPU has been measured yet: on a machine with one, the command below adds its row.",
    made=(
        "All of it is written by `python benchmarks/readme.py`; machines, more rows and what "
        "limits them: [benchmarks](benchmarks/README.md), [quality](docs/quality.md)."
    ),
)

INDONESIAN = Words(
    same="bobot yang sama, foto yang sama",
    other="yang lain",
    time="waktu, rasio",
    memory="memori, rasio",
    photos={
        "512": "perintah utuh, JPEG 512²",
        "9mp": "perintah utuh, JPEG 9 MP",
        "warm": "satu dari beberapa panggilan dalam satu proses, JPEG 1 MP ke PNG",
    },
    installed="terpasang",
    with_weights="terpasang beserta bobotnya",
    ratios=(
        "Keduanya bergantian, A B A B ...; rasio adalah median atas pasangan, di bawah 1 lebih "
        "baik bagi nukki. Memori adalah puncak seluruh proses. *CPU s* dipakai bila mesin sedang "
        "dipakai yang lain: detik prosesor hampir tidak berubah karenanya."
    ),
    quality="Pada {photos} foto yang kebenarannya diketahui, dengan `{model}`, model bawaan:",
    preset="`--preset`",
    seconds="s per foto",
    on_devices="Pada GPU, satu dari beberapa panggilan dalam satu proses, 1 MP:",
    no_gpu=(
        "Belum ada GPU yang diukur: pada mesin yang memilikinya, perintah di bawah menambahkan "
        "barisnya."
    ),
    made=(
        "Semuanya ditulis oleh `python benchmarks/readme.py`; mesin, baris lain, dan apa yang "
        "membatasinya: [benchmarks](benchmarks/README.md), [quality](docs/quality.md)."
    ),
)

KOREAN = Words(
    same="같은 가중치, 같은 사진",
    other="다른 도구",
    time="시간 비율",
    memory="메모리 비율",
    photos={
        "512": "명령 전체, 512² JPEG",
        "9mp": "명령 전체, 9 MP JPEG",
        "warm": "한 프로세스 안의 여러 호출 중 하나, 1 MP JPEG에서 PNG로",
    },
    installed="설치 크기",
    with_weights="가중치까지 설치한 크기",
    ratios=(
        "둘을 번갈아 A B A B ... 순서로 실행했고, 비율은 쌍마다 구한 값의 중앙값이며 1보다 "
        "작으면 nukki가 낫습니다. 메모리는 프로세스 전체의 최댓값입니다. *CPU s*는 다른 작업이 "
        "기계를 쓰고 있었을 때 쓰며, 프로세서 초는 그 영향을 거의 받지 않습니다."
    ),
    quality="정답을 아는 사진 {photos}장에서, 기본 모델 `{model}`:",
    preset="`--preset`",
    seconds="사진당 초",
    on_devices="GPU에서, 한 프로세스 안의 여러 호출 중 하나, 1 MP:",
    no_gpu="아직 GPU로 잰 값이 없습니다. GPU가 있는 기계에서 아래 명령을 실행하면 행이 추가됩니다.",
    made=(
        "모두 `python benchmarks/readme.py`가 씁니다. 기계와 더 많은 행, 무엇이 한계인지는 "
        "[benchmarks](benchmarks/README.md)와 [quality](docs/quality.md)에 있습니다."
    ),
)

LANGUAGES: Mapping[str, Words] = {
    "README.md": ENGLISH,
    "README.id.md": INDONESIAN,
    "README.ko.md": KOREAN,
}
"""By page."""
