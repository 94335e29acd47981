// The breakdown by tags: what its table shows.
import { until as waitUntil } from "./wait.mjs";

/** Breaks the report down by a tag. */
export async function groupBy(page, tag) {
  await page.locator("#breakdown [data-field=group-by]").selectOption(tag);
  await page.locator("#breakdown tbody tr[data-row]").first().waitFor();
}

/** The rows that are drawn: `{ values, figures }`, figures by their statistic. */
export function rows(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("#breakdown tbody tr[data-row]")].map((row) => ({
      index: Number(row.getAttribute("aria-rowindex")),
      values: [...row.querySelectorAll("th, td[title]")].map((cell) => cell.title),
      figures: Object.fromEntries(
        [...row.querySelectorAll("[data-stat]")].map((cell) => [cell.dataset.stat, Number(cell.dataset.value)]),
      ),
    })),
  );
}

/** Waits until a question about the rows is answered with yes. */
export async function until(page, what, holds) {
  await waitUntil(what, async () => (await rows(page)).slice(0, 100), (all) => all.length > 0 && holds(all));
}
