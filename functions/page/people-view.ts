import { formatNobody, formatPast, formatPastRun, storyFacts, storyTitle } from "#functions/format/story-facts.ts";
import { formatInstant } from "#shared/domain/text.ts";
import type { Explanation, PersonStory } from "#shared/operator/explain.ts";
import { readButton } from "./action.ts";
import { type Html, html, personText } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { messageBox } from "./message.ts";
import { factTable, table } from "./table.ts";
import type { Target } from "./target.ts";

export interface PeopleState {
  readonly who: string;
  /** Absent where nobody was looked for. */
  readonly result?: Explanation;
}

/** The search, and what is known of whom it found. */
export function peopleView({ who, result }: PeopleState, place: Target): Html {
  return html`<h2>People</h2>
<form method="dialog">${hiddenView("people")}<div class="field"><label for="usync-who">Name, e-mail or id</label><p class="help" id="usync-who-help">An e-mail, a roster user id, a RingCentral id, or part of a name. RingCentral is read as a run does, so an answer can take a minute.</p><input type="text" id="usync-who" name="who" value="${who}" autocomplete="off" spellcheck="false" aria-describedby="usync-who-help"></div>
${readButton({ label: "Search", look: "primary", payload: { view: "people" } }, place)}</form>${result === undefined ? undefined : resultView(result)}`;
}

function resultView({ stories, found, notRead }: Explanation): Html {
  if (found === 0) return messageBox({ kind: "warn", text: formatNobody(notRead) });
  const more =
    found > stories.length
      ? html`<p>and ${found - stories.length} more: name the person by e-mail or id.</p>`
      : undefined;
  return html`<div role="status">${stories.map(storyView)}${more}</div>`;
}

function storyView(story: PersonStory): Html {
  const facts = storyFacts(story).map(([name, says]) => [name, personText(says)] as const);
  const cut =
    story.next.kind === "not-read"
      ? html`<p class="help">This is what the roster and the history know. <code>npx user-sync explain</code> has more time to read RingCentral.</p>`
      : undefined;
  const rows = story.past.map((change) => [
    formatInstant(change.record.at),
    personText(formatPast(change)),
    formatPastRun(change),
  ]);
  const past =
    rows.length === 0
      ? html`<p>No change is on record.</p>`
      : table({ caption: "Past, newest first", columns: ["When", "What", "Which run"], rows });
  return html`<section><h3>${personText(storyTitle(story))}</h3>${cut}${factTable("Now", facts)}${past}</section>`;
}
