import { DirectoryPerson } from "./directory-person.ts";
import { ExtensionList } from "./extension-list.ts";
import type { OauthCode } from "./oauth-refusals.ts";
import { Oddities } from "./oddities.ts";
import type {
  AcceptedCredentials,
  AgentGroup,
  AgentType,
  AppPermission,
  Extension,
  ExtensionStatus,
  ExtensionType,
  Person,
  RingExPermission,
  Seat,
  SubAccount,
  UserRole,
} from "./organisation-model.ts";

/** What identifies an organisation; every field has a made-up default. */
export interface OrganisationOptions {
  readonly mainAccountId?: string;
  /** Id of the RingEX account; also that of its first extension. */
  readonly ringExAccountId?: number;
  readonly credentials?: Partial<AcceptedCredentials>;
}

/** Somebody new, before they have a place anywhere. */
export interface PersonDraft {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string | undefined;
  /** `"none"` for somebody whom RingEX does not know. */
  readonly rcUserId?: number | "none" | undefined;
  readonly extension?: { readonly status?: ExtensionStatus; readonly type?: ExtensionType } | "none";
  readonly roles?: readonly string[];
}

/** Where and as what somebody sits down. */
export interface SeatDraft {
  readonly subAccountId: string;
  readonly groupId: number;
  readonly agentType?: AgentType;
  readonly isActive?: boolean;
}

/** The state of one customer's directory, indexed for the answers: by agent group and by extension id. */
export class OrganisationIndex {
  readonly mainAccountId: string;
  readonly ringExAccountId: number;
  readonly credentials: AcceptedCredentials;
  /** Whether the integration's user holds WFO_ACCESS in the main account. */
  mainWfoAccess = true;
  /** What the integration's user may read in RingEX. */
  readonly permissions = new Set<RingExPermission>([
    "ReadCompanyInfo",
    "ReadExtensions",
    "ReadUserRoles",
    "ReadAssignedRoles",
  ]);
  /** What the app may do. */
  readonly appPermissions = new Set<AppPermission>(["ReadAccounts"]);
  /** Why every login is refused, where it is: a locked account, an app without the JWT flow, an owner who left. */
  loginRefusal: OauthCode | undefined;
  readonly oddities = new Oddities();
  readonly people = new Map<string, Person>();
  readonly administrators = new Set<Person>();
  readonly subAccounts = new Map<string, SubAccount>();
  readonly roles = new Map<string, UserRole>();
  readonly #extensions = new ExtensionList();
  readonly #rolesChanged = () => this.#extensions.rolesChanged();
  #lastKey = 0;
  #lastUserId = 3_000;
  #lastAgentId = 1_386_000;
  #lastRcUserId: number;

  constructor(options: OrganisationOptions = {}) {
    this.mainAccountId = options.mainAccountId ?? "99990033";
    this.ringExAccountId = options.ringExAccountId ?? 401_836_000_000;
    this.#lastRcUserId = this.ringExAccountId;
    this.credentials = {
      clientId: "simulated-client-id",
      clientSecret: "simulated-client-secret",
      jwt: "simulated-header.simulated-payload.simulated-signature",
      ...options.credentials,
    };
  }

  /** Ascending by id: the order of the extension list. */
  get extensions(): readonly Extension[] {
    return this.#extensions.rows;
  }

  /** Extensions of people who have a role, ascending by id. */
  get roleHolders(): readonly Extension[] {
    return this.#extensions.roleHolders();
  }

  addSubAccount(
    draft: { readonly id: string; readonly name?: string } & Partial<Omit<SubAccount, "id" | "groups">>,
  ): SubAccount {
    const subAccount: SubAccount = {
      name: `Sub-account ${draft.id}`,
      isActive: true,
      wfoAccess: true,
      isListed: true,
      ...draft,
      groups: new Map(),
    };
    this.subAccounts.set(subAccount.id, subAccount);
    return subAccount;
  }

  addGroup(draft: { readonly subAccountId: string; readonly id: number; readonly name?: string }): AgentGroup {
    const group: AgentGroup = { id: draft.id, name: draft.name ?? `Group ${draft.id}`, seats: new Map() };
    this.subAccount(draft.subAccountId).groups.set(draft.id, group);
    return group;
  }

