const NEEDS: readonly (readonly [string, string])[] = [
  ['企业微信自建应用', '在管理后台建一个应用，把聊天工具栏的页面指到这个地址。'],
  ['可信域名', '在应用的“网页授权及 JS-SDK”里填写商城域名并完成校验。'],
  ['客户联系权限', '把导购加入客户联系的可见范围，才能认出正在聊天的顾客。'],
]

/** What a plain browser sees: nothing of any customer. */
export function Outside() {
  return (
    <main className="app">
      <div className="page">
        <div className="empty">
          <img src={`${import.meta.env.BASE_URL}mark.svg`} width={48} height={48} alt="" />
          <b>请在企业微信里打开</b>
          <p>打开和顾客的聊天，点右侧工具栏里的“暖禾”，就能看到这位顾客。</p>
        </div>
        <section className="part">
          <header><h2>还没有这个入口？请管理员先准备</h2></header>
          <ul className="list">
            {NEEDS.map(([name, how]) => (
              <li key={name}>
                <b className="strong">{name}</b>
                <p className="quiet">{how}</p>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  )
}
