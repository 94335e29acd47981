// What is not on the screen is not laid out by the browser (content-visibility), and so has no text as it is shown and no
// place. Tests that look at the page as a whole have it laid out as a whole.

/** Lays out all sections and charts that are in the page. */
export async function layOut(page) {
  await page.evaluate(() => {
    for (const part of document.querySelectorAll(".part, .chart")) part.style.contentVisibility = "visible";
  });
}

/** The text of an element as it is shown, wherever it is on the page. */
export async function textOf(page, selector) {
  await layOut(page);
  return page.locator(selector).innerText();
}
