import { beforeEach, describe, expect, it } from "vitest";
import { ParameterCache } from "#shared/dispatch/parameter-cache.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";

const at = (time: string): Date => new Date(`2026-03-01T${time}.000Z`);
const acme = tenantId("acme");

let reads: number;
let fault: unknown;
let telemetry: FakeTelemetry;
let cache: ParameterCache;

beforeEach(() => {
  reads = 0;
  fault = undefined;
  telemetry = new FakeTelemetry();
  const readAllParameters = async () => {
    reads += 1;
    if (fault !== undefined) throw fault;
    return new Map([[acme, { mode: `read ${reads}` }]]);
  };
  cache = new ParameterCache({ settings: { readAllParameters }, telemetry });
});

async function modeAt(time: string): Promise<string | undefined> {
  return (await cache.at(at(time))).get(acme)?.mode;
}

describe("the parameters of all tenants", () => {
  it.each([
    ["12:04:59", "read 1"],
    ["12:05:00", "read 2"],
    ["11:55:01", "read 1"],
    ["11:55:00", "read 2"],
  ])("are fresh for less than 5 minutes in either direction of time (%s)", async (time, mode) => {
    expect(await modeAt("12:00:00")).toBe("read 1");
    expect(await modeAt(time)).toBe(mode);
  });

  it.each([
    [new TypeError("dana.doe@example.com"), "TypeError"],
    ["dana.doe@example.com", "unknown"],
  ])("stay as they were read last while the store does not answer, which is noted (%#)", async (thrown, error) => {
    await modeAt("12:00:00");
    fault = thrown;
    expect(await modeAt("12:10:00")).toBe("read 1");
    expect(telemetry.notes).toEqual([
      {
        level: "error",
        message: "dispatch.parameters_stale",
        facts: { error, read_at: at("12:00:00").toISOString() },
      },
    ]);
    expect(await modeAt("12:11:00")).toBe("read 1");
    expect(reads).toBe(3);
  });

  it("are not taken for absent when they were never read", async () => {
    fault = new Error("down");
    await expect(cache.at(at("12:00:00"))).rejects.toThrow("down");
    expect(telemetry.notes).toEqual([]);
  });
});
