import { applyDirectoryEvent, wemRole } from "./apply-directory-event.ts";
import type { Choice, RosterEvent, SettingsEvent, WorldEvent } from "./history.ts";
import { madeUpEmail, madeUpName } from "./made-up-name.ts";
import type { Stage } from "./stage.ts";

/** An activity that the organization does not have. */
export const missingActivity = "999";

/** Lets something happen; what nobody is there for does not happen. */
export async function applyEvent(event: WorldEvent, stage: Stage): Promise<void> {
  switch (event.in) {
    case "directory":
      return applyDirectoryEvent(event.event, stage.organisation);
    case "roster":
      return await applyRosterEvent(event.event, stage);
    case "settings":
      await applySettingsEvent(event.event, stage);
      return await stage.settings.save();
    case "history":
      return await stage.decide(event.event);
  }
}

function chosen<Value>(candidates: readonly Value[], choice: Choice): Value | undefined {
  return candidates[choice % Math.max(1, candidates.length)];
}

/** From one candidate on, every so manieth. */
function everyOne<Value>(candidates: readonly Value[], { from, step }: { from: Choice; step: number }): Value[] {
  return candidates.filter((_, at) => at % step === from % step);
}

async function applyRosterEvent(event: RosterEvent, { roster, organisation }: Stage): Promise<void> {
  const users = await roster.list();
  const number = 5_000 + users.length;
  const add = (
    person: { firstName: string; lastName: string; email?: string | undefined },
    { status, role }: { readonly status: string; readonly role: string },
  ) => {
    const { firstName, lastName, email } = person;
    const userId = `by-hand-${number}`;
    return roster.put({
      userId,
      firstName,
      lastName,
      ...(email === undefined ? {} : { email }),
      role,
      status,
    });
  };
  if (event.kind === "add-by-hand") {
    const person = chosen([...organisation.people.values()], event.like);
    if (person !== undefined) await add(person, event);
    return;
  }
  if (event.kind === "add-stranger")
    return await add({ ...madeUpName(event.name), email: madeUpEmail(number) }, { status: "Active", role: "Agent" });
  if (event.kind === "activate-leavers" || event.kind === "edit-many") {
    const linked = users.filter(({ sourceId }) => sourceId !== undefined);
    const chosen =
      event.kind === "edit-many"
        ? everyOne(linked, { from: event.user, step: event.step })
        : linked.filter(({ status }) => status === "Inactive");
    const attributes = event.kind === "edit-many" ? { lastName: "Edited" } : { status: "Active" };
    for (const { userId } of chosen) await roster.patch(String(userId), attributes);
    return;
  }
  const userId = chosen(users, event.user)?.["userId"];
  const user = chosen(users, event.user);
  // Who switches the sync's own user off stops everything: that is tried elsewhere.
  if (user === undefined || userId === "sync-service") return;
  const patch = (attributes: Readonly<Record<string, unknown>>) => roster.patch(String(userId), attributes);
  switch (event.kind) {
    case "edit-profile":
      return await patch({ [event.attribute]: event.attribute === "role" ? "Scheduler" : "Edited" });
    case "edit-email":
      return await patch({ email: event.email === "none" ? undefined : madeUpEmail(number + 1_000) });
    case "flip-status":
      return await patch({ status: user["status"] === "Active" ? "Inactive" : "Active" });
    case "edit-activity":
      return await patch({ activityId: "13" });
    case "add-note":
      return await patch({ note: "prefers late shifts" });
  }
}

async function applySettingsEvent(
  event: SettingsEvent,
  { settings: { item }, organisation, roster }: Stage,
): Promise<void> {
  const ids = [...organisation.subAccounts.keys()];
  const people = [...organisation.people.values()];
  const pattern = (choice: Choice): string | undefined => {
    const person = chosen(people, choice);
    return person?.rcUserId === undefined ? person?.email : `rc:${person.rcUserId}`;
  };
  switch (event.kind) {
    case "both-role":
      item["adminAndAgentRole"] = event.value;
      return;
    case "supervisor-role":
      item["supervisorRole"] = event.value;
      return;
    case "managed-attributes":
      item["managedAttributes"] = event.value.join();
      return;
    case "wem-access":
      item["wemAccess"] = event.value;
      item["wemPermissionIds"] = event.value === "ringcx" ? "" : wemRole.permissionId;
      if (event.value === "ringex-permission") item["ringExCheck"] = "on";
      return;
    case "ringex-check":
      if (item["wemAccess"] !== "ringex-permission") item["ringExCheck"] = event.value;
      return;
    case "sub-accounts":
      item["subAccountIds"] = (
        event.value === "reversed"
          ? ids.toReversed()
          : event.value === "all" || ids.length === 1
            ? ids
            : ids.slice(0, -1)
      ).join();
      return;
    case "protect":
      item["protectedUserIds"] = chosen(await roster.list(), event.user)?.["userId"] ?? "";
      return;
    case "protect-nobody":
      item["protectedUserIds"] = "";
      return;
    case "ignore":
      item["ignoredPeople"] = pattern(event.person) ?? "";
      return;
    case "ignore-nobody":
      item["ignoredPeople"] = "";
      return;
    case "pilot":
      item["pilotPeople"] = event.people.flatMap((choice) => pattern(choice) ?? []).join();
      return;
    case "limits":
      item["deactivationFloor"] = event.floor;
      item["maxDeactivationShare"] = event.share;
      item["maxDeactivations"] = event.most;
      item["maxCreateShare"] = event.creates;
      return;
    case "mode":
      item["mode"] = event.value;
      return;
    case "service-enabled":
      item["serviceEnabled"] = event.value;
      return;
    case "broken":
      item[event.attribute] =
        event.attribute === "defaultActivityId" ? missingActivity : event.attribute === "mainAccountId" ? "" : "boss";
      return;
    case "repaired":
      Object.assign(item, {
        mainAccountId: organisation.mainAccountId,
        adminAndAgentRole: "first",
        defaultActivityId: "12",
      });
      return;
  }
}
