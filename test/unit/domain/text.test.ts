import { describe, expect, test } from "vitest";
import { emailFault, emailKey, nameFault, namesAgree, sameName, tidyName } from "#shared/domain/text.ts";

describe("a name", () => {
  test.each([
    ["  Ana  ", "Ana"],
    ["Ana\t Maria\n\u00a0Sousa", "Ana Maria Sousa"],
    ["Chloe\u0301", "Chlo\u00e9"],
    [undefined, ""],
    [" \u3000 ", ""],
  ])("%j is kept as %j", (raw, tidied) => {
    expect(tidyName(raw)).toBe(tidied);
  });

  test("is the same in another Unicode form and with other white space, but not in another case", () => {
    expect(sameName("Chlo\u00e9  Dubois", " Chloe\u0301 Dubois")).toBe(true);
    expect(sameName("De Luca", "de Luca")).toBe(false);
    expect(sameName("Jose", "Jos\u00e9")).toBe(false);
  });

  test("may be 200 characters long, and not 201", () => {
    expect(nameFault("firstName", "x".repeat(200))).toBeUndefined();
    expect(nameFault("firstName", "x".repeat(201))).toMatch(/^firstName is 201 characters long/);
  });

  test.each(["Ana\u0000", "An\u001ba", "Ana\u0085", "Ana\ud800"])("%j is refused without being repeated", (name) => {
    expect(nameFault("lastName", name)).toBe("lastName contains control characters or broken text");
  });

  test("may be written in any script and with marks", () => {
    for (const name of ["李", "Nguyễn Thị Minh", "O’Connor-Śmigiel", "محمد", "👩‍💻"])
      expect(nameFault("lastName", name)).toBeUndefined();
  });
});

describe("an e-mail", () => {
  test("is compared trimmed, in NFC and without case; an empty one is none", () => {
    expect(emailKey(" Ana.Sousa@Example.COM ")).toBe("ana.sousa@example.com");
    expect(emailKey("chloe\u0301@example.com")).toBe("chlo\u00e9@example.com");
    expect([emailKey(""), emailKey("  "), emailKey(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  test("may be 254 characters long, and not 255", () => {
    expect(emailFault(`${"a".repeat(242)}@example.com`)).toBeUndefined();
    expect(emailFault(`${"a".repeat(243)}@example.com`)).toMatch(/^email is 255 characters long/);
  });

  test.each(["ana", "@example.com", "ana@", "ana sousa@example.com", "ana@b@example.com"])("%j is none", (email) => {
    expect(emailFault(email)).toBe("email is not an e-mail address");
  });
});

describe("names agree", () => {
  const named = (firstName: string, lastName: string) => ({ firstName, lastName });

  test.each([
    ["both are equal", named("Ana", "Sousa"), named("Ana", "Sousa"), true],
    ["the first is equal (a marriage)", named("Ana", "Sousa"), named("Ana", "Lindqvist"), true],
    ["the last is equal", named("Ana", "Sousa"), named("Annie", "Sousa"), true],
    ["case and accents' form differ", named("CHLOE\u0301", "x"), named("Chlo\u00e9", "y"), true],
    ["nothing is equal (a recycled address)", named("Ana", "Sousa"), named("Ben", "Okafor"), false],
    ["a letter is spelled out", named("Ana", "Strauß"), named("Eva", "Strauss"), false],
    ["first and last are swapped", named("Ana", "Sousa"), named("Sousa", "Ana"), false],
    ["both lack the last name", named("Ana", ""), named("Ben", " "), false],
    ["everything is empty", named("", ""), named("", ""), false],
  ])("or not, when %s", (_when, left, right, agree) => {
    expect(namesAgree(left, right)).toBe(agree);
    expect(namesAgree(right, left)).toBe(agree);
  });
});
