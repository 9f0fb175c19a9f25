import { aws_logs as logs } from "aws-cdk-lib";
import * as z from "zod";
import { admitsHost, defaultUrlHosts, loopback, tenantIdPattern, urlHostPattern } from "../shared/names.ts";

/** What may differ between two deployments of the service. */
export interface UserSyncConfiguration {
  /** Part of the names of secrets and parameters, and the metrics' dimension `stage`. */
  readonly stage: string;
  /** Where alarms and alerts are mailed; without one, subscribe to the topics by other means. */
  readonly alertEmail?: string | undefined;
  /** Says that somebody subscribes by other means: without it and without `alertEmail` a deployment warns. */
  readonly alertSubscriber?: "elsewhere" | undefined;
  /** Tenants whose secret is named by the stack. Others bring their own. */
  readonly tenantIds: readonly string[];
  /** Those of `tenantIds` whose secret exists already: the stack then creates none. */
  readonly adoptSecrets: readonly string[];
  /** Hosts, and with a dot in front suffixes, that RingCentral URLs may have; the word `loopback` is for tests. */
  readonly allowedUrlHosts: readonly string[];
  /** One of the periods that CloudWatch Logs offers. */
  readonly logRetentionDays: number;
}

const retentionDays = Object.values(logs.RetentionDays).filter(
  (days): days is logs.RetentionDays => typeof days === "number" && days < 9999,
);

const expected = {
  stage: "a letter, then up to 30 letters, digits and hyphens, e.g. prod",
  alertEmail: "one e-mail address",
  alertSubscriber: "the word elsewhere, or absent",
  tenantIds: "tenant ids, each 1 to 64 letters, digits, dots, hyphens or underscores, none twice, comma separated",
  adoptSecrets: "tenant ids that stand in tenantIds as well",
  allowedUrlHosts:
    "hosts like platform.ringcentral.com, suffixes like .ringcentral.com (or the word loopback, for tests), comma separated",
  logRetentionDays: `one of ${retentionDays.join(", ")}`,
};

function admitsSomeDefault(entry: string): boolean {
  return entry === loopback || defaultUrlHosts.some((host) => admitsHost(entry, host));
}

/** With such hosts no tenant could have the default URLs, which is seldom meant. */
function noDefaultHost(hosts: readonly string[]): string {
  const dotted = hosts.map((host) => `.${host}`).filter(admitsSomeDefault);
  const likely = dotted.length === 0 ? "" : `; a leading dot is missing, as in ${dotted.join(", ")}`;
  return `a list that admits any of ${defaultUrlHosts.join(", ")}${likely}`;
}

/** A list, or the comma separated text that `-c name=value` gives. */
function list(entry: RegExp, error: string): z.ZodType<string[]> {
  return z
    .union([z.string(), z.array(z.string())], { error })
    .transform((value) => (typeof value === "string" ? value.split(",") : value))
    .transform((entries) => entries.map((one) => one.trim()).filter((one) => one !== ""))
    .refine((entries) => entries.every((one) => entry.test(one)) && new Set(entries).size === entries.length, {
      error,
    });
}

const schema = z
  .object({
    stage: z
      .string({ error: expected.stage })
      .regex(/^[A-Za-z](?:[A-Za-z0-9-]{0,29}[A-Za-z0-9])?$/, { error: expected.stage })
      .default("dev"),
    alertEmail: z.email({ error: expected.alertEmail }).optional(),
    alertSubscriber: z.literal("elsewhere", { error: expected.alertSubscriber }).optional(),
    tenantIds: list(tenantIdPattern, expected.tenantIds).default(["default"]),
    adoptSecrets: list(tenantIdPattern, expected.adoptSecrets).default([]),
    allowedUrlHosts: list(/./, expected.allowedUrlHosts)
      .transform((hosts) => hosts.map((host) => host.toLowerCase()))
      .refine((hosts) => hosts.length > 0 && hosts.every((host) => host === loopback || urlHostPattern.test(host)), {
        error: expected.allowedUrlHosts,
        abort: true,
      })
      .refine((hosts) => hosts.some(admitsSomeDefault), { error: ({ input }) => noDefaultHost(input as string[]) })
      .default([...defaultUrlHosts]),
    logRetentionDays: z.coerce
      .number({ error: expected.logRetentionDays })
      .refine((days) => retentionDays.includes(days), { error: expected.logRetentionDays })
      .default(90),
  })
  .refine(({ tenantIds, adoptSecrets }) => adoptSecrets.every((id) => tenantIds.includes(id)), {
    path: ["adoptSecrets"],
    error: expected.adoptSecrets,
    // Also where another value is faulty: every fault at once.
    when: ({ value }) => {
      const { tenantIds, adoptSecrets } = value as Partial<UserSyncConfiguration>;
      return Array.isArray(tenantIds) && Array.isArray(adoptSecrets);
    },
  });

/** The names under which the CDK context holds the configuration. */
const contextNames = Object.keys(expected);

/**
 * The configuration with its defaults.
 * @throws Error that names every faulty value and what is expected
 */
export function parseConfiguration(values: Readonly<Partial<Record<string, unknown>>>): UserSyncConfiguration {
  const present = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  throw configurationError(
    result.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}: ${JSON.stringify(present[name])} is not ${message}`;
    }),
  );
}

/**
 * The configuration out of an app's whole context. CDK's own keys carry a colon or an at sign; a plain word that is
 * no name of ours is a misspelt one, and an alert e-mail that is silently ignored would be found out too late.
 * @throws Error that names every fault
 */
export function configurationFromContext(context: Readonly<Record<string, unknown>>): UserSyncConfiguration {
  const strangers = Object.keys(context).filter((name) => /^[A-Za-z]+$/.test(name) && !contextNames.includes(name));
  if (strangers.length > 0) {
    throw configurationError(strangers.map((name) => `${name}: unknown, known are ${contextNames.join(", ")}`));
  }
  return parseConfiguration(Object.fromEntries(contextNames.map((name) => [name, context[name]])));
}

function configurationError(faults: readonly string[]): Error {
  return new Error(`The configuration (cdk.json "context", or -c name=value) is faulty:\n  ${faults.join("\n  ")}`);
}
