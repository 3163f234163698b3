"""Opens the report in headless Chromium and uses it: check.py FOLDER CHROMIUM [SCREENSHOTS].

FOLDER holds report.html, ja.html and hostile.html. Exits with 1 and the failed check if something does not work.
"""

import pathlib
import sys
import tempfile

from playwright.sync_api import sync_playwright

ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
FIRST_COLUMN = "#en-adoption-figure tbody tr > :first-child"


class Reader:
    """A page with everything that it says and asks for recorded."""

    def __init__(self, context, file):
        self.page = context.new_page()
        self.messages, self.requests, self.url = [], [], file.as_uri()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(self.url)

    def check_quiet(self):
        """Nothing on the console, and no request but for the page itself and pictures made in it."""
        assert not self.messages, self.messages
        away = [url for url in self.requests if url != self.url and not url.startswith(("blob:", "data:"))]
        assert not away, away


def check_sorting(page):
    column = page.locator("#en-adoption-figure thead button").nth(3)
    values = lambda: page.eval_on_selector_all("#en-adoption-figure tbody tr:not(.total) td:nth-child(4)", "a => a.map(c => parseFloat(c.textContent))")
    before = values()
    column.click()
    assert values() == sorted(before, reverse=True) != before, values()
    assert page.locator("#en-adoption-figure th").nth(3).get_attribute("aria-sort") == "descending"
    column.focus()
    page.keyboard.press("Enter")
    assert values() == sorted(before), values()
    assert page.locator(FIRST_COLUMN).last.inner_text() == "All", "the total stays at the end"
    page.locator("#en-adoption-figure thead button").first.click()
    names = page.locator(FIRST_COLUMN).all_inner_texts()[:-1]
    assert names == sorted(names, key=str.lower), names


def check_hover(page):
    cell = page.locator("#en-regions-figure tbody td").first
    cell.hover()
    assert cell.get_attribute("title") == "Hokkaido · SPF 72.2% = 130 / 180, of municipalities with MX", cell.get_attribute("title")
    mark = page.locator("#en-regions-map-0-figure svg title").first.text_content()
    assert mark == "Hokkaido · SPF 72.2% = 130 / 180 municipalities with MX", mark


def check_language(page):
    page.locator(".view:not([hidden]) button[data-lang=ja]").click()
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.locator("h2:visible").first.inner_text() == "種別ごとの普及"
    assert "DNSゾーン調査" in page.title()
    page.locator(".view:not([hidden]) button[data-lang=en]").click()
    assert page.locator("h2:visible").first.inner_text() == "Adoption by type"
    assert page.locator("main:visible").count() == 1


def check_theme(page):
    background = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = lambda: page.eval_on_selector("#en-adoption-figure svg text", "t => getComputedStyle(t).fill")
    seen = {}
    for theme in ["light", "dark", "auto"]:
        page.locator(f".view:not([hidden]) button[data-theme={theme}]").click()
        seen[theme] = (background(), ink())
    assert seen["light"] == seen["auto"] != seen["dark"], seen
    page.emulate_media(color_scheme="dark")
    assert (background(), ink()) == seen["dark"]
    page.emulate_media(color_scheme="light")


def check_downloads(page):
    starts = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"\xef\xbb\xbfsnapshot,"}
    for figure in ["adoption", "trend-dmarc", "regions-map-0"]:
        for kind, start in starts.items():
            with page.expect_download() as download:
                page.locator(f"#en-{figure}-figure button[data-save={kind}]").click()
            file = download.value
            assert file.suggested_filename == f"{figure}.{kind}", file.suggested_filename
            data = pathlib.Path(file.path()).read_bytes()
            assert data.startswith(start) and len(data) > 500, (figure, kind, data[:40])


def check_access(page):
    """The skip link comes first, and each table, chart and head has a name."""
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "en-main"
    unnamed = page.evaluate("""() => [...document.querySelectorAll('table')].filter(t => !t.caption || !t.caption.textContent).length
        + [...document.querySelectorAll('svg')].filter(s => !s.getAttribute('aria-label')).length
        + [...document.querySelectorAll('th')].filter(h => !h.scope).length
        + [...document.querySelectorAll('button')].filter(b => !b.textContent.trim()).length""")
    assert unnamed == 0, unnamed


def contrast_of_texts(page):
    """The lowest contrast of text outside charts, by WCAG 2."""
    return page.evaluate("""() => {
        const parse = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = (c) => { const [r, g, b] = parse(c).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b; };
        const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
            if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
        let worst = [99, ''];
        for (const e of document.querySelectorAll('.view:not([hidden]) :is(p, a, b, small, bdi, button, h1, h2, h3, span, dt, code, summary)')) {
            if (!e.offsetParent || !e.textContent.trim()) continue;
            const [x, y] = [light(getComputedStyle(e).color), light(back(e))];
            const ratio = (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
            if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
        }
        return worst;
    }""")


def check_contrast(page):
    for theme in ["light", "dark"]:
        page.locator(f".view:not([hidden]) button[data-theme={theme}]").click()
        ratio, where = contrast_of_texts(page)
        assert ratio >= 4.5, (theme, ratio, where)
    page.locator(".view:not([hidden]) button[data-theme=auto]").click()


def check_phone(page):
    page.set_viewport_size(PHONE)
    for _ in range(2):
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], widths
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.set_viewport_size(DESKTOP)


def check_hostile(reader):
    page = reader.page
    assert page.evaluate("window.hacked") is None
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.locator("img, a[href^='javascript']").count() == 0
    assert page.locator("h1:visible").inner_text().startswith("<script>")
    page.locator("#en-adoption-figure thead button").first.click()
    with page.expect_download() as download:
        page.locator("#en-adoption-figure button[data-save=png]").click()
    assert pathlib.Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    check_phone(page)
    assert page.evaluate("window.hacked") is None
    reader.check_quiet()


def take_screenshots(context, folder, shots):
    shots.mkdir(parents=True, exist_ok=True)
    for name, file, size, scheme in [
        ("desktop", "report.html", DESKTOP, "light"), ("phone", "report.html", PHONE, "light"), ("dark", "report.html", DESKTOP, "dark"),
        ("japanese", "ja.html", DESKTOP, "light"), ("hostile", "hostile.html", DESKTOP, "light"),
    ]:
        page = context.new_page()
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto((folder / file).as_uri())
        page.screenshot(path=shots / f"{name}.png", full_page=True)
        page.close()


def main():
    folder, chromium = pathlib.Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=ARGS, viewport=DESKTOP, color_scheme="light", accept_downloads=True, chromium_sandbox=False)
        reader = Reader(context, folder / "report.html")
        for check in [check_sorting, check_hover, check_language, check_theme, check_downloads, check_access, check_contrast, check_phone]:
            check(reader.page)
            print(check.__name__, "ok")
        reader.check_quiet()
        japanese = Reader(context, folder / "ja.html")
        assert japanese.page.locator("h2:visible").first.inner_text() == "種別ごとの普及"
        assert japanese.page.locator("[data-lang]").count() == 0, "a page with one language has no switch"
        check_phone(japanese.page)
        japanese.check_quiet()
        check_hostile(Reader(context, folder / "hostile.html"))
        if len(sys.argv) > 3:
            take_screenshots(context, folder, pathlib.Path(sys.argv[3]))
        context.close()


if __name__ == "__main__":
    try:
        main()
    except AssertionError:
        import traceback

        traceback.print_exc()
        sys.exit(1)
