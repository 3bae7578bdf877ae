// The tab 企微: guides and their customers, codes, chats, groups, and mass messages that wait for a guide.
import { action, empty, html, tag, when } from "./html.js";

const STANDINGS = {
  live: ["好友", "good"], half: ["待确认", "wait"], asked: ["申请中", "wait"], orphaned: ["导购已离职", "bad"],
  deleted_by_contact: ["客户删了导购", "bad"], deleted_by_guide: ["导购删了客户", "bad"], transferred: ["已转给别人", ""],
};
const SOURCES = { welcome: "欢迎语", mass: "群发", guide: "导购", contact: "客户", transfer: "继承" };
const scanned = new URLSearchParams(location.search).get("code") ?? "";

const choice = (value, words) => html`<option value="${value}">${words}</option>`;
const personOptions = (people) => people.map(({ device, nickname }) => choice(device, nickname));
const guideOptions = (staff) => staff.filter(({ leftAt }) => !leftAt).map(({ userid, name }) => choice(userid, name));
const hidden = (name, value) => html`<input type="hidden" name="${name}" value="${value}">`;

function forms({ people, staff }) {
  const guides = guideOptions(staff);
  const cameras = html`<form class="panel ask" data-post="/play/wecom/camera">
      <label>谁<select name="device">${choice("", "一位新朋友")}${personOptions(people)}</select></label>
      <label class="wide">扫哪个码<input name="qr" required maxlength="512" value="${scanned}" placeholder="活码图片的网址，或下面列出的码"></label>
      <button class="act main">扫码</button>
    </form>`;
  const hires = html`<form class="panel ask" data-post="/play/wecom/staff" data-clears>
      <label>导购账号<input name="userId" required maxlength="64" pattern="[0-9A-Za-z][0-9A-Za-z_.@\\-]*" placeholder="lanlan"></label>
      <label>姓名<input name="name" required maxlength="64" placeholder="兰兰"></label>
      <button class="act">新导购入职</button>
    </form>`;
  const chats = html`<form class="panel ask" data-post="/play/wecom/groups" data-clears>
      <label>群主<select name="owner">${guides}</select></label>
      <label>群名<input name="name" required maxlength="64"></label>
      <button class="act">建客户群</button>
    </form>`;
  const tags = html`<form class="panel ask" data-post="/play/wecom/tags" data-clears>
      <label>标签组<input name="group" required maxlength="30"></label>
      <label>标签<input name="tags" required maxlength="200" placeholder="几个就用顿号隔开"></label>
      <button class="act">在后台建标签</button>
    </form>`;
  return html`${cameras}<div class="panels after">${hires}${guides.length ? chats : ""}${tags}</div>`;
}

/** The guide's sidebar beside this chat, in a window as narrow as in WeCom. */
const sidebar = (shopUrl, place, words) => html`<a class="act" target="_blank" rel="noopener" href="${shopUrl}/sidebar/?${new URLSearchParams(place).toString()}">${words}</a>`;

const guideRow = ({ userid, name, leftAt, contactCount }, shopUrl) => html`<article class="row">
  <div><h2>${name}　${leftAt ? tag("已离职", "bad") : tag("在职", "good")}</h2><p class="meta">账号 <b>${userid}</b>　客户 <b>${contactCount}</b> 位</p></div>
  <div class="side"><div class="actions">${leftAt ? "" : [sidebar(shopUrl, { guide: userid }, "工作台"), action(`/play/wecom/staff/${encodeURIComponent(userid)}/leave`, "离职")]}</div></div>
</article>`;

const pressed = (path, words, body, isMain = false) => html`<button type="button" class="act ${isMain ? "main" : ""}" data-post="${path}" data-body="${JSON.stringify(body)}">${words}</button>`;

