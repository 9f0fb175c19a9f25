import type { Outcome } from "../outcome.ts";
import { type Permission, permissions } from "../permission.ts";

/** Invokes a function with the viewer's own permissions, as CloudWatch does. */
export async function invokeFunction(arn: string, event: object): Promise<Outcome> {
  try {
    const response = await fetch("/invoke", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ arn, permission: viewerPermission(), event }),
    });
    return (await response.json()) as Outcome;
  } catch (error) {
    return { kind: "error", name: "ServiceException", message: `the sandbox does not answer: ${String(error)}` };
  }
}

function viewerPermission(): Permission {
  const { value } = document.querySelector("#permission") as HTMLSelectElement;
  return permissions.find((permission) => permission === value) ?? "view";
}
