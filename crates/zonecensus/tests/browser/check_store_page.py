"""Opens the report of a real store in headless Chromium and uses it: check_store_page.py PAGE CHROMIUM use|quiet.

With `quiet`, only that it opens without a word, a script of the data or a request.

Exits with 1 and the failed check if something does not work. What a reader does is in crates/report/tests/browser/check.py.
"""

import pathlib
import sys
import tempfile
import traceback

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "report/tests/browser"))
sys.dont_write_bytecode = True
import check  # noqa: E402


def check_every_table_sorts(page):
    """Each column of each table, opened or not, puts its rows in the order of what it shows, sums last."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    unsorted = page.evaluate("""() => {
        const bad = [];
        const value = (cell) => {
            const [n, d] = (cell.querySelector('small') || cell).textContent.replaceAll(',', '').match(/\\d+/g) || [];
            return n === undefined ? -2 : !cell.querySelector('small') ? Number(n) : Number(d) ? n / d : -1;
        };
        for (const th of document.querySelectorAll('.view:not([hidden]) th.n')) {
            th.querySelector('button').click();
            const rows = [...th.closest('table').tBodies[0].rows];
            const groups = rows.filter(r => !r.classList.contains('total')).map(r => value(r.cells[th.cellIndex]));
            const isSorted = groups.every((v, i) => i === 0 || groups[i - 1] >= v);
            const firstSum = rows.findIndex(r => r.classList.contains('total'));
            const sumsLast = firstSum < 0 || rows.slice(firstSum).every(r => r.classList.contains('total'));
            if (!isSorted || !sumsLast || th.getAttribute('aria-sort') !== 'descending') bad.push(th.textContent);
        }
        return bad;
    }""")
    assert not unsorted, unsorted
    assert page.locator(".view:not([hidden]) th.n").count() > 50


def main():
    file, chromium, how = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    steps = [check.check_sorting, check.check_language, check.check_theme, check.check_access, check.check_contrast, check.check_phone,
             check_every_table_sorts]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=check.ARGS, viewport=check.DESKTOP, color_scheme="light", accept_downloads=True,
            chromium_sandbox=False)
        reader = check.Reader(context, file)
        for step in steps if how == "use" else [check.check_phone]:
            step(reader.page)
            print(step.__name__, "ok")
        assert reader.page.evaluate("window.hacked") is None
        reader.check_quiet()
        context.close()


if __name__ == "__main__":
    try:
        main()
    except AssertionError:
        traceback.print_exc()
        sys.exit(1)
