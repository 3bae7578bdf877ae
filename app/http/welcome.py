"""The welcome page: where the faces are, and in the demo who may enter."""

import html

import msgspec
import pyotp

from app.settings import Settings

STYLE = """
*{box-sizing:border-box}body{margin:0;background:#F6F4F0;color:#1F2421;font:16px/1.5 system-ui,-apple-system,
"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
main{max-width:960px;margin:0 auto;padding:48px 24px}
h1{font-size:28px;
line-height:1.3;margin:0 0 8px}p{margin:0 0 24px;color:#5B635E}.grid{display:grid;gap:16px;
grid-template-columns:repeat(auto-fit,minmax(240px,1fr));margin-bottom:32px}a.card{display:block;background:#fff;
border:1px solid #E8E5DF;border-radius:12px;padding:24px;text-decoration:none;color:inherit;
transition:border-color .18s}
a.card:hover,a.card:focus-visible{border-color:#BF4027}a.card b{display:block;font-size:18px;margin-bottom:4px}
a.card span{color:#5B635E;font-size:14px}a.first b{color:#BF4027}
table{width:100%;border-collapse:collapse;background:#fff;
border:1px solid #E8E5DF;border-radius:12px;overflow:hidden}th,td{text-align:left;padding:12px 16px;font-size:14px;
white-space:nowrap;border-bottom:1px solid #E8E5DF}th{color:#5B635E;font-weight:500}tr:last-child td{border:0}
code{font:14px ui-monospace,Menlo,monospace;font-variant-numeric:tabular-nums}h2{font-size:18px;margin:0 0 12px}
.wrap{overflow-x:auto}
@media(max-width:480px){main{padding:32px 16px}th,td{padding:12px 8px}code{font-size:13px}}
"""


class DemoAccount(msgspec.Struct, frozen=True):
    """`totp_secret` empty: no one-time code is asked for."""

    username: str
    password: str
    role: str
    totp_secret: str = ""


def demo_accounts(settings: Settings) -> list[DemoAccount]:
    """Made by `siyu seed` with random passwords; only a demo has them."""
    path = settings.home / "demo-accounts.json"
    if settings.mode != "demo" or not path.exists():
        return []
    return msgspec.json.decode(path.read_bytes(), type=list[DemoAccount])


def _card(href: str, title: str, text: str, kind: str = "") -> str:
    return f'<a class="card {kind}" href="{html.escape(href)}"><b>{title}</b><span>{text}</span></a>'


def _accounts(accounts: list[DemoAccount]) -> str:
    if not accounts:
        return ""
    rows = "".join(
        f"<tr><td>{html.escape(a.role)}</td><td><code>{html.escape(a.username)}</code></td>"
        f"<td><code>{html.escape(a.password)}</code></td>"
        f"<td><code>{pyotp.TOTP(a.totp_secret).now() if a.totp_secret else '不需要'}</code></td></tr>"
        for a in accounts
    )
    return (
        "<h2>演示账号</h2><p>密码在这台机器上随机生成，动态口令每 30 秒更新一次，刷新本页可看到新的。</p>"
        '<div class="wrap"><table><tr><th>角色</th><th>用户名</th><th>密码</th><th>动态口令</th></tr>'
        f"{rows}</table></div>"
    )


def _sidebar(settings: Settings) -> str:
    """In a demo the emulator opens it beside a chat; elsewhere it is opened in WeCom."""
    if not settings.emulator_url:
        return _card("/sidebar/", "企业微信侧边栏", "导购在聊天旁边使用，请在企业微信里打开")
    text = "导购在聊天旁边使用：直接打开一位导购与一位客户的聊天"
    return _card(settings.emulator_url + "/play/wecom/sidebar", "企业微信侧边栏", text)


def welcome_page(settings: Settings) -> str:
    cards = [
        _card("/mini/", "商城", "顾客在这里逛、下单、付款（小程序的 H5 版）", "first"),
        _card("/admin/", "管理后台", "商品、订单、发货、售后、库存与资金"),
        _sidebar(settings),
        _card("/docs", "接口文档", "OpenAPI，可直接试用"),
    ]
    if settings.emulator_url:
        cards.append(_card(settings.emulator_url + "/", "微信模拟器", "扮演顾客的微信、微信支付和快递员"))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width,initial-scale=1"><title>Siyu 私域</title>'
        f"<style>{STYLE}</style></head><body><main><h1>Siyu 私域 · 暖禾</h1>"
        "<p>品牌自己的微信商城：顾客、导购和运营各有一面，账目和库存分毫不差。</p>"
        f'<div class="grid">{"".join(cards)}</div>{_accounts(demo_accounts(settings))}</main></body></html>'
    )
