import { describe, expect, it } from "vitest";
import { withOverrides } from "#shared/config/overrides.ts";
import { parseSettings } from "#shared/config/settings.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { storedWith } from "./stored-settings.ts";

const parse = (stored: Parameters<typeof parseSettings>[0]["stored"]) =>
  parseSettings({ tenantId: tenantId("default"), stored, allowedUrlHosts: [".ringcentral.com"] });

describe("overrides", () => {
  it("replace attributes and parameters in a dry run", () => {
    const stored = storedWith({ supervisorRole: "Agent" }, { maxDeactivations: "5" });
    const overrides = { supervisorRole: "Supervisor", maxDeactivations: 9, subAccountIds: ["7"] };
    const parsed = parse(withOverrides(stored, { overrides, mode: "plan" }));
    expect(parsed).toMatchObject({
      kind: "valid",
      shadowed: [],
      settings: { supervisorRole: "Supervisor", maxDeactivations: 9, subAccountIds: ["7"] },
    });
  });

  it("are taken when the settings make every run a dry run, wherever the mode stands", () => {
    const overrides = { deactivationFloor: 0 };
    expect(withOverrides(storedWith({ mode: "plan" }), { overrides }).item).toMatchObject(overrides);
    expect(withOverrides(storedWith({}, { mode: "plan" }), { overrides, mode: "apply" }).item).toMatchObject(overrides);
  });

  it("are refused in apply mode", () => {
    const overrides = { deactivationFloor: 0 };
    expect(() => withOverrides(storedWith({}), { overrides })).toThrow(/dry run/u);
    expect(() => withOverrides(storedWith({}), { overrides, mode: "apply" })).toThrow(/dry run/u);
  });

  it.each([
    "baseUrl",
    "ringCxUrl",
    "mainAccountId",
    "clientId",
    "mode",
    "serviceEnabled",
    "impersonatedUserId",
    "runDailyAtUtc",
    "tenantId",
    "BaseURL",
    "clientSecret",
    "JWT",
  ])("cannot be %s", (name) => {
    const apply = (): unknown => withOverrides(storedWith({}), { overrides: { [name]: "x-value" }, mode: "plan" });
    expect(apply).toThrow(
      expect.objectContaining({ code: "SETTINGS_INVALID", details: { attributes: [`overrides.${name}`] } }),
    );
    expect(apply).not.toThrow(/x-value/u);
  });

  it("are checked like any attribute", () => {
    const stored = withOverrides(storedWith({}), { overrides: { subAccounts: "1" }, mode: "plan" });
    expect(parse(stored)).toMatchObject({ kind: "faulty", faults: [{ attribute: "subAccounts" }] });
  });

  it("leave the settings as they are when there are none", () => {
    const stored = storedWith({});
    expect(withOverrides(stored, { overrides: {} })).toBe(stored);
  });
});
