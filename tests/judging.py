"""What axe-core says of a page: the rules of accessibility that a machine can check."""

from typing import Any

from playwright.sync_api import Page

# What it asks of a page and its every part, and of parts only: the second look at a
# page, in other colours and another width, need not ask the rest again.
ALL_RULES: tuple[str, ...] = ()
RULES_OF_LOOKS = (
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
)
JUDGE = """async rules => {
  const options = { resultTypes: ["violations"], preload: false, iframes: false };
  if (rules.length) options.runOnly = { type: "rule", values: rules };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })));
}"""


def violations(tab: Page, axe: str, rules: tuple[str, ...] = ALL_RULES) -> list[str]:
    """Return what is wrong with what a tab shows.

    Args:
        tab: an open page.
        axe: the source of axe-core.
        rules: those to ask, by axe's own names; all, if none is named.
    """
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(axe)
    found: list[dict[str, Any]] = tab.evaluate(JUDGE, list(rules))
    return [f"{v['id']}: {v['html']}\n{v['failureSummary']}" for v in found]
