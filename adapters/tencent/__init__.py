"""What api.weixin.qq.com and qyapi.weixin.qq.com have in common: answers, the cipher of callbacks, things on loan."""
