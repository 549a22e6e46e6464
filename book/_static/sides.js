// Two columns: from a difference to its counterpart, only what differs, and links.
//
// What belongs together was found when the page was built. Without this script the
// marks are plain links, and every line is shown.

(() => {
  "use strict";

  const root = document.documentElement;

  // What a screen reader is told.
  const status = document.createElement("p");
  status.className = "sides-status visually-hidden";
  status.setAttribute("aria-live", "polite");
  document.body.append(status);

  // What opens the tab that something stands in.
  function inputOf(element) {
    const { id } = element.closest(".sd-tab-content");
    return document.querySelector(`[aria-controls="${id}"]`).control;
  }

  // From a difference to its counterpart ------------------------------------

  const markAt = (element) => element?.closest?.(".pair mark") ?? null;

  // Both sides of a place stand out; of one place at a time.
  function light(mark) {
    for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
    if (!mark) return;
    const both = `mark[data-place="${mark.dataset.place}"]`;
    for (const side of mark.closest(".pair").querySelectorAll(both))
      side.classList.add("lit");
  }

  function goTo(counterpart) {
    // On a narrow screen it stands in the tab that is closed.
    inputOf(counterpart).checked = true;
    counterpart.focus({ preventScroll: true });
    counterpart.parentElement.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("pointerover", ({ target }) =>
    light(markAt(target) ?? markAt(document.activeElement)),
  );
  document.addEventListener("focusin", ({ target }) => light(markAt(target)));
  document.addEventListener("focusout", () => light(null));

  // Only what differs --------------------------------------------------------

  const FIELD = "input:not([type=radio]), textarea, select, [contenteditable]";
  const FOLDED = "only-what-differs";
  const buttons = document.querySelectorAll("button.fold");
  const isFolded = () => root.classList.contains(FOLDED);

  function press() {
    for (const button of buttons) button.setAttribute("aria-pressed", isFolded());
  }

  function fold() {
    const folded = root.classList.toggle(FOLDED);
    press();
    try {
      localStorage.setItem(FOLDED, folded ? "yes" : "no");
    } catch {
      // A browser may forbid to remember.
    }
  }

  // What the reader looks at stays where it is while lines above it come and go.
  function inPlace(element, change) {
    const before = element.getBoundingClientRect().top;
    change();
    const moved = element.getBoundingClientRect().top - before;
    window.scrollBy({ top: moved, behavior: "instant" });
  }

  function lookedAt() {
    const below = [...buttons].find((each) => each.getBoundingClientRect().bottom > 0);
    return below ?? buttons[0];
  }

  for (const button of buttons)
    button.addEventListener("click", () => inPlace(button, fold));

  // On a Mac the same two keys type the sign that this is about.
  document.addEventListener("keydown", (event) => {
    const asked = event.altKey && ["=", "≠"].includes(event.key);
    const other = event.ctrlKey || event.metaKey || event.target.closest?.(FIELD);
    if (!asked || other || !buttons.length) return;
    event.preventDefault();
    inPlace(lookedAt(), fold);
    status.textContent = isFolded() ? "Only what differs is shown." : "All lines are shown.";
  });

  window.addEventListener("pageshow", press);

  // Links --------------------------------------------------------------------

  // A link to a side goes into the address and is copied; nothing is loaded again.
  function keep(link) {
    history.pushState(null, "", link.href);
    if (link.getAttribute("href").startsWith("?")) inPlace(link, () => choose(link));
    copy(link);
  }

  // As if the reader had done it: sphinx-design then opens the other tabs.
  function choose(link) {
    const input = inputOf(link);
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Where a browser gives no clipboard, the address still has the link.
  async function copy(link) {
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return;
    }
    link.classList.add("copied");
    link.addEventListener("blur", () => link.classList.remove("copied"), { once: true });
    status.textContent = "Link copied.";
  }

  document.addEventListener("click", (event) => {
    const other = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    const link = event.target.closest?.(".side-link a, a.counterpart");
    if (!link || other || event.altKey) return;
    event.preventDefault();
    if (link.matches(".counterpart"))
      goTo(document.getElementById(link.hash.slice(1)));
    else keep(link);
  });
})();