function followRow({ userid, externalUserid, device, nickname, guide, standing, remark, state, createdAt }, shopUrl) {
  const pair = { userId: userid, device };
  const isOn = standing === "live" || standing === "half";
  return html`<article class="row">
    <div><h2>${nickname} 与 ${guide}　${tag(...STANDINGS[standing])}</h2>
      <p class="meta">${when(createdAt)} 添加${remark ? html`　备注 <b>${remark}</b>` : ""}${state ? html`　渠道 <b>${state}</b>` : ""}</p></div>
    <div class="side"><div class="actions">${[
      standing === "half" || standing === "asked" ? pressed("/play/wecom/confirm/pair", "导购通过", pair, true) : "",
      isOn ? [sidebar(shopUrl, { contact: externalUserid, guide: userid }, "侧边栏"), pressed("/play/wecom/delete-guide/pair", "客户删导购", pair), pressed("/play/wecom/delete-contact/pair", "导购删客户", pair)] : "",
    ]}</div></div>
    ${isOn ? html`<details class="wide" data-key="${userid} ${device}"><summary>改备注、说句话</summary>
      <form class="ask" data-post="/play/wecom/note" data-key="${userid} ${device}">${hidden("userId", userid)}${hidden("device", device)}
        <label>备注<input name="remark" required maxlength="20" value="${remark}"></label><button class="act">导购改备注</button></form>
      <form class="ask" data-post="/play/wecom/say" data-clears data-key="${userid} ${device}">${hidden("userId", userid)}${hidden("device", device)}
        <label>客户说<input name="text" required maxlength="200"></label><button class="act">发给导购</button></form>
    </details>` : ""}
  </article>`;
}

function part({ kind, text, title, url, page, mediaId, pictureUrl, description }) {
  const source = mediaId ? `/play/wecom/media/${encodeURIComponent(mediaId)}` : pictureUrl;
  const cover = source && kind !== "video" && kind !== "file" ? html`<img class="cover" src="${source}" alt="">` : "";
  if (kind === "text") return html`<p class="said">${text}</p>`;
  if (kind === "link") return html`<p class="said card">${cover}<b>${title}</b>${description ? html`<span>${description}</span>` : ""}<small>${url}</small></p>`;
  if (kind === "miniprogram") return html`<p class="said card">${cover}<b>${title}</b><small>小程序 ${page}</small></p>`;
  return html`<p class="said card">${cover}${kind === "image" ? "" : kind}</p>`;
}

const line = ({ guide, group, source, parts, at }) => html`<li class="${source === "contact" ? "mine" : ""}">
  <time>${when(at)}　${source === "contact" ? `对 ${guide} 说` : `${guide}${group ? `（${group}）` : ""}　${SOURCES[source]}`}</time>${parts.map(part)}</li>`;

const chatRow = ({ nickname, device, lines }) => html`<article class="row">
  <div class="wide"><h2>${nickname} 的微信</h2><p class="meta">${device}</p></div><ul class="chat wide">${lines.map(line)}</ul></article>`;

function groupRow({ chatId, name, userid, owner, notice, members }, { people, shopUrl }) {
  const path = `/play/wecom/groups/${chatId}`;
  const inside = new Set(members.map(({ device }) => device));
  const outside = people.filter(({ device }) => !inside.has(device));
  return html`<article class="row">
    <div><h2>${name}　${tag(`${members.length} 位客户`)}</h2><p class="meta">群主 <b>${owner}</b>${notice ? html`　公告 ${notice}` : ""}　群 <b>${chatId}</b></p>
      <p class="meta">${members.map(({ nickname }) => nickname).join("、") || "还没有客户"}</p></div>
    <div class="side"><div class="actions">${sidebar(shopUrl, { chat: chatId, guide: userid }, "侧边栏")}${action(`${path}/dismiss`, "解散")}</div></div>
    <details class="wide" data-key="${chatId}"><summary>进群、退群、改名</summary>
      ${outside.length ? html`<form class="ask" data-post="${path}/join"><label>谁<select name="device">${personOptions(outside)}</select></label><button class="act">进群</button></form>` : ""}
      ${members.length ? html`<form class="ask" data-post="${path}/leave"><label>谁<select name="device">${personOptions(members)}</select></label><button class="act">退群</button></form>` : ""}
      <form class="ask" data-post="${path}/rename"><label>新群名<input name="name" required maxlength="64" value="${name}"></label><button class="act">改名</button></form>
    </details>
  </article>`;
}

