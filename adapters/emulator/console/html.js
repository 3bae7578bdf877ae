// Text for the page: escaping templates, money and times as people read them.

class Markup {
  constructor(text) {
    this.text = text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function piece(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(piece).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (mark) => ESCAPES[mark]);
}

/** A template whose values are escaped unless they are templates themselves. */
export function html(texts, ...values) {
  return new Markup(texts.reduce((whole, text, index) => whole + piece(values[index - 1]) + text));
}

export const yuan = (fen) =>
  (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const price = (fen) => html`<span class="price"><small>¥</small>${yuan(fen)}</span>`;

export const tag = (text, tone = "") => html`<span class="tag ${tone}">${text}</span>`;

const PARTS = { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit" };
const clock = new Intl.DateTimeFormat("zh-CN", PARTS);
const dated = new Intl.DateTimeFormat("zh-CN", { ...PARTS, month: "numeric", day: "numeric" });
const day = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "short" });

/** "今天 14:32:05", or with the date when it is another day in China. */
export function when(text) {
  if (!text) return "";
  const at = new Date(text);
  return day.format(at) === day.format(new Date()) ? `今天 ${clock.format(at)}` : dated.format(at);
}

export const action = (path, text, isMain = false) =>
  html`<button type="button" class="act ${isMain ? "main" : ""}" data-post="${path}">${text}</button>`;

export const empty = (title, hint) => html`<div class="empty"><b>${title}</b>${hint}</div>`;
