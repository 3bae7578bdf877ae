// The console: one tab at a time, asked anew every two seconds, redrawn only when the answer changed.
import { html } from "./html.js";
import { faultsView, PRESETS, readForm } from "./switches.js";
import { contracts } from "./contracts.js";
import { official } from "./official.js";
import * as people from "./people.js";
import * as views from "./views.js";
import { wecom } from "./wecom.js";

const REFRESH_MS = 2000;
const TOAST_MS = 2600;
const TABS = {
  orders: ["付款", "商城下的单在这里等人付款；在商城页面里付款和在这里付款是一回事", views.orders],
  parcels: ["快递员", "替快递员走完每一步，轨迹会推送给商城", views.parcels],
  contracts: ["扣费", "顾客在微信里同意的自动扣费；可以在这里解约，或让付款账户没有余额", contracts],
  refunds: ["退款", "商城申请的退款，受理后过一会儿到账", views.refunds],
  notifies: ["回调", "外面告诉商城的每一件事：送了几次，商城怎么回答", views.notifies],
  messages: ["消息", "顾客微信里收到的服务通知", views.messages],
  groups: ["群聊", "选一个人从哪个微信群打开小程序；商城拿到的是微信加密过的群标识", people.groups],
  friends: ["好友", "把砍价或拼团的分享路径交给几位新朋友，他们会像真人一样登录、帮忙或下单付款", people.friends],
  official: ["公众号", "替一个人关注或取消关注公众号；商城会收到推送，再向微信问清楚", official],
  wecom: ["企微", "扮演企业微信里的导购和客户：扫活码加好友、看欢迎语、进群、替导购发送群发", wecom],
  faults: ["故障", "让外面的世界慢、错、丢、重，看商城是否仍然一分不差", faultsView],
  totals: ["账目", "银行这一边的账，每次都从流水重新数", views.totals],
};
const $ = (id) => document.getElementById(id);
let current = TABS[location.hash.slice(1)] ? location.hash.slice(1) : "orders";
let shown = "";
let turn = 0;

async function call(path, options) {
  const answer = await fetch(path, options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.message ?? content.detail ?? `HTTP ${answer.status}`);
  return content;
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => $("toast").classList.remove("shown"), TOAST_MS);
}

function drawTabs(sum) {
  const counts = { orders: sum.unpaidCount, notifies: sum.pendingNotifyCount };
  const markup = Object.entries(TABS).map(([key, [words]]) => html`<button type="button" role="tab" data-tab="${key}" aria-selected="${key === current}">${words}${
    counts[key] ? html`<sup>${counts[key]}</sup>` : ""
  }</button>`);
  const text = html`${markup}`.text;
  if ($("tabs").innerHTML !== text && drawTabs.text !== text) $("tabs").innerHTML = text;
  drawTabs.text = text;
}

/** What a person fills in before pressing a button; the switches of 故障 act by themselves. */
const inputs = () => [...$("view").querySelectorAll("form[data-post] [name]:not([type=hidden])")];
const placeOf = ({ form, name }) => [form.dataset.post, form.dataset.key, name].join(" ");

/** Changed since it was drawn; what nobody has touched follows the books. */
const isTyped = (input) => (input.tagName === "SELECT" ? input.selectedIndex > 0 : input.value !== input.defaultValue);

/** A choice that is gone meanwhile stays at the first one. */
function restore(input, value) {
  if (input.tagName !== "SELECT" || [...input.options].some((option) => option.value === value)) input.value = value;
}

/** A button that says how many. */
function count() {
  for (const button of $("view").querySelectorAll("button[data-counts]")) {
    button.textContent = `${button.form.elements[button.dataset.counts].value || "几"} ${button.dataset.words}`;
  }
}

function draw(content) {
  const text = TABS[current][2](content).text;
  if (text === shown || document.activeElement?.closest("#view form")) return;
  const open = new Set([...document.querySelectorAll("details[open]")].map((one) => one.dataset.key));
  const typed = new Map(inputs().filter(isTyped).map((input) => [placeOf(input), input.value]));
  $("view").innerHTML = text;
  for (const one of document.querySelectorAll("details")) one.open = open.has(one.dataset.key);
  for (const input of inputs()) if (typed.has(placeOf(input))) restore(input, typed.get(placeOf(input)));
  count();
  shown = text;
}

async function refresh() {
  const mine = ++turn;
  try {
    const [content, sum] = await Promise.all([call(`/play/${current}`), call("/play/totals")]);
    if (mine !== turn) return;
    drawTabs(sum);
    draw(content);
    $("live").textContent = "实时";
    $("live").className = "live on";
  } catch (error) {
    console.warn("refresh failed", error);
    $("live").textContent = "连不上，正在重试";
    $("live").className = "live off";
  }
}

function select(tab) {
  current = tab;
  shown = "";
  history.replaceState(null, "", `#${tab}`);
  $("intro").textContent = TABS[tab][1];
  for (const button of $("tabs").children) {
    button.setAttribute("aria-selected", button.dataset.tab === tab);
    if (button.dataset.tab === tab) button.scrollIntoView({ inline: "center", block: "nearest" });
  }
  return refresh();
}

async function act(button) {
  button.disabled = true;
  try {
    const json = { headers: { "Content-Type": "application/json" }, body: button.dataset.body };
    await call(button.dataset.post, { method: "POST", ...(button.dataset.body ? json : {}) });
    toast(`${button.textContent}：好了`);
  } catch (error) {
    toast(error.message);
  }
  await refresh();
  button.disabled = false;
}

async function send(form) {
  const button = form.querySelector("button");
  const own = [...form.querySelectorAll("[name]")];
  const body = Object.fromEntries(own.map((input) => [input.name, input.type === "number" ? Number(input.value) : input.value]));
  button.disabled = true;
  try {
    await call(form.dataset.post, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if ("clears" in form.dataset) form.reset();
    toast(`${button.textContent}：好了`);
  } catch (error) {
    toast(error.message);
  }
  button.disabled = false;
  // While somebody is in the form it is not redrawn; the results have to show.
  document.activeElement?.blur();
  await refresh();
}

async function saveFaults(faults) {
  try {
    await call("/play/faults", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(faults) });
    toast("已生效");
  } catch (error) {
    toast(`没有保存：${error.message}`);
  }
  document.activeElement?.blur();
  await refresh();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.tab) select(button.dataset.tab);
  else if (button?.dataset.post) act(button);
  else if (button?.dataset.preset) saveFaults(PRESETS[button.dataset.preset][1]);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.post) send(event.target);
});
document.addEventListener("input", count);
document.addEventListener("change", (event) => {
  const form = event.target.closest("#faults");
  if (form?.reportValidity()) saveFaults(readForm(form));
});
addEventListener("hashchange", () => TABS[location.hash.slice(1)] && select(location.hash.slice(1)));
drawTabs({});
select(current);
setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MS);
