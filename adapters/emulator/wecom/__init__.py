"""WeCom (qyapi.weixin.qq.com): a corporation with guides, their contacts, groups, and its callbacks."""
