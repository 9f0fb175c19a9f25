import { isConfirmed, nonceFor, notConfirmed } from "#functions/page/confirm/two-presses.ts";
import type { Message } from "#functions/page/message.ts";
import { loadSettings, versionOf } from "#functions/page/settings-state.ts";
import { settingsView } from "#functions/page/settings-view.ts";
import { changedTexts, seenIn } from "#functions/page/typed-texts.ts";
import { parseCredentials } from "#shared/config/credentials.ts";
import { pasted } from "#shared/config/pasted-text.ts";
import { parseSettings } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";
import { secretsForm } from "./secrets-form.ts";

/** Asks for the secrets, tries the login once with what was typed, and stores it if it works. Nothing typed comes back. */
export async function storeSecrets(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { event, place, deadline } = request;
  const { tenantId, forms, nonce } = event;
  const stored = await ports.settings.read(tenantId);
  // What the login is tried with, and what else was typed in the form that this leaves.
  const confirmable = { tenantId, action: "store-secrets", facts: { version: versionOf(stored) } };
  const seen = seenIn(forms);
  const texts = seen === undefined ? event.texts : changedTexts(forms, seen);
  const ask = async (result: string, message?: Message): Promise<SaveAnswer> => {
    const form = { texts, nonce: await nonceFor(confirmable, ports), ...(message === undefined ? {} : { message }) };
    return { view: "settings", content: secretsForm(form, place), result };
  };
  if (nonce === "") return ask("shown");
  const typed = { clientSecret: pasted(forms["clientSecret"] ?? ""), jwt: pasted(forms["jwt"] ?? "") };
  if (typed.clientSecret === "" && typed.jwt === "")
    return ask("nothing typed", { kind: "warn", text: "No secret was typed, so nothing was stored." });
  if (!(await isConfirmed({ ...confirmable, nonce }, ports))) return ask("shown", { kind: "bad", text: notConfirmed });
  const { why, result } = await tried({ typed, tenantId, deadline, stored }, ports);
  if (why !== undefined) return ask(result, { kind: "bad", text: `Nothing was stored${why}` });
  const state = await loadSettings({ tenantId, typed: texts, stored }, ports);
  const message = { kind: "good", text: "Stored: the login works." } as const;
  return { view: "settings", content: settingsView({ state, message }, place), result };
}

interface Trial {
  readonly typed: Credentials;
  readonly tenantId: TenantId;
  readonly deadline: Deadline;
  readonly stored: StoredSettings;
}

async function tried(
  { typed, tenantId, deadline, stored }: Trial,
  ports: SavePorts,
): Promise<{ readonly result: string; readonly why?: string }> {
  const credentials = await completed(typed, { tenantId, ports });
  if (credentials === undefined) {
    const why = ": the stored secret lacks the other part or cannot be used, so both client secret and JWT are needed.";
    return { why, result: "incomplete" };
  }
  const parsed = parseSettings({ tenantId, stored, allowedUrlHosts: ports.config.allowedUrlHosts });
  const settings = parsed.kind === "valid" ? parsed.settings : parsed.readable;
  const login = await tryLogin({ tenantId, settings, credentials, deadline }, ports);
  if (login.kind !== "accepted") {
    const next = login.kind === "refused" ? "" : " Save those settings first, then store the secrets.";
    return { why: `. ${login.why}${next}`, result: login.kind };
  }
  await ports.secrets.write(tenantId, JSON.stringify(credentials));
  return { result: "stored" };
}

/** What was typed, with what is stored for the field that was left empty; `undefined` where that is missing. */
async function completed(
  typed: Credentials,
  { tenantId, ports }: { readonly tenantId: TenantId; readonly ports: SavePorts },
): Promise<Credentials | undefined> {
  if (typed.clientSecret !== "" && typed.jwt !== "") return typed;
  const secretId = ports.secrets.idOf(tenantId);
  const stored = await ports.secrets.read(tenantId);
  try {
    const kept = storedPart(stored);
    return parseCredentials(JSON.stringify({ ...kept, ...present(typed) }), { tenantId, secretId });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return undefined;
  }
}

function storedPart(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // The parser's message would quote the secret.
    return {};
  }
}

function present(typed: Credentials): Partial<Credentials> {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ""));
}