const taskRow = ({ msgid, chatType, userid, guide, targetCount, parts, createdAt }) => html`<article class="row">
  <div><h2>${guide} 的群发任务　${tag("等导购发送", "wait")}</h2><p class="meta">发给 <b>${targetCount}</b> ${chatType === "group" ? "个群" : "位客户"}　建于 ${when(createdAt)}</p></div>
  <div class="side"><div class="actions">${action(`/play/wecom/masses/${msgid}/${encodeURIComponent(userid)}/confirm`, "发送", true)}</div></div>
  <ul class="chat wide"><li>${parts.map(part)}</li></ul>
</article>`;

const momentRow = ({ momentId, userid, guide, targetCount, parts, createdAt }) => html`<article class="row">
  <div><h2>${guide} 的朋友圈任务　${tag("等导购发表", "wait")}</h2><p class="meta">可见 <b>${targetCount}</b> 位客户　建于 ${when(createdAt)}</p></div>
  <div class="side"><div class="actions">${action(`/play/wecom/moments/${momentId}/${encodeURIComponent(userid)}/publish`, "发表", true)}</div></div>
  <ul class="chat wide"><li>${parts.map(part)}</li></ul>
</article>`;

const opened = (one) => (one.kind === "link" ? html`<a target="_blank" rel="noopener" href="${one.url}">${part(one)}</a>` : part(one));

const seenRow = ({ nickname, device, moments }) => html`<article class="row">
  <div class="wide"><h2>${nickname} 的朋友圈</h2><p class="meta">${device}</p></div>
  <ul class="chat wide">${moments.map(({ guide, at, parts }) => html`<li><time>${when(at)}　${guide}</time>${parts.map(opened)}</li>`)}</ul></article>`;

const transferRow = ({ id, handover, takeover, name, startedAt }) => html`<article class="row">
  <div><h2>${name} 从 ${handover} 转给 ${takeover}　${tag("等待 24 小时", "wait")}</h2><p class="meta">开始于 ${when(startedAt)}</p></div>
  <div class="side"><div class="actions">${action(`/play/wecom/transfers/${id}/refuse`, "客户拒绝")}${action(`/play/wecom/transfers/${id}/finish`, "时间到了", true)}</div></div>
</article>`;

const wayRow = ({ configId, remark, state, users }) => html`<li><b>${remark || state || "没有备注"}</b> ${users.join("、")}<br>码 ${configId}</li>`;

const section = (title, rows) => (rows.length ? html`<h2 class="group">${title}</h2>${rows}` : "");

export function wecom(all) {
  const { shopUrl, staff, follows, groups, tasks, moments, seenMoments, transfers, chats, ways } = all;
  return html`${forms(all)}
    ${section("等导购发送的群发", tasks.map(taskRow))}
    ${section("等导购发表的朋友圈", moments.map(momentRow))}
    ${section("等待中的继承", transfers.map(transferRow))}
    ${section("客户的微信", chats.map(chatRow))}
    ${section("客户的朋友圈", seenMoments.map(seenRow))}
    ${section("谁加了谁", follows.map((one) => followRow(one, shopUrl)))}
    ${section("客户群", groups.map((group) => groupRow(group, all)))}
    ${ways.length ? html`<h2 class="group">活码</h2><article class="row"><ul class="friends wide">${ways.map(wayRow)}</ul></article>` : ""}
    ${staff.length ? section("导购", staff.map((one) => guideRow(one, shopUrl))) : empty("还没有导购", "先让一位导购入职，商城同步之后就能建活码、接待客户")}`;
}
