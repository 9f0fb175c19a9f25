import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { templateFile, templateText } from "./template-text.ts";

it("has the template that was reviewed (wanted changes are written with `npm run template`)", async () => {
  const [now, reviewed] = await Promise.all([templateText(), readFile(templateFile, "utf8")]);
  expect(JSON.parse(now)).toEqual(JSON.parse(reviewed));
});
