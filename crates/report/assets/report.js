"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  // Language: both are in the page, one is shown. The part being read stays in view.
  const showLanguage = (lang) => {
    const before = all(".view:not([hidden]) section").find((s) => s.getBoundingClientRect().bottom > 80);
    const offset = before && before.getBoundingClientRect().top;
    for (const view of all(".view")) {
      view.hidden = view.lang !== lang;
      if (!view.hidden) document.title = view.dataset.title;
    }
    root.lang = lang;
    const after = before && document.getElementById(before.id.replace(/^../, lang));
    if (after && window.scrollY > 0) window.scrollBy({ top: after.getBoundingClientRect().top - offset, behavior: "instant" });
    const button = document.querySelector(`.view[lang=${lang}] [data-lang=${lang}]`);
    if (button) button.focus({ preventScroll: true });
  };

  const showTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const button of all("button[data-theme]")) button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
  };

  // A rate is sorted by its counts, not by the digits shown. No rate comes below 0, nothing known below that.
  const numberOf = (cell) => {
    const fraction = cell.querySelector("small");
    const [n, d] = (fraction || cell).textContent.replaceAll(",", "").match(/\d+/g) || [];
    if (n === undefined) return -2;
    if (!fraction) return Number(n);
    return Number(d) > 0 ? Number(n) / Number(d) : -1;
  };

  // What a rate is, in full: its group, its column, and of what it is a share.
  const explain = (cell) => {
    const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    const [name, of] = [head.querySelector("bdi"), head.querySelector("small")].map((e) => e ? e.textContent : "");
    const [percent, fraction] = Array.from(cell.children, (e) => e.textContent);
    cell.title = `${cell.parentElement.cells[0].textContent} · ${name} ${percent} = ${fraction}, ${of}`;
  };
  document.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td.n");
    if (cell && cell.children.length > 1 && !cell.title) explain(cell);
  });

  // Sorting: a second press turns the order; sums stay at the end.
  const sort = (th) => {
    const column = th.cellIndex;
    const numbers = th.classList.contains("n");
    const now = th.getAttribute("aria-sort");
    const order = now === "none" ? (numbers ? "descending" : "ascending") : now === "ascending" ? "descending" : "ascending";
    for (const other of th.parentElement.cells) other.setAttribute("aria-sort", "none");
    th.setAttribute("aria-sort", order);
    const body = th.closest("table").tBodies[0];
    const sign = order === "ascending" ? 1 : -1;
    const compare = new Intl.Collator(root.lang, { numeric: true }).compare;
    const rank = (row) => row.classList.contains("total") ? 1 : 0;
    const value = (row) => row.cells[column];
    const rows = Array.from(body.rows).sort((a, b) => rank(a) - rank(b) || sign * (numbers
      ? numberOf(value(a)) - numberOf(value(b))
      : compare(value(a).textContent, value(b).textContent)));
    body.append(...rows);
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const exportFigure = (figure, kind) => {
    const name = figure.dataset.name;
    if (kind === "csv") {
      // The mark tells spreadsheets that this is UTF-8.
      save(new Blob(["\ufeff", document.getElementById("csv-" + name).textContent], { type: "text/csv" }), name + ".csv");
      return;
    }
    const svg = figure.querySelector("svg");
    const text = new XMLSerializer().serializeToString(svg);
    const blob = new Blob([text], { type: "image/svg+xml" });
    if (kind === "svg") {
      save(blob, name + ".svg");
      return;
    }
    const image = new Image();
    const url = URL.createObjectURL(blob);
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * svg.width.baseVal.value;
      canvas.height = 2 * svg.height.baseVal.value;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((png) => save(png, name + ".png"), "image/png");
    };
    image.src = url;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.lang) showLanguage(button.dataset.lang);
    else if (button.dataset.theme) showTheme(button.dataset.theme);
    else if (button.dataset.save) exportFigure(button.closest("figure"), button.dataset.save);
    else if (button.closest("thead")) sort(button.closest("th"));
  });

  // A box that does not scroll needs no place in the order of keys.
  const setTabs = () => all(".box").forEach((box) => { box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; });
  addEventListener("resize", setTabs);
  document.addEventListener("toggle", setTabs, true);
  setTabs();

  let folded = [];
  addEventListener("beforeprint", () => { folded = all("details:not([open])"); folded.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => folded.forEach((d) => { d.open = false; }));
})();
