"""People who use the app: each a browser window with a language, a theme and a size of its own."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # not always installed
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The browser of this machine, or None."""
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
type Locale = Literal["fr-FR", "en-GB"]
LOCALES: tuple[Locale, ...] = ("fr-FR", "en-GB")
_THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Visitor:
    """A page, and the server that it is of."""

    page: "Page"
    url: str

    def open(self, path: str = "/app") -> "Page":
        """Open a screen by its address, and wait until it is shown."""
        self.page.goto(self.url + path)
        self.page.locator("#main").wait_for()
        return self.page

    def let_pass(self, milliseconds: int) -> None:
        """Put the clock forward, which the test has installed, and let the page show what that brings about."""
        self.page.clock.run_for(milliseconds)
        # React renders in tasks, and this one comes after those that are due.
        self.page.evaluate(
            """() => new Promise((done) => {
              const channel = new MessageChannel();
              channel.port1.onmessage = done;
              channel.port2.postMessage(null);
            })"""
        )

    def accessibility_faults(self, *, of_colours: bool = False) -> list[str]:
        """Return what axe finds wrong on the screen that is shown (WCAG 2.2 AA); `of_colours`: in its colours alone."""
        rules = ["color-contrast"] if of_colours else _RULES
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}})"
        )
        return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]

    def faults_in_every_look(self) -> dict[str, list[str]]:
        """Return what axe finds on the screen as it is, with what is open on it, in both languages and both themes.

        Where languages cannot be switched, in the one that it is shown in.
        """
        found = {}
        switch = self.page.locator(".language")
        for _ in LOCALES if switch.count() else LOCALES[:1]:
            language = self.page.locator("html").get_attribute("lang")
            for theme in _THEMES:
                self.page.emulate_media(color_scheme=theme)
                # Of the rules, a theme has to do with that of contrast.
                found[f"{language}, {theme}"] = self.accessibility_faults(of_colours=theme != _THEMES[0])
            if switch.count():
                # By script, as an open dialog keeps the pointer from what is behind it.
                switch.evaluate("button => button.click()")
                self.page.locator(f"html:not([lang={language}])").wait_for(state="attached")
        return {look: faults for look, faults in found.items() if faults}


@dataclass
class Visitors:
    """Makes visitors, and keeps what goes wrong in their pages."""

    browser: "Browser"
    url: str = ""
    _contexts: "list[BrowserContext]" = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)
    _forgiven: list[str] = field(default_factory=list)
    _asked: list[str] = field(default_factory=list)

    def at(self, url: str) -> None:
        """Send the visitors that follow to this server."""
        self.url = url

    def new(
        self,
        *,
        language: Locale = "fr-FR",
        theme: Literal["light", "dark"] = "light",
        width: int = 1440,
        height: int = 900,
        **options: Any,
    ) -> Visitor:
        """Return somebody who has not been here before. Nothing moves for them: a colour on its way is no fault."""
        context = self.browser.new_context(
            locale=language,
            color_scheme=theme,
            viewport={"width": width, "height": height},
            **{"reduced_motion": "reduce", **options},
        )
        self._contexts.append(context)
        return self._heard(context.new_page())

    def beside(self, visitor: Visitor, *, forgetful: bool = False) -> Visitor:
        """Return the same person in another tab; `forgetful`: where nothing that was kept here is left."""
        context = visitor.page.context
        beside = self._heard(context.new_page())
        if forgetful:
            kept = {"origin": self.url, "storageTypes": "local_storage,indexeddb"}
            context.new_cdp_session(beside.page).send("Storage.clearDataForOrigin", kept)
        return beside

    def _heard(self, page: "Page") -> Visitor:
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("console", self._hear)
        page.on("request", lambda request: self._asked.append(request.url))
        return Visitor(page, self.url)

    def forgive(self, part: str) -> None:
        """Leave out the faults that a test provokes, also those of which the browser tells later."""
        self._forgiven.append(part)

    def close(self) -> tuple[list[str], list[str]]:
        """Close all windows; return what went wrong in them, and the addresses that were asked."""
        for context in self._contexts:
            context.close()
        self._contexts = []
        return self.heard()

    def heard(self) -> tuple[list[str], list[str]]:
        """Return what went wrong, and the addresses that were asked, since this was last called."""
        faults = [fault for fault in self._faults if not any(part in fault for part in self._forgiven)]
        asked = [url for url in self._asked if not url.startswith(("blob:", "data:"))]
        self._faults, self._forgiven, self._asked = [], [], []
        return faults, asked

    def _hear(self, message: "ConsoleMessage") -> None:
        if message.type in {"error", "warning"}:
            self._faults.append(f"{message.text} {message.location.get('url', '')}".strip())
