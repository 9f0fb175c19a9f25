import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { startPageWorld } from "./page-world.ts";

it("smokes", async () => {
  const world = await startPageWorld();
  const s = await world.open();
  writeFileSync("/tmp/p-settings.html", s.html);
  const confirm = await world.press(s, "Check and save…", { runDailyAtUtc: "03:30" });
  writeFileSync("/tmp/p-confirm.html", confirm.html);
  const saved = await world.press(confirm, "Save");
  writeFileSync("/tmp/p-saved.html", saved.html);
  const run = await world.holdingRun(["sync-service"]);
  writeFileSync("/tmp/p-runs.html", (await world.open({ view: "runs" })).html);
  writeFileSync("/tmp/p-run.html", (await world.open({ view: "run", runId: run })).html);
  writeFileSync("/tmp/p-check.html", (await world.open({ view: "check" })).html);
  writeFileSync(
    "/tmp/p-people.html",
    (await world.open({ view: "people" }, { forms: { who: "García" }, theme: "dark" })).html,
  );
  writeFileSync("/tmp/p-list.html", (await world.open({ view: "settings", list: "sub-accounts" }, {})).html);
  for (const x of [saved]) console.log(x.text);
  console.log(
    (await world.open({ view: "people" }, { forms: { who: "García" } })).text,
    (await world.open({ view: "check" })).text,
  );
  await world.close();
}, 30000);
