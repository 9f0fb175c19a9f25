import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

/** Keeps Chromium from the network and from everything that it does on its own; its profile is new and empty. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts this machine's Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), headless: true, args: quiet, timeout: 30_000 });
}
