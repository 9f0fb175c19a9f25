import type { Person } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type {
  ChangeableAttribute,
  ManagedAttribute,
  Profile,
  RosterUser,
  Seen,
} from "#shared/domain/roster/roster-user.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { compareText, emailKey, sameName } from "#shared/domain/text.ts";

/** What the roster should say about a person in scope. */
export interface DesiredUser {
  readonly person: Person;
  /** `undefined` when the evidence does not decide, or does not suffice for this role: the role stays as it is. */
  readonly role: RoleDecision | undefined;
  readonly agentIds: readonly string[];
  readonly scopes: readonly ScopeId[];
  readonly groups: readonly string[];
  readonly seen: Seen;
  readonly settings: Settings;
}

/**
 * What a value is, which decides when two are the same and how it is stored: a `word` or `words` that many users
 * share, an `id` or `ids` of one user alone, or `facts`, a map. Lists are compared without regard to order.
 */
type TextKind = "name" | "email" | "id" | "word";
type ListKind = "ids" | "words";
type ValueKind<Key extends ChangeableAttribute> =
  NonNullable<RosterUser[Key]> extends readonly string[]
    ? ListKind
    : NonNullable<RosterUser[Key]> extends string
      ? TextKind
      : "facts";

interface AttributeRule<Key extends ChangeableAttribute> {
  /**
   * `managed`: where `managedAttributes` names it; `link`: always; `upkeep`: always, and not worth a record by itself;
   * `status`: like `link`, but not while RingEX is unreadable; `create`: given to a new user and then left alone;
   * `decision`: changed by a person's decision only.
   */
  readonly follows: Key extends ManagedAttribute ? "managed" : "link" | "upkeep" | "status" | "create" | "decision";
  readonly holds: ValueKind<Key>;
  /** `undefined` where RingCentral does not say: then the roster's value stays. */
  readonly desired: (user: DesiredUser) => RosterUser[Key] | undefined;
}

/** THE table of roster attributes, in the order in which they are shown, compared and stored. */
export const attributes: { readonly [Key in ChangeableAttribute]: AttributeRule<Key> } = {
  firstName: { follows: "managed", holds: "name", desired: ({ person }) => person.firstName },
  lastName: { follows: "managed", holds: "name", desired: ({ person }) => person.lastName },
  email: { follows: "managed", holds: "email", desired: ({ person }) => person.email },
  role: { follows: "managed", holds: "word", desired: ({ role }) => role?.role },
  status: { follows: "status", holds: "word", desired: () => "Active" },
  activityId: { follows: "create", holds: "word", desired: ({ settings }) => settings.defaultActivityId },
  sourceId: { follows: "link", holds: "id", desired: ({ person }) => person.sourceId },
  dataSourceId: { follows: "link", holds: "word", desired: ({ settings }) => settings.realtimeDataSourceId },
  agentIds: { follows: "link", holds: "ids", desired: ({ agentIds }) => agentIds },
  scopes: { follows: "link", holds: "words", desired: ({ scopes }) => scopes },
  groups: { follows: "upkeep", holds: "words", desired: ({ groups }) => groups },
  seen: { follows: "upkeep", holds: "facts", desired: ({ seen }) => seen },
  formerSourceId: { follows: "decision", holds: "id", desired: () => undefined },
};

export const changeableAttributes = Object.keys(attributes) as readonly ChangeableAttribute[];

/** `frozen` while RingEX is unreadable: profiles follow, nobody's status changes. */
export type StatusRule = "follows" | "frozen";

/**
 * The attributes in which a linked (or to be linked) user differs from what is desired; `undefined` when there
 * are none. `before` and `after` hold these attributes only.
 */
export function difference(
  user: RosterUser,
  { desired, status }: { readonly desired: DesiredUser; readonly status: StatusRule },
): Pick<Change, "before" | "after"> | undefined {
  const managed = new Set<ChangeableAttribute>(desired.settings.managedAttributes);
  const follows = {
    managed: undefined,
    link: true,
    upkeep: true,
    status: status === "follows",
    create: false,
    decision: false,
  } as const;
  const after: { [Key in ChangeableAttribute]?: Profile[Key] } = {};
  const compare = <Key extends ChangeableAttribute>(key: Key): void => {
    const rule: AttributeRule<Key> = attributes[key];
    if (!(follows[rule.follows] ?? managed.has(key))) return;
    const wanted = rule.desired(desired);
    if (wanted !== undefined && !isSame(rule.holds, user[key], wanted)) after[key] = wanted;
  };
  for (const key of changeableAttributes) compare(key);
  const changed = changeableAttributes.filter((key) => key in after);
  return changed.length === 0 ? undefined : { before: pick(user, changed), after };
}

/** Whether these attributes alone are not worth a record: they are kept up quietly. */
export function isUpkeep(after: Profile): boolean {
  return changeableAttributes.every((key) => !(key in after) || attributes[key].follows === "upkeep");
}

/** Everything that a new user gets; attributes that RingCentral does not say are left out. */
export function profileOfNewUser(userId: RosterUser["userId"], desired: DesiredUser): Profile {
  const values = changeableAttributes.map((key) => [key, attributes[key].desired(desired)] as const);
  const isGiven = ([key, value]: (typeof values)[number]) =>
    value !== undefined && !(value === "" && attributes[key].holds === "email");
  return { userId, ...Object.fromEntries(values.filter(isGiven)) };
}

/** The named attributes of a user, absent ones included as `undefined`. */
export function pick(user: Profile, keys: readonly ChangeableAttribute[]): Profile {
  return Object.fromEntries(keys.map((key) => [key, user[key]]));
}

type Value = Profile[ChangeableAttribute];

/** Equality of attribute values as stored; lists are compared without regard to order. */
export function sameValue(left: Value, right: Value): boolean {
  if (isList(left) && isList(right)) return sameList(left, right);
  if (typeof left === "object" && typeof right === "object") return isDeepEqual(left, right);
  return left === right;
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

function isDeepEqual(left: object, right: object): boolean {
  const entries = (one: object) => JSON.stringify(Object.entries(one).sort(([a], [b]) => compareText(a, b)));
  return entries(left) === entries(right);
}

function isSame(holds: TextKind | ListKind | "facts", left: Value, right: Value): boolean {
  if (typeof left === "object" || typeof right === "object") return sameValue(left, right);
  const [a, b] = [left ?? "", right ?? ""];
  if (holds === "name") return sameName(a, b);
  return holds === "email" ? emailKey(a) === emailKey(b) : sameValue(left, right);
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  return (
    left.every((text, index) => text === right[index]) || left.toSorted().join("\n") === right.toSorted().join("\n")
  );
}
