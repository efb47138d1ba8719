"""Live pictures: from a camera, without its room, to a camera, a page, a window or a file."""

from nukki.video.live.broadcast import Show, Watcher, broadcast
from nukki.video.live.meter import Reading
from nukki.video.live.model import usual_model
from nukki.video.live.page import Page
from nukki.video.live.recording import Recording
from nukki.video.live.sources import source_of
from nukki.video.live.staging import stage
from nukki.video.live.virtual_camera import VirtualCamera

__all__ = [
    "Page",
    "Reading",
    "Recording",
    "Show",
    "VirtualCamera",
    "Watcher",
    "broadcast",
    "source_of",
    "stage",
    "usual_model",
]
