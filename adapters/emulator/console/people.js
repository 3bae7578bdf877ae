// The tabs 群聊 and 好友: where people come from, and friends who open a shared page.
import { empty, html, tag } from "./html.js";

const choice = ([value, words]) => html`<option value="${value}">${words}</option>`;

function enterForm(items, people) {
  const persons = people.map(({ device, nickname, group }) => [device, group ? `${nickname}（现在从「${group}」进来）` : nickname]);
  const groups = [...items.map(({ key, name }) => [key, name]), ["", "不从群里，直接打开"]];
  return html`<form class="panel ask" data-post="/play/groups/enter">
    <label>谁<select name="device">${persons.map(choice)}</select></label>
    <label>从哪个群打开小程序<select name="group">${groups.map(choice)}</select></label>
    <button class="act main">打开小程序</button>
  </form>`;
}

const groupRow = ({ name, openGId, members, present }) => html`<article class="row">
  <div class="wide">
    <h2>${name}　${present.length ? present.map((nickname) => tag(`${nickname} 从这里进来`, "good")) : tag("还没有人从这里进来")}</h2>
    <p class="meta">群标识 <b>${openGId}</b></p>
    <p class="meta">${members.length} 人　${members.join("、")}</p>
  </div>
</article>`;

export const groups = ({ items, people }) => html`${
  people.length ? enterForm(items, people) : empty("还没有人登录过", "在商城里登录一次，就能在这里选这个人从哪个群进来")
}<div class="after">${items.map(groupRow)}</div>`;

const RESULT_STATES = { waiting: ["在路上", "wait"], done: ["办到了", "good"], refused: ["没办成", "bad"] };

function roundRow({ words, path, results }) {
  const done = results.filter(({ state }) => state === "done").length;
  const waiting = results.some(({ state }) => state === "waiting");
  return html`<article class="row">
    <div class="wide"><h2>${words}　${tag(`${done} / ${results.length} 位办到了`, waiting ? "wait" : done ? "good" : "bad")}</h2><p class="meta">${path}</p></div>
    <ul class="friends wide">${results.map(({ nickname, state, text }) => html`<li>${tag(...RESULT_STATES[state])}<b>${nickname}</b> ${text}</li>`)}</ul>
  </article>`;
}

export const friends = ({ items }) => html`<form class="panel ask" data-post="/play/friends">
    <label class="wide">分享出来的路径<input name="path" required maxlength="512" placeholder="packages/promotion/pages/bargain/index?id=…"></label>
    <label>几位好友<input type="number" name="count" value="5" min="1" max="50" step="1" required></label>
    <button class="act main" data-counts="count" data-words="位好友帮忙">5 位好友帮忙</button>
  </form>
  <div class="after">${items.length ? items.map(roundRow) : empty("还没有好友来过", "从小程序的砍价页或拼团页复制分享路径，贴到上面")}</div>`;
