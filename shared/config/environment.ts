import * as z from "zod";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";
import { defaultUrlHosts, env, functionArnPattern, loopback, urlHostPattern } from "#shared/names.ts";

/** What the environment of every function holds (design 3.8). */
export interface FunctionEnvironment {
  readonly settingsTable: string;
  readonly rosterTable: string;
  readonly organizationTable: string;
  readonly historyTable: string;
  readonly approvalsTable: string;
  readonly workTable: string;
  /** Without a slash at the end, like `parameterPrefix`. */
  readonly secretPrefix: string;
  readonly parameterPrefix: string;
  readonly alertTopicArn?: string;
  /** Where it is told that the alert topic does not work. */
  readonly spareTopicArn?: string;
  readonly stage: string;
  /** Hosts, and with a dot in front suffixes, in lower case; the word `loopback` may be among them. */
  readonly allowedUrlHosts: readonly string[];
}

/** The environment of dispatch. */
export interface DispatchEnvironment extends FunctionEnvironment {
  readonly syncFunctionName: string;
  readonly maxConcurrentRuns: number;
}

/** The environment of the function that shows the page. */
export interface PageEnvironment extends FunctionEnvironment {
  readonly saveFunctionArn: string;
  readonly approveFunctionArn: string;
}

/** The environment of the function that saves for the page. */
export interface PageSaveEnvironment extends FunctionEnvironment {
  readonly syncFunctionName: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const word = (expected: string, pattern: RegExp): z.ZodString =>
  z.string({ error: `${expected} (required)` }).regex(pattern, { error: expected });
const table = word("the name or ARN of a DynamoDB table", /^[\w.:/-]{3,1024}$/);
const topic = word("the ARN of an SNS topic", /^arn:[\w-]+:sns:[\w-]+:\d+:[\w-]+$/);
const hostsExpected = `a comma separated list of hosts like platform.ringcentral.com, of suffixes like .ringcentral.com, or the word ${loopback}`;

const shared = {
  [env.settingsTable]: table,
  [env.rosterTable]: table,
  [env.organizationTable]: table,
  [env.historyTable]: table,
  [env.approvalsTable]: table,
  [env.workTable]: table,
  [env.secretPrefix]: word(
    "a secret's name without the tenant, e.g. ringcentral-user-sync/prod",
    /^[\w/+=.@-]{1,400}$/,
  ),
  [env.parameterPrefix]: word("a parameter path that begins with a slash, without the tenant", /^\/[\w./-]{1,400}$/),
  [env.alertTopicArn]: topic.optional(),
  [env.spareTopicArn]: topic.optional(),
  [env.stage]: word("a stage name of letters, digits and hyphens, e.g. prod", /^[\w-]{1,64}$/),
  [env.allowedUrlHosts]: z
    .string()
    .default(defaultUrlHosts.join(","))
    .transform((value) => value.split(",").map((host) => host.trim().toLowerCase()))
    .refine((hosts) => hosts.every((host) => host === loopback || urlHostPattern.test(host)), {
      error: hostsExpected,
    }),
};
const sharedSchema = z.object(shared);
const syncFunctionName = word("the name or ARN of the sync function", /^[\w:.$-]{1,256}$/);
const pageSchema = z.object({
  ...shared,
  [env.saveFunctionArn]: word("the ARN of the function that saves", functionArnPattern),
  [env.approveFunctionArn]: word("the ARN of the function that approves", functionArnPattern),
});
const pageSaveSchema = z.object({ ...shared, [env.syncFunctionName]: syncFunctionName });
const dispatchSchema = z.object({
  ...shared,
  [env.syncFunctionName]: syncFunctionName,
  [env.maxConcurrentRuns]: word("a whole number, 1 to 10000", /^[1-9]\d{0,3}$|^10000$/)
    .default("20")
    .transform(Number),
});

/**
 * The environment of the sync function.
 * @throws SETTINGS_INVALID naming every variable that is missing or malformed
 */
export function parseSyncEnvironment(variables: Variables): FunctionEnvironment {
  return sharedOf(parse(sharedSchema, variables));
}

/**
 * The environment of the dispatch function.
 * @throws SETTINGS_INVALID naming every variable that is missing or malformed
 */
export function parseDispatchEnvironment(variables: Variables): DispatchEnvironment {
  const parsed = parse(dispatchSchema, variables);
  return {
    ...sharedOf(parsed),
    syncFunctionName: parsed.SYNC_FUNCTION_NAME,
    maxConcurrentRuns: parsed.MAX_CONCURRENT_RUNS,
  };
}

/**
 * The environment of the function that shows the page.
 * @throws SETTINGS_INVALID naming every variable that is missing or malformed
 */
export function parsePageEnvironment(variables: Variables): PageEnvironment {
  const parsed = parse(pageSchema, variables);
  return {
    ...sharedOf(parsed),
    saveFunctionArn: parsed.SAVE_FUNCTION_ARN,
    approveFunctionArn: parsed.APPROVE_FUNCTION_ARN,
  };
}

/**
 * The environment of the function that saves for the page.
 * @throws SETTINGS_INVALID naming every variable that is missing or malformed
 */
export function parsePageSaveEnvironment(variables: Variables): PageSaveEnvironment {
  const parsed = parse(pageSaveSchema, variables);
  return { ...sharedOf(parsed), syncFunctionName: parsed.SYNC_FUNCTION_NAME };
}

/**
 * The environment of the function that approves for the page.
 * @throws SETTINGS_INVALID naming every variable that is missing or malformed
 */
export function parsePageApproveEnvironment(variables: Variables): FunctionEnvironment {
  return sharedOf(parse(sharedSchema, variables));
}

function sharedOf(parsed: z.infer<typeof sharedSchema>): FunctionEnvironment {
  return {
    settingsTable: parsed.SETTINGS_TABLE,
    rosterTable: parsed.ROSTER_TABLE,
    organizationTable: parsed.ORGANIZATION_TABLE,
    historyTable: parsed.HISTORY_TABLE,
    approvalsTable: parsed.APPROVALS_TABLE,
    workTable: parsed.WORK_TABLE,
    secretPrefix: parsed.SECRET_PREFIX.replace(/\/$/, ""),
    parameterPrefix: parsed.PARAMETER_PREFIX.replace(/\/$/, ""),
    ...(parsed.ALERT_TOPIC_ARN === undefined ? {} : { alertTopicArn: parsed.ALERT_TOPIC_ARN }),
    ...(parsed.SPARE_TOPIC_ARN === undefined ? {} : { spareTopicArn: parsed.SPARE_TOPIC_ARN }),
    stage: parsed.STAGE,
    allowedUrlHosts: parsed.ALLOWED_URL_HOSTS,
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, variables: Variables): z.infer<Schema> {
  // An empty variable is how deployment tools say "none".
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }): SettingsIssue => {
    const attribute = String(path[0]);
    const value = present[attribute];
    return { attribute, expected: message, ...(value === undefined ? {} : { value: shownText(value) }) };
  });
  throw settingsInvalid("the function's environment", faults);
}
