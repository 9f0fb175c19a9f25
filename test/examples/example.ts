import { z } from "zod";
import { agentTypes, extensionStatuses } from "#shared/domain/directory/source-record.ts";
import { riskyKindNames } from "#shared/domain/roster/risky-kinds.ts";
import { managedAttributes, roles } from "#shared/domain/roster/roster-user.ts";
import { alertCodes, reasonCodes } from "#shared/domain/sync-error.ts";

/** The form of an example file; README.md says what everything means and what is left out. */

const text = z.union([
  z.string(),
  z.strictObject({ repeat: z.string(), times: z.int() }).transform(({ repeat, times }): string => repeat.repeat(times)),
]);
const id = z.union([z.int(), z.string()]).transform(String);

/** `null`: RingCentral says nothing. */
const said = text.nullable().optional();
const names = { name: z.string().optional(), firstName: said, lastName: said };

const administrator = z.strictObject({
  userId: id.optional(),
  rcUserId: id.optional(),
  ...names,
  email: said,
  enabled: z.boolean().optional(),
});
const agent = z.strictObject({
  agentId: id.optional(),
  rcUserId: id.optional(),
  ...names,
  email: said,
  agentType: z.enum(agentTypes).default("AGENT"),
  isActive: z.boolean().default(true),
});

const causes = ["503", "403", "not listed", "inactive"] as const;
const unreadable = z.strictObject({ unreadable: z.enum(causes) });
const administrators = z.union([z.array(administrator), unreadable]);
const subAccount = z.union([unreadable, z.record(z.string(), z.array(agent))]);

const ringCx = { administrators: administrators.default([]), subAccounts: z.record(z.string(), subAccount) };
const directory = z.strictObject({
  ...ringCx,
  /** Everybody with an `rcUserId` has an Enabled extension, but for these. */
  extensions: z
    .union([unreadable, z.record(z.string(), z.enum([...extensionStatuses, "not listed", "no status"]))])
    .default({}),
  usersWithWemPermission: z.array(id).default([]),
});
/** What is named here has changed when RingCX is read the second time. */
const secondReading = z.strictObject({
  administrators: administrators.optional(),
  subAccounts: z.record(z.string(), subAccount).default({}),
});

const values = {
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(["Active", "Inactive"]),
  activityId: z.string(),
  sourceId: z.string(),
  dataSourceId: z.string(),
  agentIds: z.array(z.string()),
  scopes: z.array(z.string()),
  formerSourceId: z.string(),
};
/** Some attributes of a user; `null` stands for an attribute that the user does not have. */
const profile = z.partialRecord(
  z.enum(Object.keys(values) as (keyof typeof values)[]),
  z.union([z.string(), z.array(z.string()), z.null()]),
);
/** What RingCentral said when a link was accepted, or when somebody decided. */
const seen = z.strictObject({ firstName: z.string(), lastName: z.string(), email: z.string().optional() });
const user = z.strictObject({
  name: z.string().optional(),
  ...z.strictObject({ ...values, groups: z.array(z.string()), seen, deactivatedDaysAgo: z.number() }).partial().shape,
});
const userAfter = z.union([z.literal("as before"), z.strictObject({ but: profile }), user]);

const settings = z
  .strictObject({
    impersonatedUserId: z.string(),
    subAccountIds: z.array(z.string()),
    adminAndAgentRole: z.enum(["first", "last", ...roles]),
    mode: z.enum(["apply", "plan"]),
    managedAttributes: z.array(z.enum(managedAttributes)),
    supervisorRole: z.enum(["Agent", "Supervisor"]),
    wemAccess: z.enum(["ringcx", "ringex-permission"]),
    wemPermissionIds: z.array(z.string()),
    protectedUserIds: z.array(z.string()),
    ignoredPeople: z.array(z.string()),
    pilotPeople: z.array(z.string()),
    ringExCheck: z.enum(["on", "off"]),
    maxDeactivations: z.number(),
    maxDeactivationShare: z.number(),
    deactivationFloor: z.number(),
    maxCreateShare: z.number(),
  })
  .partial();

