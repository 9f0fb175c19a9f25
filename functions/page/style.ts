import { type Html, trustedHtml } from "./html.ts";

/**
 * The whole look, under one class, for a light and a dark console. Colours have a contrast of 4.5 : 1 at least; sizes
 * are relative and nothing has a fixed width, so that the page is readable at 400 %.
 */
export const style: Html = trustedHtml(`<style>
.usync{--back:#fff;--text:#16191f;--soft:#414d5c;--line:#7d8998;--faint:#e9ebed;--accent:#0353a8;--on-accent:#fff;--bad:#b00d0d;--bad-back:#fdecec;--good:#0f6b1e;--good-back:#e9f7ec;--warn:#7a4a00;--warn-back:#fdf3dd;
background:var(--back);color:var(--text);font-family:"Amazon Ember","Helvetica Neue",Roboto,Arial,sans-serif;font-size:.875rem;line-height:1.45;padding:.5rem;overflow-wrap:anywhere}
.usync.dark{--back:#0f1b2a;--text:#e9ebed;--soft:#c0c8d2;--line:#7d8998;--faint:#233345;--accent:#79b8ff;--on-accent:#0f1b2a;--bad:#ff9c94;--bad-back:#3a1518;--good:#7fd98f;--good-back:#12301b;--warn:#f2c46d;--warn-back:#36290f;color-scheme:dark}
.usync *{box-sizing:border-box}
.usync cwdb-action{display:none}
.usync h2{font-size:1.25rem;margin:.5rem 0}
.usync h3{font-size:1rem;margin:1rem 0 .25rem}
.usync p{margin:.25rem 0;max-width:70ch}
.usync nav{display:flex;flex-wrap:wrap;gap:.25rem;border-bottom:1px solid var(--line);padding-bottom:.5rem}
.usync form{margin:0}
.usync fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;padding:.5rem 1rem 1rem;min-width:0}
.usync legend{font-size:1rem;font-weight:700;padding:0 .25rem}
.usync .field{margin-top:.9rem}
.usync label{display:block;font-weight:700}
.usync .help,.usync .source{color:var(--soft)}
.usync .error{color:var(--bad);font-weight:700}
.usync input,.usync select,.usync textarea{background:var(--back);color:var(--text);border:1px solid var(--line);border-radius:.25rem;font:inherit;padding:.35rem .5rem;width:100%;max-width:40rem;min-height:2rem}
.usync input.short{max-width:8rem}
.usync [aria-invalid=true]{border:2px solid var(--bad)}
.usync .btn{background:var(--back);color:var(--accent);border:2px solid var(--accent);border-radius:1rem;cursor:pointer;display:inline-block;font:inherit;font-weight:700;margin:.25rem .25rem .25rem 0;min-height:2rem;padding:.2rem 1rem;text-align:center}
.usync .btn-primary,.usync .btn[aria-current]{background:var(--accent);color:var(--on-accent)}
.usync .btn-link{border-color:transparent;padding:.2rem .25rem;text-decoration:underline;text-align:left}
.usync :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.usync .box{border-left:.3rem solid var(--line);background:var(--faint);margin:.75rem 0;padding:.5rem .75rem}
.usync .box.bad{border-color:var(--bad);background:var(--bad-back)}
.usync .box.good{border-color:var(--good);background:var(--good-back)}
.usync .box.warn{border-color:var(--warn);background:var(--warn-back)}
.usync .bad-word{color:var(--bad);font-weight:700}
.usync .good-word{color:var(--good);font-weight:700}
.usync .warn-word{color:var(--warn);font-weight:700}
.usync .scroll{overflow-x:auto;max-width:100%}
.usync table{border-collapse:collapse;width:100%}
.usync caption{text-align:left;font-weight:700;padding:.25rem 0}
.usync th,.usync td{border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top;overflow-wrap:break-word;min-width:4rem}
.usync td bdi{overflow-wrap:anywhere}
</style>`);
