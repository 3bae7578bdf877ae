// The tab 故障: every switch of PUT /play/faults, and a few whole situations.
import { html } from "./html.js";

const RATE = { kind: "rate", unit: "0 到 1，1 是每次" };
const MS = { kind: "ms", unit: "毫秒" };
const FLAG = { kind: "flag" };
const COUNT = { kind: "number", unit: "个", max: 1000000 };

const GROUPS = [
  ["pay", "微信支付", [
    ["slowMs", "应答变慢", MS], ["error5xxRate", "系统异常（5xx）", RATE], ["dropNotifyRate", "回调丢失", RATE],
    ["duplicateNotifyRate", "回调重复", RATE], ["lateNotifyMs", "回调迟到", MS], ["wrongSignatureRate", "签名错误", RATE],
    ["signTestRate", "验签探测", RATE], ["refundAbnormalRate", "退款异常", RATE],
    ["keyMode", "验签密钥", { kind: "choice", options: { public_key: "微信支付公钥", certificate: "平台证书", mixed: "切换期，两种都有" } }],
  ]],
  ["wechat", "微信接口", [
    ["slowMs", "应答变慢", MS], ["error5xxRate", "网关错误（502）", RATE], ["busyRate", "系统繁忙（-1）", RATE],
    ["tokenExpiredOnce", "下一次调用凭证过期", FLAG], ["quotaExceeded", "调用次数用完（45009）", FLAG], ["closeAfterWork", "办完事就断线", FLAG],
    ["pushMode", "消息推送", { kind: "choice", options: { safe: "安全模式", plain: "明文模式" } }],
    ["pushFormat", "推送格式", { kind: "choice", options: { json: "JSON", xml: "XML" } }],
    ["verdictMs", "图片检测耗时", MS], ["dropVerdictRate", "图片结果丢失", RATE], ["duplicateVerdictRate", "图片结果重复", RATE], ["reorderVerdicts", "图片结果乱序", FLAG],
    ["officialWithoutUnionid", "公众号没有 unionid", FLAG], ["officialPlainPush", "公众号明文推送", FLAG], ["officialDropPushRate", "公众号推送丢失", RATE],
    ["officialDuplicatePushRate", "公众号推送重复", RATE], ["officialReorderPushRate", "公众号推送乱序", RATE], ["officialPage", "公众号每页关注者", { kind: "number", unit: "个", max: 10000 }],
  ]],
  ["wecom", "企业微信接口", [
    ["slowMs", "应答变慢", MS], ["error5xxRate", "网关错误（502）", RATE], ["busyRate", "系统繁忙（-1）", RATE],
    ["tokenExpiredOnce", "下一次调用凭证过期（42001）", FLAG], ["tokenInvalidOnce", "下一次调用凭证失效（40001）", FLAG],
    ["quotaExceeded", "调用次数用完（45009）", FLAG], ["closeAfterWork", "办完事就断线", FLAG], ["untrustedIp", "地址不可信（60020）", FLAG],
    ["refuseErrcode", "拒绝的错误码", { kind: "number", unit: "84074 没有客户联系权限，0 不拒绝", max: 9999999 }], ["refusePath", "只拒绝这些调用", { kind: "text", unit: "路径里的字" }],
    ["agentNotCallable", "应用不能管客户（48002）", FLAG], ["withoutUnionid", "没有 unionid", FLAG], ["adminWelcome", "后台配了欢迎语", FLAG],
    ["dropPushRate", "回调丢失", RATE], ["duplicatePushRate", "回调重复", RATE], ["reorderPushRate", "回调乱序", RATE], ["latePushMs", "回调迟到", MS],
    ["welcomeSeconds", "欢迎语时限", { kind: "number", unit: "秒", max: 3600 }], ["welcomeSendMs", "欢迎语投递耗时", MS],
    ["callsPerMinute", "每分钟调用上限", COUNT], ["followersPerPage", "每页跟进人", COUNT], ["waysMax", "活码上限", COUNT],
    ["contactsPerGuideMax", "导购的客户上限", COUNT], ["groupSizeMax", "客户群人数上限", COUNT], ["ownersWithoutFilterMax", "不填群主的人数上限", COUNT],
    ["massRule", "群发频次", { kind: "choice", options: { month_days: "每月与天数相同", week_7: "每周 7 条", day_1: "每天 1 条", month_4: "每月 4 条" } }],
    ["massDispatchSeconds", "群发派发中", { kind: "number", unit: "秒，41063", max: 3600 }],
    ["momentsPerMonth", "客户每月看到的朋友圈", { kind: "number", unit: "条，企业发表的", max: 1000 }],
    ["momentsRunningMax", "进行中的朋友圈上限", COUNT], ["momentJobSeconds", "朋友圈任务耗时", { kind: "number", unit: "秒，41079", max: 3600 }],
    ["behaviourLateDays", "聊天统计还没出", { kind: "number", unit: "天", max: 30 }],
  ]],
  ["kdniao", "快递鸟", [
    ["slowMs", "应答变慢", MS], ["error5xxRate", "系统异常（5xx）", RATE], ["down", "完全停机", FLAG],
    ["dropPushRate", "推送丢失", RATE], ["duplicatePushRate", "推送重复", RATE],
  ]],
];

