import { afterAll, beforeAll, expect, it } from "vitest";
import { Stage } from "./stage.ts";
import { keys } from "./terminal.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start({ allowedUrlHosts: "example.com" });
});
afterAll(() => stage.close());

it("offers no URL that the stack would refuse, and says what is expected", async () => {
  const terminal = (await stage.tenant("init-other-hosts", "bare")).terminal(["init"]);
  await terminal.answer("RingCentral platform API", "");
  await terminal.waitFor("expected https://<host>/ with a host out of example.com");
  expect(terminal.text).not.toContain("platform.ringcentral.com");
  terminal.type(keys.ctrlC);
  expect(await terminal.ended()).toBe(130);
});