const kinds = ["create", "link", "update", "reactivate", "deactivate", "conflict"] as const;
const outcomes = ["planned", "applied", "failed", "held", "refused", "conflict"] as const;

/** What the held list of an earlier run was, and what somebody said of whom how long ago. */
const held = z.strictObject({ user: z.string(), after: profile, risk: z.enum(riskyKindNames).optional() });
const decidedList = { heldList: z.array(held), hoursAgo: z.number() };
const approval = z.strictObject({ ...decidedList, approvedUsers: z.array(z.string()) });
const refusal = z.strictObject({ ...decidedList, refusedUsers: z.array(z.string()) });

/** What somebody has decided about a conflict, and what RingCentral said of the person then. */
const decision = z.strictObject({
  kind: z.enum(["same", "new", "link"]),
  user: z.string().optional(),
  seen,
  hoursAgo: z.number().default(1),
});

/** A record of the run that is undone. */
const earlierRecord = z.strictObject({
  kind: z.enum(kinds),
  user: z.string(),
  outcome: z.enum(outcomes),
  before: profile.default({}),
  after: profile.default({}),
});

const expectedRecord = z.strictObject({
  kind: z.enum(kinds),
  user: z.string().optional(),
  /** Source id. */
  person: z.string().optional(),
  outcome: z.enum(outcomes),
  before: profile.default({}),
  /** May be left out for a create that is applied: the whole user, as in the expected roster. */
  after: profile.optional(),
  /** Words that the reason contains. */
  because: z.string().optional(),
});

const counters = z.partialRecord(
  z.enum([
    "people",
    "created",
    "linked",
    "updated",
    "reactivated",
    "deactivated",
    "unchanged",
    "held",
    "failed",
    "conflicts",
  ]),
  z.int(),
);

const expected = z.strictObject({
  status: z.enum(["succeeded", "partial", "held", "failed"]),
  reasons: z.array(z.enum(reasonCodes)).default([]),
  alerts: z.array(z.enum(alertCodes)).default([]),
  roster: z.record(z.string(), userAfter),
  records: z.array(expectedRecord).default([]),
  /** Everybody to whom nothing happens, by user id or else source id, with the words of the reason. */
  because: z.record(z.string(), z.string()).default({}),
  /** Counters that are not named are 0. */
  counts: counters,
  /** By user id: where an example is about what is kept up. */
  keptUp: z.record(z.string(), z.strictObject({ groups: z.array(z.string()), seen }).partial()).default({}),
});

const common = {
  rule: z.string().regex(/^design \d/, "begins with the section: design 4.2: ..."),
  settings: settings.default({}),
  roster: z.record(z.string(), user).default({}),
  approvals: z.array(approval).default([]),
  refusals: z.array(refusal).default([]),
  /** `true`: settled in long ago, so that new users are limited, too. */
  settled: z.union([z.boolean(), z.strictObject({ daysAgo: z.number() })]).default(false),
  /** Sub-accounts that earlier runs have read; all that are configured, if nothing is said. */
  readBefore: z.array(z.string()).optional(),
  /** What the run of yesterday changed of each risky kind, and what it held. */
  recent: z.partialRecord(z.enum(riskyKindNames), z.int()).default({}),
  heldBefore: z.array(held).default([]),
  /** By source id. */
  decisions: z.record(z.string(), decision).default({}),
  expect: expected,
};

export const exampleSchema = z.union([
  z.strictObject({ ...common, directory, secondReading: secondReading.optional() }),
  z.strictObject({ ...common, undo: z.array(earlierRecord) }),
]);

export type ExampleData = z.infer<typeof exampleSchema>;
export type ExampleDirectory = z.infer<typeof directory>;
export type ExampleSecondReading = z.infer<typeof secondReading>;
export type ExampleUser = z.infer<typeof user>;
export type ExampleProfile = z.infer<typeof profile>;
export type ExampleAgent = z.infer<typeof agent>;
export type ExampleAdministrator = z.infer<typeof administrator>;
export type ExpectedRecord = z.infer<typeof expectedRecord>;
