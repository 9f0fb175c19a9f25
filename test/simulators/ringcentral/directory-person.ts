import type { Administrator, Extension, FormerPlace, Person, Seat } from "./organisation-model.ts";

/** Somebody in the directory, who says so when their roles change: there is an index of who holds any. */
export class DirectoryPerson implements Person {
  readonly key: string;
  firstName: string;
  lastName: string;
  email: string | undefined;
  rcUserId: number | undefined;
  extension: Extension | undefined;
  administrator: Administrator | undefined;
  seats: readonly Seat[] = [];
  former: FormerPlace | undefined;
  #roles: readonly string[];
  readonly #onRolesChanged: () => void;

  constructor(
    draft: Pick<Person, "key" | "firstName" | "lastName" | "email" | "rcUserId" | "roles">,
    onRolesChanged: () => void,
  ) {
    this.key = draft.key;
    this.firstName = draft.firstName;
    this.lastName = draft.lastName;
    this.email = draft.email;
    this.rcUserId = draft.rcUserId;
    this.extension = undefined;
    this.administrator = undefined;
    this.former = undefined;
    this.#roles = draft.roles;
    this.#onRolesChanged = onRolesChanged;
  }

  get roles(): readonly string[] {
    return this.#roles;
  }

  set roles(roles: readonly string[]) {
    this.#roles = roles;
    this.#onRolesChanged();
  }
}
