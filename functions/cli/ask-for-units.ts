import { nameOf } from "#functions/format/format-value.ts";
import { userId as userIdOf } from "#shared/domain/ids.ts";
import { activityTree } from "#shared/operator/activity-tree.ts";
import type { Activity, DataSource } from "#shared/ports/organization.ts";
import type { HandmadeUser } from "#shared/ports/roster.ts";
import type { Session } from "./cli.ts";
import type { Choice, Prompts } from "./prompts.ts";

/** Where it is asked, and how. */
export interface Asking {
  readonly session: Session;
  readonly prompts: Prompts;
}

/** What was chosen, and what has to be added for it. */
export interface Chosen<Added> {
  readonly id: string;
  readonly added?: Added;
}

const anId = (answer: string) =>
  /^[\w.-]{1,64}$/.test(answer.trim()) ? undefined : "1 to 64 letters, digits, dots, hyphens or underscores";
const notEmpty = (answer: string) => (answer.trim() === "" ? "It must not be empty." : undefined);

/** The data source of the Realtime Adapter: chosen, or, where there is none, named. */
export async function askForDataSource(now: string | undefined, asking: Asking): Promise<Chosen<DataSource>> {
  const { session, prompts } = asking;
  const sources = await session.ports.organization.dataSources(session.tenantId);
  const usable = sources.filter(({ adapter }) => adapter === "RingCentral");
  const choices = usable.map(({ id, name }) => ({ value: id, label: name, hint: id }));
  const message = "Data source of the RingCentral Realtime Adapter";
  if (choices.length > 0) return { id: await choose({ message, choices, now }, prompts) };
  const idQuestion = "There is no data source for the Realtime Adapter yet. Its id in AI WFM";
  const unit = await askForUnit({ idQuestion, nameQuestion: "Name of the data source" }, prompts);
  return { id: unit.id, added: { ...unit, adapter: "RingCentral" } };
}

/** The activity of new users: chosen from the tree, or, where there is none, named. */
export async function askForActivity(now: string | undefined, asking: Asking): Promise<Chosen<Activity>> {
  const { session, prompts } = asking;
  const tree = activityTree(await session.ports.organization.activities(session.tenantId));
  const choices = tree.map(({ activity, path }) => ({ value: activity.id, label: path, hint: activity.id }));
  const message = "Activity (site) of new users";
  if (choices.length > 0) return { id: await choose({ message, choices, now }, prompts) };
  const idQuestion = "There is no activity (site) for new users yet. Its id in AI WFM";
  const unit = await askForUnit({ idQuestion, nameQuestion: "Name of the activity (site)" }, prompts);
  return { id: unit.id, added: unit };
}

/** The Active roster user in whose name the sync works: chosen, or, where there is none, named. */
export async function askForUser(now: string | undefined, asking: Asking): Promise<Chosen<HandmadeUser>> {
  const { session, prompts } = asking;
  const users = (await session.ports.roster.list(session.tenantId)).filter(({ status }) => status === "Active");
  const choices = users.map((user) => ({
    value: user.userId as string,
    label: nameOf(user) ?? user.userId,
    hint: `${user.userId}, ${user.role}`,
  }));
  const message = "Roster user in whose name changes are recorded";
  if (choices.length > 0) return { id: await choose({ message, choices, now }, prompts) };
  const id = (
    await prompts.text({
      message: "The roster has no active user. Id of a new one for the sync",
      suggested: "sync-service",
      check: anId,
    })
  ).trim();
  const names = { firstName: "User", lastName: "Sync" };
  return { id, added: { userId: userIdOf(id), ...names, role: "Administrator", status: "Active" } };
}

function choose(
  {
    message,
    choices,
    now,
  }: { readonly message: string; readonly choices: readonly Choice[]; readonly now: string | undefined },
  prompts: Prompts,
): Promise<string> {
  const suggested = choices.some(({ value }) => value === now) ? now : undefined;
  return prompts.choose({ message, choices, ...(suggested === undefined ? {} : { suggested }) });
}

async function askForUnit(
  { idQuestion, nameQuestion }: { readonly idQuestion: string; readonly nameQuestion: string },
  prompts: Prompts,
): Promise<{ readonly id: string; readonly name: string }> {
  const id = (await prompts.text({ message: idQuestion, check: anId })).trim();
  return { id, name: (await prompts.text({ message: nameQuestion, check: notEmpty })).trim() };
}
