// Opens a report in Chromium as a reader would and prints what it saw as JSON. Arguments: playwright-core, report, directory for screenshots, part of a path.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , playwright, report, screenshots, part] = process.argv;
const { chromium } = await import(pathToFileURL(join(playwright, "index.mjs")));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  env: { ...process.env, HOME: screenshots },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function look(name, viewport, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme });
  const errors = [], requests = [];
  page.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
  page.on("pageerror", error => errors.push(String(error)));
  page.on("request", request => { if (!/^(file|data):/.test(request.url())) requests.push(request.url()); });
  await page.goto(pathToFileURL(report).href);
  const seen = { title: await page.title(), bars: await page.locator(".bar").count(), steps: await page.locator("#step-list details").count() };
  await page.screenshot({ path: join(screenshots, `${name}-top.png`) });

  // With the keyboard alone: from the first bar to its step, which opens and takes the focus.
  await page.locator("#bars .row").last().focus();
  await page.keyboard.press("Enter");
  await page.locator("details[open]:focus-within dl, details[open]:focus-within table").first().waitFor().catch(() => {});
  seen.openedStep = await page.evaluate(() => document.activeElement.closest("details[open]")?.textContent ?? "");
  await page.keyboard.press("Enter");
  seen.closedAgain = await page.evaluate(() => !document.activeElement.closest("details").open);

  await page.fill("#step-filter", "no such step");
  seen.filteredSteps = await page.locator("#step-list details:visible").count();
  await page.fill("#step-filter", "");
  await page.fill("#file-filter", part);
  seen.found = await page.textContent("#file-note");
  seen.firstFound = await page.textContent("#found .file");
  await page.fill("#file-filter", "");
  await page.locator("#layer-list > details").last().locator("> summary").click();
  seen.lastLayer = await page.locator("#layer-list > details").last().textContent();
  await page.evaluate(() => document.getElementById("layers").scrollIntoView());
  await page.screenshot({ path: join(screenshots, `${name}-layers.png`) });
  seen.elements = await page.evaluate(() => document.querySelectorAll("*").length);
  seen.isDark = await page.evaluate(() => document.documentElement.classList.contains("dark"));
  seen.overflow = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
  await page.close();
  return { ...seen, errors, requests };
}

console.log(JSON.stringify({
  desktop: await look("desktop", { width: 1280, height: 900 }, "light"),
  phone: await look("phone", { width: 390, height: 844 }, "dark"),
}));
await browser.close();
