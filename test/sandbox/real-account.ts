import { mkdir, writeFile } from "node:fs/promises";
import { changesAsCsv } from "#functions/cli/change-csv.ts";
import type { RunSummary } from "#shared/domain/run/summary.ts";
import { dayTable, summaryLine } from "./day-table.ts";
import type { Connection } from "./seed-tenant.ts";
import { World } from "./world.ts";

/** Environment variables that name an account; the first five are required. */
export const connectionVariables = {
  clientId: "RINGCENTRAL_CLIENT_ID",
  clientSecret: "RINGCENTRAL_CLIENT_SECRET",
  jwt: "RINGCENTRAL_JWT",
  mainAccountId: "RINGCENTRAL_MAIN_ACCOUNT_ID",
  subAccountIds: "RINGCENTRAL_SUB_ACCOUNT_IDS",
  baseUrl: "RINGCENTRAL_BASE_URL",
  ringCxUrl: "RINGCX_URL",
} as const satisfies Record<keyof Connection, string>;

const defaults: Partial<Connection> = {
  baseUrl: "https://platform.ringcentral.com/",
  ringCxUrl: "https://ringcx.ringcentral.com/",
};

const reportFile = "report/plan.csv";

/**
 * A dry run of the built sync against a real account, with a roster that is empty but for the service's own user:
 * everybody in scope shows as a create. Nothing is written to RingCentral or AI WFM. Returns the exit code.
 */
export async function planRealAccount(print: (text: string) => void): Promise<number> {
  const connection = connectionFrom(process.env);
  if (Array.isArray(connection)) {
    print(`These variables are missing:\n  ${connection.join("\n  ")}`);
    return 2;
  }
  const hosts = process.env["ALLOWED_URL_HOSTS"] ?? ".ringcentral.com";
  const world = await World.start({
    connection,
    settings: { mode: "plan", ringExCheck: process.env["RINGEX_CHECK"] ?? "on" },
    environment: { ALLOWED_URL_HOSTS: hosts, POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" },
  });
  try {
    const end = await world.sync({
      tenantId: "default",
      trigger: "manual",
      mode: "plan",
      requestedBy: "npm start -- --ringcentral",
    });
    if (end.kind === "rejected") {
      print(`\nThe dry run failed.\n${end.error.name}: ${end.error.message}`);
      return 1;
    }
    return await report(end.summary, { world, print });
  } finally {
    await world.close();
  }
}

async function report(
  summary: RunSummary,
  { world, print }: { world: World; print: (text: string) => void },
): Promise<number> {
  const changes = await world.changes(summary.runId);
  print(dayTable(changes));
  print(
    summaryLine(summary, {
      seconds: (Date.parse(summary.finishedAt) - Date.parse(summary.startedAt)) / 1000,
      requests: [],
      tables: world.aws.tables,
    }),
  );
  for (const { code, message } of summary.reasons) print(`  ${code}: ${message}`);
  await mkdir("report", { recursive: true });
  await writeFile(reportFile, changesAsCsv(changes), { mode: 0o600 });
  print(
    `\n${summary.people} people are in scope. All agents that the RingCX integration API lists count as having Access WEM.` +
      `\nNothing was changed anywhere. The whole list with reasons: ${reportFile} (it contains names and e-mails).`,
  );
  return 0;
}

/** The connection, or the names of the variables that are missing. */
function connectionFrom(environment: NodeJS.ProcessEnv): Connection | string[] {
  const values = Object.entries(connectionVariables).map(
    ([name, variable]) => [name, environment[variable]?.trim() || defaults[name as keyof Connection]] as const,
  );
  const missing = values
    .filter(([, value]) => value === undefined)
    .map(([name]) => connectionVariables[name as keyof Connection]);
  return missing.length > 0 ? missing : (Object.fromEntries(values) as unknown as Connection);
}
