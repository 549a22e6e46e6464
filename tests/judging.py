"""What axe-core says of a page: the rules of accessibility that a machine can check."""

from typing import Any

from playwright.sync_api import Page

JUDGE = """async () => {
  const options = { resultTypes: ["violations"], preload: false, iframes: false };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })));
}"""


def violations(tab: Page, axe: str) -> list[str]:
    """Return what is wrong with what a tab shows.

    Args:
        tab: an open page.
        axe: the source of axe-core.
    """
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(axe)
    found: list[dict[str, Any]] = tab.evaluate(JUDGE)
    return [f"{v['id']}: {v['html']}\n{v['failureSummary']}" for v in found]
