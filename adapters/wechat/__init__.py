"""The mini-program's server API and its message push, behind `ports.outside.wechat`."""