export const PRESETS = [
  ["一切正常", {}],
  ["时间加快一百倍", { timeScale: 0.01 }],
  ["支付不稳", { pay: { error5xxRate: 0.2, duplicateNotifyRate: 0.3, dropNotifyRate: 0.1, lateNotifyMs: 1500 } }],
  ["快递鸟停机", { kdniao: { down: true } }],
  ["微信繁忙", { wechat: { busyRate: 0.3, slowMs: 800 } }],
];

function control(name, value, { kind, options, max }) {
  if (kind === "flag") return html`<input type="checkbox" name="${name}" ${value ? "checked" : ""}>`;
  if (kind === "choice") {
    const choices = Object.entries(options).map(
      ([key, words]) => html`<option value="${key}" ${key === value ? "selected" : ""}>${words}</option>`,
    );
    return html`<select name="${name}">${choices}</select>`;
  }
  if (kind === "text") return html`<input name="${name}" value="${value}" maxlength="64">`;
  const most = max ?? (kind === "rate" ? 1 : 120000);
  const step = { rate: 0.05, ms: 100, number: "any" }[kind];
  return html`<input type="number" name="${name}" value="${value}" min="0" max="${most}" step="${step}">`;
}

function field(group, faults, [key, words, type]) {
  const value = faults[group][key];
  const isOn = ["choice", "number"].includes(type.kind) ? false : Boolean(value);
  return html`<label class="field ${isOn ? "on" : ""}"><span>${words}<small>${type.unit ?? ""}</small></span>${control(`${group}.${key}`, value, type)}</label>`;
}

export function faultsView(faults) {
  return html`<div class="presets">${PRESETS.map(([words], index) => html`<button type="button" class="act" data-preset="${index}">${words}</button>`)}</div>
    <form id="faults" class="panels">
      ${GROUPS.map(([group, words, fields]) => html`<fieldset class="panel"><legend>${words}</legend>${fields.map((one) => field(group, faults, one))}</fieldset>`)}
      <fieldset class="panel"><legend>时间</legend>
        <label class="field ${faults.timeScale === 1 ? "" : "on"}"><span>等待的倍数<small>1 是真实节奏，0.01 把 15 秒变成 0.15 秒</small></span>
        <input type="number" name="timeScale" value="${faults.timeScale}" min="0" max="100" step="any"></label>
      </fieldset>
    </form>`;
}

/** The switches as the form shows them, in the shape of PUT /play/faults. */
export function readForm(form) {
  const faults = { pay: {}, wechat: {}, wecom: {}, kdniao: {} };
  for (const input of form.elements) {
    if (!input.name) continue;
    const value = input.type === "checkbox" ? input.checked : input.type === "number" ? Number(input.value) : input.value;
    const [group, key] = input.name.split(".");
    if (key) faults[group][key] = value;
    else faults[group] = value;
  }
  return faults;
}
