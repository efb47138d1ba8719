"""The window: Qt WebEngine round the studio's page, with the system's own dialogs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtNetwork import QNetworkCookie
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QFileDialog

from nukki.desktop.lock import COOKIE

SIZE = 1360, 860
STUDIO = Path(__file__).parents[1] / "studio"


class StudioPage(QWebEnginePage):
    """A page that stays at its own server; other addresses open in the browser."""

    def __init__(self, profile: QWebEngineProfile, home: QUrl) -> None:
        super().__init__(profile)
        self._home = home

    def acceptNavigationRequest(  # noqa: N802 - Qt's name
        self, url: QUrl | str, _kind: QWebEnginePage.NavigationType, _main: bool
    ) -> bool:
        """Follow the studio's own links."""
        wanted = QUrl(url)
        inside = wanted.authority() == self._home.authority() or wanted.scheme() in {"blob", "data"}
        if not inside:
            QDesktopServices.openUrl(wanted)
        return inside


class StudioWindow(QWebEngineView):
    """The studio, whose downloads ask where to."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__()
        home = QUrl(address)
        self._folder = Path(_place(QStandardPaths.StandardLocation.PicturesLocation))
        # A profile with a name keeps what is on the table until the next time.
        profile = QWebEngineProfile("nukki", self)
        profile.cookieStore().setCookie(_cookie(token), home)
        profile.downloadRequested.connect(self._save)
        page = StudioPage(profile, home)
        page.setParent(self)
        clipboard = QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard
        page.settings().setAttribute(clipboard, True)
        page.titleChanged.connect(self.setWindowTitle)
        self.setPage(page)
        self.setWindowIcon(QIcon(str(STUDIO / "icon.svg")))
        self.resize(*SIZE)
        self.load(home)

    def _save(self, download: QWebEngineDownloadRequest) -> None:
        """Ask where a finished picture goes; no answer is no file."""
        proposed = self._folder / download.downloadFileName()
        chosen, _ = QFileDialog.getSaveFileName(self, "", str(proposed))
        if not chosen:
            download.cancel()
            return
        target = Path(chosen)
        self._folder = target.parent
        download.setDownloadDirectory(str(target.parent))
        download.setDownloadFileName(target.name)
        download.accept()


def show(address: str, token: str, *, opened: Callable[[StudioWindow], None] | None = None) -> int:
    """Show the studio until its window is closed.

    Args:
        address: Of a server that is locked with the token.
        token: What the window says to it.
        opened: Told when the window is there; tests look at it.

    Returns:
        The application's exit code.
    """
    application = QApplication.instance() or QApplication([sys.argv[0]])
    application.setApplicationName("nukki")
    window = StudioWindow(address, token)
    window.show()
    if opened:
        opened(window)
    return QApplication.exec()


def _cookie(token: str) -> QNetworkCookie:
    cookie = QNetworkCookie(QByteArray(COOKIE.encode()), QByteArray(token.encode()))
    cookie.setHttpOnly(True)
    cookie.setSameSitePolicy(QNetworkCookie.SameSite.Strict)
    cookie.setPath("/")
    return cookie


def _place(kind: QStandardPaths.StandardLocation) -> str:
    return QStandardPaths.writableLocation(kind)