  addRole(role: UserRole): void {
    this.roles.set(role.id, role);
  }

  addPerson(draft: PersonDraft): Person {
    this.#lastKey += 1;
    const person = new DirectoryPerson(
      {
        key: `person-${this.#lastKey}`,
        firstName: draft.firstName,
        lastName: draft.lastName,
        email: draft.email,
        rcUserId: draft.rcUserId === "none" ? undefined : (draft.rcUserId ?? this.#nextRcUserId()),
        roles: draft.roles ?? [],
      },
      this.#rolesChanged,
    );
    this.people.set(person.key, person);
    if (person.rcUserId !== undefined && draft.extension !== "none") this.giveExtension(person, draft.extension ?? {});
    return person;
  }

  /** Adds a call queue, a menu or another extension that is nobody's. */
  addServiceExtension(draft: {
    readonly name: string;
    readonly type: ExtensionType;
    readonly status?: ExtensionStatus;
  }): Extension {
    return this.#extensions.insert({ id: this.#nextRcUserId(), status: "Enabled", ...draft });
  }

  giveExtension(
    person: Person,
    draft: { readonly status?: ExtensionStatus; readonly type?: ExtensionType },
  ): Extension {
    this.removeExtension(person);
    person.rcUserId ??= this.#nextRcUserId();
    person.extension = this.#extensions.insert({
      id: person.rcUserId,
      type: draft.type ?? "User",
      status: draft.status ?? "Enabled",
      person,
    });
    return person.extension;
  }

  /** Gives a new RingCentral user id, as a person gets who is hired again under a new account. */
  renewRcUserId(person: Person): void {
    const extension = person.extension;
    this.removeExtension(person);
    person.rcUserId = this.#nextRcUserId();
    if (extension !== undefined) this.giveExtension(person, { status: extension.status, type: extension.type });
  }

  removeExtension(person: Person): void {
    if (person.extension !== undefined) this.#extensions.remove(person.extension);
    person.extension = undefined;
  }

  seat(person: Person, draft: SeatDraft): Seat {
    const agentId =
      person.seats.find((seat) => seat.subAccountId === draft.subAccountId)?.agentId ?? this.#nextAgentId();
    return this.restoreSeat(person, {
      subAccountId: draft.subAccountId,
      groupId: draft.groupId,
      agentId,
      agentType: draft.agentType ?? "AGENT",
      isActive: draft.isActive ?? true,
    });
  }

  /** Puts somebody on a seat that is already described, agent id included. */
  restoreSeat(person: Person, seat: Seat): Seat {
    const own: Seat = { ...seat };
    this.group(seat.subAccountId, seat.groupId).seats.set(own, person);
    person.seats = [...person.seats, own];
    return own;
  }

  /** Takes somebody out of every group whose seat matches; returns what they had. */
  unseat(person: Person, matches: (seat: Seat) => boolean): readonly Seat[] {
    const gone = person.seats.filter(matches);
    for (const seat of gone) this.group(seat.subAccountId, seat.groupId).seats.delete(seat);
    person.seats = person.seats.filter((seat) => !gone.includes(seat));
    return gone;
  }

  appointAdministrator(person: Person, userId: number = ++this.#lastUserId): void {
    person.administrator = { userId };
    this.administrators.add(person);
  }

  dismissAdministrator(person: Person): void {
    person.administrator = undefined;
    this.administrators.delete(person);
  }

  /** @throws for an id that was never added: a mistake in the test. */
  subAccount(id: string): SubAccount {
    const subAccount = this.subAccounts.get(id);
    if (subAccount === undefined) throw new Error(`The simulated organisation has no sub-account ${id}.`);
    return subAccount;
  }

  /** @throws for an id that was never added: a mistake in the test. */
  group(subAccountId: string, groupId: number): AgentGroup {
    const group = this.subAccount(subAccountId).groups.get(groupId);
    if (group === undefined) throw new Error(`The simulated sub-account ${subAccountId} has no group ${groupId}.`);
    return group;
  }

  #nextAgentId(): number {
    this.#lastAgentId += 1;
    return this.#lastAgentId;
  }

  #nextRcUserId(): number {
    this.#lastRcUserId += 1_009;
    return this.#lastRcUserId;
  }
}
