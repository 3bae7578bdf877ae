"""WeCom (企业微信): customer contact, groups and our application, behind `ports.outside.wecom*`."""
